"""我的材料: everything that a person ever sent, to be chosen again; and the door for files that come in pieces."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    NotFoundError,
    WithheldError,
    add_piece,
    begin_upload,
    evidence_rows,
    locker,
    own_paper,
    shown_paper,
)
from huxin.core.service import hint_of
from huxin.evidence.service import PIECE, Upload
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.measures.injuries.pages.worker_accident import receipt_answer
from huxin.ui.errors import withheld
from huxin.ui.page import page
from huxin.ui.responses import dossier_of, file_answer
from huxin.ui.success import Told, done
from huxin.ui.uploads import file_rows


@page("GET", who="me")
def files(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    rows = file_rows(locker(actor_of(request)))
    words = {"claimed": Told(_("放进来了。办事的时候，在“拍照上传”那一步选它就行。"), bool(rows))}
    return render(request, "worker/files.html", {"files": rows, "done": done(request, words)})


@page("GET", who="me")
def file(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """One of the person's own files; ``?small=1``: its preview."""
    actor = actor_of(request)
    try:
        row = own_paper(actor, evidence_id)
        kind, content = shown_paper(row, actor.key, small=request.GET.get("small") == "1")
    except NotFoundError:
        raise Http404 from None
    except WithheldError as error:
        return withheld(request, str(error))
    return file_answer(kind, content, str(row.id))


@page("GET", who="me")
def receipt(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """The receipt of one file."""
    try:
        return receipt_answer(request, [own_paper(actor_of(request), evidence_id)])
    except NotFoundError:
        raise Http404 from None


@page("GET", who="worker")
def case_receipt(request: HttpRequest, no: str) -> HttpResponse:
    """The receipt of every file of a case."""
    return receipt_answer(request, [row for _kind, row in evidence_rows(dossier_of(request, no))])


@page("POST", who="worker", form_at=lambda: reverse("worker:files"))
def begin(request: HttpRequest) -> HttpResponse:
    """JSON for the page's script: ``{"upload", "next", "piece"}``; the same key goes on where it stopped."""
    size = request.POST.get("size", "")
    try:
        number = whole_number(size, 11, 0)
        upload, following = begin_upload(actor_of(request), request.POST.get("key", ""), number)
    except InputError as error:
        return _refused(error)
    return JsonResponse(_state(upload, following))


@page("POST", who="worker", form_at=lambda upload_id, number: reverse("worker:files"))
def piece(request: HttpRequest, upload_id: UUID, number: int) -> HttpResponse:
    """Take one piece, sent as it is; with the last one ``evidence`` names the sealed file."""
    if request.content_type != "application/octet-stream":
        hint = _("这一段的格式不对，刷新一下再传。")
        return _refused(InputError("content_type", "body", request.content_type or "nothing", "octet-stream", hint))
    try:
        upload, following = add_piece(actor_of(request), upload_id, number, request.body)
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        return _refused(error)
    return JsonResponse(_state(upload, following))


def _state(upload: Upload, following: int) -> dict[str, Any]:
    evidence = str(upload.evidence_id) if upload.evidence_id else None
    return {"upload": str(upload.id), "next": following, "piece": PIECE, "evidence": evidence}


def _refused(error: InputError) -> JsonResponse:
    problem = error.problem
    return JsonResponse({"code": problem.code, "field": problem.field, "hint": hint_of(error)}, status=400)
