"""What the ledger seals of this room: directory lists, recusals, and each stage of a draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from huxin.core.service import digest_of
from huxin.measures.inspections.directories import file_digest
from huxin.measures.inspections.models import DirectoryFile, Draw, Recusal
from huxin.measures.inspections.recusals import recusal_digest


def stages(row: Draw) -> dict[str, str]:
    """The digest of each stage that a draw has reached: its files, its record, its published results."""
    files = (bytes(row.objects_csv), bytes(row.inspectors_csv), row.commitment.encode(), bytes(row.seed))
    found = {"commit": digest_of({"files": [hashlib.sha256(one).hexdigest() for one in files]})}
    if row.record:
        found["draw"] = digest_of({"record": hashlib.sha256(row.record.encode()).hexdigest()})
    if row.published_at is not None:
        found["publish"] = digest_of({"results": row.results})
    return found


def draws(name: str | None = None) -> Iterator[tuple[str, str]]:
    """Every stage of every draw as it is stored now; of one case where it is named."""
    rows = Draw.objects.order_by("case_id")
    for row in (rows.filter(case_id=name) if name else rows).iterator(chunk_size=50):
        yield from ((f"{row.case_id}/{stage}", digest) for stage, digest in stages(row).items())


def directory_files(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every list as its record is stored now."""
    for row in DirectoryFile.objects.iterator(chunk_size=500):
        yield str(row.id), file_digest(row)


def recusals(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every recusal as it is stored now."""
    for row in Recusal.objects.iterator(chunk_size=500):
        yield str(row.id), recusal_digest(row)
