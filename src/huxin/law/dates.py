"""Months and days of the law: one place for calendar arithmetic.

A month is the integer ``year * 12 + month - 1``; a day is a ``datetime.date``.  Every function is exact and
total within the years 1 to 9999.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time all year; a fixed offset is exact for every instant since 1992."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def parse_month(text: str) -> int:
    """``"2025-01"`` as a month number.  Raises ValueError for anything else."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) == 0:
        raise ValueError(text)
    return int(match[1]) * 12 + int(match[2]) - 1


def format_month(month: int) -> str:
    """A month number as ``"2025-01"``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of(day: date) -> int:
    """The month that a day lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month: what a month stands for wherever a day is needed.  Raises OverflowError."""
    if not MINYEAR <= month // 12 <= MAXYEAR:
        raise OverflowError(f"the year {month // 12} lies beyond the calendar")
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month.  Raises OverflowError beyond the calendar."""
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def add_months(day: date, count: int) -> date:
    """The same day of the month ``count`` months on; where that day is absent, the end of the month."""
    month = month_of(day) + count
    return min(last_day(month), first_day(month) + timedelta(days=day.day - 1))


def add_years(day: date, count: int) -> date:
    """The same day ``count`` years on; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * count)


def day_of(instant: datetime) -> date:
    """The day of an instant in China."""
    return instant.astimezone(SHANGHAI).date()


def month_spans(labels: Iterable[str], joint: str = "、", until: str = " 至 ") -> str:
    """``2025-01 至 2025-03、2025-07``: neighbours are joined; a label that is no month stands by itself."""
    runs: list[list[str]] = []
    for label in sorted(labels):
        if runs and _is_next(runs[-1][-1], label):
            runs[-1] = [runs[-1][0], label]
        else:
            runs.append([label])
    return joint.join(until.join(run) for run in runs)


def _is_next(before: str, after: str) -> bool:
    try:
        return parse_month(after) == parse_month(before) + 1
    except ValueError:
        return False
