"""Clocks 期限: deadlines as a pure function of (procedure, acts, calendar), with the lines that explain them.

    >>> report = run(procedure, acts, pack.calendar, date(2026, 3, 1), lengths(pack, adoptions), cite=pack.cite)
    >>> report.status, report.next_due.due, report.next_due.lines
    >>> report.as_json()                       # the contract's shape

An act that would come is checked by running it: ``run(procedure, [*acts, new], …)`` raises InputError when an extension
is too late.
"""

from huxin.law.clocks.engine import run
from huxin.law.clocks.forecast import Forecast, forecast
from huxin.law.clocks.lapsing import lapsed
from huxin.law.clocks.lookup import lengths
from huxin.law.clocks.model import ClockReport, ClockState, Length, LengthLookup
from huxin.law.clocks.reminders import ReminderDay, first_call, reminder_now, waits_for
from huxin.law.procedures.fold import ActRecord

__all__ = [
    "ActRecord",
    "ClockReport",
    "ClockState",
    "Forecast",
    "Length",
    "LengthLookup",
    "ReminderDay",
    "first_call",
    "forecast",
    "lapsed",
    "lengths",
    "reminder_now",
    "run",
    "waits_for",
]
