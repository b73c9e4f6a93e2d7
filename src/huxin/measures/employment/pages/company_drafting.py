"""Building an agreement from the pack's clauses, and judging a text of the company's own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, NotFoundError, city_pack, today
from huxin.core.service import hint_of
from huxin.files.documents import text_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.agreements.build import compose
from huxin.law.agreements.check import CheckedAgreement, check_text
from huxin.law.agreements.model import Paper
from huxin.law.procedures import Field
from huxin.measures.employment.pages.shared_agreements import judged
from huxin.measures.employment.service import content_of, draw_up, find_agreement, in_force, successor
from huxin.people.service import Agreement, Company, ErasedError, company_of, details_of
from huxin.ui.company import render_page
from huxin.ui.forms import FormProblem, asked_only, draw, form_errors, problems_of, read_answers
from huxin.ui.page import page
from huxin.ui.success import went
from huxin.ui.templatetags.words import say

_OWN: Final = ("company", "company_code")
"""What the register knows of the company; nobody types it."""
LONGEST: Final = 60_000


@page("GET", who="company")
def papers(request: HttpRequest) -> HttpResponse:
    """The kinds of agreement to choose from."""
    rows = [
        {
            "url": reverse("company:draft", args=[one.id]),
            "label": say(one.label),
            "clause": city_pack().cite(one.clause),
            "musts": "、".join(say(city_pack().subjects[must.subject].label) for must in one.musts),
        }
        for one in city_pack().papers.values()
    ]
    return render_page(request, "company/agreements/papers.html", {"rows": rows})


@dataclass(frozen=True)
class _Renewal:
    """The agreement that a new one replaces.

    ``name``: the worker's; ``worker``: what is known of the other side, so that nobody types it.
    """

    row: Agreement
    name: str
    worker: Mapping[str, Any]
    values: Mapping[str, Any]


@page("GET", "POST", who="company_signing")
def draft(request: HttpRequest, paper: str) -> HttpResponse:
    """The questions of a paper; a draft when they are answered.  What a free answer may not say is shown judged.

    ``instead_of`` names the agreement that this one replaces once it is signed.
    """
    kind = city_pack().papers.get(paper)
    if kind is None:
        raise Http404
    company, key = company_of(actor_of(request)), request.POST.get("key") or uuid.uuid4().hex
    before = _renewal(request, kind, company)
    if request.method != "POST":
        newer = successor(before.row) if before else None
        if newer is not None:
            return HttpResponseRedirect(reverse("company:agreement", args=[newer.id]))
        values = before.values if before else {"county": company.county}
        return _form(request, kind, before, values, {}, [], key)
    asked = [one for one in kind.fields if one.name not in _OWN and not (before and one.name in before.worker)]
    values = asked_only(asked, read_answers(asked, request.POST))
    errors = form_errors(asked, values)
    if errors:
        return _form(request, kind, before, values, errors, problems_of(errors), key)
    return _drawn(request, kind, before, values, company, key[:80])


def _renewal(request: HttpRequest, kind: Paper, company: Company) -> _Renewal | None:
    """The agreement to replace, if one is named.  Raises Http404 for one that is not the company's or not in force."""
    named = request.POST.get("instead_of") or request.GET.get("instead_of", "")
    if not named:
        return None
    try:
        row = find_agreement(actor_of(request), uuid.UUID(named))
        content, name = content_of(row), details_of(row.person).name
    except (ValueError, NotFoundError, ErasedError):
        raise Http404 from None
    if row.company_id != company.credit_code or not in_force(row):
        raise Http404
    said = dict(content.answers) if content else {"trade": row.trade, "county": row.county}
    names = {one.name for one in kind.fields} - {*_OWN}
    worker = {name: said[name] for name in said if name in names and name.startswith("worker_")}
    values = {name: said[name] for name in said if name in names and name not in {*worker, "end_on"}}
    follows = row.end_on + timedelta(days=1) if row.end_on and row.end_on < date.max else today()
    values["start_on"] = follows.isoformat()
    return _Renewal(row, name, worker, values)


