"""Fines 罚款: what the office imposed, until when it is to be paid, what being late adds, what arrived."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import OwedFine, fines
from huxin.identity.service import actor_of
from huxin.people.service import yuan
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import yuan as with_commas


@page("GET", who="finance")
def fines_list(request: HttpRequest) -> HttpResponse:
    """The fines of the office, those still open first; recording what arrived is an act of finance in the case."""
    return render_page(request, "agency/fines.html", {"rows": [_row(one) for one in fines(actor_of(request))]})


def _row(one: OwedFine) -> dict[str, Any]:
    return {
        "no": one.no,
        "url": reverse("agency:case", args=[one.no]),
        "company": one.company,
        "until": one.due.until,
        "days_late": one.due.days_late if one.left else 0,
        "fine": with_commas(yuan(one.due.sum)),
        "left": with_commas(yuan(one.left)),
        "late": with_commas(yuan(max(one.due.late - one.late_paid, 0))),
        "paid": one.left == 0,
    }
