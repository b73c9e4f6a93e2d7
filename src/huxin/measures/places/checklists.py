"""Checklists 清单: what places of a kind should have, by the pack; what the register has of it, by place and county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from huxin.casework.service import city_pack, today
from huxin.measures.places import taxonomy
from huxin.measures.places.models import Place
from huxin.supervision.rules import DetectorRules

LISTS: Final = {
    "rest_station": "places.checklist_rest_station",
    "driver_home": "places.checklist_driver_home",
}
"""The parameter that lists what a place of a kind should have."""


@dataclass(frozen=True)
class Checklist:
    """Services that a place of ``kind`` should have, by which instrument; ``certain``: whether its text was read."""

    kind: str
    services: tuple[str, ...]
    source: str
    certain: bool

    def lacks(self, place: Place) -> list[str]:
        """Services that the register does not have of a place: a thing to do, never a penalty."""
        held = {*place.services.split(), place.kind}
        return [one for one in self.services if one not in held]


@dataclass(frozen=True)
class Compliance:
    """Places of a kind in a county: how many have everything, how many nothing written, what lacks most."""

    county: str
    checklist: Checklist
    many: int
    whole: int
    unwritten: int
    lacks: tuple[tuple[str, int], ...]


def checklist(kind: str) -> Checklist | None:
    """The list of a kind in force today; None where the pack has none."""
    name = LISTS.get(kind)
    found = DetectorRules(city_pack()).cell(name, today()) if name is not None else None
    if found is None or name is None:
        return None
    services = tuple(one for one in str(found[0]).split() if one in taxonomy.services())
    sources = [one.source for one in city_pack().parameters[name].values if one.value == found[0]]
    instrument = city_pack().instruments.get(sources[0].partition(" ")[0]) if sources else None
    if instrument is None:
        return Checklist(kind, services, "", certain=False)
    return Checklist(kind, services, instrument.number, certain=instrument.text in ("whole", "excerpt"))


def checklists() -> list[Checklist]:
    """Every list in force today."""
    return [one for kind in LISTS if (one := checklist(kind)) is not None]


def compliance(county: str) -> list[Compliance]:
    """By county and kind; of one county, or of all for an empty one."""
    counties = [county] if county else list(city_pack().divisions)
    lists = {one.kind: one for one in checklists()}
    rows = Place.objects.filter(retired_on=None, kind__in=lists, county__in=counties)
    held: dict[tuple[str, str], list[Place]] = {}
    for place in rows.only("kind", "county", "services"):
        held.setdefault((place.county, place.kind), []).append(place)
    return [_of(code, lists[kind], held[code, kind]) for code in counties for kind in lists if (code, kind) in held]


def _of(county: str, wanted: Checklist, places: list[Place]) -> Compliance:
    lacking = [wanted.lacks(one) for one in places]
    counted = Counter(name for one in lacking for name in one)
    return Compliance(
        county, wanted, len(places), sum(not one for one in lacking), sum(not one.services for one in places),
        tuple(counted.most_common(3)),
    )  # fmt: skip


def words(services: list[str]) -> list[Mapping[str, Any]]:
    """Their words in two languages."""
    return [taxonomy.services()[one] for one in services]
