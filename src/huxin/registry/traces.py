"""Traces: what was done to accounts and with personal data, sealed as it is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huxin.ledger.service import append, digest_of
from huxin.registry.models import Trace


def leave_trace(
    kind: str,
    what: str,
    by: int | None,
    *,
    account: int | None = None,
    person: UUID | None = None,
    content: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Trace:
    """Write one trace and seal it.  ``by`` None: the system itself, or whoever sits at the server."""
    row = Trace(
        id=uuid.uuid4(),
        kind=kind,
        what=what,
        by_id=by,
        account_id=account,
        person_id=person,
        content=dict(content or {}),
        at=at or timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        append(f"trace-{kind}", str(row.id), _digest(row), f"account-{by}" if by is not None else "system", row.at)
    return row


def _digest(row: Trace) -> str:
    return digest_of(
        {
            "id": str(row.id),
            "kind": row.kind,
            "what": row.what,
            "by": row.by_id,
            "account": row.account_id,
            "person": str(row.person_id) if row.person_id else None,
            "content": row.content,
            "at": row.at,
        }
    )


KINDS = ("account", "consent", "export", "erasure", "correction")


def sealed_rows(kind: str, _: str | None = None) -> Iterator[tuple[str, str]]:
    """Every trace of a kind with its digest, for verification."""
    for row in Trace.objects.filter(kind=kind).order_by("at").iterator(chunk_size=1000):
        yield str(row.id), _digest(row)
