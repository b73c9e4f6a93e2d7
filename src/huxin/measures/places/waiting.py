"""Waiting areas 候客区: how full they are, counted now or reckoned for this hour, and where at a hub to wait."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isinf
from typing import Any, Final

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import bound_by, today
from huxin.core.service import index_of
from huxin.identity.service import Actor
from huxin.law.cleaning import half
from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError
from huxin.measures.places import hours, values
from huxin.measures.places.models import Place, WaitingArea
from huxin.siting.queueing import MOST_BAYS, QueueHour, bays_for, queue

WAITING: Final = "ridehail_waiting"
PICKUP: Final = "ridehail_pickup"
OFFICE_PAGE: Final = "/agency/places/waiting/"
AHEAD: Final = timedelta(minutes=2)
"""So far the clock of a counter may be ahead of ours."""
HOURS: Final = 24
MOST_ARRIVALS: Final = 10_000
MOST_STAY: Final = 600


@dataclass(frozen=True)
class Now:
    """A waiting area at a moment.  ``taken``: bays taken as counted just now; None where nobody counted.

    ``usual``: what Erlang says of this hour; None where its cars were never counted.
    """

    place: Place
    state: str
    taken: int | None
    taken_at: datetime | None
    usual: QueueHour | None

    @property
    def free(self) -> int | None:
        """Bays that are free now, as counted."""
        return None if self.taken is None else max(0, (self.place.capacity or 0) - self.taken)

    @property
    def percent(self) -> int | None:
        """Of a hundred cars at this hour so many find no bay."""
        return None if self.usual is None else round(100 * self.usual.full)

    @property
    def minutes(self) -> int | None:
        """The usual wait for a bay, rounded; None where it is not known or the queue has no end."""
        return None if self.usual is None or self.endless else round(self.usual.minutes)

    @property
    def endless(self) -> bool:
        """Whether more cars come at this hour than leave."""
        return self.usual is not None and isinf(self.usual.minutes)

    @property
    def useless(self) -> bool:
        """Whether nobody should drive there now."""
        return self.state == hours.CLOSED or self.place.reported_on is not None or self.free == 0

    def as_json(self) -> dict[str, Any]:
        """For programs: what is counted and what is reckoned stand apart."""
        usual = None if self.usual is None else {
            "full": round(self.usual.full, 4), "wait_minutes": None if self.endless else round(self.usual.minutes, 1),
        }  # fmt: skip
        place = self.place
        return {
            "id": place.code, "name": place.name, "hub": place.hub, "lng": place.lng, "lat": place.lat,
            "state": self.state, "bays": place.capacity, "taken": self.taken, "free": self.free,
            "counted_at": self.taken_at.isoformat() if self.taken_at and self.taken is not None else None,
            "usual": usual, "invented": place.invented,
        }  # fmt: skip


@dataclass(frozen=True)
class Hour:
    """One hour of a day at an area; ``wanted``: the fewest bays that are enough by the pack."""

    hour: int
    arrivals: int
    queue: QueueHour
    wanted: int


def hubs(kind: str) -> list[tuple[str, int]]:
    """Stations, airports and sights that have such places, with how many; most first."""
    rows = Place.objects.filter(retired_on=None, kind=kind).exclude(hub="").values("hub")
    return [(row["hub"], row["many"]) for row in rows.annotate(many=Count("id")).order_by("-many", "hub")]


def at_hub(hub: str, kind: str) -> list[Place]:
    """The places of a kind at a hub, by name."""
    return list(Place.objects.filter(retired_on=None, kind=kind, hub=hub[:60]).order_by("name", "code"))


def where_to_wait(hub: str, at: datetime) -> list[Now]:
    """The areas of a hub, the one to drive to first: counted free bays, then the least chance to find none."""
    rows = Place.objects.filter(retired_on=None, kind=WAITING, hub=hub[:60]).select_related("waiting_area")
    return sorted((now_at(one, at) for one in rows), key=_rank)


def now_at(place: Place, at: datetime) -> Now:
    """One area at a moment."""
    area: WaitingArea | None = getattr(place, "waiting_area", None)
    fresh = area is not None and area.taken_at is not None and at - values.live() <= area.taken_at <= at + AHEAD
    usual = None
    if area is not None and place.capacity and area.arrivals and area.stay:
        usual = queue(place.capacity, area.arrivals[at.astimezone(SHANGHAI).hour], area.stay)
    taken = area.taken if area is not None and fresh else None
    return Now(place, hours.state(place.hours, at), taken, area.taken_at if area is not None else None, usual)


def _rank(one: Now) -> tuple[int, float, str]:
    if one.useless:
        return 3, 0.0, one.place.name
    if one.free is not None:
        return 0, -one.free, one.place.name
    return (2, 0.0, one.place.name) if one.usual is None else (1, one.usual.full, one.place.name)


def day(place: Place, area: WaitingArea) -> list[Hour]:
    """The 24 hours of an area; empty where nothing was counted or nobody knows its bays."""
    if not (place.capacity and area.arrivals and area.stay):
        return []
    most_full = values.full_percent() / 100
    return [
        Hour(hour, cars, queue(place.capacity, cars, area.stay), bays_for(cars, area.stay, most_full))
        for hour, cars in enumerate(area.arrivals)
    ]


def keeps(actor: Actor) -> bool:
    """Whether an officer looks after waiting areas: of a department that the sentences of that page bind."""
    return bound_by(actor, OFFICE_PAGE)


def kept_areas(actor: Actor) -> list[Place]:
    """The areas within an officer's scope, by hub."""
    rows = Place.objects.filter(retired_on=None, kind=WAITING).select_related("waiting_area")
    rows = rows.filter(county=actor.county) if actor.county else rows
    return list(rows.order_by("hub", "name", "code")) if keeps(actor) else []


