"""When somebody is reminded of a deadline, and who: before it ends, and on the day after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from huxin.law.clocks.model import ClockState
from huxin.law.procedures.model import PARTIES, Clock, Procedure

Kind = Literal["t7", "t3", "t1", "over"]
OFFSETS: Final[dict[Kind, int]] = {"t7": -7, "t3": -3, "t1": -1, "over": 1}
"""Days from the last day of the clock to the reminder."""


@dataclass(frozen=True)
class ReminderDay:
    """``kind`` of a reminder and the day of it."""

    kind: Kind
    day: date


def reminders(one: ClockState) -> list[ReminderDay]:
    """Every reminder of a clock that still runs, first to last; none while it stands still or has no end."""
    if not one.open or one.state == "suspended" or one.due is None:
        return []
    days = {kind: one.due + timedelta(days=offset) for kind, offset in OFFSETS.items()}
    return [ReminderDay(kind, day) for kind, day in days.items() if day > one.started_on]


def reminder_now(one: ClockState, on: date) -> ReminderDay | None:
    """The reminder that is due on ``on``: the latest whose day has come; earlier ones that were missed are left out."""
    reached = [reminder for reminder in reminders(one) if reminder.day <= on]
    return reached[-1] if reached else None


def first_call(clocks: list[ClockState], on: date) -> date | None:
    """The first day from ``on`` at which a clock asks for a reminder (or has run out); None when none will."""
    return min((one.day for clock in clocks for one in reminders(clock) if one.day >= on), default=None)


def waits_for(procedure: Procedure, clock: Clock) -> Literal["applicant", "office", "other"]:
    """Whose deadline it is, as the clock says, else by who can meet it."""
    if clock.party is not None:
        applicant = clock.party in procedure.applicants
        return "office" if clock.party == "authority" else "applicant" if applicant else "other"
    by = {party for event in clock.stop for party in event.by or procedure.words(event.act)}
    if by & {"handler", "approver", "finance", "policy_admin", "authority"}:
        return "office"
    return "applicant" if by & set(procedure.applicants) else "other"


def party_of_clock(procedure: Procedure, clock: Clock) -> str | None:
    """Who has to act, in the words of the law: as the clock says, else the one party that can meet it."""
    if clock.party is not None:
        return clock.party
    if waits_for(procedure, clock) == "office":
        return "authority"
    by = {party for event in clock.stop for party in event.by or procedure.words(event.act)} & PARTIES
    return next(iter(by)) if len(by) == 1 else None
