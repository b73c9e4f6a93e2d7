"""The arithmetic of a deadline, as the contract pins it.

The day of the event is day zero.  due = start + length + extension + days that stood still, then one roll to the
next working day at the very end.  A pause (s, r] holds the days after s up to and with r; it counts if it begins
while the clock still runs.  Working-day clocks count all of this in working days and so never end on a rest day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from huxin.law.calendar import Calendar
from huxin.law.clocks.model import Pause
from huxin.law.dates import add_years

Unit = Literal["w", "c", "year"]


@dataclass(frozen=True)
class Due:
    """``raw`` before the roll, ``day`` after it; ``pauses`` are those that moved it, each with the days it cost."""

    raw: date
    day: date
    provisional: bool
    pauses: tuple[tuple[Pause, int], ...] = ()


def due_day(
    calendar: Calendar,
    start: date,
    length: int,
    unit: Unit,
    *,
    extension: int = 0,
    pauses: Sequence[Pause] = (),
    until: date,
) -> Due:
    """When a clock ends.  A pause that still lasts is taken to end on ``until``."""
    counted: list[tuple[Pause, int]] = []
    still = 0
    found = _end(calendar, start, length, unit, extension)
    for pause in pauses:
        if pause.start > found.day:
            break
        cost = _still(calendar, unit, max(pause.start, start), pause.end or max(until, pause.start))
        still += cost
        counted.append((pause, cost))
        found = _end(calendar, start, length, unit, extension + still)
    return Due(found.raw, found.day, found.provisional, tuple(counted))


def due_before(calendar: Calendar, end: date, length: int, unit: Unit) -> Due:
    """The last day on which ``length`` days still lie between it and ``end``, such as the day of a hearing."""
    day = end
    for _ in range(length):
        day -= timedelta(days=1)
        while unit == "w" and not calendar.is_workday(day):
            day -= timedelta(days=1)
    return Due(day, day, not (calendar.known(day) and calendar.known(end)))


def days_left(calendar: Calendar, unit: Unit, on: date, due: date) -> int:
    """Days from ``on`` to ``due`` in the clock's unit, negative when late."""
    return calendar.workdays_between(on, due) if unit == "w" else (due - on).days


def _end(calendar: Calendar, start: date, length: int, unit: Unit, more: int) -> Due:
    if unit == "w":
        day = calendar.add_workdays(start, length + more)
        return Due(day, day, not calendar.known_between(start, day))
    raw = (add_years(start, length) if unit == "year" else start + timedelta(days=length)) + timedelta(days=more)
    day = calendar.next_workday(raw)
    return Due(raw, day, not (calendar.known(raw) and calendar.known(day)))


def _still(calendar: Calendar, unit: Unit, after: date, through: date) -> int:
    if through <= after:
        return 0
    return calendar.workdays_between(after, through) if unit == "w" else (through - after).days
