"""Settling: files that the database counts on go to their places, what nobody counts on goes away.

Every step can be done again, by anybody, at any time: at start, by ``huxin worker``, and by whoever wants to read.
"""

from __future__ import annotations

import shutil
import time
import uuid
from pathlib import Path

from huxin.feeds import files
from huxin.feeds.models import Batch, Part, Upload


def settle(batch: Batch) -> None:
    """Put the files of a batch in their places; does nothing where they are there."""
    if not batch.incoming:
        return
    waiting = files.incoming() / batch.incoming
    for part in batch.parts.exclude(incoming=""):
        files.put(waiting / f"{part.day}.parquet", place_of(part))
    files.put(waiting / "faults.parquet", files.faults_file(batch.company, batch.id))
    files.put(waiting / "raw.sealed", files.raw_file(batch.company, batch.id))
    batch.parts.filter(incoming=batch.incoming).update(incoming="")
    Batch.objects.filter(id=batch.id).update(incoming="")
    shutil.rmtree(waiting, ignore_errors=True)


def settle_all(grace: float = files.GRACE) -> int:
    """Finish what a killed process left; answers how many batches, files and folders that were."""
    count = 0
    for batch in Batch.objects.exclude(incoming=""):
        settle(batch)
        count += 1
    for part in Part.objects.exclude(incoming=""):
        settle_rounded(part)
        count += 1
    for part in Part.objects.filter(gone_at__isnull=False, removed=False):
        remove(part)
        count += 1
    for folder in files.left_behind(grace):
        if not _counted_on(folder):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count + _forget_uploads(grace)


def _forget_uploads(grace: float) -> int:
    """Take away bytes that no row waits for, where whoever wrote them died; answers how many files."""
    count = 0
    for path in files.waiting().glob(f"*{files.SEALED}"):
        old = time.time() - path.stat().st_mtime >= grace
        if old and not Upload.objects.filter(done_at=None, id=uuid.UUID(path.name.removesuffix(files.SEALED))).exists():
            path.unlink(missing_ok=True)
            count += 1
    return count


def settle_rounded(part: Part) -> None:
    """Put a rounded file in its place."""
    waiting = files.incoming() / part.incoming
    files.put(waiting / f"{part.day}.parquet", place_of(part))
    Part.objects.filter(id=part.id).update(incoming="")
    shutil.rmtree(waiting, ignore_errors=True)


def remove(part: Part) -> None:
    """Delete the file of a part that is gone."""
    place_of(part).unlink(missing_ok=True)
    Part.objects.filter(id=part.id).update(removed=True)


def place_of(part: Part) -> Path:
    """Where the file of a part lies."""
    return files.part_file(part.kind, part.company, part.day, part.batch_id, part.version)


def _counted_on(folder: Path) -> bool:
    waits = {"incoming": folder.name}
    return Batch.objects.filter(**waits).exists() or Part.objects.filter(**waits).exists()
