"""A person's own agreements: read first in plain lines, sign, keep a copy, say that it was not you."""

from __future__ import annotations

import uuid
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, city_pack
from huxin.core.service import english, hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.measures.employment.pages.shared_agreements import clauses_of
from huxin.measures.employment.pages.shared_signing import sign_paper
from huxin.measures.employment.service import (
    Content,
    agreement_pdf,
    content_of,
    disavow,
    find_agreement,
    history,
    my_agreements,
)
from huxin.people.service import Agreement
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.success import Told, done, went

TONES: Final = {"offered": "is-wait", "disputed": "is-bad"}


def status_words(status: str) -> str:
    """The public word of a status."""
    return {
        "offered": _("等你签"),
        "signed": _("有效"),
        "disputed": _("有争议"),
        "replaced": _("已换新的"),
        "ended": _("已结束"),
    }[status]


@page("GET", who="me")
def agreements(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    rows = [_line(one) for one in my_agreements(actor_of(request))]
    return render(request, "worker/agreements/list.html", {"rows": rows})


def _line(row: Agreement) -> dict[str, Any]:
    return {
        "id": row.id, "label": city_pack().papers[row.paper].label, "company": row.company.name, "from": row.start_on,
        "until": row.end_on, "status": status_words(row.status), "tone": TONES.get(row.status, ""),
        "version": row.version,
    }  # fmt: skip


@page("GET", "POST", who="me")
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """What it says; at its end the signature."""
    row = _own(request, agreement_id)
    problems: list[FormProblem] = []
    if request.method == "POST":
        problems = sign_paper(request, row)
        if not problems:
            return went(request, reverse("worker:agreement", args=[row.id]) + "?done=sign")
    signatures = list(row.signatures.order_by("at"))
    content = content_of(row)
    context = {
        "row": _line(row),
        "sha256": row.text_sha256,
        "sm3": row.text_sm3,
        "summary": _summary(content),
        "clauses": clauses_of(content, in_english=english()),
        "original": clauses_of(content, in_english=False) if english() else [],
        "signatures": [{"party": _party(one.party), "at": one.at} for one in signatures],
        "may_sign": row.status == "offered" and "worker" not in {one.party for one in signatures},
        "may_disavow": row.status not in ("disputed", "replaced"),
        "has_text": content is not None,
        "older": [_line(one) for one in history(row)[1:]],
        "case": row.disavowal.case_no if hasattr(row, "disavowal") else "",
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "problems": problems,
        "done": _done(request, row, {one.party for one in signatures}),
    }
    return render(request, "worker/agreements/agreement.html", context, status=400 if problems else 200)


def _own(request: HttpRequest, agreement_id: UUID) -> Agreement:
    try:
        return find_agreement(actor_of(request), agreement_id)
    except NotFoundError:
        raise Http404 from None


def _summary(content: Content | None) -> tuple[str, ...]:
    if content is None:
        return ()
    return content.summary_en if english() else content.summary


def _party(party: str) -> str:
    return {"worker": _("你"), "company": _("企业"), "partner": _("用工合作企业")}[party]


def _done(request: HttpRequest, row: Agreement, signed: set[str]) -> str:
    disputed = row.status == "disputed" and hasattr(row, "disavowal")
    words = {
        "sign": Told(_("签好了。随时可以回来看、下载。"), "worker" in signed),
        "not-mine": Told(_("你的话封存好了，谁也改不了。这份协议标成了有争议。"), disputed),
    }
    return done(request, words)


@page("GET", who="me")
def copy(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The PDF to keep."""
    try:
        name, pdf = agreement_pdf(actor_of(request), agreement_id)
    except NotFoundError:
        raise Http404 from None
    return file_answer("application/pdf", pdf, name, save=True)


@page("GET", "POST", who="me")
def not_mine(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """“不是我签的”: a statement that is sealed, and mediation if the worker wants it."""
    row = _own(request, agreement_id)
    problems: list[FormProblem] = []
    statement = request.POST.get("statement", "")[:2000]
    mediate = request.POST.get("mediate") == "yes"
    if request.method == "POST":
        problems = _disavow(request, row, statement, mediate)
        if not problems:
            return went(request, reverse("worker:agreement", args=[row.id]) + "?done=not-mine")
    context = {
        "row": _line(row),
        "statement": statement,
        "mediate": mediate,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "problems": problems,
    }
    return render(request, "worker/agreements/not_mine.html", context, status=400 if problems else 200)


def _disavow(request: HttpRequest, row: Agreement, statement: str, mediate: bool) -> list[FormProblem]:
    try:
        disavow(actor_of(request), row.id, statement, key=request.POST.get("key", "")[:80], mediate=mediate)
    except InputError as error:
        if error.problem.field == "statement":
            return [FormProblem(_("写一句：哪里不是你签的，你怎么知道的。"), "f-statement")]
        return [FormProblem(hint_of(error))]
    except (ConflictError, ForbiddenError):
        return [FormProblem(_("你已经说过了，我们收到了。"))]
    return []
