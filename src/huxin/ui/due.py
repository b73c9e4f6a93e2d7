"""By when something has to be done, as the screen shows it: the day of a deadline, the day of a case."""

from __future__ import annotations

from huxin.casework.service import Case, city_pack, today
from huxin.law.clocks import ClockState
from huxin.law.procedures.model import OPEN
from huxin.ui.formatting import DueText, due_of


def due_of_clock(clock: ClockState) -> DueText | None:
    """A deadline; while it stands still no days are counted down."""
    left = None if clock.state == "suspended" else clock.days_left
    doubt = clock.provisional
    return due_of(clock.due, left, clock.unit, provisional=doubt, proposed=clock.proposed, running=clock.open)


def due_of_case(case: Case) -> DueText | None:
    """By when the next step of a case has to be done; while papers are awaited the day moves."""
    left, unit = _time_left(case)
    waits = case.status == "completion_asked"
    running = case.status in OPEN and not waits
    return due_of(case.due, left, unit, provisional=waits, proposed=case.due_proposed, running=running)


def _time_left(case: Case) -> tuple[int | None, str]:
    """(days from today to the due date, their unit); negative when it has passed."""
    if case.due is None:
        return None, "w"
    pack = city_pack()
    present = pack.procedures.get(case.procedure)
    unit = next((one.unit for one in (present.clocks if present else ()) if one.id == case.due_clock), "w")
    if unit == "w":
        return pack.calendar.workdays_between(today(), case.due), "w"
    return (case.due - today()).days, "c"
