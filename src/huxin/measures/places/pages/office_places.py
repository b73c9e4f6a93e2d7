"""The upkeep list of service places for the union that looks after them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from huxin.casework.service import city_pack
from huxin.identity.service import Actor, actor_of
from huxin.measures.places.actions import FAULT
from huxin.measures.places.upkeep import upkeep
from huxin.ui.office import handles, render_page
from huxin.ui.page import page


def sees_places(actor: Actor) -> bool:
    """Whether an officer looks after service places: those who handle what is reported about them."""
    procedure = city_pack().procedures.get(FAULT)
    return procedure is not None and handles(actor) and actor.department == procedure.department


@page("GET", who="officer")
def places(request: HttpRequest) -> HttpResponse:
    """Reported ones first, those that wait longest on top."""
    actor = actor_of(request)
    if not sees_places(actor):
        raise Http404
    found = upkeep(actor.county)
    return render_page(request, "places/upkeep.html", {"reported": found.reported, "look": found.look})
