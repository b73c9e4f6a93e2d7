"""The nearest places, exactly: every process keeps the register as arrays and reads it again with a new edition.

A tree of the points says how far to look; whatever lies within that way is measured and put in order, so that nothing
rests on the order of a tree.  What few places offer is looked for ever wider, at last among all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, isfinite, radians, sin
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from huxin.law.errors import InputError
from huxin.law.errors import nearest as nearest_name
from huxin.measures.places import taxonomy
from huxin.measures.places.hours import OPEN, UNKNOWN, state
from huxin.measures.places.models import Edition, Place

EARTH: Final = 6_371_008.8
MOST: Final = 100
_FEW: Final = 8
"""So much wider every further look is; where that is nearly all places, all are measured."""
_EDGE: Final = 1 + 1e-9
"""A point at the very edge of a way lies within it, however its sum was rounded."""
Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
_COLUMNS: Final = (
    "id", "code", "name", "kind", "services", "county", "address", "entrance", "phone", "unit", "hours", "capacity",
    "lng", "lat", "reported_on", "verified_on", "invented", "hub",
)  # fmt: skip


@dataclass(frozen=True)
class Near:
    """A place, how far it is in metres along a great circle, and its state at the moment asked."""

    place: Place
    metres: float
    state: str

    def as_json(self) -> dict[str, Any]:
        """The names of the contract."""
        place = self.place
        return {
            "id": place.code, "name": place.name, "kind": place.kind, "services": place.services.split(),
            "county": place.county, "address": place.address, "entrance": place.entrance, "lng": place.lng,
            "lat": place.lat, "metres": round(self.metres, 1), "state": self.state, "hours": place.hours,
            "last_confirmed": _day(place.verified_on), "reported": _day(place.reported_on), "invented": place.invented,
        }  # fmt: skip


@dataclass(frozen=True)
class NearestPlaces:
    """``unknown_nearer``: places that would have been nearer and whose hours nobody knows."""

    places: tuple[Near, ...]
    unknown_nearer: int

    def as_json(self) -> dict[str, Any]:
        """The answer of the command and of HTTP."""
        return {"places": [one.as_json() for one in self.places], "unknown_nearer": self.unknown_nearer}


class _Register:
    """One edition as arrays: points in space, one axis a column; rows of each kind and service; a tree of each kind."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._held = list(Place.objects.filter(retired_on=None).order_by("code").values_list(*_COLUMNS))
        columns = dict(zip(_COLUMNS, zip(*self._held, strict=True), strict=True)) if self._held else {}
        lng, lat = (np.radians(np.asarray(columns.get(name, ()), dtype=np.float64)) for name in ("lng", "lat"))
        self.points = np.column_stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
        of_kind, offered = _Rows(len(self._held)), _Rows(len(self._held))
        for row, (kind, said) in enumerate(zip(columns.get("kind", ()), columns.get("services", ()), strict=True)):
            of_kind.add(kind, row)
            for one in {kind, *said.split()}:
                offered.add(one, row)
        self.kinds = {"": np.arange(len(self._held))} | {name: of_kind.listed(name) for name in taxonomy.kinds()}
        self.services = {name: offered.marked(name) for name in taxonomy.services()}
        self.hours: Sequence[str] = columns.get("hours", ())
        self._places: dict[int, Place] = {}
        self._trees: dict[str, Any] = {}

    def place(self, row: int) -> Place:
        """The place of a row, with the columns that are kept."""
        if row not in self._places:
            self._places[row] = Place.from_db("default", _COLUMNS, self._held[row])
        return self._places[row]

    def wider(self, here: Numbers, kinds: Sequence[str], many: int) -> Iterator[Rows]:
        """All rows of the kinds (none: of any) within some way, at least ``many``; then ever wider; at last all."""
        asked = list(dict.fromkeys(kinds)) or [""]
        most = sum(len(self.kinds[one]) for one in asked)
        while many * _FEW < most:
            far = min(self._far(here, one, many) for one in asked)
            yield np.concatenate([self._within(here, one, far) for one in asked])
            many *= _FEW
        yield np.concatenate([self.kinds[one] for one in asked])

    def _far(self, here: Numbers, kind: str, many: int) -> float:
        """How far the last of so many of a kind is; infinite where there are fewer."""
        return float(self._tree(kind).query(here, [many])[0][0])

    def _within(self, here: Numbers, kind: str, far: float) -> Rows:
        inside: list[int] = self._tree(kind).query_ball_point(here, far * _EDGE)
        return self.kinds[kind][inside]

    def _tree(self, kind: str) -> Any:
        from scipy.spatial import cKDTree

        if kind not in self._trees:
            self._trees[kind] = cKDTree(self.points[self.kinds[kind]])
        return self._trees[kind]


