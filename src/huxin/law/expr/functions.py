"""The closed table of functions of the rule language: name, argument kinds, result, meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from huxin.law import dates
from huxin.law.expr.ir import BOOL, DATE, DAYS, INT, MONEY, MONTH, MONTHS, TEXT, Type


@dataclass(frozen=True)
class Function:
    """``accepts`` holds, per argument, the kinds it may have; ``result`` None means the type of the first argument."""

    accepts: tuple[tuple[str, ...], ...]
    result: Type | None
    run: Callable[..., object]
    doc: str


def round_half(amount: Fraction | int, mode: str) -> int:
    """Round an exact amount of fen to whole fen.  Modes: half_up, half_even, up, down (towards zero)."""
    value = Fraction(amount)
    down = value.numerator // value.denominator
    rest = value - down
    if mode == "half_up":
        return down + (rest >= Fraction(1, 2)) if value >= 0 else -round_half(-value, mode)
    if mode == "half_even":
        return round(value)
    if mode == "up":
        return down + (rest > 0)
    return down if value >= 0 else down + (rest > 0)


ROUNDING: Final = ("half_up", "half_even", "up", "down")


def _add_months(start: date | int, count: int) -> date | int:
    return dates.add_months(start, count) if isinstance(start, date) else start + count


def _to_month(value: date | int) -> int:
    return dates.month_of(value) if isinstance(value, date) else value


FUNCTIONS: Final[dict[str, Function]] = {
    "month_of": Function((("date",),), MONTH, dates.month_of, "the month of a date"),
    "first_day": Function((("month",),), DATE, dates.first_day, "the first day of a month"),
    "last_day": Function((("month",),), DATE, dates.last_day, "the last day of a month"),
    "add_months": Function((("date", "month"), ("int", "months")), None, _add_months, "so many months later"),
    "add_years": Function((("date",), ("int",)), DATE, dates.add_years, "so many years later"),
    "add_days": Function((("date",), ("int", "days")), DATE, lambda d, n: d + timedelta(days=n), "so many days later"),
    "days_between": Function(
        (("date",), ("date",)), DAYS, lambda a, b: (b - a).days, "days from the first to the second"
    ),
    "months_between": Function(
        (("date", "month"), ("date", "month")),
        MONTHS,
        lambda a, b: _to_month(b) - _to_month(a),
        "months from the first to the second",
    ),
    "year_of": Function((("date", "month"),), INT, lambda v: _to_month(v) // 12, "the calendar year"),
    "month_number": Function((("date", "month"),), INT, lambda v: _to_month(v) % 12 + 1, "1 for January to 12"),
    "whole": Function((("months", "days", "int"),), INT, lambda v: v, "a count without its unit"),
    "years_completed": Function(
        (("date",), ("date",)),
        INT,
        lambda a, b: b.year - a.year - ((b.month, b.day) < (a.month, a.day)),
        "full years between two dates",
    ),
    "is_none": Function((("any",),), BOOL, lambda v: v is None, "true where a value that may be absent is absent"),
    "given": Function((("any",),), BOOL, lambda v: True, "whether a fact is known; false where it is missing"),
    "day_of": Function((("instant",),), DATE, dates.day_of, "the day of an instant in China"),
    "is_credit_code": Function(
        (("text", "category", "code"),),
        BOOL,
        lambda v: re.fullmatch(r"[0-9A-Z]{18}", v) is not None,
        "whether a text has the form of a unified social credit code 统一社会信用代码",
    ),
    "pair": Function(
        (("text", "category", "code"), ("text", "category", "code")),
        TEXT,
        lambda a, b: f"{a}/{b}",
        "two words as one key; a table may hold 'a/b', '*/b' or '*'",
    ),
    "yuan": Function((("int",),), MONEY, lambda n: n * 100, "a whole number as yuan"),
}
