"""Photos of an accident in pieces, for the page's script: under the secret that the phone drew, without signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import NotFoundError, begin_in_pouch, find_pouch, piece_in_pouch
from huxin.core.service import hint_of
from huxin.evidence.service import PIECE, Upload
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.measures.injuries.pages.shared_pouches import opened_pouch
from huxin.ui.page import page

WAITS = ("too_many",)
"""Refusals that end by themselves: the script tries again later."""


@page("POST", who="public", form_at=lambda secret: reverse("worker:accident"))
def begin(request: HttpRequest, secret: str) -> HttpResponse:
    """``{"upload", "next", "piece", "evidence"}``; the pouch is opened with its first file, the same key goes on."""
    size = request.POST.get("size", "")
    try:
        number = whole_number(size, 11, 0)
        upload, following = begin_in_pouch(opened_pouch(request, secret), request.POST.get("key", ""), number)
    except InputError as error:
        return _refused(error)
    return JsonResponse(_state(upload, following))


@page("POST", who="public", form_at=lambda secret, upload_id, number: reverse("worker:accident"))
def piece(request: HttpRequest, secret: str, upload_id: UUID, number: int) -> HttpResponse:
    """Take one piece, sent as it is; with the last one ``evidence`` names the sealed file."""
    if request.content_type != "application/octet-stream":
        hint = _("这一段的格式不对，刷新一下再传。")
        return _refused(InputError("content_type", "body", request.content_type or "nothing", "octet-stream", hint))
    try:
        upload, following = piece_in_pouch(find_pouch(secret), secret, upload_id, number, request.body)
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
    status = 429 if problem.code in WAITS else 400
    return JsonResponse({"code": problem.code, "field": problem.field, "hint": hint_of(error)}, status=status)
