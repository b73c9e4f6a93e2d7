"""Coordinates of Chinese map services as WGS-84: GCJ-02 火星坐标 and BD-09 are shifted, CGCS2000 is as good as equal.

The shift is a published series of sines; it is undone by fixed-point iteration, which ends far below a millimetre.
Outside of China nothing is shifted.  Arrays of float64 degrees in and out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
SHIFTED: Final = ("gcj02", "bd09")
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # the ellipsoid of Krasovsky 1940
_ROUNDS: Final = 6
_BD: Final = np.pi * 3000.0 / 180.0


def to_wgs84(crs: str, lng: Points, lat: Points) -> tuple[Points, Points]:
    """Points of ``gcj02`` or ``bd09`` as WGS-84; any other system is returned as it came."""
    if crs == "bd09":
        lng, lat = _bd09_to_gcj02(lng, lat)
    if crs not in SHIFTED:
        return lng, lat
    found_lng, found_lat = lng.copy(), lat.copy()
    for _ in range(_ROUNDS):
        shifted_lng, shifted_lat = to_gcj02(found_lng, found_lat)
        found_lng, found_lat = found_lng + lng - shifted_lng, found_lat + lat - shifted_lat
    return found_lng, found_lat


def to_gcj02(lng: Points, lat: Points) -> tuple[Points, Points]:
    """WGS-84 as GCJ-02."""
    x, y = lng - 105.0, lat - 35.0
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + _waves(x, y, 160.0, 320.0)
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + _waves(x, x, 150.0, 300.0)
    angle = np.radians(lat)
    flat = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    rise = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (flat * np.sqrt(flat)) * np.pi)
    way = east * 180 / (_AXIS / np.sqrt(flat) * np.cos(angle) * np.pi)
    china = (lng >= 72.004) & (lng <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return np.where(china, lng + way, lng), np.where(china, lat + rise, lat)


def _waves(x: Points, along: Points, long: float, longest: float) -> Points:
    """The sines of the series; ``along`` is the direction in which the longer waves run."""
    short = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    middle = 20 * np.sin(np.pi * along) + 40 * np.sin(np.pi * along / 3)
    wide = long * np.sin(np.pi * along / 12) + longest * np.sin(np.pi * along / 30)
    found: Points = (short + middle + wide) * 2 / 3
    return found


def _bd09_to_gcj02(lng: Points, lat: Points) -> tuple[Points, Points]:
    x, y = lng - 0.0065, lat - 0.006
    radius = np.sqrt(x**2 + y**2) - 0.00002 * np.sin(y * _BD)
    angle = np.arctan2(y, x) - 0.000003 * np.cos(x * _BD)
    return radius * np.cos(angle), radius * np.sin(angle)
