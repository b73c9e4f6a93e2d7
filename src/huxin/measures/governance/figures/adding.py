"""Sums of days are computed from order records and kept; a day computed again replaces what was there."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.measures.governance.models import DayFigure


def add_up(orders: str, first: date, last: date, *, key: bytes | None = None) -> int:
    """Keep the sums of inclusive local days; answers how many.  Raises InputError for files that cannot be read."""
    from huxin.supervision.figures import day_sums  # with DuckDB, loaded only by whoever needs it

    divisions, now = city_pack().divisions, timezone.now()
    found = [
        one for one in day_sums(orders, first, last, city_pack(), key) if not one.county or one.county in divisions
    ]
    with transaction.atomic():
        DayFigure.objects.filter(day__range=(first, last)).delete()
        DayFigure.objects.bulk_create(
            DayFigure(
                day=one.day, county=one.county, orders=one.orders, workers=one.workers, minutes=one.minutes,
                computed_at=now,
            )
            for one in found
        )  # fmt: skip
    return len(found)
