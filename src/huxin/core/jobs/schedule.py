"""What falls due again and again: roots, tidying, second looks.  ``huxin worker`` runs it; the row says when it ran."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from huxin.core.models import FAULT_LENGTH, Duty

log = logging.getLogger("huxin.duties")
_duties: dict[str, PeriodicTask] = {}


class ToldError(Exception):
    """A fault of a duty whose words may be shown on the operations page: they name files and days, nobody's data."""


@dataclass(frozen=True)
class PeriodicTask:
    """A duty, how often it falls due, and what is done then."""

    name: str
    label: dict[str, str]
    every: timedelta
    run: Callable[[datetime], object]


def register_duty(duty: PeriodicTask) -> None:
    """Make a duty known to ``huxin worker`` and to the operations page."""
    _duties[duty.name] = duty


def duties() -> Iterable[PeriodicTask]:
    """Every duty."""
    return _duties.values()


def run_due() -> int:
    """Do what is due; answers how many duties ran.  Two workers do not do the same one."""
    count = 0
    later = set(Duty.objects.filter(due_at__gt=timezone.now()).values_list("name", flat=True))
    for duty in list(duties()):
        now = timezone.now()
        if duty.name not in later and _take(duty, now):
            count += 1
            _run(duty, now)
    return count


def _take(duty: PeriodicTask, now: datetime) -> bool:
    """Whether this worker does it: the due time moves on before the work begins."""
    moved = Duty.objects.filter(name=duty.name, due_at__lte=now).update(due_at=now + duty.every)
    if moved or Duty.objects.filter(name=duty.name).exists():
        return bool(moved)
    try:
        with transaction.atomic():
            Duty.objects.create(name=duty.name, due_at=now + duty.every)
    except IntegrityError:
        return False
    return True


def _run(duty: PeriodicTask, now: datetime) -> None:
    fault = ""
    try:
        duty.run(now)
    except ToldError as error:
        fault = str(error)[:FAULT_LENGTH]
        log.error("duty told", extra={"fields": {"duty": duty.name, "told": fault}})
    except Exception as error:
        log.exception("duty failed")
        fault = type(error).__name__[:60]
    Duty.objects.filter(name=duty.name).update(ran_at=now, fault=fault)


def due_now(name: str) -> None:
    """Let a duty fall due at once, because somebody met what it looks for."""
    Duty.objects.filter(name=name).update(due_at=timezone.now())


def duty_states() -> list[tuple[PeriodicTask, Duty | None]]:
    """Every duty with its row; None for one that never ran."""
    rows = {row.name: row for row in Duty.objects.all()}
    return [(duty, rows.get(duty.name)) for duty in duties()]
