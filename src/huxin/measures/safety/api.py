"""Severe weather over HTTP: what is in force, warnings in, the key that signs our messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from huxin.core.service import SORTED
from huxin.identity.service import Actor
from huxin.measures.safety.weather.drafting import clock_text
from huxin.measures.safety.weather.standing import in_force
from huxin.measures.safety.weather.taking import take
from huxin.measures.safety.weather.webhooks import public_key

router = Router(tags=["weather"])


@router.get("/in-force", auth=None, summary="Weather orders in force")
def standing(request: HttpRequest) -> HttpResponse:
    """Every issued order that binds now or will: county, weather, measures, times, and whether law asks for it."""
    now = timezone.now()
    orders = [one.as_json() | {"begun": one.begun(now)} for one in in_force(now)]
    return JsonResponse({"at": clock_text(now), "orders": orders}, json_dumps_params=SORTED)


@router.get("/key", auth=None, summary="The key that signs our messages")
def key(request: HttpRequest) -> HttpResponse:
    """Ed25519, hexadecimal; signed is ``<Huxin-Timestamp>.<body>``."""
    return JsonResponse({"algorithm": "ed25519", "key": public_key()}, json_dumps_params=SORTED)


_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "application/cap+xml": {"schema": {"type": "string"}},
        "application/xml": {"schema": {"type": "string"}},
        "text/xml": {"schema": {"type": "string"}},
    },
}


@router.post("/warnings", summary="Take in weather warnings", openapi_extra={"requestBody": _BODY})
def warnings(request: HttpRequest) -> HttpResponse:
    """CAP 1.2 or JSON, with a key of the emergency office.  The same message again changes nothing."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return JsonResponse(take(actor, request.body).as_json(), status=201, json_dumps_params=SORTED)
