"""What is kept how long: raw bytes and what was wrong with them for some weeks, exact places for a month, records for
some years, receipts always.

The days are values of the pack.  Rounding writes a new version of a file, seals it, and takes the old one away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
from django.db import transaction

from huxin.core.service import Entry, append
from huxin.feeds import files
from huxin.feeds.landing import city_pack
from huxin.feeds.models import Batch, Part, RetentionClock, Upload
from huxin.feeds.rows import connect, digest_of_file
from huxin.feeds.sealed import clearing_digest, digest_before_clearing, rounding_digest, rounding_subject
from huxin.feeds.settling import place_of, remove, settle_all, settle_rounded
from huxin.law.dates import day_of
from huxin.supervision.reading import quoted
from huxin.supervision.rules import DetectorRules

PLACES = ("start_lng", "start_lat", "end_lng", "end_lat")


STEP: Final = timedelta(days=45)
"""So far may the clock be ahead of the last run, or of the newest record, and still be believed."""
CREEP: Final = timedelta(days=1)
"""So much time passes in a run where it is not believed: whoever sees what it says has weeks to set the clock."""


@dataclass
class Tidied:
    """What one run did.  ``told``: what somebody must look at, each in words."""

    settled: int = 0
    rounded: int = 0
    raw_deleted: int = 0
    reports_cleared: int = 0
    parts_deleted: int = 0
    told: list[str] = field(default_factory=list)


def tidy(now: datetime, grace: float = files.GRACE) -> Tidied:
    """Finish what was left, then round and delete what is past its time.  Doing it again changes nothing.

    A file that is missing, or that cannot be read, is told and does not keep the others waiting.
    """
    done = Tidied()
    done.settled = settle_all(grace)
    passed = _passed(now, done)
    rules, today = DetectorRules(city_pack()), day_of(passed)

    def before(name: str) -> date:
        return today - timedelta(days=rules.number(name, today)[0])

    standing = Part.objects.filter(gone_at=None, incoming="")
    for part in standing.filter(day__lt=before("feed.lake_days")):
        Part.objects.filter(id=part.id).update(gone_at=now)
        remove(part)
        done.parts_deleted += 1
    grid = rules.number("feed.coordinate_grid", today)[0]
    for part in standing.filter(kind="orders", version=1, day__lt=before("feed.coordinate_days")):
        try:
            done.rounded += _round(part, grid, now)
        except (OSError, duckdb.Error) as error:
            done.told.append(f"{place_of(part).relative_to(files.lake())}: {type(error).__name__}")
    for batch in Batch.objects.filter(raw_gone_at=None, incoming=""):
        if day_of(batch.landed_at) < before("feed.raw_days"):
            files.raw_file(batch.company, batch.id).unlink(missing_ok=True)
            Batch.objects.filter(id=batch.id).update(raw_gone_at=now)
            done.raw_deleted += 1
    for batch in Batch.objects.filter(cleared_digest="", incoming=""):
        if day_of(batch.landed_at) < before("feed.raw_days"):
            _clear(batch, now, done)
    kept = timedelta(days=rules.number("feed.raw_days", today)[0])
    Upload.objects.filter(done_at__lt=passed - kept).delete()
    return done


def _passed(now: datetime, done: Tidied) -> datetime:
    """How much time has passed: the machine's clock, where it agrees with what went before.

    A clock that is years ahead would delete everything at once.  It is believed up to ``STEP`` beyond the last run (the
    first time: beyond the newest sealed entry); otherwise a day passes in each run, and the run says so.
    """
    kept = RetentionClock.objects.filter(id=1).first()
    newest = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    last = kept.through if kept is not None else newest
    passed = now
    if last is not None and now > last + STEP:
        passed = last + CREEP
        done.told.append(f"the clock says {day_of(now)}, {(now - last).days} days after the last run: check it")
    if last is None or passed > last or kept is None:
        RetentionClock.objects.update_or_create(id=1, defaults={"through": passed})
    return passed


def _clear(batch: Batch, now: datetime, done: Tidied) -> None:
    """The samples of the report and the file of all faults go with the bytes that they speak of; the counts stay."""
    files.faults_file(batch.company, batch.id).unlink(missing_ok=True)
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(id=batch.id)
        digest = digest_before_clearing(row)
        if Entry.objects.filter(kind="feed", subject=row.id, digest=digest).first() is None:
            done.told.append(f"batch {row.id}: it is not what was sealed; its report stays")
            return
        row.cleared_digest, row.report = digest, {**row.report, "samples": {}}
        row.save(update_fields=["cleared_digest", "report"])
        append("feed_clearing", row.id, clearing_digest(row), "system", now)
    done.reports_cleared += 1


def _round(part: Part, grid: int, now: datetime) -> int:
    """A second version of a file with coordinates on a grid (millionths of a degree); the first one goes."""
    with files.working_folder() as folder:
        path = folder.path / f"{part.day}.parquet"
        con = connect(folder.path, [place_of(part)])
        rounded = ", ".join(f"round({name} * 1000000 / {grid}) * {grid} / 1000000 AS {name}" for name in PLACES)
        sent = ", ".join(f"NULL::DOUBLE AS sent_{name}" for name in PLACES)
        con.execute(
            f"COPY (SELECT * REPLACE ({rounded}, {sent}) FROM read_parquet({quoted(str(place_of(part)))}))"  # noqa: S608
            f" TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )
        con.close()
        fresh = Part(
            batch_id=part.batch_id, company=part.company, kind=part.kind, day=part.day, version=part.version + 1,
            sha256=digest_of_file(path), rows=part.rows, incoming=folder.name,
        )  # fmt: skip
        folder.owed = True
        with transaction.atomic():
            if not Part.objects.select_for_update().filter(id=part.id, gone_at=None).exists():
                folder.owed = False
                return 0
            Part.objects.filter(id=part.id).update(gone_at=now)
            fresh.save(force_insert=True)
            append("feed_rounding", rounding_subject(fresh), rounding_digest(fresh), "system", now)
        settle_rounded(fresh)
        remove(part)
    return 1
