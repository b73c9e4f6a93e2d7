"""Ledgers of safety duties 安全责任台账 for the office that checks them, on a desk or on a phone on site."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.identity.service import Actor, actor_of
from huxin.measures.safety.pages import sees_ledgers
from huxin.measures.safety.pages.shared_ledgers import ledger_context, riders_context
from huxin.measures.safety.service import ledger_of
from huxin.people.service import Company
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page

MOST: Final = 100


def _companies(actor: Actor, text: str) -> list[Company]:
    """Registered companies of the officer's county, and those that are of no county, by name."""
    found = Company.objects.exclude(person=None)
    if actor.county:
        found = found.filter(county__in=("", actor.county))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(credit_code=text.upper()))
    return list(found.order_by("name")[:MOST])


@page("GET", who="officer")
def safety(request: HttpRequest) -> HttpResponse:
    """Which companies lack what, those that lack most first."""
    actor, text = actor_of(request), request.GET.get("q", "").replace("\0", "").strip()[:60]
    if not sees_ledgers(actor):
        raise Http404
    ledgers = [(one, ledger_of(actor, one)) for one in _companies(actor, text)]
    rows = [
        {
            "name": one.name,
            "url": reverse("agency:safety_company", args=[one.credit_code]),
            "county": county_name(one.county),
            "wanting": found.wanting,
            "of": len(found.rows),
            "monthly": found.monthly,
            "hazards": sum(hazard.case.status in ("received", "in_progress") for hazard in found.hazards),
        }
        for one, found in sorted(ledgers, key=lambda pair: (-pair[1].wanting, pair[0].name))
    ]
    return render_page(request, "agency/safety.html", {"rows": rows, "q": text})


@page("GET", who="officer")
def company(request: HttpRequest, code: str) -> HttpResponse:
    """The ledger of one company; each entry leads to its case, where the check is recorded."""
    actor = actor_of(request)
    found = Company.objects.filter(credit_code=code.upper()).first()
    outside = found is None or (actor.county and found.county not in ("", actor.county))
    if found is None or outside or not sees_ledgers(actor):
        raise Http404
    ledger = ledger_of(actor, found)
    context = {**ledger_context(ledger, "agency:case"), **riders_context(ledger, found)}
    return render_page(
        request, "agency/safety_company.html", {**context, "name": found.name, "code": found.credit_code}
    )
