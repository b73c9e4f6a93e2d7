"""核验: is a receipt ours, and how anybody checks a file against it without us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huxin.casework.service import find_paper, find_receipt, own_certificates
from huxin.core.service import public_key
from huxin.evidence.service import EXTENSIONS, verifier_script
from huxin.identity.service import limited
from huxin.ui.formatting import size_text
from huxin.ui.forms import FormProblem
from huxin.ui.page import page


@page("GET", who="public")
def how(request: HttpRequest) -> HttpResponse:
    """Three steps, the script and the public key."""
    return render(request, "worker/verify/how.html", {"key": public_key()})


@page("GET", who="public")
def script(request: HttpRequest) -> HttpResponse:
    """The offline verifier, with this installation's key in it."""
    headers = {"Content-Disposition": 'attachment; filename="huxin_verify.py"'}
    return HttpResponse(verifier_script(), content_type="text/x-python; charset=utf-8", headers=headers)


@page("GET", who="public")
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates by which papers of this city are checked, for whoever checks them elsewhere."""
    headers = {"Content-Disposition": 'attachment; filename="city.pem"'}
    return HttpResponse(own_certificates(), content_type="application/x-pem-file", headers=headers)


@page("GET", who="public")
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """What an issued receipt says: hashes and times, nothing of the person."""
    found = find_receipt(str(receipt_id))
    if found is None:
        raise Http404
    files = [
        {**one, "at": datetime.fromisoformat(one["received_at"]), "kind": EXTENSIONS[one["type"]].upper()}
        | {"size": size_text(one["size"])}
        for one in found.content["files"]
    ]
    return render(request, "worker/verify/receipt.html", {"receipt": found, "files": files})


@page("GET", who="public")
@limited("check")
def paper(request: HttpRequest) -> HttpResponse:
    """核验文书: the code that stands on a paper in, what it is and whether it holds out; nothing of any person."""
    code = request.GET.get("code", "")[:40]
    found = find_paper(code) if code.strip() else None
    lost = [FormProblem(_("查不到。核验码在文书第一页右上角，照着再填一遍。"), "f-code")]
    problems = lost if code.strip() and found is None else []
    context = {"code": code, "paper": found, "problems": problems}
    return render(request, "worker/verify/paper.html", context, status=400 if problems else 200)
