"""From accepted rows to the rows of the lake: keys for workers, WGS-84, counties, one Parquet file a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from django.conf import settings

from huxin.feeds.files import keep
from huxin.law import InputError
from huxin.population import duck
from huxin.supervision.counties import counties_of
from huxin.supervision.crs import SHIFTED, to_wgs84
from huxin.supervision.identity import key_sql, name_sql
from huxin.supervision.reading import quoted
from huxin.supervision.rules import sql as supervision_sql
from huxin.supervision.validate.run import DAY_OF

_EPOCH: Final = date(1970, 1, 1)
MOST_DAYS: Final = 400
"""Days that one delivery may touch, a file each: a year that is sent late."""


@dataclass(frozen=True)
class Written:
    """One file: the rows of a local day."""

    day: date
    path: Path
    rows: int
    sha256: str


@dataclass(frozen=True)
class WorkLimits:
    """What a piece of work may take, in bytes."""

    memory: int
    disk: int


def connect(folder: Path, paths: Iterable[str | Path] = ()) -> duckdb.DuckDBPyConnection:
    """A connection that may use ``folder`` and ``paths``; beyond the memory that it is given it goes to disk."""
    return _connect(folder, WorkLimits(settings.FEED_MEMORY, settings.FEED_DISK), paths)


def _connect(folder: Path, limits: WorkLimits, paths: Iterable[str | Path] = ()) -> duckdb.DuckDBPyConnection:
    return duck.connect(folder, paths=paths, memory=f"{limits.memory}B", disk=f"{limits.disk}B")


def write_days(
    kind: str, accepted: Path, landed_ms: int, folder: Path, worker_key: bytes, limits: WorkLimits
) -> list[Written]:
    """Write the accepted rows of a delivery into ``folder``, a file for each local day, and make sure they are on disk.

    Raises InputError for more than memory and disk can hold.
    """
    con = _connect(folder, limits, [accepted])
    try:
        con.execute(
            "CREATE TEMP VIEW accepted AS SELECT * EXCLUDE (file_row_number), file_row_number AS row"  # noqa: S608
            f" FROM read_parquet({quoted(str(accepted))}, file_row_number = true)"
        )
        if kind != "warnings":
            name, key = name_sql(normalise=True), key_sql(worker_key)
            con.execute(f"CREATE TEMP TABLE keys AS {text('keys').format(name=name, key=key)}")
        if kind == "orders":
            _move(con)
        con.execute(f"CREATE TEMP TABLE landed AS {text(kind)}", {"landed_at": landed_ms})
        days = _days(con, kind)
        if len(days) > MOST_DAYS:
            wanted = f"at most {MOST_DAYS} days"
            raise InputError("too_many_days", kind, f"{len(days)} days", wanted, "Send fewer days at once.")
        return [_write(con, kind, day, folder) for day in days]
    except duckdb.OutOfMemoryException:
        raise InputError("file_too_big", kind, "more than fits", "fewer rows", "Send them in parts.") from None
    finally:
        con.close()


def _move(con: duckdb.DuckDBPyConnection) -> None:
    """The table ``moved``: points in WGS-84 where they came in another system, counties where there was none."""
    found = con.execute(
        "SELECT row, coalesce(crs, '') AS crs, start_lng, start_lat, end_lng, end_lat"  # noqa: S608
        " FROM accepted WHERE (county IS NULL AND start_lng IS NOT NULL)"
        f" OR (crs IN {SHIFTED} AND (start_lng IS NOT NULL OR end_lng IS NOT NULL))"
    ).fetchnumpy()
    crs = np.asarray(found["crs"], dtype=object)
    points = {name: np.ma.filled(found[name].astype(np.float64), np.nan) for name in _POINTS}
    shifted = np.zeros(len(crs), dtype=bool)
    for name in SHIFTED:
        here = crs == name
        shifted |= here
        for end in ("start", "end"):
            lng, lat = points[f"{end}_lng"], points[f"{end}_lat"]
            lng[here], lat[here] = to_wgs84(name, lng[here], lat[here])
    counties = counties_of(points["start_lng"], points["start_lat"])
    columns = {name: pa.array(np.round(column, 7), mask=~shifted | np.isnan(column)) for name, column in points.items()}
    table = pa.table({"row": found["row"], "county": pa.array(counties, pa.string()), **columns})
    con.register("moved_points", table)
    con.execute("CREATE TEMP TABLE moved AS FROM moved_points")


def _days(con: duckdb.DuckDBPyConnection, kind: str) -> list[int]:
    held = con.execute(f"SELECT DISTINCT {_day(kind)} AS day FROM landed ORDER BY day").fetchall()  # noqa: S608
    return [int(day) for (day,) in held]


def _day(kind: str) -> str:
    return f"({DAY_OF[kind]} + 28800000) // 86400000"


def _write(con: duckdb.DuckDBPyConnection, kind: str, day: int, folder: Path) -> Written:
    when = _EPOCH + timedelta(days=day)
    path = folder / f"{when}.parquet"
    where = f"FROM landed WHERE {_day(kind)} = {day}"
    rows = con.execute(f"COPY (SELECT * {where}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
    count = int((rows.fetchone() or (0,))[0])
    return Written(when, path, count, digest_of_file(path))


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file that is on disk afterwards."""
    keep(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def text(name: str) -> str:
    """The SQL text ``sql/<name>.sql``, with the digest of an order where it is asked for."""
    held = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return held.replace("{row_digest}", supervision_sql("row_digest").rstrip())


_POINTS: Final = ("start_lng", "start_lat", "end_lng", "end_lat")
