"""Early signs of group disputes 群体纠纷苗头, and the page of one group: same matter, same company."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import NAMING, TOGETHER, BulkResult, Member, city_pack
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.disputes.service import (
    Collective,
    collective,
    collectives,
    early_signs,
    name_delegates,
    sees_signs,
)
from huxin.people.service import details_of, masked, yuan
from huxin.ui.bulk import result_of, together_labels
from huxin.ui.formatting import instant_text, status_of
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say

_MANY: Final = ("accept", "assign", "note", "serve", "extend")
"""What is done for a whole group at once, of what can be done together."""


@page("GET", who="officer")
def group_disputes(request: HttpRequest) -> HttpResponse:
    """Companies with so many open disputes in the officer's scope; both figures are the city's."""
    actor = actor_of(request)
    if not sees_signs(actor):
        raise Http404
    signs = early_signs(actor)
    falls = {
        one.code: {"before": yuan(one.before_fen), "now": yuan(one.now_fen), "percent": one.percent}
        for one in signs.falls
    }
    rows = [
        {
            "company": one.company,
            "count": one.count,
            "fall": falls.get(one.code),
            "groups": [_line(group) for group in collectives(actor, one.code)],
            "cases": [
                {
                    "no": case.no,
                    "url": reverse("agency:case", args=[case.no]),
                    "label": say(city_pack().procedures[case.procedure].label),
                    "county": county_name(case.county),
                    "filed_at": instant_text(case.filed_at),
                }
                for case in one.cases
            ],
        }
        for one in signs.found
    ]
    figures = {"days": signs.days.value or "—", "least": signs.least.value or "—", "fall": signs.fall.value or "—"}
    rule = _("最近 %(days)s 天，同一企业有 %(least)s 件以上没办完的纠纷，或者一半订单的报酬少了 %(fall)s%%") % figures
    context = {"rows": rows, "rule": rule, "certain": signs.certain}
    return render_page(request, "agency/groups.html", context)


def _line(group: Collective) -> dict[str, Any]:
    return {
        "label": matter_text(group),
        "count": len(group.members),
        "people": group.people,
        "reached": group.reached,
        "url": reverse("agency:group", args=[group.code, group.matter]),
    }


def matter_text(group: Collective) -> str:
    """The matter in the words of the form with which the oldest case was filed."""
    procedure = city_pack().procedures[group.members[0].case.procedure]
    asked = next((one for one in procedure.fields_of("file") if one.name == "matter"), None)
    options = asked.options if asked is not None else ()
    return next((say(one.label) for one in options if one.value == group.matter), group.matter)


@page("GET", "POST", who="officer")
def group(request: HttpRequest, code: str, matter: str) -> HttpResponse:
    """One group: who, how many, what the law asks; delegates are recorded in all its cases at once."""
    actor = actor_of(request)
    found = collective(actor, code, matter)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found, "、".join(found.delegates), [])
    if "handler" not in actor.roles:
        raise Http404
    text = request.POST.get("delegates", "")[:200]
    try:
        done = name_delegates(actor, found, text, key=request.POST.get("key", "")[:40])
    except InputError as error:
        return _show(request, found, text, refused(error, "g"))
    return _done(request, found, done)


def _show(request: HttpRequest, found: Collective, text: str, problems: list[FormProblem]) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "company": found.company,
        "matter": matter_text(found),
        "people": found.people,
        "reached": found.reached,
        "rule": _("%(least)s 人以上，推举 %(fewest)s 到 %(most)s 名代表")
        % {"least": found.least.value, "fewest": found.fewest.value, "most": found.most.value},
        "clause": city_pack().cite(found.fewest.source or ""),
        "cases": [_case(one) for one in found.members],
        "delegates": text,
        "problems": problems,
        "key": uuid.uuid4().hex,
        "may": "handler" in actor.roles,
        "here": request.path,
        "together": reverse("agency:together", args=["all"]),
        "acts": [(name, label) for name, label in together_labels() if name in _MANY and name in TOGETHER],
    }
    return render_page(request, "agency/group.html", context, 400 if problems else 200)


def _case(one: Member) -> dict[str, Any]:
    case = one.case
    return {
        "no": case.no,
        "url": reverse("agency:case", args=[case.no]),
        "label": say(city_pack().procedures[case.procedure].label),
        "applicant": masked(details_of(case.applicant))["name"],
        "people": one.people,
        "county": county_name(case.county),
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "delegates": one.delegates,
        "filed_at": instant_text(case.filed_at),
    }


def _done(request: HttpRequest, found: Collective, done: list[BulkResult]) -> HttpResponse:
    spec = next(one.acts[NAMING] for one in city_pack().procedures.values() if NAMING in one.acts)
    context = {"label": say(spec.label), "back": request.path, "back_text": _("回到这一组"), **result_of(done)}
    return render_page(request, "agency/together_done.html", context)
