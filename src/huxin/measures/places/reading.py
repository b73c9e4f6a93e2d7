"""Files of places as planners bring them, row by row: columns under whatever name, the pair in either order.

The coordinate system is never guessed.  A row that cannot be placed is told and left out; the others go on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

from huxin.files.headings import heading_key
from huxin.files.sandbox import run
from huxin.files.table import find_table
from huxin.law.cleaning import whole_number
from huxin.law.errors import InputError, shown
from huxin.law.pack.model import Division
from huxin.measures.places import taxonomy
from huxin.measures.places.hours import tidy
from huxin.supervision.adapters.coordinates import SYSTEMS, to_wgs84

MOST_BYTES: Final = 20_000_000
MOST_PLACES: Final = 100_000
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "id", "@id", "编号", "点位编号", "poiid"),
    "name": ("name", "名称", "点位名称", "服务点名称", "站点名称"),
    "kind": ("kind", "类型", "类别", "点位类型"),
    "lng": ("lng", "lon", "long", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "pair": ("location", "lnglat", "latlng", "coordinates", "坐标", "经纬度", "位置坐标"),
    "county": ("adcode", "county", "district", "adname", "区县", "县区", "县（市、区）", "县(市、区)", "所属区县"),
    "address": ("address", "addr:full", "地址", "详细地址"),
    "entrance": ("entrance", "入口", "楼层"),
    "phone": ("phone", "tel", "contact:phone", "电话", "联系电话"),
    "unit": ("operator", "unit", "管理单位", "运营单位"),
    "hours": ("opening_hours", "hours", "开放时间", "营业时间", "服务时间"),
    "capacity": ("capacity", "seats", "bays", "座位", "车位", "座位数", "车位数"),
    "services": ("services", "服务", "设施", "服务设施"),
    "hub": ("hub", "所属枢纽", "枢纽", "所属场站"),
}
_KEYS: Final = {heading_key(word): (name, rank) for name, held in _COLUMNS.items() for rank, word in enumerate(held)}
_PAIR: Final = re.compile(r"^\s*[(\[（]?\s*(-?\d+(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d+(?:\.\d+)?)\s*[)\]）]?\s*$")
_WEST, _EAST, _SOUTH, _NORTH = 72.0, 138.0, 0.8, 55.9
"""China: a pair in degrees can be read in one order only there, since no latitude reaches 72."""


@dataclass(frozen=True)
class PlaceRow:
    """A place as the register keeps it."""

    code: str
    values: Mapping[str, Any]


@dataclass
class ReadPlaces:
    """What a file holds.  ``faults``: rows left out.  ``notes``: rows taken, with something to look at."""

    rows: dict[str, PlaceRow] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read."""

    crs: str
    divisions: Mapping[str, Division]
    kind: str = ""
    source: str = ""


class _Fault(Exception):
    def __init__(self, column: str, got: object, wanted: str) -> None:
        self.told = {"column": column, "got": shown(str(got), 60), "wanted": wanted}


def read_places(content: bytes, name: str, wanted: ReadOptions) -> ReadPlaces:
    """Every row of a GeoJSON, CSV or XLSX file.  Raises InputError for what cannot be meant as a whole; BusyError."""
    if wanted.crs not in SYSTEMS:
        hint = (
            "Ask whoever made the file; Amap and Tencent give gcj02, Baidu bd09, GPS wgs84. A wrong guess is 400 m off."
        )
        raise InputError("crs", "--crs", wanted.crs or "nothing", " or ".join(SYSTEMS), hint)
    if wanted.kind and wanted.kind not in taxonomy.kinds():
        raise InputError("kind", "--kind", wanted.kind, "a kind of place", f"Known: {', '.join(taxonomy.kinds())}.")
    if len(content) > MOST_BYTES:
        got = f"more than {MOST_BYTES:,} bytes"  # whoever reads a file reads no further than that
        raise InputError("too_big", "FILE", got, f"at most {MOST_BYTES:,}", "Send it county by county.")
    found = ReadPlaces()
    rows = _features(content, name) if content.lstrip()[:1] == b"{" else _table(content, name)
    for number, row in rows:
        found.total += 1
        if found.total > MOST_PLACES:
            raise InputError("rows", "FILE", f"more than {MOST_PLACES:,} rows", "fewer", "Send it county by county.")
        try:
            _take(found, number, row, wanted)
        except _Fault as fault:
            found.faults.append({"row": number, **fault.told})
    if not found.total:
        raise InputError("rows", "FILE", "no row", "at least one place", "Is it the right file?")
    _check_counties(found)
    return found


