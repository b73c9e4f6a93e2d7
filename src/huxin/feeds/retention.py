"""What is kept how long: raw bytes for some weeks, exact places for a month, records for some years, receipts always.

The days are values of the pack.  Rounding writes a new version of a file, seals it, and takes the old one away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from huxin.feeds import files
from huxin.feeds.landing import city_pack
from huxin.feeds.models import Batch, Part
from huxin.feeds.rows import connect, digest_of_file
from huxin.feeds.sealed import rounding_digest, rounding_subject
from huxin.feeds.settling import place_of, remove, settle_all, settle_rounded
from huxin.law.dates import day_of
from huxin.ledger.service import append
from huxin.supervision.reading import quoted
from huxin.supervision.rules import Rules

PLACES = ("start_lng", "start_lat", "end_lng", "end_lat")


@dataclass
class Tidied:
    """What one run did."""

    settled: int = 0
    rounded: int = 0
    raw_deleted: int = 0
    parts_deleted: int = 0


def tidy(now: datetime, grace: float = files.GRACE) -> Tidied:
    """Finish what was left, then round and delete what is past its time.  Doing it again changes nothing."""
    rules, today, done = Rules(city_pack()), day_of(now), Tidied()
    done.settled = settle_all(grace)

    def before(name: str) -> date:
        return today - timedelta(days=rules.number(name, today)[0])

    standing = Part.objects.filter(gone_at=None, incoming="")
    for part in standing.filter(day__lt=before("feed.lake_days")):
        Part.objects.filter(id=part.id).update(gone_at=now)
        remove(part)
        done.parts_deleted += 1
    grid = rules.number("feed.coordinate_grid", today)[0]
    for part in standing.filter(kind="orders", version=1, day__lt=before("feed.coordinate_days")):
        done.rounded += _round(part, grid, now)
    for batch in Batch.objects.filter(raw_gone_at=None, incoming=""):
        if day_of(batch.landed_at) < before("feed.raw_days"):
            files.raw_file(batch.company, batch.id).unlink(missing_ok=True)
            Batch.objects.filter(id=batch.id).update(raw_gone_at=now)
            done.raw_deleted += 1
    return done


def _round(part: Part, grid: int, now: datetime) -> int:
    """A second version of a file with coordinates on a grid (millionths of a degree); the first one goes."""
    with files.working_folder() as folder:
        path = folder.path / f"{part.day}.parquet"
        con = connect(folder.path)
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
