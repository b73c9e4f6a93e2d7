"""查找: one box on every page of the desk; a page about a person and one about a company.

What was typed travels in the body of a request, never in an address, and stands in no log: the access log notes who
searched, as what the text was understood and how much was found.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import SearchResult, cases_of, find, keeps_register, visible_person
from huxin.identity.service import Account, Actor, access_log, actor_of
from huxin.measures.governance.pages.office_about import of_order_number
from huxin.people.service import Company, Person, masked_of
from huxin.ui.about import AboutCell, AboutTable, about_company, about_person
from huxin.ui.formatting import instant_text
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.web.office.queue import row_of

CASES: Final = 50
"""So many cases of a person or company are shown, the newest."""


@page("GET", "POST", who="officer")
def search(request: HttpRequest) -> HttpResponse:
    """The form; on POST what was found, or the one thing that was."""
    if request.method != "POST":
        return render_page(request, "agency/find.html", {"asked": ""})
    actor, asked = actor_of(request), request.POST.get("text", "").strip()[:80]
    found, seen = find(actor, asked), of_order_number(actor, asked)
    access_log.note(request, search=found.by, found=found.count + (len(seen.rows) if seen is not None else 0))
    if found.count == 1 and seen is None:
        return HttpResponseRedirect(_only(found))
    context = {
        "asked": asked,
        "searched": bool(asked),
        "more": found.more,
        "seen": seen,
        "cases": [row_of(one) for one in found.cases],
        "people": [{**_shown(one), "url": reverse("agency:person", args=[one.id])} for one in found.people],
        "companies": [
            {"name": one.name, "code": one.credit_code, "url": reverse("agency:company", args=[one.credit_code])}
            for one in found.companies
        ],
    }
    return render_page(request, "agency/find.html", context)


def _only(found: SearchResult) -> str:
    """The address of the one thing that was found."""
    if found.cases:
        return reverse("agency:case", args=[found.cases[0].no])
    if found.people:
        return reverse("agency:person", args=[found.people[0].id])
    return reverse("agency:company", args=[found.companies[0].credit_code])


def _shown(person: Person) -> dict[str, Any]:
    return {**masked_of(person), "county": county_name(person.county)}


@page("GET", who="officer")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What this officer may see of a person; Http404 for somebody outside their scope."""
    one = get_object_or_404(
        Person.objects.select_related("data_key"), id=person_id, kind="natural", index__isnull=False
    )
    actor = actor_of(request)
    if not visible_person(actor, one):
        raise Http404
    context = {
        "head": _shown(one),
        "cases": [row_of(case) for case in cases_of(actor, one)[:CASES]],
        "parts": [*about_person(actor, one), *_accounts(actor, one)],
    }
    return render_page(request, "agency/person.html", context)


@page("GET", who="officer")
def company(request: HttpRequest, credit_code: str) -> HttpResponse:
    """What this officer may see of a company; its name and code are public."""
    one = get_object_or_404(Company.objects.select_related("person__data_key", "works_for"), credit_code=credit_code)
    actor = actor_of(request)
    cases = cases_of(actor, one.person, code=one.credit_code)[:CASES] if one.person is not None else ()
    context = {
        "company": one,
        "county": county_name(one.county) if one.county else "",
        "partners": one.partners.order_by("name"),
        "cases": [row_of(case) for case in cases],
        "parts": [*about_company(actor, one), *_accounts(actor, one.person)],
    }
    return render_page(request, "agency/company.html", context)


def _accounts(actor: Actor, person: Person | None) -> list[AboutTable]:
    """The accounts of a person or company, for whoever opens them at a window."""
    if person is None or not keeps_register(actor) or actor.county not in ("", person.county):
        return []
    lines = [
        (
            AboutCell(one.username),
            AboutCell(one.label),
            AboutCell(_("能用") if one.is_active else _("停用")),
            AboutCell(instant_text(one.last_login) if one.last_login is not None else _("没登录过")),
        )
        for one in Account.objects.filter(person=person).order_by("username")
    ]
    heads = (_("账号"), _("谁"), _("状态"), _("上次登录"))
    return [AboutTable(_("账号"), heads, lines, _("还没有账号。"))]
