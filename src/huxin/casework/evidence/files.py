"""Receiving and opening evidence: hashed first, then encrypted for the person it belongs to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from huxin.casework.case.parties import applicant_of
from huxin.casework.errors import DamagedError, ForbiddenError, NotFoundError
from huxin.casework.evidence.anonymous import open_in_pouch
from huxin.casework.evidence.quotas import check_quota
from huxin.core.service import due_now
from huxin.evidence.service import (
    BY_NAME,
    EXTENSIONS,
    Custody,
    Evidence,
    Upload,
    drop_pieces,
    note,
    open_upload,
    pieces_here,
    pieces_of,
    preview_place,
    receive,
    stored,
    take_piece,
    whole,
    wrong_kind,
)
from huxin.identity.service import Actor
from huxin.people.service import Person, open_bytes, seal_bytes

WITHHELD: Final = ("infected", "pending", "error")
"""Scan states in which nobody is shown a file: it holds a virus, or nobody knows yet."""


class WithheldError(PermissionError):
    """The file is not shown; the argument is its scan state."""


def receive_evidence(actor: Actor, chunks: Iterable[bytes], accepts: Iterable[str] = ()) -> Evidence:
    """Keep one file of whoever signed in, under the key of the person, company or office that it comes from.

    Raises InputError for a file that is not taken.
    """
    with transaction.atomic():
        person, now = _person(actor), timezone.now()
        check_quota(person, actor, now)
        return receive(
            chunks,
            actor.key,
            person.id,
            now,
            lambda content: seal_bytes(person, content, _place(person)),
            accepts,
        )


def begin_upload(actor: Actor, key: str, size: int) -> tuple[Upload, int]:
    """(upload, number of the next piece) of a file that comes in pieces.  Raises InputError."""
    _person(actor)
    upload = open_upload(actor.key, key, size, timezone.now())
    return upload, pieces_here(upload)


def add_piece(actor: Actor, upload_id: UUID, number: int, content: bytes) -> tuple[Upload, int]:
    """Keep a piece; with the last one the file is received.  Answers (upload, number of the next piece).

    Raises NotFoundError for somebody else's upload, InputError for a piece or a file that is not taken.
    """
    person = _person(actor)
    upload = Upload.objects.filter(id=upload_id, owner=actor.key).first()
    if upload is None:
        raise NotFoundError(str(upload_id))
    if upload.evidence_id is not None:
        return upload, number + 1
    following = take_piece(upload, number, content, lambda piece, place: seal_bytes(person, piece, place))
    if following == pieces_of(upload):
        pieces = whole(upload, lambda piece, place: open_bytes(person, piece, place))
        upload.evidence = receive_evidence(actor, pieces, BY_NAME)
        upload.save(update_fields=["evidence"])
        drop_pieces(upload)
    return upload, following


def belong_to(actor: Actor, ids: Sequence[str]) -> bool:
    """Whether every id is a file of this actor's person or office: sent, or claimed with its secret link."""
    try:
        wanted = {uuid.UUID(str(one)) for one in ids}
    except ValueError:
        return False
    return _of(actor).filter(id__in=wanted).count() == len(wanted)


def check_kinds(ids: Sequence[str], accepts: Iterable[str]) -> None:
    """Raises InputError for a file of a kind that a paper does not take."""
    wanted = tuple(accepts)
    types = {BY_NAME[name].media_type for name in wanted}
    for row in Evidence.objects.filter(id__in=list(ids)):
        if row.media_type not in types:
            raise wrong_kind(EXTENSIONS[row.media_type], wanted)


def locker(actor: Actor) -> list[Evidence]:
    """Every file of a person, newest first: what was sent once is chosen again and not sent again.

    A delegate is offered what this delegate sent: the person's other files are not part of the consent.
    """
    dropped = Custody.objects.filter(what="dropped").values("evidence_id")
    return list(_shown_to(actor).exclude(id__in=dropped).order_by("-received_at")[:500])


def _of(actor: Actor) -> QuerySet[Evidence]:
    return Evidence.objects.filter(owner=actor.owner) if actor.owner is not None else Evidence.objects.none()


def _shown_to(actor: Actor) -> QuerySet[Evidence]:
    return _of(actor).filter(received_by=actor.key) if actor.on_behalf else _of(actor)


def own_paper(actor: Actor, evidence: UUID) -> Evidence:
    """One of the actor's own files.  Raises NotFoundError."""
    found = _shown_to(actor).filter(id=evidence).first()
    if found is None:
        raise NotFoundError(str(evidence))
    return found


def owner_of(row: Evidence) -> Person:
    """Whose key a file lies under.  Raises NotFoundError for one that nobody has claimed yet."""
    if row.owner is None:
        raise NotFoundError(str(row.id))
    return Person.objects.select_related("data_key").get(id=row.owner)


def unlock(row: Evidence, content: bytes, kind: str = "evidence") -> bytes:
    """What was stored of a file, in the clear; the caller has checked who may.  Raises ErasedError, NotFoundError."""
    person = owner_of(row)
    if row.pouch is not None:
        return open_in_pouch(row.pouch, person, content, f"{kind}:{row.pouch.id}")
    return open_bytes(person, content, f"{kind}:{person.id}")


def shown_paper(row: Evidence, by: str, *, small: bool = False, export: bool = False) -> tuple[str, bytes]:
    """(media type, content) for somebody who may see it, and the note that they did.

    ``small`` gives the preview where there is one.  Raises WithheldError; DamagedError when the stored copy is gone or
    is not what was sealed: whoever runs the service is then told at once.
    """
    if row.scan in WITHHELD:
        raise WithheldError(row.scan)
    note(row, "exported" if export else "viewed", by, timezone.now())
    try:
        if small and preview_place(row).exists():
            return "image/jpeg", unlock(row, preview_place(row).read_bytes(), "preview")
        return row.media_type, unlock(row, stored(row))
    except (FileNotFoundError, InvalidTag) as error:
        due_now("integrity")
        raise DamagedError(str(row.id)) from error


def _person(actor: Actor) -> Person:
    if actor.owner is None:
        raise ForbiddenError("Sign in first.")
    return applicant_of(actor)


def _place(person: Person) -> str:
    return f"evidence:{person.id}"
