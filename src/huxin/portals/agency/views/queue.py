"""Queues: what is due first stands first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.casework.service import QUEUES, Case, city_pack, list_queue, queue_count, today
from huxin.law.procedures import STATUS_LABELS
from huxin.portals.agency.views.page import county_name, page
from huxin.portals.agency.words import due_of, status_of
from huxin.portals.templatetags.words import say
from huxin.registry.service import ErasedError, access, actor_of, details_of, masked


def _labels() -> dict[str, tuple[str, str, str]]:
    return {
        "due": (_("快到期的"), _("还没办完的，先到期的在前"), _("没有要办的件。")),
        "to_decide": (_("等复核的"), _("经办人算好了，等第二个人决定"), _("没有等复核的件。")),
        "all": (_("全部"), _("包括办完的"), _("还没有办件。")),
    }


@access("officer")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The queue that this officer works from."""
    mine = "to_decide" if "approver" in actor_of(request).roles else "due"
    return HttpResponseRedirect(reverse("agency:queue", args=[mine]))


@access("officer")
@never_cache
@require_GET
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One page of a queue."""
    if name not in QUEUES:
        raise Http404
    actor, labels = actor_of(request), _labels()
    chosen = {
        "status": request.GET.get("status", "") if request.GET.get("status") in STATUS_LABELS else "",
        "county": request.GET.get("county", "") if request.GET.get("county") in city_pack().divisions else "",
    }
    late = request.GET.get("late") == "1"
    try:
        found = list_queue(actor, name, **chosen, late=late, after=request.GET.get("after", "")[:40])
    except ValueError:
        raise Http404 from None
    count = queue_count(actor, name)
    kept = urlencode({key: value for key, value in {**chosen, "late": "1" if late else ""}.items() if value})
    here = reverse("agency:queue", args=[name])
    context = {
        "queue": {
            "id": name,
            "label": labels[name][0],
            "about": labels[name][1],
            "empty": labels[name][2],
            "url": here,
        },
        "tabs": [
            {
                "id": one,
                "label": labels[one][0],
                "url": reverse("agency:queue", args=[one]),
                "count": queue_count(actor, one),
            }
            for one in QUEUES
        ],
        "statuses": [{"value": code, "label": say(label)} for code, label in STATUS_LABELS.items()],
        "counties": [{"value": code, "label": say(one.label)} for code, one in city_pack().divisions.items()]
        if not actor.county
        else [{"value": actor.county, "label": county_name(actor.county)}],
        "chosen": {**chosen, "late": late},
        "filtered": bool(kept),
        "count_text": ngettext("%(n)s 件", "%(n)s 件", count) % {"n": count},
        "rows": [_row(case) for case in found.rows],
        "next_url": f"{here}?{urlencode({'after': found.after})}{'&' if kept else ''}{kept}" if found.after else "",
        "first_page": not request.GET.get("after"),
        "first_url": f"{here}?{kept}" if kept else here,
    }
    return page(request, "agency/queue.html", context)


def applicant_name(case: Case) -> str:
    """The masked name; a dash for somebody who was erased."""
    try:
        return masked(details_of(case.applicant))["name"]
    except ErasedError:
        return "—"


def _row(case: Case) -> dict[str, object]:
    left, unit = time_left(case)
    running = case.status in ("received", "in_progress")
    return {
        "no": case.no,
        "url": reverse("agency:case", args=[case.no]),
        "applicant": applicant_name(case),
        "county": county_name(case.county),
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "due": due_of(case.due, left, unit, provisional=case.status == "completion_asked", running=running),
        "handler": case.handler.label if case.handler else "",
    }


def time_left(case: Case) -> tuple[int | None, str]:
    """(days from today to the due date, their unit); negative when it has passed."""
    if case.due is None:
        return None, "w"
    pack = city_pack()
    unit = pack.procedures[case.procedure].clock(case.due_clock).unit
    if unit == "w":
        return pack.calendar.workdays_between(today(), case.due), "w"
    return (case.due - today()).days, "c"
