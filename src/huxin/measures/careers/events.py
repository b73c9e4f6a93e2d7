"""练兵、比赛和试点: what is on and what came of it, as the public may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.service import Case, Dossier, view_dossiers
from huxin.identity.service import SYSTEM
from huxin.people.service import details_of

COMPETITION: Final = "skill-competition"
PILOT: Final = "pilot-project"
SHOWN: Final = ("in_progress", "done")
MOST: Final = 30
"""Events of a kind on the page, the newest first."""


@dataclass(frozen=True)
class CareerEvent:
    """A competition or a pilot.  ``facts`` what was announced, ``result`` what came of it; both by field and answer."""

    case: str
    procedure: str
    county: str
    organiser: str
    open: bool
    starts_on: date
    ends_on: date
    facts: dict[str, Any]
    result: dict[str, Any]


ANNOUNCED: Final = {
    COMPETITION: ("event_name", "event_kind", "trades", "items"),
    PILOT: ("project_name", "idea", "goal", "people", "budget"),
}
ACHIEVED: Final = {
    COMPETITION: ("outcome", "result", "awards"),
    PILOT: ("outcome", "result", "people_reached", "spent", "next_step", "progress"),
}


def events(procedure: str) -> list[CareerEvent]:
    """Those that were approved, open or ended."""
    cases = Case.objects.filter(procedure=procedure, status__in=SHOWN).order_by("-filed_at")
    return [_event(one, procedure) for one in view_dossiers(SYSTEM, cases[:MOST])]


def _event(dossier: Dossier, procedure: str) -> CareerEvent:
    said = dossier.answers
    told = {
        name: value for act in ("report", "decide") if (one := dossier.last(act)) for name, value in one.payload.items()
    }
    return CareerEvent(
        dossier.case.no, procedure, dossier.case.county, details_of(dossier.case.applicant).name,
        dossier.case.status == "in_progress",
        date.fromisoformat(str(said["starts_on"])), date.fromisoformat(str(said["ends_on"])),
        {name: said[name] for name in ANNOUNCED[procedure] if name in said},
        {name: told[name] for name in ACHIEVED[procedure] if name in told},
    )  # fmt: skip
