"""Every name that a precondition, a bound or a reference of a procedure uses is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault
from huxin.law.procedures.model import Appointment, Bound, Condition, Field, Precondition, Procedure, Reference
from huxin.law.procedures.preconditions import ORDERED

Path = tuple[str | int, ...]


def naming_faults(procedure: Procedure, parameters: Mapping[str, Any]) -> Iterator[PathFault]:
    """Every fault of what the acts wait for and of what their answers name."""
    asked = {one.name: one for name in procedure.acts for one in procedure.fields_of(name)}
    for name, act in procedure.acts.items():
        for place, one in enumerate(act.preconditions):
            yield from _precondition(procedure, name, ("acts", name, "preconditions", place), one)
        if act.appointment is not None:
            yield from _appointment(("acts", name, "appointment"), act.appointment, act.payload)
        for field in procedure.fields_of(name):
            path = ("acts", name, "payload", field.name)
            for part, bound in (("not_below", field.not_below), ("not_above", field.not_above)):
                if bound is not None:
                    yield from _bound((*path, part), field, bound, asked, parameters)
            if field.refers is not None:
                yield from _reference((*path, "refers"), field.refers, asked)


def _precondition(procedure: Procedure, name: str, path: Path, one: Precondition) -> Iterator[PathFault]:
    acts, clocks = procedure.acts, [clock.id for clock in procedure.clocks]
    if (one.act is None) == (one.clock is None):
        yield PathFault(path, "both or neither", "'act' or 'clock'", "A precondition waits for one of them.")
    for part, said in ((one.act, one.said), (one.once, one.once_said)):
        if part is not None and part not in acts:
            yield PathFault((*path, "act"), part, "an act of this procedure", nearest(part, acts))
        elif part is not None:
            yield from _known((*path, "said"), said, [field.name for field in procedure.fields_of(part)])
    if one.clock is not None and one.clock not in clocks:
        yield PathFault((*path, "clock"), one.clock, "a clock of this procedure", nearest(one.clock, clocks))
    yield from _known((*path, "when"), one.when, [field.name for field in procedure.fields_of(name)])
    asked = procedure.fields_of(one.act) if one.act is not None and one.act in acts else ()
    dates = [field.name for field in asked if field.kind == "date"]
    if one.day is not None and one.day not in dates:
        yield PathFault((*path, "day"), one.day, f"a date that '{one.act}' names", nearest(one.day, dates))


def _appointment(path: Path, one: Appointment, asked: Iterable[Field]) -> Iterator[PathFault]:
    kinds = {"day": "date", "time": "time", "until": "time", "place": "text", "people": "text"}
    for part, kind in kinds.items():
        name, names = getattr(one, part), [field.name for field in asked if field.kind == kind]
        if name is not None and name not in names:
            yield PathFault((*path, part), name, f"a question of kind {kind} of this act", nearest(name, names))
    if not isinstance(one.room, bool):
        yield from _known((*path, "room"), one.room, [field.name for field in asked])
    if one.room and one.place is None:
        yield PathFault((*path, "room"), "a room", "'place'", "Say in which answer the room stands.")


def _known(path: Path, condition: Condition | None, names: Iterable[str]) -> Iterator[PathFault]:
    for one in condition or {}:
        if one not in names:
            yield PathFault(path, one, "an answer of that act", nearest(one, names))


def _bound(
    path: Path, one: Field, bound: Bound, asked: Mapping[str, Field], parameters: Mapping[str, Any]
) -> Iterator[PathFault]:
    if one.kind not in ORDERED:
        yield PathFault(path, one.kind, f"one of {', '.join(ORDERED)}", "Only what has an order is bounded.")
    if [bound.answer is not None, bound.param is not None, bound.today].count(True) != 1:
        yield PathFault(path, "several or none", "'answer', 'param' or 'today'", "Name one bound.")
    if bound.answer is not None and (bound.answer not in asked or asked[bound.answer].kind != one.kind):
        yield PathFault(path, bound.answer, f"a question of kind {one.kind}", nearest(bound.answer, asked))
    yield from _there((*path, "param"), bound.param, parameters, "a parameter of the pack")
    yield from _there((*path, "at"), bound.at, asked, "a question of this procedure")


def _there(path: Path, name: str | None, known: Mapping[str, Any], wanted: str) -> Iterator[PathFault]:
    if name is not None and name not in known:
        yield PathFault(path, name, wanted, nearest(name, known))


def _reference(path: Path, refers: Reference, asked: Mapping[str, Field]) -> Iterator[PathFault]:
    if refers.of is not None and (refers.of not in asked or asked[refers.of].kind != "credit_code"):
        yield PathFault((*path, "of"), refers.of, "a question for a credit code", nearest(refers.of, asked))
    if refers.count is not None and (refers.count not in asked or asked[refers.count].kind != "number"):
        yield PathFault((*path, "count"), refers.count, "a question for a number", nearest(refers.count, asked))
    if (refers.to == "elsewhere") != (refers.keeper is not None):
        yield PathFault(path, refers.to, "'keeper' with 'to: elsewhere' alone", "Say who keeps it.")
