"""我们办的班: the company's own classes and how far everybody in them is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from huxin.identity.service import actor_of
from huxin.measures.careers.pages.shared_classes import class_row, participant_row
from huxin.measures.careers.service import organised_classes, participants
from huxin.ui.company import render_page
from huxin.ui.page import page


@page("GET", who="company")
def classes(request: HttpRequest) -> HttpResponse:
    """Each class with its people, the newest first."""
    actor, found = actor_of(request), []
    for one in organised_classes(actor):
        row = class_row(one)
        people = participants(actor, one.case_id)[1]
        found.append({**row, "people": [participant_row(who, row["lessons"]) for who in people]})
    return render_page(request, "company/training.html", {"rows": found})
