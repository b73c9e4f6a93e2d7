"""The register of documents 发文登记: every number of the office, which paper it stands on, and which are void."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    DocumentNumber,
    NotFoundError,
    blank_receipt,
    document_register,
    title_of,
    void_number,
)
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import went


@page("GET", "POST", who="officer")
def documents(request: HttpRequest) -> HttpResponse:
    """The register, newest first; on POST an approver makes a number void with its reason."""
    actor, problems = actor_of(request), list[FormProblem]()
    if request.method == "POST":
        try:
            void_number(actor, _id(request.POST.get("id", "")), request.POST.get("reason", ""))
            return went(request, reverse("agency:documents"))
        except InputError as error:
            problems = refused(error)
        except NotFoundError:
            problems = [FormProblem(_("没有这个文号，或者不归本单位。"))]
    text, year = request.GET.get("q", "")[:80], request.GET.get("year", "")
    found = document_register(
        actor,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        text=text,
        after=request.GET.get("after", ""),
    )
    context = {
        "rows": [_row(actor, one) for one in found.rows],
        "after": found.after,
        "text": text,
        "year": year,
        "problems": problems,
    }
    return render_page(request, "agency/documents.html", context, 400 if problems else 200)


@page("GET", who="officer")
def receipt_form(request: HttpRequest, no: str, letter_id: UUID) -> HttpResponse:
    """The record of service of a paper as a form to print, to sign and to scan back."""
    try:
        pdf = blank_receipt(actor_of(request), no, letter_id)
    except NotFoundError:
        raise Http404 from None
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


def _row(actor: Actor, one: DocumentNumber) -> dict[str, Any]:
    variant = next((letter.variant for letter in one.letters.all()), "")
    return {
        "id": one.id,
        "text": one.text,
        "title": title_of(one.template, variant, "en" if english() else "zh"),
        "no": one.case_id,
        "at": one.taken_at,
        "copies": sum(1 for _letter in one.letters.all()),
        "issued": all(letter.issued_at is not None for letter in one.letters.all()),
        "void": one.voided_at,
        "reason": one.reason,
        "may_void": one.voided_at is None and "approver" in actor.roles,
    }


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("number", "id", text[:40], "a number of the register", _("打开最新的页面再试。")) from None
