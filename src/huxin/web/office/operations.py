"""What runs behind the pages: queues, duties, failures; for the administrator of the system."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.service import MOST_TRIES, duty_states, faults, queue_states, retry, waiting_row
from huxin.evidence.service import Evidence, scanner_answers
from huxin.ui.formatting import instant_text
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, named, went
from huxin.ui.templatetags.words import say
from huxin.web.operations.figures import free_space


@page("GET", "POST", who="system_admin")
def operations(request: HttpRequest) -> HttpResponse:
    """On POST send one failed row round again."""
    if request.method == "POST":
        name, row = request.POST.get("queue", "")[:20], request.POST.get("row", "")[:40]
        what = "again" if retry(name, row) else "gone"
        return went(request, f"{reverse('agency:operations')}?done={what}&of={quote(f'{name}/{row}')}")
    waits = waiting_row(*(named(request, "of", bool) or "/").split("/", 1))
    words = {
        "again": Told(_("重新排上了，几秒钟后再看。"), waits),
        "gone": Told(_("它已经办完了，不用再试。"), not waits),
    }
    context = {
        "done": done(request, words),
        "queues": [
            {
                "label": say(one.label),
                "waiting": one.waiting,
                "leased": one.leased,
                "dead": one.dead,
                "oldest": age_text(one.oldest),
            }
            for one in queue_states()
        ],
        "faults": _faults(),
        "duties": _duties(),
        "facts": _facts(),
    }
    return render_page(request, "agency/operations.html", context)


def _faults() -> list[dict[str, Any]]:
    labels = {one.name: say(one.label) for one in queue_states()}
    return [
        {
            "queue": fault.queue,
            "label": labels.get(fault.queue, fault.queue),
            "row": fault.row,
            "kind": fault.kind,
            "places": fault.places,
            "when": instant_text(fault.at),
            "tries": tries,
            "dead": tries >= MOST_TRIES,
        }
        for fault, tries in faults()
    ]


def _duties() -> list[dict[str, Any]]:
    return [
        {
            "label": say(duty.label),
            "ran": instant_text(row.ran_at) if row and row.ran_at else _("还没跑过"),
            "due": instant_text(row.due_at) if row else "—",
            "fault": row.fault if row else "",
        }
        for duty, row in duty_states()
    ]


def _facts() -> list[dict[str, str]]:
    infected = Evidence.objects.filter(scan="infected").count()
    scanner = _("没有配置") if not settings.CLAMD else _("能连上") if scanner_answers() else _("连不上")
    return [
        {"label": _("数据盘还剩"), "text": f"{free_space() / 1_000_000_000:.1f} GB"},
        {"label": _("查毒程序"), "text": scanner},
        {"label": _("隔离的文件"), "text": str(infected)},
    ]


def age_text(then: datetime | None) -> str:
    """How long something has waited."""
    if then is None:
        return "—"
    minutes = int((timezone.now() - then).total_seconds() // 60)
    if minutes < 1:
        return _("不到 1 分钟")
    if minutes < 120:
        return _("%(n)s 分钟") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)s 小时") % {"n": minutes // 60}
    return _("%(n)s 天") % {"n": minutes // 1440}
