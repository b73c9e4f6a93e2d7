"""The frame of every page of the company's desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.identity.service import actor_of
from huxin.people.service import company_of
from huxin.ui.navigation import main_pages

FRAME = "company/base.html"


def render_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render with the main pages and the company's name."""
    actor = actor_of(request)
    company = company_of(actor)
    return render(
        request,
        template,
        {"nav": main_pages(request, "company", actor), "company": company, "who": company.name, **context},
        status=status,
    )


def page_number(request: HttpRequest) -> str:
    """The identity number that is looked for; it comes in the body, never in an address."""
    return "".join(request.POST.get("number", "").split())[:18].upper()
