"""Traces: what was done to accounts and with personal data, sealed as it is written."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huxin.core.service import append, digest_of
from huxin.identity.models import Trace


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


def seal_import(
    what: str, by: int | None, content: Mapping[str, Any], changes: Sequence[tuple[UUID | None, Sequence[str]]]
) -> Trace:
    """Note what an import changed, record by record, and seal all of it with one entry; in the import's transaction.

    ``changes``: whose record, and which of its fields differ now; never a value.
    """
    at, imported = timezone.now(), uuid.uuid4()
    rows = [
        Trace(
            id=uuid.uuid4(), kind=CHANGE, what=what, by_id=by, person_id=person, at=at,
            content={"import": str(imported), "fields": list(names)},
        )
        for person, names in changes
    ]  # fmt: skip
    Trace.objects.bulk_create(rows, batch_size=100)
    whole = {**content, "changes": _over(rows)}
    row = Trace(id=imported, kind=IMPORT, what=what, by_id=by, content=whole, at=at)
    row.save(force_insert=True)
    append(f"trace-{IMPORT}", str(row.id), _digest(row), f"account-{by}" if by is not None else "system", at)
    return row


def _over(rows: Sequence[Trace]) -> str:
    found = hashlib.sha256()
    for _, digest in sorted((str(row.id), _digest(row)) for row in rows):
        found.update(digest.encode())
    return found.hexdigest()


CHANGE, IMPORT = "change", "import"
"""A change by an import has no entry of its own: the import's digest is over all of its changes."""
KINDS = ("account", "consent", "export", "erasure", "correction", "window", IMPORT)


def sealed_rows(kind: str, _: str | None = None) -> Iterator[tuple[str, str]]:
    """Every trace of a kind with its digest, for verification."""
    changes = _changes() if kind == IMPORT else {}
    for row in Trace.objects.filter(kind=kind).order_by("at").iterator(chunk_size=1000):
        if kind == IMPORT:
            row.content = {**row.content, "changes": changes.get(str(row.id), _over([]))}
        yield str(row.id), _digest(row)


def _changes() -> dict[str, str]:
    """By import the digest over its changes as they are stored now."""
    found: defaultdict[str, Any] = defaultdict(hashlib.sha256)
    for row in Trace.objects.filter(kind=CHANGE).order_by("id").iterator(chunk_size=1000):
        found[str(row.content.get("import"))].update(_digest(row).encode())
    return {name: digest.hexdigest() for name, digest in found.items()}
