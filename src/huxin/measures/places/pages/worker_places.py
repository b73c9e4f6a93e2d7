"""Service places on a phone, for everybody: kinds as tiles, the nearest, how to get there, and "it is closed"."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from huxin.casework.service import ConflictError, city_pack
from huxin.identity.service import actor_of, by_script
from huxin.law.errors import InputError
from huxin.measures.places import hours, taxonomy
from huxin.measures.places.actions import FAULT, PROPOSAL, report_fault
from huxin.measures.places.checklists import checklist, words
from huxin.measures.places.models import Place
from huxin.measures.places.queries import Near, NearestPlaces, counts, find_place, in_county, nearest
from huxin.measures.places.waiting import PICKUP, WAITING
from huxin.supervision.adapters.coordinates import to_gcj02
from huxin.ui.page import page

NEAREST = 20
FIRST = 8
REST = "rest_station"
CLOSED = "closed"


@page("GET", "POST", who="public")
def home(request: HttpRequest) -> HttpResponse:
    """The nearest open places to rest for whoever sends a location, which is not kept; and one tile a kind."""
    many = counts()
    tiles = [{"id": name, "words": one, "many": many.get(name, 0)} for name, one in taxonomy.kinds().items()]
    context: dict[str, Any] = {
        "tiles": [one for one in tiles if one["many"]],
        "rest": REST if many.get(REST) else "",
        "proposal": PROPOSAL in city_pack().procedures,
        "waiting": many.get(WAITING, 0),
        "pickup": many.get(PICKUP, 0),
        "failed": False,
    }
    if request.method == "POST":
        found = _open_near(request.POST)
        context |= {"failed": found is None, "near": found is not None, "now": timezone.localtime(timezone.now())}
        if found is not None:
            context |= {"places": [_line(one.place, one) for one in found.places], "unknown": found.unknown_nearer}
            context |= {"may_report": any(value == CLOSED for value, _label in _faults())}
    name = "places/_near.html" if by_script(request) and not context["failed"] else "places/home.html"
    return render(request, name, context, status=400 if context["failed"] else 200)


def _open_near(sent: Mapping[str, Any]) -> NearestPlaces | None:
    try:
        lng, lat = float(sent.get("lng", "")), float(sent.get("lat", ""))
        return nearest(lng, lat, timezone.now(), kinds=[REST], limit=FIRST, only_open=True)
    except (ValueError, InputError):
        return None


@page("GET", "POST", who="public")
def kind(request: HttpRequest, name: str) -> HttpResponse:
    """Places of a kind: of a county by name, or, where the person sent a location, the nearest; it is not kept."""
    if name not in taxonomy.kinds():
        raise Http404
    pack = city_pack()
    county = request.GET.get("county", "")
    context: dict[str, Any] = {
        "kind": name,
        "words": taxonomy.kinds()[name],
        "counties": [(code, one.label) for code, one in pack.divisions.items()],
        "county": county if county in pack.divisions else "",
        "places": None,
        "failed": False,
    }
    if request.method == "POST":
        near = _near(request.POST, name)
        context |= {"failed": near is None, "near": near is not None}
        context["places"] = None if near is None else [_line(one.place, one) for one in near]
    elif context["county"]:
        context["places"] = [_line(one) for one in in_county(county, name)]
    return render(request, "places/kind.html", context, status=400 if context["failed"] else 200)


def _near(sent: Mapping[str, Any], name: str) -> tuple[Near, ...] | None:
    try:
        lng, lat = float(sent.get("lng", "")), float(sent.get("lat", ""))
        return nearest(lng, lat, timezone.now(), kinds=[name], limit=NEAREST).places
    except (ValueError, InputError):
        return None


def _line(place: Place, near: Near | None = None) -> dict[str, Any]:
    """What the list says of a place."""
    now, chinese = timezone.now(), not (get_language() or "zh").startswith("en")
    return {
        "place": place,
        "state": hours.state(place.hours, now),
        "until": hours.change(place.hours, now),
        "hours": hours.plain(place.hours, chinese=chinese),
        "metres": None if near is None or near.metres >= 1000 else round(near.metres, -1),
        "kilometres": None if near is None else round(near.metres / 1000, 1),
        "services": [taxonomy.services()[one] for one in place.services.split() if one in taxonomy.services()],
        "kind": taxonomy.kinds().get(place.kind),
        "navigate": navigate(place),
        "baidu": navigate_baidu(place),
        "key": uuid.uuid4().hex,
        "geo": f"geo:{place.lat},{place.lng}?q={place.lat},{place.lng}({quote(place.name)})",
    }


def navigate(place: Place, mode: str = "ride") -> str:
    """The way there in a navigation app of this country, which draws its maps in GCJ-02."""
    lng, lat = to_gcj02(place.lng, place.lat)
    return f"https://uri.amap.com/navigation?to={lng:.6f},{lat:.6f},{quote(place.name)}&mode={mode}&coordinate=gaode"


def navigate_baidu(place: Place, mode: str = "riding") -> str:
    """The same for the other app, which takes GCJ-02 when it is told so."""
    lng, lat = to_gcj02(place.lng, place.lat)
    to = quote(f"latlng:{lat:.6f},{lng:.6f}|name:{place.name}")
    query = f"destination={to}&coord_type=gcj02&mode={mode}&output=html&src=huxin"
    return f"https://api.map.baidu.com/direction?{query}"


@page("GET", who="public")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: open or not, who saw it last, how to get there; and what is wrong with it."""
    found = find_place(code)
    if found is None:
        raise Http404
    line, wanted = _line(found), checklist(found.kind)
    context = line | {
        "line": line,
        "checklist": wanted,
        "lacks": words(wanted.lacks(found)) if wanted is not None else [],
        "faults": _faults(),
        "county": city_pack().divisions[found.county].label if found.county in city_pack().divisions else "",
        "key": uuid.uuid4().hex,
        "failed": request.GET.get("failed") == "1",
    }
    return render(request, "places/place.html", context)


def _faults() -> list[tuple[str, Mapping[str, str]]]:
    """What can be reported; nothing where the city's pack has no such procedure."""
    procedure = city_pack().procedures.get(FAULT)
    fields = [one for step in procedure.form for one in step.fields] if procedure else []
    return [(option.value, option.label) for one in fields if one.name == "faults" for option in one.options]


@page("GET", "POST", who="me")
def report(request: HttpRequest, code: str) -> HttpResponse:
    """One tap: it is closed, broken or gone.  A case of the union of its county, and the page says so at once."""
    found, back = find_place(code), reverse("places:place", args=[code])
    if found is None or not _faults():
        raise Http404
    if request.method == "GET":
        return HttpResponseRedirect(back)
    key = request.POST.get("key", "")[:60].replace("\0", "") or uuid.uuid4().hex
    try:
        done = report_fault(actor_of(request), found, request.POST.getlist("faults"), key=key)
    except (InputError, ConflictError):
        return HttpResponseRedirect(f"{back}?failed=1")
    return HttpResponseRedirect(reverse("worker:case", args=[done["no"]]))
