"""Warnings in 接收预警: each message kept and sealed once, everything that it names answered for, drafts made."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ForbiddenError
from huxin.core.service import append
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.safety.models import Cancellation, Message, WeatherWarning
from huxin.measures.safety.weather.answers import answer, parts_as_kept, references_as_kept, refused
from huxin.measures.safety.weather.drafting import sync
from huxin.measures.safety.weather.notation import ReadMessage, read_messages
from huxin.measures.safety.weather.received import MessagePart, ReceivedMessage
from huxin.measures.safety.weather.sealed import message_digest


@dataclass
class TakenMessages:
    """What became of a file: new messages, known ones, what was kept without effect and why, drafts that it led to.

    ``warnings``: one row for each county, weather and colour that the file names, and for each reference.
    """

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    without_effect: dict[str, str] = field(default_factory=dict)
    orders: list[str] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return dict(vars(self))


def take(actor: Actor, content: bytes, *, at: datetime | None = None) -> TakenMessages:
    """Take in a file of warnings.  What could be read counts; what could not is kept for a person and named.

    The emergency office's key or the command line may.  Raises InputError where nothing could be understood,
    ForbiddenError.  ``at``: when it came, for days that are made up later.
    """
    now, taken = at or timezone.now(), TakenMessages()
    if actor.kind != "system" and not (actor.kind == "officer" and actor.department == "emergency"):
        raise ForbiddenError("Warnings come from the weather service or the emergency office.")
    read = read_messages(content)
    named = {
        part.county for one in read if isinstance(one.said, ReceivedMessage) for part in one.said.parts if part.warns
    }
    if actor.county and named - {actor.county}:
        raise ForbiddenError("This key stands for one county; the warning names others.")
    with transaction.atomic():
        rows = [_keep(taken, one, actor.key, now) for one in read]
        if not taken.new and not taken.known:
            raise next(error for _unused, error in rows if error is not None)
        taken.orders = sync(now)
        taken.warnings = [row for message, _unused in rows for row in answer(message, now)]
    return taken


def _keep(taken: TakenMessages, one: ReadMessage, by: str, now: datetime) -> tuple[Message, InputError | None]:
    """The message as it is kept, and why it was not taken; one that could not be read is kept for a person."""
    said = one.said
    if isinstance(said, InputError):
        return _kept(Message(identifier=f"?{one.digest[:60]}", kind="unread", acted_on=False), one, by, now, said), said
    before = Message.objects.filter(identifier=said.identifier).first()
    if before is not None and before.sha256 != one.digest:
        hint = _("更新要用新的编号，并在 supersedes 里写上旧的编号。")
        fault = InputError("identifier", "id", said.identifier, "an id that is new, or the same message", hint)
        return _kept(
            Message(identifier=f"?{one.digest[:60]}", kind="unread", acted_on=False), one, by, now, fault
        ), fault
    if before is not None:
        taken.known.append(said.identifier)
        return before, None
    row = Message(identifier=said.identifier, kind=said.kind, acted_on=said.actual)
    row.answers = [*parts_as_kept(said), *references_as_kept(said, now)]
    _kept(row, one, by, now, None)
    taken.new.append(said.identifier)
    if not said.actual:
        taken.without_effect[said.identifier] = "a test or exercise"
    elif said.kind == "cancel":
        Cancellation.objects.bulk_create(
            Cancellation(message=row, identifier=old, at=said.sent) for old in said.supersedes
        )
    else:
        _warn(taken, row, said)
    return row, None


def _kept(row: Message, one: ReadMessage, by: str, now: datetime, fault: InputError | None) -> Message:
    """Written and sealed, once for the same bytes."""
    held = Message.objects.filter(identifier=row.identifier).first()
    if held is not None:
        return held
    row.id, row.content, row.sha256, row.received_at, row.received_by = uuid.uuid4(), one.raw, one.digest, now, by
    if fault is not None:
        row.answers = [refused(fault)]
    row.attention = any(why["attention"] for kept in row.answers for why in kept["whys"])
    row.save(force_insert=True)
    append("weather", str(row.id), message_digest(row), by, now)
    return row


def _warn(taken: TakenMessages, row: Message, one: ReceivedMessage) -> None:
    warning = [part for part in one.parts if part.warns]
    if not warning:
        foreign = any(part.county for part in one.parts)
        taken.without_effect[one.identifier] = "no county of this city" if foreign else "put before a person"
    WeatherWarning.objects.bulk_create(
        WeatherWarning(
            message=row, identifier=one.identifier, name=_name(one, part), county=part.county, type=part.type,
            colour=part.colour, event=part.event, headline=part.headline, sender=one.sender,
            supersedes=list(one.supersedes), effective_at=part.effective, expires_at=part.expires,
        )
        for part in warning
    )  # fmt: skip


def _name(one: ReceivedMessage, part: MessagePart) -> str:
    """The message's own number; of several warnings for one county each has its weather and colour behind it."""
    same = [each for each in one.parts if each.warns and each.county == part.county]
    return one.identifier if len(same) == 1 else f"{one.identifier}/{part.type}/{part.colour}"
