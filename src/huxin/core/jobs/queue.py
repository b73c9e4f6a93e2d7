"""Rows that are their own queue: taken under a lease, tried again later each time, laid aside after too many tries.

Whoever asks for work writes the row in the transaction of the act that asks, so there is no second record of it.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from huxin.core.models import Fault, Leased

LEASE: Final = timedelta(seconds=60)
LONGEST: Final = timedelta(hours=1)
MOST_TRIES: Final = 8
"""A row that failed so often is laid aside until somebody sends it round again."""
_PLACES: Final = 8
Row = TypeVar("Row", bound=Leased)
log = logging.getLogger("huxin.queues")
_queues: dict[str, Queue[Any]] = {}


class UnreachableError(RuntimeError):
    """There is nobody to reach: no number, no address.  Trying again does not help; the row is laid aside at once."""


@dataclass(frozen=True)
class Queue(Generic[Row]):
    """``waiting`` gives the rows that are not done; ``work`` does one, marks it done and answers how many it did.

    ``order``: in which they are taken, the oldest first where nothing is said.
    """

    name: str
    label: dict[str, str]
    waiting: Callable[[], QuerySet[Row]]
    work: Callable[[Row], int]
    order: tuple[str, ...] = ("asked_at",)

    def work_off(self, most: int | None = None) -> int:
        """Take one after the other until none is free; answers how many were done.  A failure comes again later.

        ``most``: stop after so many, so that a long queue does not keep the others waiting.
        """
        count = taken = 0
        while (most is None or taken < most) and (row := self._lease()) is not None:
            taken += 1
            try:
                count += self.work(row)
            except UnreachableError as error:
                self.waiting().filter(pk=row.pk).update(tries=MOST_TRIES)
                _note(self.name, row, error)
            except Exception as error:
                log.exception("not done")
                _note(self.name, row, error)
            else:
                if row.tries > 1:
                    Fault.objects.filter(queue=self.name, row=str(row.pk)).delete()
        return count

    def _lease(self) -> Row | None:
        """The first free row; each failed try makes the next lease longer."""
        now = timezone.now()
        with transaction.atomic():
            free = self.waiting().filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now), tries__lt=MOST_TRIES)
            can = connection.features
            own = ("self",) if can.has_select_for_update_of else ()  # and not what the row is joined with
            locked = free.select_for_update(skip_locked=can.has_select_for_update_skip_locked, of=own)
            row = locked.order_by(*self.order).first()
            if row is not None:
                row.leased_until = now + min(LEASE * 2**row.tries, LONGEST)
                row.tries += 1
                row.save(update_fields=["tries", "leased_until"])
        return row


def _note(queue: str, row: Leased, error: BaseException) -> None:
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    said = {"kind": type(error).__name__[:60], "places": places, "at": timezone.now()}
    Fault.objects.update_or_create(queue=queue, row=str(row.pk), defaults=said)


def register_queue(queue: Queue[Any]) -> None:
    """Make a queue known to ``huxin worker`` and to the operations page."""
    _queues[queue.name] = queue


def queues() -> Iterable[Queue[Any]]:
    """Every queue."""
    return _queues.values()


@dataclass(frozen=True)
class QueueState:
    """How a queue stands: rows that wait, that are being done or failed and wait for their next try, laid aside."""

    name: str
    label: dict[str, str]
    waiting: int
    leased: int
    dead: int
    oldest: datetime | None


def queue_states() -> list[QueueState]:
    """Every queue as it stands now."""
    return [_state(queue, timezone.now()) for queue in queues()]


def _state(queue: Queue[Any], now: datetime) -> QueueState:
    open_rows = queue.waiting().filter(tries__lt=MOST_TRIES)
    leased = open_rows.filter(leased_until__gte=now).count()
    return QueueState(
        queue.name,
        queue.label,
        open_rows.count() - leased,
        leased,
        queue.waiting().filter(tries__gte=MOST_TRIES).count(),
        open_rows.aggregate(oldest=Min("asked_at"))["oldest"],
    )


def faults(most: int = 100) -> list[tuple[Fault, int]]:
    """(last failure, tries so far) of every row that failed and is not done, newest first."""
    found = []
    for fault in Fault.objects.order_by("-at")[:most]:
        queue = _queues.get(fault.queue)
        row = queue.waiting().filter(pk=fault.row).first() if queue is not None else None
        if row is not None:
            found.append((fault, row.tries))
    return found


def waiting_row(name: str, row: str) -> bool:
    """Whether a row of a queue still waits to go out."""
    queue = _queues.get(name)
    try:
        return queue is not None and queue.waiting().filter(pk=row).exists()
    except (ValueError, ValidationError):  # no row has such a name
        return False


def retry(name: str, row: str) -> bool:
    """Send a row round again at once; False for one that does not wait any more."""
    queue = _queues.get(name)
    if queue is None:
        return False
    try:
        return bool(queue.waiting().filter(pk=row).update(tries=0, leased_until=None))
    except (ValueError, ValidationError):  # no row has such a name
        return False
