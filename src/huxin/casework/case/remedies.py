"""Ways out 救济途径 of a decision: where to file what by which day, and the days of the way that somebody chose.

Nothing of it is filed here; who chose a way is reminded of its last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from huxin.casework.case.addressees import person_named
from huxin.casework.case.dossier import Dossier, Step
from huxin.law.clocks import ClockState
from huxin.law.clocks.reading import makers_of
from huxin.law.dates import day_of
from huxin.law.procedures.model import Procedure, Route
from huxin.law.procedures.remedies import begins_on, last_day, open_routes

REMEDY: Final = "remedy:"
"""Before the id of a route where it stands for the deadline of a way outside."""
_ENDED: Final = ("done", "refused")


@dataclass(frozen=True)
class Remedy:
    """A way to appeal that lies outside: nothing of it is filed here.

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


def remedies_of(dossier: Dossier) -> list[Remedy]:
    """The ways of the procedure with their last days; none while nothing was decided."""
    appeal, since = dossier.procedure.appeal, _known_since(dossier)
    if appeal is None or since is None:
        return []
    said = {name: value for step in dossier.steps for name, value in step.payload.items()}
    found = []
    for one in open_routes(dossier.procedure, _decided_by(dossier), said):
        start = begins_on(one, said) or since
        found.append(Remedy(one, start, last_day(one, start), dossier.pack.cite(one.source)))
    return found


def chosen_remedy(dossier: Dossier) -> Remedy | None:
    """The way outside that whoever objected last named; None where they asked the office to look again."""
    appealed = dossier.last("appeal")
    named = appealed.payload.get("route") if appealed is not None else None
    return next((one for one in remedies_of(dossier) if one.route.id == named), None)


def remedy_clocks(dossier: Dossier, on: date) -> list[ClockState]:
    """The last day of the way that the applicant chose, as a deadline to be reminded of."""
    appealed, way = dossier.last("appeal"), chosen_remedy(dossier)
    if way is None or appealed is None or appealed.by != dossier.steps[0].by:
        return []
    return [
        ClockState(
            id=f"{REMEDY}{way.route.id}",
            due=way.last,
            state="running",
            provisional=False,
            party=None,
            unit="c",
            days_left=(way.last - on).days,
            lines=[],
            lines_en=[],
            label=dict(way.route.label),
            who=dict(way.route.to),
            started_on=way.since,
        )
    ]


def remedy_label(procedure: Procedure, clock: str, language: str) -> str | None:
    """What a way is called, by the id of its deadline; None for another deadline."""
    routes = procedure.appeal.routes if procedure.appeal is not None else ()
    return next((one.label[language] for one in routes if f"{REMEDY}{one.id}" == clock), None)


def _decided_by(dossier: Dossier) -> str:
    """The act that ended the case."""
    found = next((one for one in reversed(dossier.steps) if one.act in ("decide", "refuse")), None)
    return found.act if found is not None else ""


def _known_since(dossier: Dossier) -> date | None:
    """The day of the last decision, or on which it was served where that was written down."""
    if dossier.case.status not in _ENDED:
        return None
    found = next((one for one in reversed(dossier.steps) if one.act in ("decide", "refuse")), None)
    if found is None:
        found = next((one for one in reversed(dossier.steps) if _ends(dossier, one.act)), None)
    if found is None:
        return None
    return served_on(dossier, found) or day_of(found.at)


def served_on(dossier: Dossier, made: Step, person: UUID | None = None) -> date | None:
    """The day on which the paper of an act was served, on this person where one is named; None: not written down."""
    for step in reversed(dossier.steps):
        if step.act == "serve" and step.seq > made.seq and step.payload.get("served_on"):
            makers = makers_of(dossier.procedure, step.payload.get("document"))
            mine = person is None or person_named(dossier, str(step.payload.get("to") or "")) == person
            if mine and (not makers or made.act in makers):  # a paper of another act, such as a demand, moves no day
                return date.fromisoformat(str(step.payload["served_on"]))
    return None


def _ends(dossier: Dossier, act: str) -> bool:
    spec = dossier.procedure.acts.get(act)
    to = spec.to if spec is not None else None
    return to in _ENDED or (not isinstance(to, str) and to is not None and any(one in _ENDED for one in to.values()))
