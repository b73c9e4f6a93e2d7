"""Sums of days from order records: orders, workers and minutes, by county and for the city."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta

import duckdb

from huxin.law.errors import InputError
from huxin.law.pack.model import Pack
from huxin.supervision.day_sum import BUCKETS, DaySum
from huxin.supervision.engine import DuckEngine
from huxin.supervision.lake import Files, Lake, midnight
from huxin.supervision.reading import named
from huxin.supervision.rules import DetectorRules, sql

_EPOCH = date(1970, 1, 1)


def day_sums(
    orders: str, first: date, last: date, pack: Pack, key: bytes | None = None, salt: str = ""
) -> list[DaySum]:
    """The sums of inclusive local days.  ``salt`` makes the buckets another installation's.

    Raises InputError for files that cannot be read.
    """
    if last < first:
        raise InputError("date", "--to", str(last), f"a day from {first}", "Swap --from and --to.")
    with tempfile.TemporaryDirectory(prefix="huxin-figures-") as folder:
        engine = DuckEngine(folder, paths=named(orders))
        try:
            lake = Lake(engine, Files(orders), DetectorRules(pack), hashed=key is not None)
            lake.load(first, last)
            given = {"from_ms": midnight(first), "to_ms": midnight(last + timedelta(days=1))}
            rows = engine.rows(sql("figures"), {**given, "salt": salt, "buckets": BUCKETS})
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise InputError("parquet", "--orders", told, "readable Parquet files", "Write the file again.") from error
        finally:
            engine.close()
    return [
        DaySum(_EPOCH + timedelta(days=day), place, int(count), int(workers), int(minutes), _spread(held, marks))
        for day, place, count, workers, minutes, held, marks in rows
    ]


def _spread(held: list[int], marks: list[int]) -> tuple[int, ...]:
    found = [0] * BUCKETS
    for bucket, mark in zip(held, marks, strict=True):
        found[bucket] = mark
    return tuple(found)
