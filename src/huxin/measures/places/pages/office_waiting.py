"""Waiting areas at the desk of those who keep them: hour by hour how often they are full, and the key to count."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.service import hint_of
from huxin.identity.service import Actor, actor_of
from huxin.law.cleaning import whole_number
from huxin.law.errors import InputError
from huxin.measures.places import values
from huxin.measures.places.models import Place, WaitingArea
from huxin.measures.places.rides import rides_at
from huxin.measures.places.waiting import HOURS, day, keeps, kept_area, kept_areas, new_key, now_at, set_counts
from huxin.ui.charts import columns
from huxin.ui.office import county_name, handles, render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went


def sees_waiting(actor: Actor) -> bool:
    """Whether an officer looks after waiting areas."""
    return handles(actor) and keeps(actor)


@page("GET", who="officer")
def areas(request: HttpRequest) -> HttpResponse:
    """Every waiting area in scope: bays, cars there now, and the worst hour of a day."""
    actor = actor_of(request)
    if not sees_waiting(actor):
        raise Http404
    return render_page(request, "places/waiting_areas.html", {"rows": [_row(one) for one in kept_areas(actor)]})


def _row(place: Place) -> dict[str, Any]:
    area = _area(place)
    worst = max(day(place, area), key=lambda one: one.queue.full, default=None)
    return {
        "place": place, "now": now_at(place, timezone.now()), "county": county_name(place.county), "worst": worst,
        "percent": round(100 * worst.queue.full) if worst else None,
    }  # fmt: skip


def _area(place: Place) -> WaitingArea:
    return getattr(place, "waiting_area", None) or WaitingArea(place=place)


@page("GET", "POST", who="officer")
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: its numbers by hour, what Erlang says of them, and the key.  Raises Http404 outside the scope."""
    actor = actor_of(request)
    place = kept_area(actor, code) if sees_waiting(actor) else None
    if place is None:
        raise Http404
    may, problem, key = "handler" in actor.roles, "", ""
    if request.method == "POST" and may and request.POST.get("do") == "key":
        key = new_key(place)
    elif request.method == "POST" and may:
        try:
            _keep(request, place)
            return went(request, reverse("agency:waiting_area", args=[code]) + "?saved=1")
        except InputError as error:
            problem = hint_of(error)
    elif request.method == "POST":
        problem = _("本单位的经办人才能改。")
    place = kept_area(actor, code) or place
    held = _area(place)
    rows = day(place, held)
    context = {
        "place": place,
        "area": held,
        "now": now_at(place, timezone.now()),
        "rows": [(one, round(100 * one.queue.full, 1)) for one in rows],
        "hours": list(enumerate(_typed(request) if problem else held.arrivals or [0] * HOURS)),
        "bars": columns([(f"{one.hour}:00", round(100 * one.queue.full)) for one in rows]),
        "most": max((one.wanted for one in rows), default=0),
        "share": values.full_percent(),
        "rides": rides_at(place.hub),
        "may": may,
        "problem": problem,
        "key": key,
        "count_url": request.build_absolute_uri(reverse("places:count", args=[code])),
        "saved": done(request, {"1": Told(_("数存好了。"), bool(held.counted_on))}, "saved"),
    }
    return render_page(request, "places/waiting_area.html", context, 400 if problem else 200)


def _typed(request: HttpRequest) -> list[str]:
    return [request.POST.get(f"hour-{hour}", "")[:8] for hour in range(HOURS)]


def _keep(request: HttpRequest, place: Place) -> None:
    sent = request.POST
    try:
        counted_on = date.fromisoformat(sent.get("counted_on", ""))
    except ValueError:
        hint = _("写上哪天数的。")
        raise InputError("counted_on", "counted_on", sent.get("counted_on", "")[:20], "a day", hint) from None
    set_counts(
        place,
        [_number(one) for one in _typed(request)],
        _number(sent.get("stay", "")),
        sent.get("source", ""),
        counted_on,
    )


def _number(text: str) -> int:
    return whole_number(text, 6, -1)
