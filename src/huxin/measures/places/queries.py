"""The nearest places, exactly: every process keeps the register as arrays and reads it again with a new edition.

With a few ten thousand places all distances are computed at once; that is exact, needs no index and takes well under a
millisecond on any database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
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
Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
_COLUMNS: Final = (
    "code", "name", "kind", "services", "county", "address", "entrance", "phone", "unit", "hours", "capacity", "lng",
    "lat", "reported_on", "verified_on", "invented", "hub",
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
class Found:
    """``unknown_nearer``: places that would have been nearer and whose hours nobody knows."""

    places: tuple[Near, ...]
    unknown_nearer: int

    def as_json(self) -> dict[str, Any]:
        """The answer of the command and of HTTP."""
        return {"places": [one.as_json() for one in self.places], "unknown_nearer": self.unknown_nearer}


class _Register:
    """One edition as arrays: points in space, one axis an array, and the rows of each kind and service."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.places = list(Place.objects.filter(retired_on=None).only(*_COLUMNS).order_by("code"))
        lng, lat = (np.radians([getattr(one, name) for one in self.places]) for name in ("lng", "lat"))
        self.axes = (np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat))
        kinds = np.asarray([one.kind for one in self.places])
        self.kinds = {name: np.flatnonzero(kinds == name) for name in taxonomy.kinds()}
        self.every = np.arange(len(self.places))
        offered = [frozenset(one.services.split()) | {one.kind} for one in self.places]
        self.services = {name: np.asarray([name in one for one in offered], np.bool_) for name in taxonomy.services()}
        self.near_axes = {name: tuple(axis[rows] for axis in self.axes) for name, rows in self.kinds.items()}

    def rows(self, kinds: Sequence[str], services: Sequence[str]) -> Rows:
        """Places of any of the kinds that have all the services."""
        found = self.every
        if kinds:
            held = [self.kinds[one] for one in dict.fromkeys(kinds)]
            found = held[0] if len(held) == 1 else np.concatenate(held)
        for one in services:
            found = found[self.services[one][found]]
        return found

    def away(self, rows: Rows, kinds: Sequence[str], lng: float, lat: float) -> Numbers:
        """The squares of the straight ways through the sphere, whose order is that of the ways on it."""
        x, y = np.radians(lng), np.radians(lat)
        here = (np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y))
        if rows is self.every:
            axes: tuple[Numbers, ...] = self.axes
        elif len(kinds) == 1 and rows is self.kinds[kinds[0]]:
            axes = self.near_axes[kinds[0]]
        else:
            axes = tuple(axis[rows] for axis in self.axes)
        total = np.zeros(len(rows))
        for axis, at in zip(axes, here, strict=True):
            part = axis - at
            part *= part
            total += part
        return total


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
) -> Found:  # fmt: skip
    """The nearest places of any of these kinds that have all these services, nearest first.

    ``only_open``: those known to be open at ``at``; those of unknown hours are counted beside them, not taken for
    closed.  Raises InputError for a point that is none and for an unknown kind or service.
    """
    _check(lng, lat, kinds, services, limit)
    register = _register()
    rows = register.rows(kinds, services)
    if len(rows) == 0:
        return Found((), 0)
    straight = register.away(rows, kinds, lng, lat)
    return _first(register, rows, straight, at, limit, only_open)


def _first(register: _Register, rows: Rows, straight: Numbers, at: datetime, limit: int, only_open: bool) -> Found:
    """Nearest first, more and more of them until enough are open."""
    taken: list[Near] = []
    unknown, begin, many = 0, 0, min(len(rows), max(4 * limit, 40) if only_open else limit)
    while True:
        part = np.argpartition(straight, many - 1)[:many] if many < len(rows) else np.arange(len(rows))
        order = part[np.lexsort((rows[part], straight[part]))]
        for at_row in order[begin:]:
            place = register.places[int(rows[at_row])]
            now = state(place.hours, at)
            if only_open and now != OPEN:
                unknown += now == UNKNOWN
                continue
            metres = 2 * EARTH * float(np.arcsin(min(1.0, float(np.sqrt(straight[at_row])) / 2)))
            taken.append(Near(place, metres, now))
            if len(taken) == limit:
                return Found(tuple(taken), unknown)
        if many == len(rows):
            return Found(tuple(taken), unknown)
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
