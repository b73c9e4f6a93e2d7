"""我出事了: seal photos first, in less than a minute and without signing in; the rest can wait."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ForbiddenError,
    city_pack,
    claim,
    pouch_number,
    put_in,
    receipt_for,
    receipt_pdf,
    unclaimed_days,
)
from huxin.core.service import hint_of
from huxin.evidence.service import BY_NAME, Pouch, accepted
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.measures.injuries.pages.shared_cover import ITEM
from huxin.measures.injuries.pages.shared_pouches import new_pouch, pouch_of
from huxin.measures.injuries.pages.worker_after import tap_fields
from huxin.ui.errors import trouble
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.success import went
from huxin.ui.uploads import file_refused, file_rows

ACCEPT = f"image/*,{accepted(BY_NAME)}"


@page("GET", "POST", who="public")
def start(request: HttpRequest) -> HttpResponse:
    """Two taps to the first photo; what is sent is sealed at once."""
    problems: list[FormProblem] = []
    if request.method == "POST":
        sent = request.FILES.getlist("photos")
        problems = [] if sent else [FormProblem(_("还没选照片。点“拍照”，拍一张就行。"), "f-photos")]
        if sent:
            try:
                pouch, secret = new_pouch(request)
            except InputError as error:
                return trouble(request, 429, _("存得太多了"), hint_of(error))
            refused = _seal(pouch, secret, sent)
            if pouch.files.exists():
                return went(request, reverse("worker:sealed", args=[secret]), refused)
            pouch.delete()
            problems = [FormProblem(one, "f-photos") for one in refused]
    context = {"problems": problems, "accept": ACCEPT, "days": unclaimed_days()}
    return render(request, "worker/accident/start.html", context, status=400 if problems else 200)


def _seal(pouch: Pouch, secret: str, sent: list[UploadedFile[bytes]]) -> list[str]:
    """Seal what can be sealed; answers each file that was refused, by its name, with why."""
    refused = []
    for one in sent:
        try:
            put_in(pouch, secret, one.chunks())
        except InputError as error:
            refused.append(file_refused(one.name, hint_of(error)))
    return refused


@page("GET", "POST", who="public")
def sealed(request: HttpRequest, secret: str) -> HttpResponse:
    """What is sealed under a link: number, hashes, receipt; more can be put in until somebody has claimed it.

    The link leaks to no other site: the policy of the whole site is ``same-origin``.  A stricter one on this page
    would make the browser send its own forms with ``Origin: null``, and the check against forgery would refuse them.
    """
    pouch = pouch_of(secret)
    problems: list[FormProblem] = []
    if request.method == "POST" and not pouch.holder:
        sent = request.FILES.getlist("photos")
        problems = [] if sent else [FormProblem(_("还没选照片。点“拍照”，拍一张就行。"), "f-photos")]
        if sent:
            return went(request, reverse("worker:sealed", args=[secret]), _seal(pouch, secret, sent))
    link = request.build_absolute_uri(reverse("worker:sealed", args=[secret]))
    context: dict[str, Any] = {
        "no": pouch_number(pouch),
        "files": file_rows(pouch.files.order_by("received_at")),
        "link": link,
        "secret": secret,
        "until": pouch.expires_at,
        "claimed": bool(pouch.holder),
        "problems": problems,
        "accept": ACCEPT,
        "taps": tap_fields({}) if ITEM in city_pack().items else [],
    }
    return render(request, "worker/accident/sealed.html", context, status=400 if problems else 200)


@page("GET", who="public")
def receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """The signed receipt over everything in the pouch."""
    return receipt_answer(request, list(pouch_of(secret).files.order_by("received_at")))


def receipt_answer(request: HttpRequest, files: list[Any]) -> HttpResponse:
    """A receipt as PDF."""
    if not files:
        raise Http404
    made = receipt_for(files)
    where = request.build_absolute_uri(reverse("worker:receipt", args=[made.id]))
    name = f"huxin-receipt-{str(made.id)[:8]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(receipt_pdf(made, where), content_type="application/pdf", headers=headers)


@page("GET", "POST", who="me")
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Signed in: make it one's own; then it can be chosen in every application."""
    pouch = pouch_of(secret)
    if request.method == "POST":
        try:
            claim(actor_of(request), secret)
        except ForbiddenError:
            return trouble(request, 403, _("这些文件已经有人认领了"), _("不是你认领的，就打 12333 说明情况。"))
        return went(request, reverse("worker:files") + "?done=claimed")
    context = {"no": pouch_number(pouch), "count": pouch.files.count(), "secret": secret}
    return render(request, "worker/accident/claim.html", context)
