"""What waits to go out: asked for with an act, taken under a lease, tried again when a worker died over it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from huxin.casework.models import Waiting

LEASE: Final = timedelta(seconds=60)
Row = TypeVar("Row", bound=Waiting)
log = logging.getLogger("huxin.outbox")


def work_off(waiting: QuerySet[Row], send: Callable[[Row], int]) -> int:
    """Take one after the other until none is free; answers how many went out.  A failure is logged and comes again."""
    count = 0
    while (row := _lease(waiting)) is not None:
        try:
            count += send(row)
        except Exception:
            log.exception("not sent")
    return count


def _lease(waiting: QuerySet[Row]) -> Row | None:
    """The oldest free row; each failed try makes the next lease longer."""
    now = timezone.now()
    with transaction.atomic():
        free = waiting.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
        locked = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        row = locked.order_by("asked_at").first()
        if row is not None:
            row.tries += 1
            row.leased_until = now + LEASE * row.tries
            row.save(update_fields=["tries", "leased_until"])
    return row
