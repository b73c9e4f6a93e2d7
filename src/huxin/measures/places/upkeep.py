"""The upkeep list 维护清单: places that were reported, flagged, or that nobody has seen for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import F, Q

from huxin.casework.service import city_pack, today
from huxin.measures.places import taxonomy
from huxin.measures.places.models import OpenedPlace, Place, Repair

MOST: Final = 50
YEAR: Final = timedelta(days=365)
LONG: Final = timedelta(days=180)
"""After half a year nobody can say any more that a place is there."""


@dataclass(frozen=True)
class Repairs:
    """Reports that were settled in a year: how many, and in how many days half of them, and the slowest."""

    many: int
    half: int
    slowest: int


@dataclass(frozen=True)
class Upkeep:
    """``reported``: those that wait longest first.  ``look``: flagged ones, then those not seen for longest.

    ``opened``: built and opened, without a point so far.  ``repairs``: how long settled reports took in a year.
    """

    reported: list[dict[str, Any]]
    look: list[dict[str, Any]]
    opened: list[OpenedPlace]
    repairs: Repairs


def upkeep(county: str) -> Upkeep:
    """Of a county, or of the whole city for an empty one."""
    rows = Place.objects.filter(retired_on=None)
    if county:
        rows = rows.filter(county=county)
    reported = rows.exclude(reported_on=None).order_by("reported_on", "code")[:MOST]
    old = Q(verified_on=None) | Q(verified_on__lt=today() - LONG)
    waiting = rows.filter(reported_on=None).filter(old | ~Q(flag=""))
    look = waiting.order_by("-flag", F("verified_on").asc(nulls_first=True), "code")[:MOST]
    opened = OpenedPlace.objects.order_by("opened_on", "case_no")
    mine = opened.filter(county=county) if county else opened
    return Upkeep([_line(one) for one in reported], [_line(one) for one in look], list(mine[:MOST]), _repairs(county))


def _repairs(county: str) -> Repairs:
    rows = Repair.objects.filter(settled_on__gt=today() - YEAR)
    rows = rows.filter(place__county=county) if county else rows
    days = sorted((settled - reported).days for reported, settled in rows.values_list("reported_on", "settled_on"))
    return Repairs(len(days), days[(len(days) - 1) // 2], days[-1]) if days else Repairs(0, 0, 0)


def _line(place: Place) -> dict[str, Any]:
    division = city_pack().divisions.get(place.county)
    return {
        "place": place,
        "kind": taxonomy.kinds().get(place.kind),
        "county": division.label if division else place.county,
        "days": (today() - place.reported_on).days if place.reported_on else None,
    }
