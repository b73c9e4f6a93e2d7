"""Procedures as officers read them: the picture, who may do what, which deadlines run, how long papers are kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.core.service import english
from huxin.law.procedures import STATUS_LABELS, Clock, Procedure
from huxin.law.procedures.diagram import diagram
from huxin.ui.formatting import role_names
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say


@page("GET", who="officer")
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure of the city."""
    rows = [
        {"id": one.id, "label": say(one.label), "version": one.version, "clause": city_pack().cite(one.clause)}
        for one in sorted(city_pack().procedures.values(), key=lambda one: (one.room, one.id))
    ]
    return render_page(request, "agency/procedures.html", {"rows": rows})


@page("GET", who="officer")
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    found = city_pack().procedures.get(name)
    if found is None:
        raise Http404
    context = {
        "procedure": found,
        "clause": city_pack().cite(found.clause),
        "diagram": mark_safe(diagram(found, "en" if english() else "zh")),  # noqa: S308 - every text is escaped there
        "acts": _acts(found),
        "clocks": [_clock(one) for one in found.clocks],
        "outcomes": [
            {
                "label": say(one.label),
                "years": one.retention_years,
                "note": (one.retention_note or "") if english() else "",
            }
            for one in found.outcomes.values()
        ],
        "guide": found.guide is not None,
    }
    return render_page(request, "agency/procedure.html", context)


def _acts(found: Procedure) -> list[dict[str, Any]]:
    names = role_names()
    return [
        {
            "label": say(act.label),
            "by": "、".join(names.get(by, by) for by in act.by),
            "from": "、".join(say(STATUS_LABELS[one]) if one in STATUS_LABELS else _("还没提交") for one in act.from_),
            "letter": bool(act.letters),
            "second": act.requires is not None and act.requires.by_other,
        }
        for act in found.acts.values()
        if not act.common
    ]


def _clock(one: Clock) -> dict[str, Any]:
    pack = city_pack()
    units = {"w": _("个工作日"), "c": _("天"), "year": _("年")}
    if isinstance(one.length, int):
        length = f"{one.length} {units[one.unit]}"
    else:
        length = _("由本市定（%(unit)s）") % {"unit": units[one.unit]}
    return {
        "label": say(one.label),
        "who": say(one.who),
        "length": length,
        "extend": f"+{one.extend.most} {units[one.unit]}" if one.extend else "",
        "source": pack.cite(one.source),
    }
