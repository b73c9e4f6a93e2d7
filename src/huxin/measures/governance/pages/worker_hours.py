"""A worker's own hours, cover and pay over all platforms: only the person sees the sum."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.identity.service import actor_of
from huxin.measures.governance.pages.office_findings import label_of, privacy_text
from huxin.measures.governance.service import measured, of_worker, worker_key_of
from huxin.ui.page import page


@page("GET", who="me")
def hours(request: HttpRequest) -> HttpResponse:
    """What order records show of this person."""
    rows = of_worker(worker_key_of(actor_of(request)))
    context = {
        "rows": [
            {
                "label": label_of(one.detector),
                "day": one.day,
                "measured": measured(one.measure, one),
                "clause": one.clause,
                "companies": len(one.companies),
                "withdrawn": one.withdrawn_at is not None,
            }
            for one in rows
        ],
        "privacy": [
            {"label": label_of(name), "text": privacy_text(name)} for name in sorted({one.detector for one in rows})
        ],
    }
    return render(request, "worker/hours.html", context)
