"""Warnings in 接收预警: each message kept and sealed once, its warnings and cancellations read from it, drafts made."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huxin.casework.service import ForbiddenError
from huxin.law import InputError
from huxin.ledger.service import append
from huxin.measures.safety.models import Cancellation, Message, WeatherWarning
from huxin.measures.safety.weather.drafting import sync
from huxin.measures.safety.weather.notation import read_messages
from huxin.measures.safety.weather.received import Received
from huxin.measures.safety.weather.sealed import message_digest
from huxin.registry.service import Actor


@dataclass
class Taken:
    """What became of a file: new messages, known ones, what was kept without effect and why, drafts that it led to."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    without_effect: dict[str, str] = field(default_factory=dict)
    orders: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return dict(vars(self))


def take(actor: Actor, content: bytes, *, at: datetime | None = None) -> Taken:
    """Take in a file of warnings; the whole of it or nothing.

    The emergency office's key or the command line may.  Raises InputError, ForbiddenError.  ``at``: when it came, for
    days that are made up later.
    """
    now, taken = at or timezone.now(), Taken()
    if actor.kind != "system" and not (actor.kind == "officer" and actor.department == "emergency"):
        raise ForbiddenError("Warnings come from the weather service or the emergency office.")
    read = read_messages(content)
    if actor.county and any(set(one.counties) - {actor.county} for _, one in read):
        raise ForbiddenError("This key stands for one county; the warning names others.")
    with transaction.atomic():
        for raw, one in read:
            _keep(taken, raw, one, actor.key, now)
        taken.orders = sync(now)
    return taken


def _keep(taken: Taken, raw: bytes, one: Received, by: str, now: datetime) -> None:
    digest = hashlib.sha256(raw).hexdigest()
    before = Message.objects.filter(identifier=one.identifier).first()
    if before is not None and before.sha256 != digest:
        hint = "更新要用新的编号，并在 supersedes 里写上旧的编号。"
        raise InputError("identifier", "id", one.identifier, "an id that is new, or the same message", hint)
    if before is not None:
        taken.known.append(one.identifier)
        return
    row = Message(
        id=uuid.uuid4(), identifier=one.identifier, kind=one.kind, acted_on=one.actual, content=raw, sha256=digest,
        received_at=now, received_by=by,
    )  # fmt: skip
    row.save(force_insert=True)
    append("weather", str(row.id), message_digest(row), by, now)
    taken.new.append(one.identifier)
    if not one.actual:
        taken.without_effect[one.identifier] = "a test or exercise"
    elif one.kind == "cancel":
        Cancellation.objects.bulk_create(
            Cancellation(message=row, identifier=old, at=one.sent) for old in one.supersedes
        )
    else:
        _warn(taken, row, one)


def _warn(taken: Taken, row: Message, one: Received) -> None:
    assert one.effective is not None and one.expires is not None  # noqa: S101, PT018 - checked when it was read
    if not one.counties:
        taken.without_effect[one.identifier] = "no county of this city"
    WeatherWarning.objects.bulk_create(
        WeatherWarning(
            message=row, identifier=one.identifier, county=county, type=one.type[:60], colour=one.colour[:20],
            event=one.event, headline=one.headline, sender=one.sender, supersedes=list(one.supersedes),
            effective_at=one.effective, expires_at=one.expires,
        )
        for county in one.counties
    )  # fmt: skip
