"""The county of a point, from boundaries in GeoJSON: even-odd rule over all rings, many points at once."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from huxin.law.errors import InputError

OWN: Final = Path(__file__).parent / "boundaries" / "counties.geojson"
Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Area:
    """A county: its division code, its frame (west, south, east, north), the ends of all its edges (n × 4)."""

    code: str
    frame: tuple[float, float, float, float]
    edges: Points


@cache
def areas(path: str = "") -> tuple[Area, ...]:
    """The counties of ``path``, else of ``HUXIN_COUNTIES``, else of Wenzhou.  Raises InputError for another file."""
    place = Path(path or os.environ.get("HUXIN_COUNTIES") or OWN)
    try:
        features = json.loads(place.read_text(encoding="utf-8"))["features"]
        return tuple(_area(str(one["properties"]["adcode"]), one["geometry"]) for one in features)
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "Each feature needs properties.adcode and a Polygon or MultiPolygon in WGS-84."
        raise InputError("file", "HUXIN_COUNTIES", str(place), f"GeoJSON ({type(error).__name__})", hint) from None


def _area(code: str, geometry: dict[str, object]) -> Area:
    held: list[list[list[list[float]]]] = geometry["coordinates"]  # type: ignore[assignment]
    polygons = [held] if geometry["type"] == "Polygon" else held
    parts = [np.asarray(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon]
    edges = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in parts])
    west, south = edges[:, :2].min(axis=0)
    east, north = edges[:, :2].max(axis=0)
    return Area(code, (float(west), float(south), float(east), float(north)), edges)


def counties_of(lng: Points, lat: Points, path: str = "") -> list[str | None]:
    """The division code of every point (degrees, WGS-84), None outside of all counties or without a point."""
    found: list[str | None] = [None] * len(lng)
    for area in areas(path):
        west, south, east, north = area.frame
        near = np.flatnonzero((lng >= west) & (lng <= east) & (lat >= south) & (lat <= north))
        for place in near[_inside(area.edges, lng[near], lat[near])]:
            found[place] = found[place] or area.code
    return found


def _inside(edges: Points, lng: Points, lat: Points) -> npt.NDArray[np.bool_]:
    """Whether a ray to the east crosses the edges an odd number of times."""
    odd = np.zeros(len(lng), dtype=np.bool_)
    for x1, y1, x2, y2 in edges:
        if y1 == y2:
            continue
        crosses = (y1 > lat) != (y2 > lat)
        odd ^= crosses & (lng < x1 + (lat - y1) * (x2 - x1) / (y2 - y1))
    return odd
