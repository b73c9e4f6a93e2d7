"""A received file as an answer, the same at every desk: shown or saved, never run."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from huxin.casework.service import Dossier, NotFoundError, WithheldError, open_evidence, visible_steps
from huxin.ledger.service import EXTENSIONS
from huxin.portals.errors import withheld
from huxin.registry.service import Actor


def file_answer(kind: str, content: bytes, name: str, *, save: bool = False) -> HttpResponse:
    """A file that the browser shows and never runs."""
    headers = {
        "Content-Disposition": f'{"attachment" if save else "inline"}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


def case_paper(request: HttpRequest, actor: Actor, dossier: Dossier, evidence_id: UUID) -> HttpResponse:
    """A paper of the steps that this party may see, as it was received.  Raises Http404 for any other."""
    if str(evidence_id) not in {one["id"] for step in visible_steps(actor, dossier) for one in step.evidence}:
        raise Http404
    try:
        kind, content = open_evidence(actor, dossier.case.no, evidence_id)
    except NotFoundError:
        raise Http404 from None
    except WithheldError as error:
        return withheld(request, str(error))
    return file_answer(kind, content, f"{evidence_id}.{EXTENSIONS[kind]}")
