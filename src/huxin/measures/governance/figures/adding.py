"""Sums of days are computed from order records and kept; a day computed again replaces what was there, once enough
people differ (``holding``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from huxin.casework.service import city_pack, today
from huxin.core.crypto import keyed_digest
from huxin.measures.governance.figures.holding import added, counts_shown, is_same, marks_after, shown_anew
from huxin.measures.governance.models import ELSEWHERE, DayFigure
from huxin.supervision.day_sum import DaySum
from huxin.supervision.rules import DetectorRules


@dataclass(frozen=True)
class Added:
    """``figures``: sums that were written; ``held``: days whose sums stay as they were, for too few people differ."""

    figures: int
    held: int


def add_up(orders: str, first: date, last: date, *, key: bytes | None = None) -> Added:
    """Keep the sums of inclusive local days.  Raises InputError for files that cannot be read."""
    from huxin.supervision.figures import day_sums  # with DuckDB, loaded only by whoever needs it

    sums = day_sums(orders, first, last, city_pack(), key, salt=keyed_digest("figures"))
    found: dict[date, list[DaySum]] = {}
    for one in _placed(sums, city_pack().divisions):
        found.setdefault(one.day, []).append(one)
    with transaction.atomic():
        before: dict[date, list[DayFigure]] = {}
        for row in DayFigure.objects.select_for_update().filter(day__range=(first, last)):
            before.setdefault(row.day, []).append(row)
        days = sorted({*found, *before})
        written = [_replace(day, before.get(day, []), found.get(day, [])) for day in days]
    return Added(sum(one or 0 for one in written), written.count(None))


def _replace(day: date, before: list[DayFigure], sums: list[DaySum]) -> int | None:
    """Write the sums of a day in place of those before; None where these have to stay."""
    least = DetectorRules(city_pack()).number("figures.least_workers", today())[0]
    gone = {row.county for row in before} - {one.county for one in sums}
    sums = [*sums, *(DaySum(day, place, 0, 0, 0) for place in sorted(gone))]
    shut = shown_anew(before, sums, least)
    if shut is None:
        return None
    held, counts, now = {row.county: row for row in before}, counts_shown(before), timezone.now()
    same = is_same(before, sums)
    DayFigure.objects.filter(day=day).delete()
    DayFigure.objects.bulk_create(
        DayFigure(
            day=day, county=one.county, orders=one.orders, workers=one.workers, minutes=one.minutes, computed_at=now,
            shut=one.county in shut, marks=marks_after(held.get(one.county), one, counts, same=same),
        )
        for one in sums
    )  # fmt: skip
    return sum(one.county != ELSEWHERE for one in sums)


def _placed(sums: Iterable[DaySum], divisions: Collection[str]) -> list[DaySum]:
    """The sums of the city and its counties, and of a day's orders in no county of it together.

    Of those the workers are at least the most of one place: they are kept only to know who is left when everything
    that is shown is subtracted.
    """
    found = list[DaySum]()
    away: dict[date, DaySum] = {}
    for one in sums:
        if not one.county or one.county in divisions:
            found.append(one)
            continue
        held = away.get(one.day)
        away[one.day] = replace(
            one,
            county=ELSEWHERE,
            orders=one.orders + (held.orders if held else 0),
            workers=max(one.workers, held.workers if held else 0),
            minutes=one.minutes + (held.minutes if held else 0),
            marks=added((one.marks, held.marks)) if held else one.marks,
        )
    return [*found, *away.values()]
