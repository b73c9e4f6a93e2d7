"""The hooks of a measure: how a case becomes facts, what its letters say, and what follows from an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huxin.casework.case.dossier import Dossier, Step
    from huxin.people.service import Person


@dataclass(frozen=True)
class Measure:
    """``facts``: the facts of the item, as the contract writes them; None while the case lacks what it asks.  Without
    that they come from where the procedure says.

    ``letter``: more data for its templates.  ``people``: for a list, each person with the facts about them.
    """

    facts: Callable[[Dossier], Mapping[str, Any] | None] | None = None
    letter: Callable[[Dossier, int], Mapping[str, Any]] | None = None
    people: Callable[[Dossier], Iterable[tuple[Person, Mapping[str, Any]]]] | None = None


_measures: dict[str, Measure] = {}
Follow = Callable[["Dossier", "Step"], None]
_following: dict[tuple[str, str], list[Follow]] = {}


def register_measure(procedure: str, measure: Measure) -> None:
    """Called by a measure when the program starts."""
    _measures[procedure] = measure


def measure_of(procedure: str) -> Measure | None:
    """The measure of a procedure; None where a procedure computes nothing."""
    return _measures.get(procedure)


def follow_act(procedure: str, act: str, do: Follow) -> None:
    """Say what a room does in the same transaction whenever that act is done, whoever does it."""
    _following.setdefault((procedure, act), []).append(do)


def after_act(dossier: Dossier, step: Step) -> None:
    """Do what follows from an act that was just written."""
    for do in _following.get((dossier.case.procedure, step.act), ()):
        do(dossier, step)
