"""From a draft to the worker's phone: offered and told, or taken back before it is signed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from huxin.casework.service import ConflictError, ForbiddenError, send_sms, words_of
from huxin.core.service import Queue, append, digest_of, once
from huxin.identity.service import Actor
from huxin.measures.employment.models import Invitation
from huxin.measures.employment.papers import agreement_digest, find_agreement
from huxin.people.service import Agreement, ErasedError, acts_for, details_of


def offer(actor: Actor, agreement: uuid.UUID | str, *, key: str) -> dict[str, Any]:
    """Send a draft to the worker for signature.  Answers ``{"id", "status"}``.

    Raises NotFoundError, ForbiddenError for anybody but the company, ConflictError for one that was sent already.
    """
    return once(actor.key, key, {"what": "offer", "agreement": str(agreement)}, lambda: _offer(actor, agreement))


def _offer(actor: Actor, agreement: uuid.UUID | str) -> dict[str, Any]:
    row = _of_the_company(actor, agreement)
    if row.status != "drafted":
        raise ConflictError("It was sent already.")
    row.status, row.made_at = "offered", timezone.now()
    row.save(update_fields=["status", "made_at"])
    append("agreement", str(row.id), agreement_digest(row), actor.key, row.made_at)
    Invitation.objects.create(agreement=row, asked_at=row.made_at)
    return {"id": str(row.id), "status": row.status}


def take_back(actor: Actor, agreement: uuid.UUID | str, *, key: str) -> dict[str, Any]:
    """Drop a draft, or end an offer that the worker has not signed.  Answers ``{"id", "status"}``.

    Raises as ``offer`` does; ConflictError once the worker has signed.
    """
    return once(actor.key, key, {"what": "take_back", "agreement": str(agreement)}, lambda: _back(actor, agreement))


def _back(actor: Actor, agreement: uuid.UUID | str) -> dict[str, Any]:
    row = _of_the_company(actor, agreement)
    if row.status == "drafted":
        row.delete()
        return {"id": str(agreement), "status": "dropped"}
    if row.status != "offered" or row.signatures.filter(party="worker").exists():
        raise ConflictError("It is not open any more, or the worker has signed.")
    row.status = "ended"
    row.save(update_fields=["status"])
    Invitation.objects.filter(agreement=row, sent_at__isnull=True).delete()
    append("agreement_taken_back", str(row.id), _back_digest(row), actor.key, timezone.now())
    return {"id": str(row.id), "status": row.status}


def _back_digest(row: Agreement) -> str:
    return digest_of({"agreement": str(row.id), "status": row.status})


def taken_back(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every offer that was ended before it was signed, as it is stored now."""
    for row in Agreement.objects.filter(status="ended", filing__isnull=True).iterator(chunk_size=500):
        yield str(row.id), _back_digest(row)


def _of_the_company(actor: Actor, agreement: uuid.UUID | str) -> Agreement:
    row = find_agreement(actor, agreement, lock=True)
    if not acts_for(actor, row.company_id, "signing"):
        raise ForbiddenError("Only the company that drew it up does this.")
    return row


def _waiting() -> QuerySet[Invitation]:
    return Invitation.objects.filter(sent_at__isnull=True)


def _tell(invitation: Invitation) -> int:
    """One short message, while the offer still stands; nothing of the agreement is in it."""
    row = Agreement.objects.select_related("person__data_key").get(id=invitation.agreement_id)
    try:
        phone = details_of(row.person).phone
        if row.status == "offered":
            send_sms(phone, words_of("agreement-offered", "zh"), str(row.id))
    except ErasedError:
        pass  # nobody is left to be told
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
    return 1


QUEUE = Queue("invitations", {"zh": "请人来签协议", "en": "Invitations to sign"}, _waiting, _tell)
