"""Which clocks have run out for good, so that the act they ask for follows by itself."""

from __future__ import annotations

from datetime import date

from huxin.law.clocks.model import ClockReport, ClockState
from huxin.law.procedures.model import Clock, Procedure


def lapsed(procedure: Procedure, report: ClockReport, on: date) -> list[Clock]:
    """Clocks with a ``lapse`` whose every run ended before ``on`` while nobody acted.

    One party that acted keeps the matter open for all, and a day that may still move (unpublished calendar, length not
    adopted) never sets anything off.
    """
    return [
        clock
        for clock in procedure.clocks
        if clock.lapse is not None and _over([one for one in report.clocks if one.id == clock.id and one.lapses], on)
    ]


def _over(runs: list[ClockState], on: date) -> bool:
    return bool(runs) and all(
        one.open and one.state == "missed" and not one.provisional and one.due is not None and one.due < on
        for one in runs
    )