def _table(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    words = [word for held in _COLUMNS.values() for word in held]
    found = find_table(content, name, words, [_COLUMNS["name"]])
    heads = [one.text for one in found.head.cells]
    for line in found.lines:
        texts = ["" if cell.fault else cell.text for cell in line.cells]
        yield line.number, _named(dict(zip(heads, texts, strict=False)))


def _features(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    held = json.loads(run("huxin.files.inside.trees:plain_json", content, {"name": name}, name=name))
    features = held.get("features")
    if held.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise InputError("geojson", name, held.get("type"), "a FeatureCollection", "Export the layer as GeoJSON.")
    for number, one in enumerate(features, start=1):
        part = _object(one)
        tags, geometry = _object(part.get("properties")), _object(part.get("geometry"))
        row = _named({str(key): "" if value is None else str(value) for key, value in tags.items()})
        point = geometry.get("coordinates")
        if geometry.get("type") == "Point" and isinstance(point, list) and len(point) >= 2:
            row["pair"] = f"{point[0]},{point[1]}"
            row.pop("lng", None)
            row.pop("lat", None)
        yield number, row


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _named(row: Mapping[str, str]) -> dict[str, str]:
    """Known columns by our names, the first of several that is not empty; all others as tags."""
    found: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for head, text in row.items():
        name, rank = _KEYS.get(heading_key(head), ("", 0))
        if name and text.strip() and rank <= ranks.get(name, 99):
            found[name], ranks[name] = text.strip(), rank
        elif not name:
            found[f"tag {head.strip()}"] = text
    return found


def _take(found: ReadPlaces, number: int, row: Mapping[str, str], wanted: ReadOptions) -> None:
    name = row.get("name", "")
    if not name or len(name) > 100:
        raise _Fault("name", name, "a name of at most 100 characters")
    x, y, swapped = _point(row)
    if swapped:
        found.notes.append({"row": number, "note": "latitude_first"})
    at = to_wgs84(wanted.crs, x, y) or (x, y)
    tags = {key[4:]: value for key, value in row.items() if key.startswith("tag ")}
    kind = _kind(row, tags, wanted.kind)
    values: dict[str, Any] = {
        "name": name, "kind": kind, "lng": round(at[0], 7), "lat": round(at[1], 7), "crs": wanted.crs,
        "raw_x": repr(x), "raw_y": repr(y), "county": _county(row.get("county", ""), wanted.divisions),
        "services": _services(row, tags), "capacity": _capacity(row.get("capacity", "")), "source": wanted.source[:200],
    }  # fmt: skip
    for column, most in (("address", 200), ("entrance", 100), ("phone", 40), ("unit", 100), ("hub", 60)):
        values[column] = row.get(column, "")[:most]
    hours = tidy(row.get("hours", ""))
    if hours is None:
        found.notes.append({"row": number, "note": "hours_not_understood", "got": shown(row["hours"], 60)})
    values["hours"] = hours or ""
    digest = hashlib.sha256(f"{kind}|{name}|{at[0]:.4f}|{at[1]:.4f}".encode()).hexdigest()[:16]
    code = re.sub(r"[^0-9A-Za-z_-]", "-", row.get("code", ""))[:80] or digest
    if code in found.rows:
        raise _Fault(
            "code", row.get("code", "") or name, f"a place that row {found.rows[code].values['row']} does not have"
        )
    found.rows[code] = PlaceRow(code, values | {"row": number})


def _point(row: Mapping[str, str]) -> tuple[float, float, bool]:
    """Longitude, latitude, and whether the file had them the other way round."""
    pair = _PAIR.match(row.get("pair", ""))
    texts = pair.groups() if pair else (row.get("lng", ""), row.get("lat", ""))
    try:
        x, y = float(texts[0]), float(texts[1])
    except ValueError:
        raise _Fault(
            "point", row.get("pair") or ", ".join(texts).strip(", ") or "nothing", "two numbers in degrees"
        ) from None
    if not (isfinite(x) and isfinite(y)):
        raise _Fault("point", f"{x}, {y}", "two numbers in degrees")
    if _WEST <= x <= _EAST and _SOUTH <= y <= _NORTH:
        return x, y, False
    if _WEST <= y <= _EAST and _SOUTH <= x <= _NORTH:
        return y, x, True
    raise _Fault("point", f"{x}, {y}", "a longitude and a latitude within the country, in degrees")


def _kind(row: Mapping[str, str], tags: Mapping[str, str], usual: str) -> str:
    said = row.get("kind", "")
    found = taxonomy.find(taxonomy.kinds(), said) if said else None
    tagged = taxonomy.by_tags(taxonomy.kinds(), tags)
    kind = found or (tagged[0] if tagged else "") or ("" if said else usual)
    if not kind:
        raise _Fault("kind", said or "nothing", f"one of {', '.join(taxonomy.kinds())}; or --kind for the whole file")
    return kind


def _services(row: Mapping[str, str], tags: Mapping[str, str]) -> str:
    words = re.split(r"[,，;；、|/\s]+", row.get("services", ""))
    named = [taxonomy.find(taxonomy.services(), one) for one in words if one]
    return " ".join(dict.fromkeys([one for one in named if one] + taxonomy.by_tags(taxonomy.services(), tags)))


def _capacity(text: str) -> int | None:
    return whole_number(text, 6, None)


def _county(text: str, divisions: Mapping[str, Division]) -> str:
    """By code or name; empty for nothing said.  Raises _Fault for a county of another city."""
    if not text or text in divisions:
        return text
    for code, one in divisions.items():
        if text in one.label.values():
            return code
    raise _Fault("county", text, "a county of this city, by code or name")


def _check_counties(found: ReadPlaces) -> None:
    """A row that names no county gets that of its point; one that lies elsewhere, or in none, is flagged."""
    import numpy as np

    from huxin.supervision.counties import counties_of

    rows = list(found.rows.values())
    lies_in = counties_of(np.asarray([r.values["lng"] for r in rows]), np.asarray([r.values["lat"] for r in rows]))
    for row, county in zip(rows, lies_in, strict=True):
        values, flag = dict(row.values), ""
        number = values.pop("row")
        if not values["county"] and county is None:
            del found.rows[row.code]
            got = f"{values['lng']}, {values['lat']}"
            found.faults.append(
                {"row": number, "column": "county", "got": got, "wanted": "a point in the city, or a county"}
            )
            continue
        if values["county"] and county != values["county"]:
            flag = "other_county" if county else "outside"
            found.notes.append({"row": number, "note": flag, "got": county or "no county", "wanted": values["county"]})
        found.rows[row.code] = PlaceRow(row.code, values | {"county": values["county"] or county, "flag": flag})
