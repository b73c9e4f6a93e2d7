"""How a case ended in the words of its procedure, and how one goes on: an objection inside, ways outside with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from huxin.casework.service import ANSWERS, Dossier
from huxin.law.dates import day_of
from huxin.law.procedures import STATUS_LABELS
from huxin.law.procedures.model import Route, Text2
from huxin.law.procedures.remedies import begins_on, last_day, open_routes

ENDED: Final = ("done", "refused")


@dataclass(frozen=True)
class WayOut:
    """A way to appeal 救济途径 that lies outside: nothing of it is filed here.

    ``last``: counted from the day on which the decision is known to have been made or served, without the rest days
    at its end; whoever got the paper later has later, never earlier.
    """

    route: Route
    since: date
    last: date
    clause: str

    def over(self, on: date) -> bool:
        """Whether that day has passed."""
        return self.last < on


def ended_label(dossier: Dossier) -> Text2:
    """How it ended, as the procedure calls it (未达成协议 and not 没通过); else the words of the status."""
    status, outcomes = dossier.case.status, dossier.procedure.outcomes
    if status not in ENDED:
        return STATUS_LABELS[status]
    named = next((str(one.payload["outcome"]) for one in reversed(dossier.steps) if "outcome" in one.payload), "")
    if named in outcomes and outcomes[named].status == status:
        return outcomes[named].label
    fitting = [one for one in outcomes.values() if one.status == status]
    return fitting[0].label if len(fitting) == 1 else STATUS_LABELS[status]


def contested(dossier: Dossier) -> bool:
    """Whether somebody objected and nobody has answered yet."""
    appealed = dossier.last("appeal")
    answers = [one.seq for name in ANSWERS if (one := dossier.last(name)) is not None]
    return appealed is not None and all(seq < appealed.seq for seq in answers)


def ways_out(dossier: Dossier) -> list[WayOut]:
    """The ways of the procedure with their last days; none while nothing was decided."""
    appeal, since = dossier.procedure.appeal, _known_since(dossier)
    if appeal is None or since is None:
        return []
    said = {name: value for step in dossier.unhidden.steps for name, value in step.payload.items()}
    found = []
    for one in open_routes(dossier.procedure, _decided_by(dossier), said):
        start = begins_on(one, said) or since
        found.append(WayOut(one, start, last_day(one, start), dossier.pack.cite(one.source)))
    return found


def _decided_by(dossier: Dossier) -> str:
    """The act that ended the case."""
    found = next((one for one in reversed(dossier.unhidden.steps) if one.act in ("decide", "refuse")), None)
    return found.act if found is not None else ""


def _known_since(dossier: Dossier) -> date | None:
    """The day of the last decision, or on which it was served where that was written down."""
    if dossier.case.status not in ENDED:
        return None
    found = next((one for one in reversed(dossier.steps) if one.act in ("decide", "refuse")), None)
    if found is None:
        found = next((one for one in reversed(dossier.steps) if _ends(dossier, one.act)), None)
    if found is None:
        return None
    served = dossier.last("serve")
    if served is not None and served.seq > found.seq and served.payload.get("served_on"):
        return date.fromisoformat(str(served.payload["served_on"]))
    return day_of(found.at)


def _ends(dossier: Dossier, act: str) -> bool:
    spec = dossier.procedure.acts.get(act)
    to = spec.to if spec is not None else None
    return to in ENDED or (not isinstance(to, str) and to is not None and any(one in ENDED for one in to.values()))
