"""Building an agreement from the pack's clauses, and judging a text of the company's own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from huxin.casework.service import ConflictError, city_pack
from huxin.files.documents import text_of
from huxin.law import InputError
from huxin.law.agreements.build import compose
from huxin.law.agreements.check import Checked, check_text
from huxin.law.agreements.model import Paper
from huxin.law.procedures import Field, field_problems
from huxin.measures.employment.service import draw_up
from huxin.portals.agreements import judged
from huxin.portals.company.views.page import page
from huxin.portals.forms import Problem, asked_only, draw, errors_of, problems_of, read_answers
from huxin.portals.templatetags.words import say
from huxin.registry.service import Company, access, actor_of, company_of

_OWN: Final = ("company", "company_code")
"""What the register knows of the company; nobody types it."""
LONGEST: Final = 60_000


@access("company")
@require_GET
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
    return page(request, "company/agreements/papers.html", {"rows": rows})


@access("company")
@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, paper: str) -> HttpResponse:
    """The questions of a paper; a draft when they are answered.  What a free answer may not say is shown judged."""
    kind = city_pack().papers.get(paper)
    if kind is None:
        raise Http404
    company, key = company_of(actor_of(request)), request.POST.get("key") or uuid.uuid4().hex
    if request.method != "POST":
        return _form(request, kind, {"county": company.county}, {}, [], key)
    asked = [one for one in kind.fields if one.name not in _OWN]
    values = asked_only(asked, read_answers(asked, request.POST))
    errors = errors_of(field_problems(asked, values))
    if errors:
        return _form(request, kind, values, errors, problems_of(errors), key)
    return _drawn(request, kind, values, company, key[:80])


def _drawn(request: HttpRequest, kind: Paper, values: Mapping[str, Any], company: Company, key: str) -> HttpResponse:
    """The draft, or the form again with what stands against it."""
    answers = {**values, "company": company.name, "company_code": company.credit_code}
    checked: Checked | None = None
    try:
        checked = compose(city_pack(), kind.id, answers).checked
        made = draw_up(actor_of(request), kind.id, answers, key=key, draft=True)
        return HttpResponseRedirect(reverse("company:agreement", args=[made["id"]]) + "?done=draft")
    except InputError as error:
        problem = error.problem
        asked = any(one.name == problem.field for one in kind.fields)
        errors = {problem.field: problem.hint} if asked else {}
        problems = problems_of(errors) or [Problem(problem.hint, "check" if problem.code == "clause" else "")]
    except ConflictError:
        errors, problems = {}, [Problem(_("这一页已经用过了，重新打开再填。"))]
    shown = checked if checked is not None and not checked.clean else None
    return _form(request, kind, values, errors, problems, key, shown)


def _form(
    request: HttpRequest,
    kind: Paper,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    problems: list[Problem],
    key: str,
    checked: Checked | None = None,
) -> HttpResponse:
    worker, work = _parts(kind)
    context = {
        "label": say(kind.label),
        "clause": city_pack().cite(kind.clause),
        "parts": [
            {"title": _("你们单位"), "fields": draw(_unit(kind), values, errors)},
            {"title": _("和谁签"), "fields": draw(worker, values, errors)},
            {"title": _("说好什么"), "fields": draw(work, values, errors)},
        ],
        "check": judged(checked) if checked is not None else None,
        "problems": problems,
        "key": key,
    }
    return page(request, "company/agreements/draft.html", context, 400 if problems else 200)


def _unit(kind: Paper) -> list[Field]:
    return [one for one in kind.fields if one.name.startswith(("company_", "partner")) and one.name not in _OWN]


def _parts(kind: Paper) -> tuple[list[Field], list[Field]]:
    """The questions about the worker, and those about the work."""
    worker = [one for one in kind.fields if one.name.startswith("worker_")]
    known = {one.name for one in (*worker, *_unit(kind))} | {*_OWN}
    return worker, [one for one in kind.fields if one.name not in known]


@access("company")
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A text of the company's own, as a file or pasted, judged clause by clause; nothing of it is kept."""
    text, kind = request.POST.get("text", "")[:LONGEST], request.POST.get("kind", "")
    problems: list[Problem] = []
    checked: Checked | None = None
    if request.method == "POST":
        try:
            sent = request.FILES.get("file")
            found = text_of(sent.read(), "file") if sent is not None else text
            checked = check_text(city_pack(), found, kind or None)
        except InputError as error:
            problems = [Problem(error.problem.hint, "f-file" if request.FILES else "f-text")]
    context = {
        "kinds": [(one.id, say(one.label)) for one in city_pack().papers.values()],
        "kind": kind,
        "text": text,
        "check": judged(checked) if checked is not None else None,
        "problems": problems,
    }
    return page(request, "company/agreements/check.html", context, 400 if problems else 200)
