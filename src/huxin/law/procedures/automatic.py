"""What the program may do by itself when a deadline runs out: nothing that refuses, takes back or decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from huxin.law.errors import nearest
from huxin.law.procedures.fields import field_problems
from huxin.law.procedures.model import Act, Clock, Lapse, Procedure, Status

HARMFUL: Final[frozenset[Status]] = frozenset({"refused", "withdrawn"})
"""Statuses into which only a person may bring a case."""


@dataclass(frozen=True)
class PathFault:
    """One thing that is wrong, with the path to it in the file."""

    path: tuple[str | int, ...]
    got: str
    wanted: str
    hint: str


def lapse_faults(procedure: Procedure, index: int, clock: Clock) -> Iterator[PathFault]:
    """Every fault of the act that follows by itself when the clock of that index has run out."""
    lapse = clock.lapse
    if lapse is None:
        return
    path = ("clocks", index, "lapse")
    act = procedure.acts.get(lapse.act)
    if act is None:
        yield PathFault((*path, "act"), lapse.act, "an act of this procedure", nearest(lapse.act, procedure.acts))
        return
    if "system" not in act.by:
        yield PathFault(
            (*path, "act"), lapse.act, "an act with 'system' under 'by'", "Let the program do it, or another."
        )
    for problem in field_problems(act.payload, lapse.payload, on=date.min):
        yield PathFault((*path, "payload"), problem.field, problem.text["en"], "The program answers what the act asks.")
    if _harms(procedure, act, lapse):
        yield PathFault(
            (*path, "act"),
            lapse.act,
            "an act that refuses, takes back and decides nothing",
            "No refusal by machine: let the deadline remind a person, who then acts.",
        )


def _harms(procedure: Procedure, act: Act, lapse: Lapse) -> bool:
    outcome = str(lapse.payload.get("outcome", ""))
    target = act.to if act.to is None or isinstance(act.to, str) else act.to.get(outcome, "refused")
    negative = outcome in procedure.outcomes and procedure.outcomes[outcome].negative
    return target in HARMFUL or negative or (act.requires is not None and act.requires.by_other)
