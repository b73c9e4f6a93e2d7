"""The days that count after an accident 出事以后的日子: from the clocks of the procedures that the covers lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.law.clocks import lengths
from huxin.law.clocks.arithmetic import due_day
from huxin.law.procedures.model import Clock, Procedure

REPORT: Final = "injury.report_hours"
FROM: Final = ("accident_on", "reported_on")
"""Answers from which a clock of a claim counts: the accident, or its report, which is taken to be made that day."""
_DAY: Final = 24


@dataclass(frozen=True)
class InjuryDate:
    """A last day after an accident: what, who has to act, and whether that year's holidays may still move it."""

    key: str
    label: Mapping[str, str]
    who: Mapping[str, str]
    day: date
    provisional: bool
    clause: str


def report_by(accident: date) -> tuple[date, str] | None:
    """(the day by which to report to the platform, where that comes from); None where the pack has no advice."""
    if REPORT not in city_pack().parameters:
        return None
    found = lengths(city_pack(), city_adoptions())(REPORT, today())
    if found.value is None:
        return None
    return accident + timedelta(days=-(-found.value // _DAY)), city_pack().cite(found.source)


def dates_after(accident: date, procedures: Iterable[str]) -> list[InjuryDate]:
    """The last days of claims that count from the accident, the nearest first."""
    found = []
    for name in procedures:
        procedure = city_pack().procedures[name]
        for clock in procedure.clocks:
            if isinstance(clock.length, int) and any(event.since in FROM for event in clock.start):
                found.append(_date(procedure, clock, clock.length, accident))
    return sorted(found, key=lambda one: (one.day, one.key))


def _date(procedure: Procedure, clock: Clock, length: int, accident: date) -> InjuryDate:
    due = due_day(city_pack().calendar, accident, length, clock.unit, until=today())
    cite = city_pack().cite(clock.source)
    return InjuryDate(f"{procedure.id}-{clock.id}", clock.label, clock.who, due.day, due.provisional, cite)
