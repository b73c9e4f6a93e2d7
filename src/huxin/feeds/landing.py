"""Landing 落地: bytes come in, are hashed, checked and laid down; a batch is there with its receipt, or not at all.

Everything slow happens before the transaction, in a folder of its own.  The transaction says that the batch is there
and where its files wait; ``settle`` then renames them into their places.  Killed before the commit, nothing happened;
killed after it, the next who looks finishes the renames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from huxin.core.service import append
from huxin.feeds import apart, receipts
from huxin.feeds.basis import basis_of
from huxin.feeds.files import Folder, working_folder
from huxin.feeds.models import Batch, DayCount, Part
from huxin.feeds.reading import written
from huxin.feeds.rows import Written, digest_of_file
from huxin.feeds.sealed import batch_digest
from huxin.feeds.sealing import FileSealer, worker_key
from huxin.feeds.settling import settle
from huxin.law import InputError, Pack, load_pack
from huxin.law.cleaning import sender
from huxin.supervision.validate.bounds import InstallationLimits, bounds_of
from huxin.supervision.validate.run import KINDS, Validation

ENDINGS: Final = (".parquet", ".ndjson.gz", ".ndjson", ".jsonl", ".json", ".csv.gz", ".csv", ".tsv", ".txt")
REPORT: Final = ("rows", "accepted", "flagged", "quarantined", "samples", "missing_days", "by_day", "files")


@dataclass(frozen=True)
class FeedDelivery:
    """Who sends what: ``name`` is a file name, whose ending says the format; ``by`` stands in the log.

    ``patience``: seconds to wait while other deliveries are read. ``zone``: what times without an offset mean.
    """

    company: str
    kind: str
    name: str
    by: str
    patience: float = 600
    zone: str = ""


@dataclass(frozen=True)
class ReceivedBytes:
    """The digests of the bytes as they came."""

    path: Path
    sha256: str
    sm3: str
    size: int


@dataclass(frozen=True)
class Landed:
    """A batch; ``fresh`` where it was not here before."""

    batch: Batch
    fresh: bool


@cache
def city_pack() -> Pack:
    """The pack of this installation as it was when the process started."""
    return load_pack(settings.PACK)


Agreed = Callable[[str], None]
"""Called with the SHA-256 of what came, before anything is done with it; raises where it is not what was announced."""


def receive(chunks: Iterable[bytes], delivery: FeedDelivery, agreed: Agreed = lambda sha256: None) -> Landed:
    """Land one file.  The same bytes again change nothing and give the same batch.

    Raises InputError for a file that is refused as a whole, BusyError when it was not its turn; then nothing is kept.
    """
    check_known(delivery)
    with working_folder() as folder:
        received = _store(chunks, delivery, folder.path)
        agreed(received.sha256)
        name = batch_id(delivery, received.sha256)
        found = Batch.objects.filter(id=name).first()
        landed = Landed(found, fresh=False) if found is not None else _land(delivery, received, name, folder)
        settle(landed.batch)
        return landed


def look_through(chunks: Iterable[bytes], delivery: FeedDelivery) -> dict[str, Any]:
    """Check one file and keep nothing of it: the report that a batch of it would have.  Raises as ``receive`` does."""
    check_known(delivery)
    with working_folder() as folder:
        received = _store(chunks, delivery, folder.path)
        result, _days = _read(delivery, received, round(timezone.now().timestamp() * 1000), folder.path, write=False)
        _refuse(delivery, received, result)
        return _report(delivery, received, result)


def batch_id(delivery: FeedDelivery, sha256: str) -> str:
    """The name of a batch: the same bytes of the same company have one name, wherever they are received."""
    return hashlib.sha256(f"{delivery.company}\n{delivery.kind}\n{sha256}".encode()).hexdigest()[:32]


def check_known(delivery: FeedDelivery) -> None:
    """Raises InputError for a kind, a sender or an ending that nobody knows."""
    if delivery.kind not in KINDS:
        raise InputError("kind", "kind", delivery.kind, ", ".join(KINDS), "Choose one of these.")
    if sender(delivery.company) != delivery.company:
        hint = "Write it in capitals and half width, without blanks."
        raise InputError("company", "company", delivery.company, sender(delivery.company), hint)
    if not delivery.name.lower().endswith(ENDINGS):
        raise InputError("file", delivery.name, "an unknown ending", ", ".join(ENDINGS), "Rename the file.")


def _store(chunks: Iterable[bytes], delivery: FeedDelivery, folder: Path) -> ReceivedBytes:
    """Hash first; then two copies: one to read now, one encrypted to keep."""
    ending = next(one for one in ENDINGS if delivery.name.lower().endswith(one))
    path, size = folder / f"sent{ending}", 0
    sha256, sm3 = hashlib.sha256(), Hash(SM3())
    with path.open("xb") as out, (folder / "raw.sealed").open("xb") as kept:
        sealer = FileSealer(kept, delivery.company)
        for chunk in chunks:
            size += len(chunk)
            if size > settings.FEED_LIMIT:
                most = f"at most {settings.FEED_LIMIT} bytes"
                raise InputError(
                    "too_big", delivery.name, f"more than {settings.FEED_LIMIT} bytes", most, "Send parts."
                )
            sha256.update(chunk)
            sm3.update(chunk)
            out.write(chunk)
            sealer.write(chunk)
        sealer.close()
    digest_of_file(folder / "raw.sealed")
    return ReceivedBytes(path, sha256.hexdigest(), sm3.finalize().hex(), size)


def _land(delivery: FeedDelivery, received: ReceivedBytes, name: str, folder: Folder) -> Landed:
    now = _milliseconds(timezone.now())
    landed_ms = round(now.timestamp() * 1000)
    accepted, faults = folder.path / "accepted.parquet", folder.path / "faults.parquet"
    result, days = _read(delivery, received, landed_ms, folder.path)
    _refuse(delivery, received, result)
    digest_of_file(faults)
    for path in (received.path, accepted):
        path.unlink()
    batch = _batch(delivery, received, name, result, now)
    batch.incoming = folder.name
    folder.owed = True  # from here on a commit may count on it, even one whose answer never arrives
    try:
        with transaction.atomic():
            _save(batch, days, result)
    except IntegrityError:
        # Somebody else landed the same bytes in this instant: theirs count.
        folder.owed = False
        return Landed(Batch.objects.get(id=name), fresh=False)
    return Landed(batch, fresh=True)


def _refuse(delivery: FeedDelivery, received: ReceivedBytes, result: Validation) -> None:
    if result.refused:
        one = result.refused[0]
        field = one["field"].replace(received.path.name, delivery.name)
        raise InputError(one["code"], field, one["got"], one["wanted"], one["hint"])


def most() -> InstallationLimits:
    """What a delivery may cost at most in this installation."""
    return InstallationLimits(
        settings.FEED_UNPACKED_LIMIT, settings.FEED_ROWS_LIMIT, settings.FEED_MEMORY, settings.FEED_DISK
    )  # fmt: skip


def _read(
    delivery: FeedDelivery, received: ReceivedBytes, landed_ms: int, folder: Path, *, write: bool = True
) -> tuple[Validation, list[Written]]:
    """Checked, and its rows written day by day where they are to ``write``, by a process of its own.

    Raises InputError for a file that is refused or costs too much, BusyError while others are read.
    """
    limits = most()
    job = {
        "paths": [str(received.path)], "name": delivery.name, "company": delivery.company, "kind": delivery.kind,
        "pack": settings.PACK, "received_ms": landed_ms, "most": vars(limits),
        "zone": delivery.zone, "out": str(folder / "accepted.parquet") if write else None,
        "faults": str(folder / "faults.parquet") if write else None,
        "days": {"folder": str(folder), "key": worker_key().hex()} if write else None,
    }  # fmt: skip
    with apart.reader(delivery.patience):
        found = apart.read(job, bounds_of(received.size, limits))
    return Validation(**found["result"]), [written(one) for one in found["days"]]


def _milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _report(delivery: FeedDelivery, received: ReceivedBytes, result: Validation) -> dict[str, Any]:
    """What the check found, with the file under the name that it was sent by."""
    report = {one: getattr(result, one) for one in REPORT}
    told = {received.path.name: delivery.name}
    report["files"] = [one | {"file": told.get(one["file"], one["file"])} for one in result.files]
    report["samples"] = {
        reason: [one | {"file": told.get(one["file"], one["file"])} for one in held]
        for reason, held in result.samples.items()
    }
    return report


def _batch(delivery: FeedDelivery, received: ReceivedBytes, name: str, result: Validation, now: datetime) -> Batch:
    batch = Batch(
        id=name,
        company=delivery.company,
        kind=delivery.kind,
        sha256=received.sha256,
        sm3=received.sm3,
        size=received.size,
        rows=result.rows,
        accepted=result.accepted,
        flagged=sum(day["flagged"] for day in result.by_day),
        quarantined=result.rows - result.accepted,
        report=_report(delivery, received, result),
        basis=basis_of(city_pack(), delivery.company, delivery.kind, now),
        landed_at=now,
        landed_by=delivery.by,
    )
    batch.signature = receipts.sign(batch)
    return batch


def _save(batch: Batch, days: list[Written], result: Validation) -> None:
    """The batch, its files, its counts and its entry in the log; inside one transaction."""
    about: dict[str, Any] = {"batch": batch, "company": batch.company, "kind": batch.kind}
    batch.save(force_insert=True)
    Part.objects.bulk_create(
        Part(**about, day=one.day, version=1, sha256=one.sha256, rows=one.rows, incoming=batch.incoming) for one in days
    )
    DayCount.objects.bulk_create(DayCount(**about, **day) for day in result.by_day)
    append("feed", batch.id, batch_digest(batch), batch.landed_by, batch.landed_at)
