"""Chain of custody 保管链: who received, viewed, exported a file, and when; every entry is sealed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from huxin.core.audit.chain import append, digest_of
from huxin.evidence.models import Custody, Evidence

_ONCE_A_DAY = ("viewed",)


def note(evidence: Evidence, what: str, by: str, at: datetime) -> None:
    """Seal that somebody did something with a file.  Looking is noted once a day, everything else each time."""
    if what in _ONCE_A_DAY and _noted(evidence, what, by, at - timedelta(days=1)):
        return
    row = Custody(id=uuid.uuid4(), evidence=evidence, what=what, by=by, at=at)
    with transaction.atomic():
        row.save(force_insert=True)
        append("custody", str(row.id), _digest(row), by, at)


def _noted(evidence: Evidence, what: str, by: str, since: datetime) -> bool:
    return Custody.objects.filter(evidence=evidence, what=what, by=by, at__gt=since).exists()


def chain_of(evidence: Iterable[Evidence]) -> dict[uuid.UUID, list[tuple[str, str, datetime]]]:
    """(what, by whom, when) for each file, beginning with its receipt."""
    files = list(evidence)
    found = {one.id: [("received", one.received_by, one.received_at)] for one in files}
    for row in Custody.objects.filter(evidence__in=files).order_by("at"):
        found[row.evidence_id].append((row.what, row.by, row.at))
    return found


def _digest(row: Custody) -> str:
    return digest_of(
        {
            "id": str(row.id),
            "evidence": str(row.evidence_id),
            "what": row.what,
            "by": row.by,
            "at": row.at,
        }
    )


def sealed_rows(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every entry with its digest, for verification."""
    for row in Custody.objects.iterator(chunk_size=1000):
        yield str(row.id), _digest(row)
