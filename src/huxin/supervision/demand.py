"""Where and when workers wait between orders: idle minutes by H3 cell and band of the day, few people left out.

The demand for places to rest.  Only sums of at least ``figures.least_workers`` people leave the engine, and no point
finer than a cell (H3, resolution 9: edges of about 200 m).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import numpy as np

from huxin.law.errors import InputError
from huxin.law.pack.model import Pack
from huxin.supervision import weather
from huxin.supervision.counties import counties_of
from huxin.supervision.engine import DuckEngine, Engine
from huxin.supervision.hubs import AtHubs, Hub, at_hubs, degrees
from huxin.supervision.lake import NOTHING, Files, Lake, midnight
from huxin.supervision.model import HOUR_MS, MINUTE_MS
from huxin.supervision.reading import named
from huxin.supervision.rules import DetectorRules, sql

RESOLUTION: Final = 9
BANDS: Final = ((0, 6), (6, 10), (10, 14), (14, 17), (17, 21), (21, 24))
"""Night, morning, noon, afternoon, evening, late: hours of China, the last one exclusive."""
_WHOLE: Final = 100
_LONGEST_MS: Final = 12 * HOUR_MS


@dataclass(frozen=True)
class IdleCell:
    """One cell in one band.  ``milliseconds``: of idling in all the days; ``weighed``: minutes, more in bad weather.

    ``lng``, ``lat``: the middle of the cell, WGS-84.  ``workers``: how many people idled there, at least the fewest.
    """

    cell: str
    lng: float
    lat: float
    county: str
    band: int
    milliseconds: int
    weighed: int
    workers: int

    @property
    def minutes(self) -> int:
        """Whole minutes of idling."""
        return self.milliseconds // MINUTE_MS


@dataclass(frozen=True)
class Demand:
    """``hidden``: cells and bands of fewer than ``least`` people, left out.  ``hubs``: None where none were asked."""

    first: date
    last: date
    cells: tuple[IdleCell, ...]
    hidden: int
    least: int
    hubs: AtHubs | None = None

    @property
    def days(self) -> int:
        """How many days were added up."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class DemandRequest:
    """Inclusive local days of order files; warnings weigh the hours in which they were in force.

    ``hubs``: stations and the like at which rides are looked at too.  ``least``: another number of people than the
    pack's, to measure the engine; no face of the product passes it.
    """

    first: date
    last: date
    files: Files
    pack: Pack
    engine: str = "duckdb"
    memory: str | None = None
    threads: int | None = None
    least: int | None = None
    hubs: tuple[Hub, ...] = ()


def demand(asked: DemandRequest) -> Demand:
    """Idle minutes of the city's cells.  Raises InputError for files that cannot be read and for days that are none."""
    if asked.last < asked.first:
        raise InputError("date", "--to", str(asked.last), f"a day from {asked.first}", "Swap --from and --to.")
    with tempfile.TemporaryDirectory(prefix="huxin-demand-") as folder:
        engine = _engine(asked, folder)
        try:
            return _Demand(asked, engine).run()
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
            told = str(error).splitlines()[0]
            raise InputError("parquet", "--orders", told, "readable Parquet files", "Write the file again.") from error
        finally:
            engine.close()


def _engine(asked: DemandRequest, folder: str) -> Engine:
    patterns = (asked.files.orders, asked.files.warnings)
    paths = [name for pattern in patterns if pattern for name in named(pattern)]
    if asked.engine == "spark":
        from huxin.supervision.spark import SparkEngine

        return SparkEngine(folder, paths)
    return DuckEngine(folder, asked.memory, asked.threads, paths)


