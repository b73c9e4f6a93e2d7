"""Stations, airports and sights 枢纽: rides that nobody got into, and drivers who circle until the next one.

The demand for waiting areas 候客区.  A record is an order that a driver took, so a passenger for whom no driver was
found is in none.  Only sums of at least ``figures.least_workers`` drivers leave the engine.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from huxin.law.errors import InputError
from huxin.law.pack.folders import pack_folders
from huxin.law.pack.model import Pack
from huxin.supervision.engine import Engine
from huxin.supervision.lake import NOTHING
from huxin.supervision.model import MINUTE_MS
from huxin.supervision.rules import DetectorRules, sql

SERVED: Final = "served"
WAITED: Final = "waited"
UNMET: Final = "unmet"
CIRCLING: Final = "circling"
WHATS: Final = (SERVED, WAITED, UNMET, CIRCLING)
PARTS: Final = 5000
"""So many parts of a degree a point is read to: 16 m at most from where it was."""
SHIFT: Final = 1_000_000
_EARTH: Final = 6_371_008.8
_COLUMNS: Final = ("hub", "lon_wgs84", "lat_wgs84", "verified")
Points = npt.NDArray[np.int64]
Degrees = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Hub:
    """A hub by its name, with the points (WGS-84) that it has; ``verified``: whether somebody checked all of them."""

    name: str
    points: tuple[tuple[float, float], ...]
    verified: bool


@dataclass(frozen=True)
class HubCount:
    """One thing at one hub in one hour of a day, 0 to 23 in China, summed over all the days.

    ``what``: one of ``WHATS``.  ``many``: rides, or drivers' waits that began in the hour.  ``milliseconds``: from
    taking a ride to the passenger's getting in, or of waiting within the hour.  ``workers``: how many drivers.
    """

    hub: str
    hour: int
    what: str
    many: int
    milliseconds: int
    workers: int

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return self.milliseconds // MINUTE_MS


@dataclass(frozen=True)
class AtHubs:
    """``hidden``: rows of fewer drivers than may be shown, which are left out."""

    hours: tuple[HubCount, ...]
    hidden: int


def hub_rows(hours: Sequence[HubCount]) -> list[dict[str, str | int]]:
    """Rows of a table: hub, hour, what, many, minutes, workers."""
    return [
        {
            "hub": one.hub, "hour": one.hour, "what": one.what, "many": one.many, "minutes": one.minutes,
            "workers": one.workers,
        }
        for one in hours
    ]  # fmt: skip


def read_hubs(pack: Pack) -> tuple[Hub, ...]:
    """The hubs of ``places/hubs.csv`` of a pack that have a name as such; none where it has no such file.

    Raises InputError with the row for what is no point.
    """
    path = pack_folders()[pack.id] / "places" / "hubs.csv"
    return _read(path) if path.exists() else ()


def _read(path: Path) -> tuple[Hub, ...]:
    found: dict[str, Hub] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InputError("columns", path.name, ", ".join(reader.fieldnames or ()), missing[0], "Add the column.")
        for number, row in enumerate(reader, start=2):
            if row["hub"]:
                old = found.get(row["hub"], Hub(row["hub"], (), verified=True))
                point = _point(row, f"{path.name}, row {number}")
                found[old.name] = Hub(old.name, (*old.points, point), old.verified and row["verified"] == "yes")
    return tuple(found.values())


def _point(row: Mapping[str, str], where: str) -> tuple[float, float]:
    try:
        lng, lat = float(row["lon_wgs84"]), float(row["lat_wgs84"])
    except (TypeError, ValueError):
        lng = lat = float("nan")
    if not (isfinite(lng) and isfinite(lat) and abs(lng) <= 180 and abs(lat) <= 90):
        got = f"{row['lon_wgs84']}, {row['lat_wgs84']}"
        raise InputError("point", where, got, "a longitude and a latitude of WGS-84", "Correct the row.")
    return lng, lat


def degrees(points: Points) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes of points that are kept as whole numbers."""
    return points // SHIFT / PARTS - 180, points % SHIFT / PARTS - 90


def at_hubs(engine: Engine, rules: DetectorRules, hubs: Sequence[Hub], last: date, given: Mapping[str, int]) -> AtHubs:
    """What happens at the hubs, from the views ``sent`` and ``workers`` and the table ``steps``.

    ``given``: the bounds of the days and of waiting in milliseconds.  A point belongs to the nearest hub within
    ``places.hub_metres``.
    """
    engine.make("hub_work", sql("hub_work"), given)
    engine.make("hub_rides", sql("hub_rides"), given)
    rows = engine.rows(_POINTS, NOTHING)
    points = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    of = _hub_of(points, hubs, rules.number("places.hub_metres", last)[0])
    engine.bring("hub_points", {"point": points[of > 0], "hub": of[of > 0]})
    found = engine.rows(sql("hub_hours"), given)
    least = rules.number("figures.least_workers", last)[0]
    hours = tuple(
        HubCount(hubs[hub - 1].name, int(hour), str(what), int(many), int(ms), int(workers))
        for hub, hour, what, workers, many, ms in found
        if workers >= least
    )
    return AtHubs(hours, len(found) - len(hours))


def _hub_of(points: Points, hubs: Sequence[Hub], metres: float) -> Points:
    """The number of the nearest hub of each point, from 1 on; 0 for none within so many metres."""
    lng, lat = (np.radians(one) for one in degrees(points))
    best, number = np.full(len(points), float(metres)), np.zeros(len(points), dtype=np.int64)
    for at, hub in enumerate(hubs, start=1):
        for x, y in np.radians(np.asarray(hub.points)):
            half = np.sin((lat - y) / 2) ** 2 + np.cos(lat) * np.cos(y) * np.sin((lng - x) / 2) ** 2
            away = 2 * _EARTH * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
            nearer = away < best
            best, number = np.where(nearer, away, best), np.where(nearer, at, number)
    return number


_POINTS: Final = """
SELECT point FROM (
    SELECT start_point AS point FROM hub_work
    UNION SELECT end_point FROM hub_work
    UNION SELECT start_point FROM hub_rides
)
WHERE point IS NOT NULL ORDER BY point
"""