class _Rows:
    """Rows of a table by a word."""

    def __init__(self, many: int) -> None:
        self._many, self._rows = many, defaultdict[str, list[int]](list)

    def add(self, word: str, row: int) -> None:
        self._rows[word].append(row)

    def listed(self, word: str) -> Rows:
        return np.asarray(self._rows[word], dtype=np.int64)

    def marked(self, word: str) -> npt.NDArray[np.bool_]:
        found = np.zeros(self._many, dtype=np.bool_)
        found[self._rows[word]] = True
        return found


_lock = Lock()
_kept: list[_Register] = []


def _register() -> _Register:
    number = Edition.objects.filter(id=1).values_list("number", flat=True).first() or 0
    with _lock:
        if not _kept or _kept[0].number != number:
            _kept[:] = [_Register(number)]
        return _kept[0]


def nearest(
    lng: float, lat: float, at: datetime, *, kinds: Sequence[str] = (), services: Sequence[str] = (), limit: int = 10,
    only_open: bool = False,
) -> NearestPlaces:  # fmt: skip
    """The nearest places of any of these kinds that have all these services, nearest first.

    ``only_open``: those known to be open at ``at``; those of unknown hours are counted beside them, not taken for
    closed.  Raises InputError for a point that is none and for an unknown kind or service.
    """
    _check(lng, lat, kinds, services, limit)
    register, found = _register(), NearestPlaces((), 0)
    x, y = radians(lng), radians(lat)
    here = np.asarray([cos(y) * cos(x), cos(y) * sin(x), sin(y)])
    for rows in register.wider(here, kinds, 4 * limit):
        for one in services:
            rows = rows[register.services[one][rows]]
        found = _first(register, rows, _away(register.points[rows], here), at, limit, only_open)
        if len(found.places) == limit:
            break
    return found


def _away(points: Numbers, here: Numbers) -> Numbers:
    """The squares of the straight ways through the sphere, whose order is that of the ways on it."""
    apart = points - here
    total: Numbers = np.einsum("ij,ij->i", apart, apart)
    return total


def _first(
    register: _Register, rows: Rows, straight: Numbers, at: datetime, limit: int, only_open: bool
) -> NearestPlaces:
    """Nearest first, more and more of them until enough are open."""
    if len(rows) == 0:
        return NearestPlaces((), 0)
    taken: list[Near] = []
    states: dict[str, str] = {}
    unknown, begin, many = 0, 0, min(len(rows), max(4 * limit, 40) if only_open else limit)
    while True:
        part = np.argpartition(straight, many - 1)[:many] if many < len(rows) else np.arange(len(rows))
        order = part[np.lexsort((rows[part], straight[part]))]
        for at_row in order[begin:]:
            row = int(rows[at_row])
            text = register.hours[row]
            now = states[text] if text in states else states.setdefault(text, state(text, at))
            if only_open and now != OPEN:
                unknown += now == UNKNOWN
                continue
            metres = 2 * EARTH * float(np.arcsin(min(1.0, float(np.sqrt(straight[at_row])) / 2)))
            taken.append(Near(register.place(row), metres, now))
            if len(taken) == limit:
                return NearestPlaces(tuple(taken), unknown)
        if many == len(rows):
            return NearestPlaces(tuple(taken), unknown)
        begin, many = many, min(len(rows), 8 * many)


def _check(lng: float, lat: float, kinds: Sequence[str], services: Sequence[str], limit: int) -> None:
    if not (isfinite(lng) and isfinite(lat) and abs(lng) <= 180 and abs(lat) <= 90):
        hint = "lng is the longitude (east), lat the latitude (north), in degrees of WGS-84."
        raise InputError(
            "point", "lng, lat", f"{lng}, {lat}", "a longitude within ±180 and a latitude within ±90", hint
        )
    if not 1 <= limit <= MOST:
        raise InputError("limit", "limit", limit, f"from 1 to {MOST}", "Ask for fewer places.")
    for word, asked, known in (("kind", kinds, taxonomy.kinds()), ("service", services, taxonomy.services())):
        for one in asked:
            if one not in known:
                raise InputError(word, word, one, f"a {word} of places", nearest_name(one, known))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def in_county(county: str, kind: str, limit: int = MOST) -> list[Place]:
    """Places of a county and kind by name, for a list without a location."""
    rows = Place.objects.filter(retired_on=None, county=county, kind=kind)
    return list(rows.order_by("name", "code")[:limit])


def find_place(code: str) -> Place | None:
    """A place that is not taken off."""
    return Place.objects.filter(code=code[:80], retired_on=None).first()


def counts() -> dict[str, int]:
    """How many places of each kind there are."""
    from django.db.models import Count

    rows = Place.objects.filter(retired_on=None).values("kind").annotate(many=Count("id")).order_by()
    return {row["kind"]: row["many"] for row in rows}
