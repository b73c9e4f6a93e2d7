"""The company's own ledger of safety duties 安全责任台账: what is missing, what comes next, the monthly self-check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.identity.service import access, actor_of
from huxin.measures.safety.pages.shared_ledgers import ledger_context
from huxin.measures.safety.service import ledger_of
from huxin.people.service import company_of
from huxin.ui.company import page


@access("company")
@never_cache
@require_GET
def safety(request: HttpRequest) -> HttpResponse:
    """Every duty of 通知二(六) with its latest entry."""
    actor = actor_of(request)
    found = ledger_of(actor, company_of(actor))
    return page(request, "company/safety.html", {**ledger_context(found, "company:case"), "own": True})
