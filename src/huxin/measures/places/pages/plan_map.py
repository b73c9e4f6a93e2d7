"""Points on a plain picture, without any border: what a planner's page draws, beside a list with the same numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDE: Final = 760
HIGH: Final = 560
MOST: Final = 1_500
"""So many cells, the busiest, are drawn; the list has them all."""
_SHADES: Final = 5
_ROOM: Final = 0.01
"""Degrees around the outermost points."""


@dataclass(frozen=True)
class Frame:
    """What part of the earth is drawn: its west and north edge in degrees, and the picture's units a degree."""

    west: float
    north: float
    wide: float
    high: float

    def at(self, lng: float, lat: float) -> tuple[str, str]:
        """A point in the picture's own units, as text that a template only prints."""
        return f"{(lng - self.west) * self.wide:.1f}", f"{(self.north - lat) * self.high:.1f}"


def frame(points: Sequence[Mapping[str, Any]]) -> Frame:
    """A frame that holds all the points."""
    if not points:
        return Frame(0.0, 0.0, 1.0, 1.0)
    west, east = (choose(one["lng"] for one in points) for choose in (min, max))
    south, north = (choose(one["lat"] for one in points) for choose in (min, max))
    west, east, south, north = west - _ROOM, east + _ROOM, south - _ROOM, north + _ROOM
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDE / ((east - west) * squeeze), HIGH / (north - south))
    return Frame(west, north, scale * squeeze, scale)


def dots(points: Sequence[Mapping[str, Any]], on: Frame, weight: str = "") -> list[dict[str, Any]]:
    """Places of points; with ``weight`` the busiest ones, shaded by their share of the busiest."""
    held = points[:MOST] if weight else points
    most = max((one[weight] for one in held), default=0) if weight else 0
    found = []
    for one in held:
        x, y = on.at(one["lng"], one["lat"])
        shade = 1 + int(one[weight] * (_SHADES - 1) / most) if most else 0
        found.append({**one, "x": x, "y": y, "shade": shade})
    return found
