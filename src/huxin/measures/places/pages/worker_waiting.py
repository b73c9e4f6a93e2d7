"""Where a driver waits now, where a passenger finds the car, and the page on which an attendant counts."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from huxin.core.service import hint_of
from huxin.law.cleaning import whole_number
from huxin.law.errors import InputError
from huxin.measures.places import hours, values
from huxin.measures.places.models import Place, WaitingArea
from huxin.measures.places.pages.worker_places import navigate, navigate_baidu
from huxin.measures.places.waiting import (
    PICKUP,
    WAITING,
    area_of_key,
    at_hub,
    hubs,
    now_at,
    tell,
    where_to_wait,
)
from huxin.ui.page import page

_HELD: Final = "counts_at"
"""In the session of an attendant: the key of each area, so that it is typed once."""
_MOST_HELD: Final = 5


@page("GET", who="public")
def waiting(request: HttpRequest) -> HttpResponse:
    """Hubs with waiting areas; of one its areas, the one to drive to first."""
    hub = request.GET.get("hub", "")
    found = where_to_wait(hub, timezone.now()) if hub else []
    lines = [{"now": one, **_ways(one.place, "car", "driving")} for one in found]
    first = lines[0] if found and not found[0].useless and (found[0].free or found[0].usual) else None
    context = {"hubs": hubs(WAITING), "hub": hub, "lines": lines, "first": first, "pickups": _has(PICKUP, hub)}
    return render(request, "places/waiting.html", context | {"live": int(values.live().total_seconds() // 60)})


@page("GET", who="public")
def pickup(request: HttpRequest) -> HttpResponse:
    """Where at a hub cars may take passengers: the exit, the way on foot, whether it is open."""
    hub = request.GET.get("hub", "")
    now = timezone.now()
    lines = [
        {"place": one, "state": hours.state(one.hours, now), "until": None, **_ways(one, "walk", "walking")}
        for one in (at_hub(hub, PICKUP) if hub else [])
    ]
    context = {"hubs": hubs(PICKUP), "hub": hub, "lines": lines, "waits": _has(WAITING, hub)}
    return render(request, "places/pickup.html", context)


def _has(kind: str, hub: str) -> bool:
    return any(name == hub for name, _many in hubs(kind))


def _ways(place: Place, amap: str, baidu: str) -> dict[str, str]:
    return {"navigate": navigate(place, amap), "baidu": navigate_baidu(place, baidu)}


@page("GET", "POST", who="public")
def count(request: HttpRequest, code: str) -> HttpResponse:
    """An attendant with the key of an area: one car in, one car out, or the number as it stands."""
    if not WaitingArea.objects.filter(place__code=code, place__retired_on=None).exclude(key_digest="").exists():
        raise Http404
    held: dict[str, str] = request.session.get(_HELD, {})
    key = request.POST.get("key", "") or held.get(code, "")
    area = area_of_key(code, key) if key else None
    problem = ""
    if request.method == "POST" and area is not None:
        request.session[_HELD] = dict([*held.items(), (code, key)][-_MOST_HELD:])
        try:
            _tell(request, area)
            return redirect(reverse("places:count", args=[code]))
        except InputError as error:
            problem = hint_of(error)
    wrong = request.method == "POST" and area is None
    now = now_at(area.place, timezone.now()) if area is not None else None
    context: dict[str, Any] = {"code": code, "area": area, "now": now, "wrong": wrong, "problem": problem}
    return render(request, "places/count.html", context, status=400 if wrong or problem else 200)


def _tell(request: HttpRequest, area: WaitingArea) -> None:
    """A car, a number, or only the key.  Raises InputError for what is no number of bays."""
    sent = request.POST
    if sent.get("step") in ("in", "out"):
        tell(area, change=1 if sent["step"] == "in" else -1)
    elif "key" not in sent:
        tell(area, taken=whole_number(sent.get("taken", ""), 6, -1))
