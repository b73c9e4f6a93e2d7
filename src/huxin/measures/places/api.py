"""The nearest places over HTTP: POST, so that where somebody is stands in no address and no log."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from huxin.casework.api import reply
from huxin.law.dates import SHANGHAI
from huxin.measures.places.queries import MOST, nearest

router = Router(tags=["places"])


class Asked(Schema):
    """``open_at``: only places known to be open then; without it the state is that of now."""

    model_config = ConfigDict(extra="forbid")
    lng: float
    lat: float
    kinds: list[str] = Field(default_factory=list, max_length=20)
    services: list[str] = Field(default_factory=list, max_length=20)
    open_at: datetime | None = None
    limit: int = Field(10, ge=1, le=MOST)


@router.post("/nearest", auth=None, summary="The nearest places")
def nearest_places(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Places with metres along a great circle and state; nothing of the question is kept."""
    at = asked.open_at or timezone.now()
    if at.tzinfo is None:
        at = at.replace(tzinfo=SHANGHAI)
    found = nearest(
        asked.lng, asked.lat, at, kinds=asked.kinds, services=asked.services, limit=asked.limit,
        only_open=asked.open_at is not None,
    )  # fmt: skip
    return reply(found.as_json())
