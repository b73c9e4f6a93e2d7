"""What the ledger seals of a weather message: which it was, and its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from huxin.core.service import digest_of
from huxin.measures.safety.models import Message


def message_digest(row: Message) -> str:
    """Over everything that a message holds; its warnings follow from its bytes."""
    content = hashlib.sha256(bytes(row.content)).hexdigest()
    return digest_of(
        {
            "identifier": row.identifier,
            "kind": row.kind,
            "acted_on": row.acted_on,
            "content": content,
            "at": row.received_at,
            "by": row.received_by,
        }
    )


def messages(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every message as it is stored now."""
    for row in Message.objects.order_by("id").iterator(chunk_size=500):
        yield str(row.id), message_digest(row)
