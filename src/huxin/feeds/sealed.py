"""What the ledger seals of this room: each batch with its files, and each file that was rounded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from huxin.core.service import digest_of
from huxin.feeds import files
from huxin.feeds.models import Batch, Part


def batch_digest(batch: Batch) -> str:
    """Everything that the receipt says, what the check found, and the digests of the files as they landed.

    Of a batch whose report was cleared: what was sealed, as it was compared when the report was cleared.
    """
    return batch.cleared_digest or digest_before_clearing(batch)


def digest_before_clearing(batch: Batch) -> str:
    """The digest over the whole report."""
    landed = batch.parts.filter(version=1).order_by("day").values_list("day", "sha256")
    return digest_of(
        {
            "id": batch.id,
            "signature": batch.signature,
            "sha256": batch.sha256,
            "sm3": batch.sm3,
            "size": batch.size,
            "rows": [batch.rows, batch.accepted, batch.flagged, batch.quarantined],
            "report": batch.report,
            "basis": batch.basis,
            "at": batch.landed_at,
            "by": batch.landed_by,
            "parts": [[day, sha256] for day, sha256 in landed],
        }
    )


def rounding_digest(part: Part) -> str:
    """A file whose coordinates were rounded."""
    return digest_of({"batch": part.batch_id, "day": part.day, "rows": part.rows, "sha256": part.sha256})


def rounding_subject(part: Part) -> str:
    """The name of a rounded file in the log."""
    return f"{part.batch_id}/{part.day}/{part.version}"


def batches(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every batch as it stands now."""
    for batch in Batch.objects.order_by("id").iterator(chunk_size=500):
        yield batch.id, batch_digest(batch)


def roundings(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every rounded file as it stands now."""
    for part in Part.objects.filter(version__gt=1).order_by("id").iterator(chunk_size=500):
        yield rounding_subject(part), rounding_digest(part)


def clearing_digest(batch: Batch) -> str:
    """What is left of a batch after its report was cleared."""
    return digest_of(
        {
            "id": batch.id,
            "sealed": batch.cleared_digest,
            "signature": batch.signature,
            "digests": [batch.sha256, batch.sm3],
            "rows": [batch.size, batch.rows, batch.accepted, batch.flagged, batch.quarantined],
            "report": batch.report,
            "basis": batch.basis,
            "parts": [
                [day, sha]
                for day, sha in batch.parts.order_by("day", "version").filter(version=1).values_list("day", "sha256")
            ],
            "at": batch.landed_at,
            "by": batch.landed_by,
        }
    )


def clearings(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every cleared batch as it stands now."""
    for batch in Batch.objects.exclude(cleared_digest="").order_by("id").iterator(chunk_size=500):
        yield batch.id, clearing_digest(batch)


def lake_faults() -> Iterator[str]:
    """Every file of the lake that is gone or is not what was written, by its place."""
    for part in Part.objects.filter(gone_at=None).order_by("id").iterator(chunk_size=500):
        if part_fault(part) is None:
            continue
        now = Part.objects.filter(id=part.id, gone_at=None).first()  # it may have been rounded or deleted meanwhile
        fault = part_fault(now) if now is not None else None
        if fault is not None:
            yield f"lake {part.kind}/{part.company}/{part.day}/{part.batch_id}-{part.version}.parquet: {fault}"


def part_fault(part: Part) -> str | None:
    """What is wrong with a file of the lake; None for one that is as it was written."""
    path = files.part_file(part.kind, part.company, part.day, part.batch_id, part.version)
    if part.incoming:
        path = files.incoming() / part.incoming / path.name
    try:
        with path.open("rb") as stream:
            now = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return f"the rows of {part.day} are gone"
    return None if now == part.sha256 else f"the rows of {part.day} are not those that landed"
