"""The functions of the rule language in a kernel: their texts and the bounds of their results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from huxin.law.expr import ir
from huxin.law.expr.functions import FUNCTIONS
from huxin.population import days
from huxin.population.numbers import arithmetic, extreme, rounded
from huxin.population.value import NONE, Value, fixed_truth, number, refuse, truth, whole


def call(node: ir.Call, args: list[Value]) -> Value:
    """A function of values of which at least one varies.  Raises InputError for one without a population form."""
    if node.name == "given":
        return fixed_truth(True)
    if node.name == "round_fen":
        return rounded(node.type, args[0], str(args[1].const))
    if node.name in ("min", "max", "abs"):
        return extreme(node.type, node.name, args)
    lower = _CALLS.get(node.name)
    if lower is None or node.name not in FUNCTIONS:
        raise refuse(f"{node.name}(…)", "a function without a population form", "Known: " + ", ".join(sorted(_CALLS)))
    return lower(node.type, args)


def _month(value: Value) -> Value:
    """The month of a month or a date."""
    if value.type.kind == "month":
        return value
    return number(
        ir.MONTH, f"month_of({value.text})", days.month_of(value.low), days.month_of(value.high), level=value.level
    )


def _rising(function: Callable[[int], int]) -> Callable[[ir.Type, list[Value]], Value]:
    """A helper of one value that never falls."""

    def lower(kind: ir.Type, args: list[Value]) -> Value:
        (one,) = args
        text = f"{function.__name__}({one.text})"
        return number(kind, text, function(one.low), function(one.high), level=one.level)

    return lower


def _add_months(kind: ir.Type, args: list[Value]) -> Value:
    start, count = args
    if start.type.kind == "month":
        return arithmetic(kind, "+", start, count)
    low, high = days.add_months(start.low, count.low), days.add_months(start.high, count.high)
    return number(kind, f"add_months({start.text}, {count.text})", low, high, level=max(start.level, count.level))


def _add_years(kind: ir.Type, args: list[Value]) -> Value:
    return _add_months(kind, [args[0], arithmetic(ir.INT, "*", args[1], whole(ir.INT, 12))])


def _between(kind: ir.Type, args: list[Value]) -> Value:
    return arithmetic(kind, "-", args[1], args[0])


def _months_between(kind: ir.Type, args: list[Value]) -> Value:
    return arithmetic(kind, "-", _month(args[1]), _month(args[0]))


def _year(kind: ir.Type, args: list[Value]) -> Value:
    month = _month(args[0])
    return number(kind, f"({month.text} // 12)", month.low // 12, month.high // 12, level=month.level)


def _month_number(kind: ir.Type, args: list[Value]) -> Value:
    month = _month(args[0])
    return number(kind, f"({month.text} % 12 + 1)", 1, 12, level=month.level)


def _years_completed(kind: ir.Type, args: list[Value]) -> Value:
    start, end = args
    low, high = days.years_completed(start.high, end.low), days.years_completed(start.low, end.high)
    return number(kind, f"years_completed({start.text}, {end.text})", low, high, level=max(start.level, end.level))


def _is_none(kind: ir.Type, args: list[Value]) -> Value:
    return absent(args[0])


def absent(value: Value) -> Value:
    """Whether a value that varies is None."""
    if not value.type.optional:
        return fixed_truth(False)
    return truth(f"({value.text} == {NONE})", value.level)


_CALLS: Final[dict[str, Callable[[ir.Type, list[Value]], Value]]] = {
    "month_of": _rising(days.month_of),
    "first_day": _rising(days.first_day),
    "last_day": _rising(days.last_day),
    "add_months": _add_months,
    "add_years": _add_years,
    "add_days": lambda kind, args: arithmetic(kind, "+", args[0], args[1]),
    "days_between": _between,
    "months_between": _months_between,
    "year_of": _year,
    "month_number": _month_number,
    "whole": lambda kind, args: replace(args[0], type=kind),
    "years_completed": _years_completed,
    "is_none": _is_none,
    "yuan": lambda kind, args: arithmetic(kind, "*", args[0], whole(ir.INT, 100)),
}
