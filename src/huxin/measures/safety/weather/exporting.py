"""Warning records 预警记录 as Parquet, in the shape that the detectors read."""

from __future__ import annotations

from pathlib import Path

from huxin.law import InputError
from huxin.measures.safety.models import WeatherWarning
from huxin.measures.safety.weather.drafting import records

_TABLE = (
    "CREATE TABLE warnings (id VARCHAR, type VARCHAR, colour VARCHAR, county VARCHAR, effective_at BIGINT,"
    " expires_at BIGINT, cancelled_at BIGINT, supersedes VARCHAR[])"
)


def write_records(out: Path) -> int:
    """Every warning that was ever taken in; answers how many.  Raises InputError for a place that cannot be written."""
    import duckdb

    from huxin.population.duck import connect

    rows = [
        (one.id, one.type, one.colour, one.county, one.effective_at, one.until, None, list(one.supersedes))
        for one in records(WeatherWarning.objects.order_by("id"))
        if one.effective_at < one.until
    ]
    con = connect(paths=[out])
    try:
        con.execute(_TABLE)
        if rows:
            con.executemany("INSERT INTO warnings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        out.parent.mkdir(parents=True, exist_ok=True)
        place = str(out).replace("'", "''")
        con.execute(f"COPY (SELECT * FROM warnings ORDER BY id, county) TO '{place}' (FORMAT parquet)")  # noqa: S608 - our own quoting
    except (OSError, duckdb.IOException) as error:
        told = str(error).splitlines()[0]
        raise InputError("file", "--out", str(out), "a file that can be written", told) from None
    finally:
        con.close()
    return len(rows)
