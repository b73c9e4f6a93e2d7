"""The sealed log: its end, its last entries, and a check of the whole of it."""

from __future__ import annotations

import time
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import today
from huxin.core.service import Entry, Head, verify
from huxin.identity.service import access_log
from huxin.ui.formatting import instant_text
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", "POST", who="auditor")
def audit(request: HttpRequest) -> HttpResponse:
    """On POST verify now."""
    report = None
    if request.method == "POST":
        started = time.monotonic()
        found = verify()
        report = {
            "ok": found.intact,
            "rows": found.entries,
            "first_bad": found.fault,
            "when": instant_text(timezone.now()),
            "seconds": f"{time.monotonic() - started:.1f}",
        }
    head = Head.objects.filter(id=1).first()
    context = {
        "report": report,
        "chain": [
            {"label": _("记录数"), "text": head.seq if head else 0, "class": "num"},
            {"label": _("最后一条的摘要"), "text": head.hash if head else "—", "class": "ag-hash"},
        ],
        "entries": [
            {"seq": row.seq, "when": instant_text(row.at), "kind": row.kind, "subject": row.subject, "hash": row.hash}
            for row in Entry.objects.order_by("-seq")[:20]
        ],
    }
    return render_page(request, "agency/audit.html", context)


@page("GET", who="auditor")
def access_lines(request: HttpRequest) -> HttpResponse:
    """The access log of a day: routes, accounts and answers; only what was turned away when that is asked for."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today()
    refused = request.GET.get("refused") == "1"
    rows = [
        {**line, "at": instant_text(datetime.fromisoformat(line["at"]))}
        for line in access_log.latest(day, refused=refused)
    ]
    return render_page(request, "agency/access.html", {"rows": rows, "day": day.isoformat(), "refused": refused})
