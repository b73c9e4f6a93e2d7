"""Publicity campaigns 宣传活动 with their codes, links and reach."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import Case, Dossier, queue_rows, view_dossiers
from huxin.identity.service import actor_of
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.publicity.service import CAMPAIGN, CHANNELS, KINDS, reach_of
from huxin.ui.formatting import status_of
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say


@page("GET", who="officer")
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign in the officer's scope, the latest first."""
    actor = actor_of(request)
    cases = sorted(queue_rows(actor, "all", procedure=CAMPAIGN), key=lambda one: one.filed_at, reverse=True)
    rows = [_row(request, dossier) for dossier in view_dossiers(actor_of(request), cases[:100])]
    return render_page(request, "agency/campaigns.html", {"rows": rows})


def _row(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    case = dossier.case
    found, words = reach_of(case), channel_words()
    counted = [int(step.payload.get("reached") or 0) for step in dossier.steps if step.act == "count"]
    running = case.status == "in_progress"
    return {
        "no": case.no,
        "url": reverse("agency:case", args=[case.no]),
        "title": dossier.answers.get("title", ""),
        "county": county_name(case.county),
        "when": f"{dossier.answers.get('starts_on', '')} — {dossier.answers.get('ends_on', '')}",
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "opened": [(words.get(name, name), count) for name, count in found.opened.items()],
        "total": found.total,
        "quizzes": found.quizzes,
        "right": found.right_percent,
        "counted": sum(counted),
        "papers": _papers(case) if running else [],
        "links": [(words[name], request.build_absolute_uri(_link(case, name))) for name in _SHARED] if running else [],
    }


_SHARED = tuple(name for name in CHANNELS if name not in (*KINDS, "quiz"))


def _link(case: Case, channel: str) -> str:
    return reverse("worker:campaign", args=[case.no, channel])


def _papers(case: Case) -> list[dict[str, str]]:
    return [
        {
            "label": channel_words()[kind],
            "zh": f"{reverse('worker:guide_pdf', args=[kind, 'zh'])}?c={case.no}",
            "en": f"{reverse('worker:guide_pdf', args=[kind, 'en'])}?c={case.no}",
        }
        for kind in KINDS
    ]


def channel_words() -> dict[str, str]:
    """Where a code or link stands, in words."""
    return {
        "card": _("卡片（A6）"),
        "poster": _("海报（A4）"),
        "handbook": _("手册（PDF）"),
        "account": _("公众号"),
        "message": _("站内消息"),
        "on_site": _("站点、街头"),
    }
