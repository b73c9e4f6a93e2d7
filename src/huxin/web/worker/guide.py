"""The public service guide 办事指南, one sheet for each procedure, to read and to print."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.core.service import english
from huxin.law.procedures import Procedure
from huxin.law.procedures.diagram import diagram
from huxin.ui.page import page
from huxin.ui.templatetags.words import say
from huxin.web.worker.times import fixed_time, promised_time


@page("GET", who="public")
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """Everything of the guide; the papers come from the evidence list, so that guide and form cannot differ."""
    procedure = city_pack().procedures.get(name)
    if procedure is None or procedure.guide is None:
        raise Http404
    context = {
        "procedure": procedure,
        "guide": procedure.guide,
        "basis": "；".join(city_pack().cite(one) for one in procedure.guide.basis),
        "asked": [paper for paper in procedure.evidence if paper.source == "applicant"],
        "fetched": [paper for paper in procedure.evidence if paper.source != "applicant"],
        "fixed": fixed_time(procedure),
        "promised": promised_time(procedure),
        "routes": _routes(procedure),
        "diagram": mark_safe(diagram(procedure, "en" if english() else "zh")),  # noqa: S308 - texts are escaped there
        "may_apply": "worker" in procedure.applicants and bool(procedure.form),
    }
    return render(request, "worker/apply/guide.html", context)


def _routes(procedure: Procedure) -> list[dict[str, Any]]:
    units = {"days": _("日"), "months": _("个月")}
    return [
        {
            "label": one.label,
            "text": _("收到决定后 %(length)s%(unit)s内，向%(to)s提出。")
            % {"length": one.length, "unit": units[one.unit], "to": say(one.to)},
        }
        for one in (procedure.appeal.routes if procedure.appeal else ())
    ]
