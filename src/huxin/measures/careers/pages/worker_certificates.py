"""证书: what I hold, the paper to keep, the way to the subsidy; and the check that anybody can make."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, NotFoundError, city_pack
from huxin.identity.service import actor_of, limited
from huxin.measures.careers.service import (
    SUBSIDY,
    Certificate,
    begin_subsidy,
    begun_otherwise,
    certificate_pdf,
    check_certificate,
    check_code,
    level_label,
    occupation_label,
    own_certificate,
    revoked_on,
    why_revoked,
)
from huxin.ui.forms import FormProblem
from huxin.ui.onward import fill_in
from huxin.ui.page import page
from huxin.ui.questions import RESULT, about, gone, lay_down, merged, run_of


def _own(request: HttpRequest, certificate_id: UUID) -> Certificate:
    try:
        return own_certificate(actor_of(request), certificate_id)
    except NotFoundError:
        raise Http404 from None


def _check_address(request: HttpRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("worker:check")) + "?" + urlencode({"number": number})


@page("GET", who="me")
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """One certificate of mine."""
    row = _own(request, certificate_id)
    procedure = city_pack().procedures[row.case.procedure]
    revoked = revoked_on(row)
    context: dict[str, Any] = {
        "one": row,
        "occupation": occupation_label(row.occupation),
        "level": level_label(row.level),
        "code": check_code(row.number),
        "where": _check_address(request, row.number),
        "revoked_on": revoked,
        "why": why_revoked(row) if revoked else None,
        "appeal": procedure.appeal,
        "subsidy": city_pack().procedures.get(SUBSIDY),
    }
    return render(request, "worker/training/certificate.html", context)


@page("GET", who="me")
def pdf(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The paper, signed."""
    row = _own(request, certificate_id)
    try:
        name, body = certificate_pdf(actor_of(request), row.id, _check_address(request, row.number))
    except NotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@page("POST", who="me", form_at=lambda certificate_id: reverse("worker:certificate", args=[certificate_id]))
def claim(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Begin the subsidy from the certificate; an unfinished application is never lost without being asked for."""
    actor, row = actor_of(request), _own(request, certificate_id)
    choice = request.POST.get("choice", "")
    if begun_otherwise(actor, row) and choice not in ("keep", "fresh"):
        back = reverse("worker:certificate", args=[row.id])
        context = {"back": back, "procedure": city_pack().procedures[SUBSIDY]}
        return render(request, "worker/cases/begun.html", context)
    try:
        begin_subsidy(actor, row.id, keep=choice == "keep")
    except ConflictError:
        return HttpResponseRedirect(reverse("worker:certificate", args=[row.id]))
    fill_in(row.person_id, SUBSIDY)
    return HttpResponseRedirect(reverse("worker:apply", args=[SUBSIDY]))


@page("GET", "POST", who="public")
@limited("check")
def check(request: HttpRequest) -> HttpResponse:
    """查证书: number and code in, a masked name, occupation, level, day and issuer out."""
    if request.method == "POST":
        return lay_down(request, merged(request), RESULT)
    run, found, problems = run_of(request), None, gone(request)
    number = (run.said if run is not None else request.GET).get("number", "")[:40]
    if run is not None:
        found = check_certificate(number, run.said.get("code", "")[:20])
        if found is None:
            problems = [FormProblem(_("查不到。编号和校验码都在证书上，照着再填一遍。"), "f-number")]
    context = {"number": number, "found": found, "problems": problems, **about(request)}
    status = 400 if run is not None and found is None else 200
    return render(request, "worker/training/check.html", context, status=status)
