"""Parameters and readings in a kernel: dated values become a choice between constants.

Each constant is asked of the same look-ups that one person's evaluation uses, once for every stretch of time in which
the answer cannot change, so the two can never disagree on which value holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from huxin.law.dates import first_day, month_of
from huxin.law.expr import ir
from huxin.law.values import Unknown
from huxin.population.numbers import chosen
from huxin.population.value import Context, Value, constant, refuse, truth

_GAP: Final = "gap(undecided, i)"


def parameter(node: ir.Parameter, clock: Value, key: Value | None, plan: Context) -> Value:
    """``P.id[clock][key]`` for a clock or a key that varies from person to person."""
    starts = _stretches(plan.lookups.changes(node.id), clock)
    if key is None or key.fixed:
        found = [_constant(node, day, None if key is None else key.const, plan) for day in starts]
        return _by_time(node, clock, starts, found)
    choices = key.type.choices
    if not choices:
        raise refuse(f"P.{node.id}", "a key that is any text", "Give the fact that is the key a list of values.")
    wide = [
        _by_key(node.type, key, choices, [_constant(node, day, choice, plan) for choice in choices], plan)
        for day in starts
    ]
    return _by_time(node, clock, starts, wide)


def reading(node: ir.Reading, clock: Value, plan: Context) -> Value:
    """``R.name[clock]`` where the city's choice changes with time."""
    changes = {part.start or date.min for part in plan.lookups.pack.readings[node.name].default}
    starts = _stretches(sorted(changes), clock)
    found = [constant(node.type, plan.lookups.reading(node.name, day), plan.words) for day in starts]
    return _by_time(node, clock, starts, found)


def _stretches(changes: Sequence[date], clock: Value) -> list[date]:
    """The first days of the stretches of time that the clock can reach; the first is the earliest it can show."""
    if clock.fixed:
        return [_day(clock, clock.low)]
    first, last = _day(clock, clock.low), _day(clock, clock.high)
    return [first, *(day for day in changes if first < day <= last)]


def _day(clock: Value, count: int) -> date:
    return date.fromordinal(count) if clock.type.kind == "date" else first_day(count)


def _constant(node: ir.Parameter, day: date, key: object, plan: Context) -> Value:
    value = plan.lookups.parameter(node.id, day, key)
    return (
        Value(node.type, _GAP, 0, 0, const=value)
        if isinstance(value, Unknown)
        else constant(node.type, value, plan.words)
    )


def _by_key(kind: ir.Type, key: Value, choices: Sequence[str], found: list[Value], plan: Context) -> Value:
    whole = found[-1]
    for choice, value in zip(reversed(choices[:-1]), reversed(found[:-1]), strict=True):
        if not _same(whole, value):
            whole = _either(kind, truth(f"({key.text} == {plan.words.code(choice)})", key.level), value, whole)
    return whole


def _by_time(node: ir.Node, clock: Value, starts: Sequence[date], found: list[Value]) -> Value:
    whole = found[-1]
    for later, value in zip(reversed(starts[1:]), reversed(found[:-1]), strict=True):
        if not _same(whole, value):
            whole = _either(node.type, truth(f"({clock.text} < {_threshold(clock, later)})", clock.level), value, whole)
    if whole.unknown:
        raise refuse(str(getattr(node, "id", "")), "no value at any time that can occur", "Give it a value.")
    return whole


def _threshold(clock: Value, day: date) -> int:
    """The least value of the clock that is not before a day; a month stands for its first day."""
    return day.toordinal() if clock.type.kind == "date" else month_of(day) + (day.day > 1)


def _same(one: Value, other: Value) -> bool:
    return one.fixed and other.fixed and one.const == other.const


def _either(kind: ir.Type, test: Value, then: Value, other: Value) -> Value:
    """A choice in which one side may have no value; what has none keeps its mark whatever the denominator."""
    if then.unknown == other.unknown:
        return chosen(kind, test, then, other)
    known, den = (other, other.den) if then.unknown else (then, then.den)
    parts = [Value(kind, part.text, known.low, known.high, den) if part.unknown else part for part in (then, other)]
    return chosen(kind, test, parts[0], parts[1])
