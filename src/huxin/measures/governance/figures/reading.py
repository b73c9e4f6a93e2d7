"""What the city's page shows of the sums: cells of few people are left out, and so is what would give them away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from django.db.models import Count

from huxin.casework.service import city_pack, today
from huxin.measures.governance.models import ELSEWHERE, STANDS, DayFigure, Finding, FindingFile
from huxin.supervision.rules import DetectorRules

OF_WORKERS: Final = ("continuous_work", "daily_hours", "pay_floor_worker")
OF_WEATHER: Final = ("weather_dispatch", "weather_limit", "weather_extension")


@dataclass(frozen=True)
class DayFigures:
    """One day of a county or the city.  ``hidden``: too few people; every figure is then None, as is what is not known.

    ``breaches`` and ``gaps`` are per 10,000 workers and orders, rounded down; ``quality`` counts faults of the feeds.
    """

    day: date
    county: str
    hidden: bool
    orders: int | None = None
    workers: int | None = None
    hours: int | None = None
    breaches: int | None = None
    weather: int | None = None
    gaps: int | None = None
    quality: int | None = None


@dataclass(frozen=True)
class Overview:
    """Figures of some days, with their age: when the newest sum was computed, which days no scan has covered."""

    cells: tuple[DayFigures, ...]
    least: int
    computed_at: datetime | None
    not_scanned: tuple[date, ...]


def overview(first: date, last: date) -> Overview:
    """The figures of inclusive days: the city's, then the counties'."""
    rows = list(DayFigure.objects.filter(day__range=(first, last)).order_by("day", "county"))
    least = DetectorRules(city_pack()).number("figures.least_workers", today())[0]
    hidden = _hidden(rows, least)
    counts = _counts(first, last)
    judged = _judged(first, last)
    shown = (row for row in rows if row.county != ELSEWHERE)
    cells = tuple(_cell(row, (row.day, row.county) in hidden, counts, judged) for row in shown)
    newest = max((row.computed_at for row in rows), default=None)
    return Overview(cells, least, newest, tuple(sorted({row.day for row in rows} - {day for day, _ in judged})))


def _hidden(rows: Sequence[DayFigure], least: int) -> set[tuple[date, str]]:
    """Cells under the least number, and with them what would give them away.

    The city's sum less the counties that are shown is the sum of all that are not: of the counties left out, and of
    orders whose county nobody knows.  So the smallest county that has enough people by itself is always left out with
    them: what can be subtracted then holds at least as many people, and at least two counties.  A day's cells are the
    same in every list, span and report, because nothing but the day's own sums decides; once left out, always left out.
    """
    found: set[tuple[date, str]] = set()
    for day in {row.day for row in rows}:
        found |= {(day, place) for place in left_out([row for row in rows if row.day == day], least)}
    return found | {(row.day, row.county) for row in rows if row.shut}


class CountedPlace(Protocol):
    """A place with its number of workers."""

    @property
    def county(self) -> str: ...
    @property
    def workers(self) -> int: ...


def left_out(cells: Sequence[CountedPlace], least: int) -> set[str]:
    """Of the places of one day those that are not shown."""
    few = {row.county for row in cells if row.workers < least}
    away = any(row.county == ELSEWHERE and row.workers >= least for row in cells)
    counties = sorted((row.workers, row.county) for row in cells if row.county not in ("", ELSEWHERE))
    enough = [county for _, county in counties if county not in few]
    if "" not in few and few and not away:
        few |= set(enough[:1])
    return few if len(few - {""}) != 1 else few | set(enough[: MOST_ALONE - 1])


MOST_ALONE: Final = 2
"""Counties that are left out together at least, where one is: a sum of one county is that county."""


Counts = Mapping[tuple[date, str, str], int]


def _counts(first: date, last: date) -> Counts:
    """(day, county, detector) → findings that stand; the city under an empty code."""
    rows = Finding.objects.filter(STANDS, day__range=(first, last)).order_by()
    found: dict[tuple[date, str, str], int] = {}
    for day, county, detector, number in rows.values_list("day", "county", "detector").annotate(n=Count("id")):
        for place in {"", county}:
            found[day, place, detector] = found.get((day, place, detector), 0) + number
    return found


def _judged(first: date, last: date) -> set[tuple[date, str]]:
    """(day, detector) of everything that a scan judged as far as is known."""
    spans = list(FindingFile.objects.filter(first__lte=last, last__gte=first).values_list("first", "last", "ran"))
    days = DayFigure.objects.filter(day__range=(first, last)).values_list("day", flat=True).distinct()
    return {
        (day, name)
        for day in days
        for begin, end, ran in spans
        if begin and end and begin <= day <= end
        for name in ran
    }


def _cell(row: DayFigure, hidden: bool, counts: Counts, judged: Collection[tuple[date, str]]) -> DayFigures:
    if hidden:
        return DayFigures(row.day, row.county, True)

    def found(detectors: Sequence[str]) -> int | None:
        """Findings of these detectors; None where none of them judged the day."""
        if not any((row.day, one) in judged for one in detectors):
            return None
        return sum(counts.get((row.day, row.county, one), 0) for one in detectors)

    def rate(detectors: Sequence[str], of: int) -> int | None:
        number = found(detectors)
        return None if number is None or not of else number * 10_000 // of

    return DayFigures(
        row.day,
        row.county,
        False,
        row.orders,
        row.workers,
        row.minutes // 60,
        rate(OF_WORKERS, row.workers),
        rate(OF_WEATHER, row.orders),
        rate(("cover_gap",), row.orders),
        found(("feed_quality",)),
    )


def newest_day() -> date | None:
    """The last day that has sums; None where there are none."""
    return DayFigure.objects.order_by("-day").values_list("day", flat=True).first()
