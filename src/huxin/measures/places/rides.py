"""What order records say of a hub 枢纽: rides given up, drivers who circle, and how many bays would be enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from huxin.measures.places import values
from huxin.measures.places.models import DemandSheet, HubHour
from huxin.siting.queueing import bays_for_load
from huxin.supervision.hubs import CIRCLING, SERVED, UNMET, WAITED

_MINUTES: Final = 60


@dataclass(frozen=True)
class RideHour:
    """One hour of a day at a hub; None where too few drivers were in it for a number.

    ``served``, ``unmet``: rides of all the days.  ``way``: mean minutes from taking a ride to the passenger's getting
    in.  ``circling``: drivers who wait at once, on the average day; ``wanted``: bays that would be enough for them.
    """

    hour: int
    served: int | None
    unmet: int | None
    way: float | None
    circling: float | None
    wanted: int | None


@dataclass(frozen=True)
class Rides:
    """Hours with any number; ``wanted``: bays of the busiest hour, None where nobody is known to circle."""

    sheet: DemandSheet
    days: int
    hours: tuple[RideHour, ...]
    wanted: int | None


def rides_at(hub: str) -> Rides | None:
    """What the newest sheet says of a hub; None where no orders were added up or none of them touch it."""
    sheet = DemandSheet.objects.order_by("-made_at").first()
    rows = HubHour.objects.filter(sheet=sheet, hub=hub) if sheet and hub else HubHour.objects.none()
    held = {(row.hour, row.what): row for row in rows}
    if sheet is None or not held:
        return None
    days = (sheet.last - sheet.first).days + 1
    hours = tuple(_hour(hour, held, days) for hour in sorted({hour for hour, _what in held}))
    return Rides(sheet, days, hours, max((one.wanted for one in hours if one.wanted is not None), default=None))


def _hour(hour: int, held: dict[tuple[int, str], HubHour], days: int) -> RideHour:
    served, unmet, way, circling = (held.get((hour, what)) for what in (SERVED, UNMET, WAITED, CIRCLING))
    load = circling.minutes / (days * _MINUTES) if circling else None
    return RideHour(
        hour=hour,
        served=served.many if served else None,
        unmet=unmet.many if unmet else None,
        way=way.minutes / way.many if way else None,
        circling=load,
        wanted=None if load is None else bays_for_load(load, values.full_percent() / 100),
    )