def kept_area(actor: Actor, code: str) -> Place | None:
    """One of them; None for another's."""
    return next((one for one in kept_areas(actor) if one.code == code), None)


def set_counts(place: Place, arrivals: Sequence[int], stay: int, source: str, counted_on: date) -> None:
    """Keep how many cars come in each hour and how long one stays.  Raises InputError for what cannot be."""
    if len(arrivals) != HOURS or not all(0 <= one <= MOST_ARRIVALS for one in arrivals):
        got, wanted = str(list(arrivals))[:60], f"24 whole numbers from 0 to {MOST_ARRIVALS:,}"
        raise InputError("arrivals", "arrivals", got, wanted, _("每个钟点填一个整数，没有车填 0。"))
    if not 1 <= stay <= MOST_STAY:
        hint = _("一辆车平均停几分钟，填 1 到 600 的整数。")
        raise InputError("stay", "stay", stay, f"from 1 to {MOST_STAY} minutes", hint)
    if not source.strip():
        raise InputError("source", "source", "nothing", "where the numbers come from", _("写上数是怎么来的。"))
    if counted_on > today():
        raise InputError("counted_on", "counted_on", counted_on, "a day up to today", _("哪天数的，不能是以后。"))
    counts = {"arrivals": list(arrivals), "stay": stay, "source": source.strip()[:200], "counted_on": counted_on}
    WaitingArea.objects.update_or_create(place=place, defaults=counts)


def new_key(place: Place) -> str:
    """A key with which a counter or an attendant tells the number; shown once, takes the place of an earlier one."""
    key = "-".join(re.findall("....", secrets.token_hex(8)))
    WaitingArea.objects.update_or_create(place=place, defaults={"key_digest": _digest(place.code, key)})
    return key


def area_of_key(code: str, key: str) -> WaitingArea | None:
    """The area that a key opens; None for a wrong one and for an area without a key."""
    row = WaitingArea.objects.select_related("place").filter(place__code=code[:80], place__retired_on=None).first()
    right = row is not None and row.key_digest and hmac.compare_digest(row.key_digest, _digest(code, key))
    return row if right else None


def tell(area: WaitingArea, *, taken: int | None = None, change: int = 0, at: datetime | None = None) -> WaitingArea:
    """Bays taken, as a number or as cars that came (+) and left (−).  What is older than the last word changes nothing.

    Raises InputError for more than there are bays, for less than none and for a time that has not come.
    """
    now = timezone.now()
    moment = at or now
    if moment > now + AHEAD:
        hint = _("时间在后头，计数器的钟不准。")
        raise InputError("at", "at", moment.isoformat(), "a time up to now", hint)
    with transaction.atomic():
        row = WaitingArea.objects.select_for_update().get(pk=area.pk)
        if row.taken_at is not None and moment < row.taken_at:
            return row
        most = area.place.capacity or MOST_BAYS
        wanted = taken if taken is not None else min(most, max(0, (row.taken or 0) + change))
        if not 0 <= wanted <= most:
            hint = _("车位一共 %(most)s 个，数填 0 到这么多。") % {"most": most}
            raise InputError("taken", "taken", wanted, f"from 0 to {most:,}", hint)
        row.taken, row.taken_at = wanted, moment
        row.save(update_fields=["taken", "taken_at"])
    return row


def _digest(code: str, key: str) -> str:
    """Blanks, hyphens, capitals and width do not count."""
    return index_of(f"waiting-area:{code}:" + re.sub(r"[^0-9a-f]", "", half(key[:100]).lower()))
