"""Quality of a feed 数据质量, by company and day.

    score = floor((100 × rows − 100 × quarantined − f × flagged − l × late) ÷ rows), not below 0

``f`` and ``l`` (per cent of a row) and the scores from which a day is good or fair are dated values of the pack.  A day
without a row between the first and the last day is missing and has the score 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from huxin.feeds.models import DayCount
from huxin.law import Pack
from huxin.supervision.rules import DetectorRules

_SUMS = ("rows", "accepted", "flagged", "quarantined", "late")


@dataclass(frozen=True)
class FeedDay:
    """One day of a company's feed; ``level`` is good, fair, poor or missing; ``day`` None: no believable time."""

    day: date | None
    rows: int
    accepted: int
    flagged: int
    quarantined: int
    late: int
    score: int
    level: str


def quality_of(pack: Pack, company: str, kind: str, first: date, last: date) -> list[FeedDay]:
    """Every day from ``first`` to ``last`` that lies between days with records, then the rows without a day."""
    counted = DayCount.objects.filter(company=company, kind=kind)
    sums = {f"sum_{name}": Sum(name) for name in _SUMS}
    rows: Iterable[Any] = counted.filter(day__range=(first, last)).values("day").annotate(**sums)
    held: dict[date, tuple[int, ...]] = {row["day"]: tuple(int(row[f"sum_{one}"]) for one in _SUMS) for row in rows}
    rules = DetectorRules(pack)
    found = [_day(rules, day, held.get(day, (0,) * len(_SUMS))) for day in _between(held)]
    lost = counted.filter(day=None).aggregate(**sums)
    if lost["sum_rows"]:
        found.append(_day(rules, None, tuple(int(lost[f"sum_{name}"]) for name in _SUMS), last))
    return found


def _between(days: Iterable[date]) -> list[date]:
    held = sorted(days)
    return [held[0] + timedelta(days=count) for count in range((held[-1] - held[0]).days + 1)] if held else []


def _day(rules: DetectorRules, day: date | None, sums: tuple[int, ...], on: date | None = None) -> FeedDay:
    rows, accepted, flagged, quarantined, late = sums
    read = day or on or date.max
    if rows == 0:
        return FeedDay(day, 0, 0, 0, 0, 0, 0, "missing")
    flag, lateness, good, fair = (rules.number(f"feed.quality_{name}", read)[0] for name in _VALUES)
    score = max(0, (100 * (rows - quarantined) - flag * flagged - lateness * late) // rows)
    level = "good" if score >= good else "fair" if score >= fair else "poor"
    return FeedDay(day, rows, accepted, flagged, quarantined, late, score, level)


_VALUES = ("flag_percent", "late_percent", "good", "fair")
