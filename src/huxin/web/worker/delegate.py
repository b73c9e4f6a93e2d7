"""A delegate 代办人: for whom they may act, chosen for this sign-in; only while the person's consent stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huxin.identity.service import ACTING_FOR, actor_of
from huxin.people.service import consents, details_of, masked
from huxin.ui.page import page


@page("GET", "POST", who="delegate")
def delegate(request: HttpRequest) -> HttpResponse:
    """Choose one, or stop; anybody else's number chooses nobody."""
    actor = actor_of(request)
    people = {str(one.id): one for one in consents.principals(actor.pk)}
    if request.method == "POST":
        request.session.pop(ACTING_FOR, None)
        chosen = request.POST.get("person", "")
        if chosen in people:
            request.session[ACTING_FOR] = chosen
            return HttpResponseRedirect(reverse("worker:cases"))
        return HttpResponseRedirect(reverse("worker:delegate"))
    rows = [
        {"id": key, "name": masked(details_of(one))["name"], "chosen": str(actor.person_id) == key}
        for key, one in people.items()
    ]
    return render(request, "worker/me/delegate.html", {"people": rows})
