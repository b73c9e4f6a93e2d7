"""The frame of every page of the company's desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huxin.casework.service import number_of_city, today
from huxin.identity.service import access_log, actor_of, leave_trace
from huxin.law.dates import add_years
from huxin.people.service import Names, Person, company_of, own_people
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


def shown_people(request: HttpRequest, people: Iterable[Person]) -> dict[UUID, Names]:
    """People on a page of the company, its own in full; the access log notes how many it saw."""
    actor = actor_of(request)
    years = number_of_city("agreement.kept_years", today())
    since = add_years(today(), -years) if years is not None else today()
    found = own_people(actor, company_of(actor).credit_code, people, _("已注销"), since)
    access_log.note(request, own_people=len(found))
    return found


def taken_people(request: HttpRequest, people: Iterable[Person]) -> dict[UUID, Names]:
    """People in a file that the company takes away, its own in full; that it took them is sealed."""
    found = shown_people(request, people)
    content = {"people": len(found), "route": request.path}
    leave_trace("export", "own_people", actor_of(request).pk, content=content)
    return found


def page_number(request: HttpRequest) -> str:
    """The identity number that is looked for; it comes in the body, never in an address."""
    return "".join(request.POST.get("number", "").split())[:18].upper()
