"""A company's agreements: what there is and how far it is, building one, sending it, signing it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import COUNTED, ConflictError, ForbiddenError, NotFoundError, city_pack, view_case
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.law.agreements.check import check_text
from huxin.measures.employment.pages.shared_agreements import clauses_of, judged
from huxin.measures.employment.pages.shared_signing import sign_paper
from huxin.measures.employment.service import (
    STATES,
    Content,
    agreement_counts,
    agreement_pdf,
    company_agreements,
    content_of,
    find_agreement,
    history,
    in_force,
    offer,
    state_of,
    successor,
    take_back,
)
from huxin.people.service import Agreement, Company, ErasedError, Names, company_of
from huxin.ui.company import page_number, render_page, shown_people
from huxin.ui.formatting import Status
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.success import Told, done, named, went
from huxin.ui.templatetags.words import say

_TONES: Final = {"offered": "is-wait", "signed": "is-good", "filed": "is-good", "disputed": "is-bad"}


def state_words() -> dict[str, str]:
    """The word of each state."""
    return {
        "drafted": _("草稿"),
        "offered": _("等签字"),
        "signed": _("在这里签的"),
        "filed": _("签好报来的"),
        "disputed": _("有争议"),
        "past": _("不再有效"),
    }


@page("GET", "POST", who="company")
def agreements(request: HttpRequest) -> HttpResponse:
    """One page of them; on POST those of one person, so that no identity number stands in an address."""
    company = company_of(actor_of(request))
    state, number = request.GET.get("state", ""), page_number(request)
    found = company_agreements(company.credit_code, state, number=number, after=request.GET.get("after", ""))
    words, counts = state_words(), agreement_counts(company.credit_code)
    context = {
        "rows": lines(request, found.rows),
        "after": found.after,
        "state": state if state in STATES else "",
        "number": number,
        "tabs": [{"name": name, "label": words[name], "count": _count(counts[name])} for name in STATES],
        "done": _taken_back(request, company),
    }
    return render_page(request, "company/agreements/list.html", context)


def _count(number: int) -> str:
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def lines(request: HttpRequest, rows: Iterable[Agreement]) -> list[dict[str, Any]]:
    """Agreements in a list with the people as this company may see them; the access log notes that it looked."""
    held = list(rows)
    people = shown_people(request, [one.person for one in held])
    return [_line(one, people[one.person_id]) for one in held]


def _line(row: Agreement, person: Names) -> dict[str, Any]:
    state = state_of(row)
    return {
        "id": row.id, "label": say(city_pack().papers[row.paper].label), "worker": person["name"],
        "number": person["id_number"], "from": row.start_on, "until": row.end_on, "signed_on": row.signed_on,
        "version": row.version, "state": state, "status": Status(state_words()[state], _TONES.get(state, "")),
    }  # fmt: skip


def _own(request: HttpRequest, agreement_id: UUID) -> Agreement:
    try:
        return find_agreement(actor_of(request), agreement_id)
    except NotFoundError:
        raise Http404 from None


@page("GET", "POST", who="company")
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Its text with the judgement of each clause, who signed, and what can be done with it now."""
    row = _own(request, agreement_id)
    problems: list[FormProblem] = []
    if request.method == "POST":
        answer = _do(request, row)
        if isinstance(answer, HttpResponse):
            return answer
        problems = answer
    return _show(request, row, problems)


def _do(request: HttpRequest, row: Agreement) -> HttpResponse | list[FormProblem]:
    """Send, take back or sign; the page to go to, or what stands against it."""
    actor, key, wanted = actor_of(request), request.POST.get("key", "")[:80], request.POST.get("do", "")
    here = reverse("company:agreement", args=[row.id])
    if not actor.may("signing"):
        return [FormProblem(_("你的账号不能发出和签协议，找你们管账号的同事。"))]
    try:
        if wanted == "send":
            offer(actor, row.id, key=key)
            return went(request, f"{here}?done=send")
        if wanted == "back":
            what = "drop" if take_back(actor, row.id, key=key)["status"] == "dropped" else "back"
            return went(request, f"{reverse('company:agreements')}?done={what}&of={row.id}")
    except (ConflictError, ForbiddenError, NotFoundError):
        return [FormProblem(_("这份协议刚刚有了变化，看一眼下面再办。"))]
    if wanted == "sign":
        return sign_paper(request, row) or went(request, f"{here}?done=sign")
    return [FormProblem(_("没看懂要做什么，刷新再点一次。"))]


def _show(request: HttpRequest, row: Agreement, problems: list[FormProblem]) -> HttpResponse:
    actor, content = actor_of(request), _content(row)
    signed = {one.party: one.at for one in row.signatures.order_by("at")}
    side = "partner" if row.partner and row.partner == company_of(actor).credit_code else "company"
    own, *older = lines(request, [row, *history(row)[1:]])
    words = {"worker": _("劳动者"), "company": _("企业"), "partner": _("用工合作企业")}
    context = {
        "row": own,
        "sha256": row.text_sha256,
        "clauses": clauses_of(content),
        "english": clauses_of(content, in_english=True) if english() else [],
        "check": judged(check_text(city_pack(), content.text, row.paper)) if content else None,
        "signatures": [{"party": words[party], "at": at} for party, at in signed.items()],
        "may_send": row.status == "drafted",
        "may_back": row.status in ("drafted", "offered") and side == "company" and "worker" not in signed,
        "may_sign": row.status == "offered" and side not in signed,
        "newer": successor(row),
        "may_renew": side == "company" and in_force(row) and successor(row) is None,
        "paper": row.paper,
        "older": older,
        "case_url": _case_url(request, row),
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "problems": problems,
        "done": _done(request, row, set(signed) & {side}),
    }
    return render_page(request, "company/agreements/agreement.html", context, 400 if problems else 200)


def _content(row: Agreement) -> Content | None:
    """What it says; nothing of one that was filed by list, or of a person who was erased."""
    try:
        return content_of(row)
    except ErasedError:
        return None


def _done(request: HttpRequest, row: Agreement, signed: set[str]) -> str:
    words = {
        "draft": Told(_("草稿存好了，只有你们看得到。查一遍再发。"), row.status == "drafted"),
        "send": Told(_("发出去了，会发短信告诉本人。双方都签了才生效。"), row.status == "offered"),
        "sign": Told(_("签好了。"), bool(signed)),
    }
    return done(request, words)


def _taken_back(request: HttpRequest, company: Company) -> str:
    """An offer that ended, or a draft that is not there any more."""
    of = named(request, "of", bool)
    row = Agreement.objects.filter(id=of, company=company).first() if of else None
    words = {
        "back": Told(_("撤回了。"), row is not None and row.status == "ended"),
        "drop": Told(_("草稿删了。"), bool(of) and row is None),
    }
    return done(request, words)


def _case_url(request: HttpRequest, row: Agreement) -> str:
    """The dispute about a disputed one, once the company takes part in it."""
    no = row.disavowal.case_no if hasattr(row, "disavowal") else ""
    if not no:
        return ""
    try:
        view_case(actor_of(request), no)
    except NotFoundError:
        return ""
    return reverse("company:case", args=[no])


@page("GET", who="company")
def copy(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The PDF with the signatures."""
    try:
        name, pdf = agreement_pdf(actor_of(request), _own(request, agreement_id).id)
    except NotFoundError:
        raise Http404 from None
    return file_answer("application/pdf", pdf, name, save=True)
