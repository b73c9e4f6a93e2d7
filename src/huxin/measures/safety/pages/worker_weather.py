"""Severe weather for whoever is out there: what platforms must do, and one tap that says: too dangerous, I stop."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huxin.casework.service import ConflictError, city_pack, file_case, perform
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.measures.safety.pages.shared_weather_words import order_lines
from huxin.measures.safety.service import in_force
from huxin.people.service import owner_of
from huxin.ui.page import page

REPORT = "hazard-report"


@page("GET", who="public")
def weather(request: HttpRequest) -> HttpResponse:
    """What is in force, county by county, with its source."""
    pack = city_pack()
    context = {
        "orders": order_lines(in_force()),
        "counties": [(code, one.label) for code, one in pack.divisions.items()],
        "county": _own_county(actor_of(request)),
        "right": pack.cite(pack.procedures[REPORT].clause),
        "key": uuid.uuid4().hex,
        "failed": request.GET.get("failed") == "1",
    }
    return render(request, "worker/weather.html", context)


def _own_county(actor: Actor) -> str:
    """Where the person is registered, so that stopping is one tap; empty for somebody who has not signed in."""
    return owner_of(actor).county if actor.kind == "worker" else ""


@page("POST", who="me", form_at=lambda: reverse("worker:weather"))
def stop(request: HttpRequest) -> HttpResponse:
    """Put on record that the person stops because of danger: report and refusal in one, once however often pressed."""
    actor, county = actor_of(request), request.POST.get("county", "")[:6]
    key = request.POST.get("key", "")[:60].replace("\0", "") or uuid.uuid4().hex
    try:
        done = file_case(actor, REPORT, {"hazard": "refusal", "county": county}, papers={}, key=f"stop-{key}")
        perform(actor, str(done["no"]), "refuse_danger", {}, key=f"refuse-{key}")
    except (InputError, ConflictError):
        return HttpResponseRedirect(reverse("worker:weather") + "?failed=1")
    return HttpResponseRedirect(reverse("worker:case", args=[done["no"]]))
