"""The company's own ledger of safety duties 安全责任台账: what is missing, what comes next, the monthly self-check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from huxin.identity.service import actor_of
from huxin.measures.safety.pages.shared_ledgers import ledger_context, riders_context
from huxin.measures.safety.service import ledger_of
from huxin.people.service import company_of
from huxin.ui.company import render_page
from huxin.ui.page import page


@page("GET", who="company")
def safety(request: HttpRequest) -> HttpResponse:
    """Every duty of 通知二(六) with its latest entry."""
    actor = actor_of(request)
    company = company_of(actor)
    found = ledger_of(actor, company)
    context = {**ledger_context(found, "company:case"), **riders_context(found, company), "own": True}
    return render_page(request, "company/safety.html", context)