def _drawn(
    request: HttpRequest,
    kind: Paper,
    before: _Renewal | None,
    values: Mapping[str, Any],
    company: Company,
    key: str,
) -> HttpResponse:
    """The draft, or the form again with what stands against it."""
    answers = {**values, "company": company.name, "company_code": company.credit_code}
    answers |= before.worker if before else {}
    checked: CheckedAgreement | None = None
    try:
        checked = compose(city_pack(), kind.id, answers).checked
        old = before.row.id if before else None
        made = draw_up(actor_of(request), kind.id, answers, key=key, instead_of=old, draft=True)
        return went(request, reverse("company:agreement", args=[made["id"]]) + "?done=draft")
    except InputError as error:
        problem = error.problem
        asked = any(one.name == problem.field for one in kind.fields)
        errors = {problem.field: hint_of(error)} if asked else {}
        problems = problems_of(errors) or [FormProblem(hint_of(error), "check" if problem.code == "clause" else "")]
    except NotFoundError:
        errors, problems = {}, [FormProblem(_("新版要和原来那一份是同一个人；换人就另外写一份。"))]
    except ConflictError:
        errors, problems = {}, [FormProblem(_("这一页已经用过了，重新打开再填。"))]
    shown = checked if checked is not None and not checked.clean else None
    return _form(request, kind, before, values, errors, problems, key, shown)


def _form(
    request: HttpRequest,
    kind: Paper,
    before: _Renewal | None,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    problems: list[FormProblem],
    key: str,
    checked: CheckedAgreement | None = None,
) -> HttpResponse:
    known = before.worker if before else {}
    worker, work = _parts(kind)
    parts = [
        (_("你们单位"), _unit(kind)),
        (_("和谁签"), [one for one in worker if one.name not in known]),
        (_("说好什么"), work),
    ]
    context = {
        "label": say(kind.label),
        "clause": city_pack().cite(kind.clause),
        "before": before and {"id": before.row.id, "worker": before.name, "from": before.row.start_on},
        "parts": [{"title": title, "fields": draw(fields, values, errors)} for title, fields in parts if fields],
        "check": judged(checked) if checked is not None else None,
        "problems": problems,
        "key": key,
    }
    return render_page(request, "company/agreements/draft.html", context, 400 if problems else 200)


def _unit(kind: Paper) -> list[Field]:
    return [one for one in kind.fields if one.name.startswith(("company_", "partner")) and one.name not in _OWN]


def _parts(kind: Paper) -> tuple[list[Field], list[Field]]:
    """The questions about the worker, and those about the work."""
    worker = [one for one in kind.fields if one.name.startswith("worker_")]
    known = {one.name for one in (*worker, *_unit(kind))} | {*_OWN}
    return worker, [one for one in kind.fields if one.name not in known]


@page("GET", "POST", who="company")
def check(request: HttpRequest) -> HttpResponse:
    """A text of the company's own, as a file or pasted, judged clause by clause; nothing of it is kept."""
    text, kind = request.POST.get("text", "")[:LONGEST], request.POST.get("kind", "")
    problems: list[FormProblem] = []
    checked: CheckedAgreement | None = None
    if request.method == "POST":
        try:
            sent = request.FILES.get("file")
            found = text_of(sent.read(), "file") if sent is not None else text
            checked = check_text(city_pack(), found, kind or None)
        except InputError as error:
            problems = [FormProblem(hint_of(error), "f-file" if request.FILES else "f-text")]
    context = {
        "kinds": [(one.id, say(one.label)) for one in city_pack().papers.values()],
        "kind": kind,
        "text": text,
        "check": judged(checked) if checked is not None else None,
        "problems": problems,
    }
    return render_page(request, "company/agreements/check.html", context, 400 if problems else 200)
