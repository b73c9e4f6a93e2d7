"""The same answer at every desk: a case or that it is not there, a received file shown or saved and never run."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from huxin.casework.service import (
    DisposedError,
    Dossier,
    NotFoundError,
    WithheldError,
    open_evidence,
    view_case,
)
from huxin.evidence.service import EXTENSIONS
from huxin.identity.service import Actor, actor_of
from huxin.ui.errors import withheld


def dossier_of(request: HttpRequest, no: str) -> Dossier:
    """The case with its acts.  Raises Http404 outside the scope; ``GoneMiddleware`` says where its papers are gone."""
    try:
        return view_case(actor_of(request), no)
    except DisposedError:
        raise
    except NotFoundError:
        raise Http404 from None


def file_answer(kind: str, content: bytes, name: str, *, save: bool = False) -> HttpResponse:
    """A file that the browser shows and never runs."""
    headers = {
        "Content-Disposition": f'{"attachment" if save else "inline"}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


def case_paper(request: HttpRequest, actor: Actor, dossier: Dossier, evidence_id: UUID) -> HttpResponse:
    """A paper of the steps that this party may see, as it was received.  Raises Http404 for any other."""
    if str(evidence_id) not in {one["id"] for one in dossier.evidence}:
        raise Http404
    try:
        kind, content = open_evidence(actor, dossier.case.no, evidence_id)
    except NotFoundError:
        raise Http404 from None
    except WithheldError as error:
        return withheld(request, str(error))
    return file_answer(kind, content, f"{evidence_id}.{EXTENSIONS[kind]}")
