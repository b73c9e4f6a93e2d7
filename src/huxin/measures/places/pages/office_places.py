"""The upkeep list of service places for the union that looks after them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import city_pack
from huxin.core.service import hint_of
from huxin.identity.service import Actor, actor_of
from huxin.law.errors import InputError
from huxin.measures.places import taxonomy
from huxin.measures.places.actions import FAULT, put_on_map
from huxin.measures.places.checklists import compliance
from huxin.measures.places.models import OpenedPlace, Place
from huxin.measures.places.queries import find_place
from huxin.measures.places.upkeep import upkeep
from huxin.supervision.adapters.coordinates import SYSTEMS
from huxin.ui.office import county_name, handles, render_page
from huxin.ui.page import page
from huxin.ui.success import named, went


def sees_places(actor: Actor) -> bool:
    """Whether an officer looks after service places: those who handle what is reported about them."""
    procedure = city_pack().procedures.get(FAULT)
    return procedure is not None and handles(actor) and actor.department == procedure.department


@page("GET", "POST", who="officer")
def places(request: HttpRequest) -> HttpResponse:
    """Reported ones first, those that wait longest on top; on POST a place that was opened gets its point."""
    actor = actor_of(request)
    if not sees_places(actor):
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            place = _put(request, actor)
            return went(request, f"{reverse('agency:places')}?put={place.code}")
        except InputError as error:
            problem = hint_of(error)
    found = upkeep(actor.county)
    context = {
        "reported": found.reported,
        "look": found.look,
        "opened": found.opened,
        "repairs": found.repairs,
        "compliance": [
            {
                "one": one,
                "county": county_name(one.county),
                "kind": taxonomy.kinds()[one.checklist.kind],
                "lacks": [(taxonomy.services()[name], many) for name, many in one.lacks],
            }
            for one in compliance(actor.county)
        ],
        "kinds": list(taxonomy.kinds().items()),
        "systems": SYSTEMS,
        "typed": request.POST if problem else {},
        "problem": problem,
        "put": find_place(named(request, "put", lambda code: find_place(code) is not None)),
    }
    return render_page(request, "places/upkeep.html", context, 400 if problem else 200)


def _put(request: HttpRequest, actor: Actor) -> Place:
    sent = request.POST
    rows = OpenedPlace.objects.filter(case_no=sent.get("case", "")[:20])
    opened = (rows.filter(county=actor.county) if actor.county else rows).first()
    if opened is None:
        raise Http404
    return put_on_map(opened, sent.get("point", "")[:60], sent.get("crs", ""), sent.get("kind", ""))
