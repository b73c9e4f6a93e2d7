"""Sums of days are computed from order records and kept; a day computed again replaces what was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.measures.governance.models import ELSEWHERE, DayFigure

if TYPE_CHECKING:
    from huxin.supervision.figures import DaySum


def add_up(orders: str, first: date, last: date, *, key: bytes | None = None) -> int:
    """Keep the sums of inclusive local days; answers how many.  Raises InputError for files that cannot be read."""
    from huxin.supervision.figures import day_sums  # with DuckDB, loaded only by whoever needs it

    divisions, now = city_pack().divisions, timezone.now()
    found = _placed(day_sums(orders, first, last, city_pack(), key), divisions)
    with transaction.atomic():
        DayFigure.objects.filter(day__range=(first, last)).delete()
        DayFigure.objects.bulk_create(
            DayFigure(
                day=one.day, county=one.county, orders=one.orders, workers=one.workers, minutes=one.minutes,
                computed_at=now,
            )
            for one in found
        )  # fmt: skip
    return sum(one.county != ELSEWHERE for one in found)


def _placed(sums: Iterable[DaySum], divisions: Collection[str]) -> list[DaySum]:
    """The sums of the city and its counties, and of a day's orders in no county of it together.

    Of those the workers are at least the most of one place: they are kept only to know who is left when everything
    that is shown is subtracted.
    """
    found: list[DaySum] = []
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
        )
    return [*found, *away.values()]
