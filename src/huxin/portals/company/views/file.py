"""What a company can apply for or hand in, and the page on which it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from huxin.portals.company.views.page import FRAME, page
from huxin.portals.filing import Desk, file_page, procedures_for
from huxin.portals.templatetags.words import say
from huxin.registry.service import Actor, access, actor_of, company_of

CHOSEN: Final = ("duty",)
"""Answers that a link to a form may have chosen already."""


@access("company")
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Every procedure that a company opens."""
    rows = [
        {"url": reverse("company:file", args=[one.id]), "label": say(one.label), "result": say(one.guide.result)}
        for one in procedures_for(actor_of(request))
        if one.guide is not None
    ]
    return page(request, "company/services.html", {"rows": rows})


@access("company")
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, name: str) -> HttpResponse:
    """The whole form; ``?from=`` begins with what an earlier case knows."""

    def known(actor: Actor) -> Mapping[str, Any]:
        return {**_known(actor), **{one: request.GET[one][:40] for one in CHOSEN if one in request.GET}}

    desk = Desk(FRAME, page, lambda no: reverse("company:case", args=[no]) + "?done=file", known)
    return file_page(request, name, desk)


def _known(actor: Actor) -> Mapping[str, Any]:
    company = company_of(actor)
    return {"company": company.name, "company_code": company.credit_code}
