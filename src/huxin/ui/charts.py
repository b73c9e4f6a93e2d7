"""Charts made on the server: places and lengths for small SVG pictures, each beside a table with the same numbers."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from huxin import supervision

WIDTH: Final = 640
HEIGHT: Final = 180
_BINS: Final = 16
_SHADES: Final = 5


@dataclass(frozen=True)
class Bar:
    """One bar; places in the picture's own units, as text that a template only prints."""

    x: str
    y: str
    width: str
    height: str
    label: str
    value: str
    over: bool = False


@dataclass(frozen=True)
class Histogram:
    """How measures are spread, and where the legal line lies (``line`` empty: none)."""

    bars: tuple[Bar, ...]
    line: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Region:
    """A county on the map: its outline, its name's place, its number and one of five shades."""

    code: str
    path: str
    x: str
    y: str
    number: int
    shade: int


def histogram(values: Sequence[float], line: float | None) -> Histogram:
    """At most sixteen bins from the least to the greatest; bins beyond the line are marked."""
    if not values:
        return Histogram((), "")
    low = min([*values, *([line] if line is not None else [])])
    high = max([*values, *([line] if line is not None else [])])
    step = (high - low) / _BINS or 1.0
    counts = [0] * (_BINS if high > low else 1)
    for value in values:
        counts[min(len(counts) - 1, int((value - low) / step))] += 1
    wide, most = WIDTH / len(counts), max(counts)
    bars = tuple(
        Bar(
            f"{place * wide + 1:.1f}", f"{HEIGHT - HEIGHT * number / most:.1f}", f"{wide - 2:.1f}",
            f"{HEIGHT * number / most:.1f}", f"{_short(low + place * step)}–{_short(low + (place + 1) * step)}",
            str(number), line is not None and low + place * step >= line,
        )
        for place, number in enumerate(counts)
    )  # fmt: skip
    mark = "" if line is None or high == low else f"{(line - low) / (high - low) * WIDTH:.1f}"
    return Histogram(bars, mark)


def columns(values: Sequence[tuple[str, int | None]], width: int = 300, height: int = 80) -> tuple[Bar, ...]:
    """One column for each label; what is not known has no height."""
    most = max((value for _, value in values if value is not None), default=0) or 1
    wide = width / max(1, len(values))
    return tuple(
        Bar(
            f"{place * wide + 1:.1f}", f"{height - height * (value or 0) / most:.1f}", f"{max(1.0, wide - 2):.1f}",
            f"{height * (value or 0) / most:.1f}", label, "?" if value is None else str(value),
        )
        for place, (label, value) in enumerate(values)
    )  # fmt: skip


def choropleth(numbers: Mapping[str, int], width: int = 420, height: int = 420) -> list[Region]:
    """The counties in the picture's own units, shaded by their share of the greatest number."""
    shapes = _shapes(os.environ.get("HUXIN_COUNTIES", ""))
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return []
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(width / ((east - west) * squeeze), height / (north - south))
    most = max(numbers.values(), default=0)

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - west) * squeeze * scale, (north - y) * scale

    found = []
    for code, rings in shapes.items():
        drawn = [[place(*point) for point in ring] for ring in rings]
        largest = max(drawn, key=len)
        number = numbers.get(code, 0)
        shade = 0 if not number else 1 + (number * (_SHADES - 1)) // most
        found.append(
            Region(
                code,
                " ".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z" for ring in drawn),
                f"{sum(x for x, _ in largest) / len(largest):.1f}",
                f"{sum(y for _, y in largest) / len(largest):.1f}",
                number,
                shade,
            )
        )
    return found


@cache
def _shapes(path: str) -> dict[str, list[list[tuple[float, float]]]]:
    """Division code → outer rings, longitude first; the file that HUXIN_COUNTIES names, else Wenzhou's."""
    file = Path(path) if path else Path(supervision.__file__).parent / "boundaries" / "counties.geojson"
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for one in json.loads(file.read_text(encoding="utf-8"))["features"]:
        shape = one["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[str(one["properties"]["adcode"])] = [[(x, y) for x, y, *_ in polygon[0]] for polygon in polygons]
    return found


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
