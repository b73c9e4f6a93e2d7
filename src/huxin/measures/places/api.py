"""The nearest places over HTTP: POST, so that where somebody is stands in no address and no log."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.security import HttpBearer
from pydantic import AwareDatetime, ConfigDict, Field

from huxin.casework.api import reply
from huxin.law.dates import SHANGHAI
from huxin.measures.places.models import WaitingArea
from huxin.measures.places.queries import MOST, nearest
from huxin.measures.places.waiting import area_of_key, now_at, tell, where_to_wait

router = Router(tags=["places"])


class NearestQuery(Schema):
    """``open_at``: only places known to be open then; without it the state is that of now."""

    model_config = ConfigDict(extra="forbid")
    lng: float
    lat: float
    kinds: list[str] = Field(default_factory=list, max_length=20)
    services: list[str] = Field(default_factory=list, max_length=20)
    open_at: datetime | None = None
    limit: int = Field(10, ge=1, le=MOST)


@router.post("/nearest", auth=None, summary="The nearest places")
def nearest_places(request: HttpRequest, asked: NearestQuery) -> HttpResponse:
    """Places with metres along a great circle and state; nothing of the question is kept."""
    at = asked.open_at or timezone.now()
    if at.tzinfo is None:
        at = at.replace(tzinfo=SHANGHAI)
    found = nearest(
        asked.lng, asked.lat, at, kinds=asked.kinds, services=asked.services, limit=asked.limit,
        only_open=asked.open_at is not None,
    )  # fmt: skip
    return reply(found.as_json())


@router.get("/waiting", auth=None, summary="Waiting areas of a hub")
def waiting_areas(request: HttpRequest, hub: str) -> HttpResponse:
    """The areas of a station, airport or sight, the one to drive to first."""
    return reply({"hub": hub[:60], "areas": [one.as_json() for one in where_to_wait(hub, timezone.now())]})


class Counted(Schema):
    """``at``: when it was counted, without it now; what is older than the last word changes nothing."""

    model_config = ConfigDict(extra="forbid")
    taken: int
    at: AwareDatetime | None = None


class AreaKey(HttpBearer):
    """``Authorization: Bearer <key of the area>``, which the office that keeps the area makes on its page."""

    def authenticate(self, request: HttpRequest, token: str) -> WaitingArea | None:
        """The area of the address; None for a key that does not open it."""
        match = request.resolver_match
        return area_of_key(str(match.kwargs.get("code", "")), token) if match is not None else None


@router.post("/waiting/{code}", auth=AreaKey(), summary="Bays taken at a waiting area")
def count_bays(request: HttpRequest, code: str, counted: Counted) -> HttpResponse:
    """A counter tells how many bays are taken."""
    area: WaitingArea = request.auth  # type: ignore[attr-defined]
    tell(area, taken=counted.taken, at=counted.at)
    area.refresh_from_db()
    return reply(now_at(area.place, timezone.now()).as_json())
