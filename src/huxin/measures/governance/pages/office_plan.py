"""The board of the work plan 任务板: every item that this office set, leads or takes part in, as the cases show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.identity.service import actor_of
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.governance.planning import PlanItem, board
from huxin.ui.formatting import day_text, status_of
from huxin.ui.forms import shown
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say


@page("GET", who="officer")
def plan(request: HttpRequest) -> HttpResponse:
    """What is due first stands first, what was checked last."""
    items = board(actor_of(request))
    context = {"rows": [_row(one) for one in items], "late": sum(one.late for one in items)}
    return render_page(request, "agency/plan.html", context)


def _row(item: PlanItem) -> dict[str, Any]:
    dossier = item.dossier
    said = dossier.answers
    fields = {one.name: one for one in dossier.procedure.fields_of("file")}
    checked = dossier.last("decide")
    offices = {option.value: say(option.label) for option in fields["lead"].options}
    return {
        "no": dossier.case.no,
        "url": reverse("agency:case", args=[dossier.case.no]),
        "task": said.get("task", ""),
        "clause": said.get("served_clause", ""),
        "county": county_name(dossier.case.county),
        "due": day_text(item.due_on),
        "late": item.late,
        "status": status_of(dossier.case.status, say(STATUS_LABELS[dossier.case.status])),
        "indicator": shown(fields["indicator"], said["indicator"]),
        "reached": item.reached,
        "target": item.target,
        "score": checked.payload.get("score") if checked is not None else item.score,
        "checked": checked is not None,
        "parts": [
            {
                "name": offices.get(one.department, one.department),
                "leads": one.leads,
                "reported": day_text(one.reported_on) if one.reported_on is not None else "",
                "finished": one.finished,
            }
            for one in item.parts
        ],
    }
