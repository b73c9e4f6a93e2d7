"""The papers of a case: its files, the receipt over them, the letter before it is decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from huxin.casework.service import (
    Dossier,
    NotFoundError,
    WithheldError,
    approval_sheet,
    case_file,
    evidence_rows,
    open_evidence,
    preview_decision,
)
from huxin.evidence.service import EXTENSIONS
from huxin.identity.service import actor_of
from huxin.measures.injuries.pages.worker_accident import receipt_answer
from huxin.ui.errors import withheld
from huxin.ui.page import page
from huxin.ui.responses import dossier_of, file_answer


@page("GET", who="officer")
def evidence(request: HttpRequest, no: str, evidence_id: UUID) -> HttpResponse:
    """One file, as it was received; never run by the browser."""
    small, save = request.GET.get("small") == "1", request.GET.get("save") == "1"
    try:
        kind, content = open_evidence(actor_of(request), no, evidence_id, small=small, export=save)
    except NotFoundError:
        raise Http404 from None
    except WithheldError as error:
        return withheld(request, str(error))
    return file_answer(kind, content, f"{evidence_id}.{EXTENSIONS[kind]}", save=save)


@page("GET", who="officer")
def receipt(request: HttpRequest, no: str) -> HttpResponse:
    """The signed receipt over every file of the case."""
    return receipt_answer(request, [row for _kind, row in evidence_rows(dossier_of(request, no))])


@page("GET", who="officer")
def preview(request: HttpRequest, no: str) -> HttpResponse:
    """The decision letter as it would be: unsigned, and marked so."""
    try:
        pdf = preview_decision(actor_of(request), no)
    except NotFoundError:
        raise Http404 from None
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


@page("GET", who="officer")
def bound(request: HttpRequest, no: str) -> HttpResponse:
    """Cover, list and note of an ended case 案卷, to bind with its papers."""
    return _own_paper(request, no, case_file)


@page("GET", who="officer")
def approval(request: HttpRequest, no: str) -> HttpResponse:
    """What was proposed and decided 审批表, on a page or two."""
    return _own_paper(request, no, approval_sheet)


def _own_paper(request: HttpRequest, no: str, make: Callable[[Dossier], bytes]) -> HttpResponse:
    try:
        pdf = make(dossier_of(request, no))
    except NotFoundError:
        raise Http404 from None
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})
