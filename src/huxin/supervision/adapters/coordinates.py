"""Points of Chinese map services as WGS-84: GCJ-02 (火星坐标) and BD-09 (百度坐标).

Both shift a point by a smooth formula; there is no closed way back, so the shift is taken off again and again until the
point forward is the point that came.  CGCS2000 and WGS-84 differ by centimetres and are taken for one.
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Final

_AXIS: Final = 6_378_245.0
_ECCENTRICITY: Final = 0.006693421622965943
"""The ellipsoid of Krassowsky, on which the shift is defined."""
_BAIDU: Final = pi * 3000 / 180
_ROUNDS: Final = 12
_CLOSE: Final = 1e-10
SYSTEMS: Final = ("wgs84", "gcj02", "bd09", "cgcs2000")


def to_wgs84(crs: str | None, lng: float, lat: float) -> tuple[float, float] | None:
    """A point in degrees as WGS-84, to about a centimetre; None where the system is not known."""
    if crs in ("wgs84", "cgcs2000"):
        return lng, lat
    if crs == "bd09":
        lng, lat = _from_bd09(lng, lat)
    elif crs != "gcj02":
        return None
    return _from_gcj02(lng, lat)


def to_gcj02(lng: float, lat: float) -> tuple[float, float]:
    """A WGS-84 point as GCJ-02; outside China nothing is shifted."""
    if not (72.004 <= lng <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lng, lat
    east, north = _shift(lng - 105.0, lat - 35.0)
    slope = lat / 180 * pi
    bend = 1 - _ECCENTRICITY * sin(slope) ** 2
    north = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (bend * sqrt(bend)) * pi)
    east = east * 180 / (_AXIS / sqrt(bend) * cos(slope) * pi)
    return lng + east, lat + north


def to_bd09(lng: float, lat: float) -> tuple[float, float]:
    """A GCJ-02 point as BD-09."""
    radius = hypot(lng, lat) + 0.00002 * sin(lat * _BAIDU)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * _BAIDU)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres to the east and to the north."""
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return east, north


def _from_gcj02(lng: float, lat: float) -> tuple[float, float]:
    x, y = lng, lat
    for _ in range(_ROUNDS):
        east, north = to_gcj02(x, y)
        x, y = x - (east - lng), y - (north - lat)
        if abs(east - lng) < _CLOSE and abs(north - lat) < _CLOSE:
            break
    return x, y


def _from_bd09(lng: float, lat: float) -> tuple[float, float]:
    x, y = lng - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        east, north = to_bd09(x, y)
        x, y = x - (east - lng), y - (north - lat)
        if abs(east - lng) < _CLOSE and abs(north - lat) < _CLOSE:
            break
    return x, y