class _Demand:
    def __init__(self, asked: DemandRequest, engine: Engine) -> None:
        self.asked, self.engine, self.rules = asked, engine, DetectorRules(asked.pack)
        self.lake = Lake(engine, asked.files, self.rules, hashed=False)
        self.most = self.rules.number("places.idle_most_minutes", asked.last)[0] * MINUTE_MS
        self.given = {
            "from_ms": midnight(asked.first), "to_ms": midnight(asked.last + timedelta(days=1)),
            "least_ms": self.rules.number("places.idle_least_minutes", asked.last)[0] * MINUTE_MS,
            "most_ms": self.most, "longest_ms": _LONGEST_MS,
        }  # fmt: skip

    def run(self) -> Demand:
        engine, asked = self.engine, self.asked
        engine.make("demand_work", sql("demand_work"), self.given)
        names, middles, counties = self._cells()
        engine.make("gaps", sql("demand_gaps"), self.given)
        steps = [(step,) for step in range(self.most // HOUR_MS + 2)]
        engine.fill("steps", "step BIGINT", steps)
        bands = [(hour, band) for band, (start, end) in enumerate(BANDS) for hour in range(start, end)]
        engine.fill("bands", "hour BIGINT, band BIGINT", bands)
        engine.fill("cells", "cell BIGINT, county VARCHAR", list(enumerate(counties, start=1)))
        engine.fill("weights", "county VARCHAR, hour_no BIGINT, percent BIGINT", self._weights())
        rows = engine.rows(sql("demand_cells"), NOTHING)
        least = asked.least or self.rules.number("figures.least_workers", asked.last)[0]
        shown = [row for row in rows if row[2] >= least]
        cells = tuple(
            IdleCell(
                names[cell - 1], middles[cell - 1][0], middles[cell - 1][1], counties[cell - 1], int(band),
                int(ms), int(weighed) // (MINUTE_MS * _WHOLE), int(workers),
            )
            for cell, band, workers, ms, weighed in shown
        )  # fmt: skip
        hubs = at_hubs(engine, self.rules, asked.hubs, asked.last, self.given) if asked.hubs else None
        return Demand(asked.first, asked.last, cells, len(rows) - len(shown), least, hubs)

    def _cells(self) -> tuple[list[str], list[tuple[float, float]], list[str]]:
        """The table ``points``: the number of the cell of every point in the city; names, middles and counties."""
        from h3.api import basic_int as h3

        query = "SELECT DISTINCT point FROM demand_work WHERE point IS NOT NULL ORDER BY point"
        points = np.fromiter((row[0] for row in self.engine.rows(query, NOTHING)), dtype=np.int64)
        lng, lat = degrees(points)
        of = np.fromiter(map(h3.latlng_to_cell, lat.tolist(), lng.tolist(), [RESOLUTION] * len(points)), np.uint64)
        every, place = np.unique(of, return_inverse=True)
        middles = [h3.cell_to_latlng(int(one)) for one in every]
        where = counties_of(np.asarray([one[1] for one in middles]), np.asarray([one[0] for one in middles]))
        within = np.asarray([one is not None for one in where], dtype=np.bool_)
        number = np.cumsum(within)
        kept = within[place]
        self.engine.bring("points", {"point": points[kept], "cell": number[place][kept].astype(np.int64)})
        held = np.flatnonzero(within).tolist()
        names = [h3.int_to_str(int(every[at])) for at in held]
        return names, [(middles[at][1], middles[at][0]) for at in held], [str(where[at]) for at in held]

    def _weights(self) -> list[tuple[str, int, int]]:
        """Rows (county, hour, percent) of the hours in which a warning was in force; of several the greatest."""
        if self.asked.files.warnings is None:
            return []
        columns = "id, type, colour, county, effective_at, expires_at, cancelled_at, supersedes"
        rows = self.engine.rows(f"SELECT {columns} FROM warnings_read", NOTHING)  # noqa: S608 - names of ours
        table = self.rules.table("places.weather_weight", self.asked.last)
        found: dict[tuple[str, int], int] = {}
        for one in weather.merged(rows):
            cell = table.get(f"{one.type}/{one.colour}")
            for hour in range(one.effective_at // HOUR_MS, (one.until - 1) // HOUR_MS + 1) if cell else ():
                place = (one.county, hour)
                found[place] = max(found.get(place, _WHOLE), int(cell[0]))  # type: ignore[index]
        return [(county, hour, percent) for (county, hour), percent in sorted(found.items())]


def by_cell(cells: Iterable[IdleCell], band: int | None = None) -> list[IdleCell]:
    """One row a cell: of one band, or what is shown of all bands added up (``workers``: of the busiest band)."""
    found: dict[str, IdleCell] = {}
    for one in cells:
        if band is not None and one.band != band:
            continue
        old = found.get(one.cell)
        found[one.cell] = one if old is None else IdleCell(
            one.cell, one.lng, one.lat, one.county, -1, old.milliseconds + one.milliseconds, old.weighed + one.weighed,
            max(old.workers, one.workers),
        )  # fmt: skip
    return [found[name] for name in sorted(found)]


def as_rows(cells: Sequence[IdleCell]) -> list[dict[str, Any]]:
    """Rows that ``huxin places site --demand`` reads: id, x, y, weight, and what they stand for."""
    return [
        {
            "id": one.cell, "x": round(one.lng, 6), "y": round(one.lat, 6), "weight": one.weighed, "county": one.county,
            "minutes": one.minutes, "workers": one.workers,
        }
        for one in cells
    ]  # fmt: skip
