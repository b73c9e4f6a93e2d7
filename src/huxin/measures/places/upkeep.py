"""The upkeep list 维护清单: places that were reported, flagged, or that nobody has seen for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import F, Q

from huxin.casework.service import city_pack, today
from huxin.measures.places import taxonomy
from huxin.measures.places.models import Place

MOST: Final = 50
LONG: Final = timedelta(days=180)
"""After half a year nobody can say any more that a place is there."""


@dataclass(frozen=True)
class Upkeep:
    """``reported``: those that wait longest first.  ``look``: flagged ones, then those not seen for longest."""

    reported: list[dict[str, Any]]
    look: list[dict[str, Any]]


def upkeep(county: str) -> Upkeep:
    """Of a county, or of the whole city for an empty one."""
    rows = Place.objects.filter(retired_on=None)
    if county:
        rows = rows.filter(county=county)
    reported = rows.exclude(reported_on=None).order_by("reported_on", "code")[:MOST]
    old = Q(verified_on=None) | Q(verified_on__lt=today() - LONG)
    waiting = rows.filter(reported_on=None).filter(old | ~Q(flag=""))
    look = waiting.order_by("-flag", F("verified_on").asc(nulls_first=True), "code")[:MOST]
    return Upkeep([_line(one) for one in reported], [_line(one) for one in look])


def _line(place: Place) -> dict[str, Any]:
    division = city_pack().divisions.get(place.county)
    return {
        "place": place,
        "kind": taxonomy.kinds().get(place.kind),
        "county": division.label if division else place.county,
        "days": (today() - place.reported_on).days if place.reported_on else None,
    }
