"""Sums of days from order records: orders, workers and minutes, by county and for the city."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from huxin.law.errors import InputError
from huxin.law.pack.model import Pack
from huxin.supervision.engine import DuckEngine
from huxin.supervision.lake import Files, Lake, midnight
from huxin.supervision.reading import named
from huxin.supervision.rules import Rules, sql

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class DaySum:
    """One local day of a county; ``county`` empty: the city, ``-``: orders of no known county.

    Minutes of workers' own time, overlaps counted once.
    """

    day: date
    county: str
    orders: int
    workers: int
    minutes: int


def day_sums(orders: str, first: date, last: date, pack: Pack, key: bytes | None = None) -> list[DaySum]:
    """The sums of inclusive local days.  Raises InputError for files that cannot be read."""
    if last < first:
        raise InputError("date", "--to", str(last), f"a day from {first}", "Swap --from and --to.")
    with tempfile.TemporaryDirectory(prefix="huxin-figures-") as folder:
        engine = DuckEngine(folder, paths=named(orders))
        try:
            lake = Lake(engine, Files(orders), Rules(pack), hashed=key is not None)
            lake.load(first, last)
            bounds = {"from_ms": midnight(first), "to_ms": midnight(last + timedelta(days=1))}
            rows = engine.rows(sql("figures"), bounds)
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise InputError("parquet", "--orders", told, "readable Parquet files", "Write the file again.") from error
        finally:
            engine.close()
    return [DaySum(_EPOCH + timedelta(days=day), place, *(int(one) for one in sums)) for day, place, *sums in rows]
