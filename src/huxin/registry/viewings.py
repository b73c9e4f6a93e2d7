"""Looking at masked data in full leaves a sealed trace."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from huxin.law import InputError
from huxin.ledger.service import append, digest_of
from huxin.registry.actors import Actor
from huxin.registry.models import Person, Viewing
from huxin.registry.people import details_of


def show_in_full(actor: Actor, person: Person, field: str, reason: str) -> str:
    """One personal field in the clear.  Raises InputError without a reason."""
    if not reason.strip():
        raise InputError("reason", "reason", "nothing", "why you need it", "写一句为什么要看全部信息。")
    row = Viewing(
        id=uuid.uuid4(), account_id=actor.pk, person=person, field=field, reason=reason[:200], at=timezone.now()
    )
    with transaction.atomic():
        row.save(force_insert=True)
        append("viewing", str(row.id), _digest(row), actor.key, row.at)
    return str(getattr(details_of(person), field))


def _digest(row: Viewing) -> str:
    return digest_of(
        {
            "id": str(row.id),
            "account": row.account_id,
            "person": str(row.person_id),
            "field": row.field,
            "reason": row.reason,
            "at": row.at.isoformat(),
        }
    )


def sealed_rows(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every viewing with its digest, for verification."""
    for row in Viewing.objects.iterator(chunk_size=1000):
        yield str(row.id), _digest(row)
