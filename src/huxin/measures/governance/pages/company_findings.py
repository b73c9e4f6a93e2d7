"""What order records show of the company itself: its own part, never another's orders or sums."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import my_cases
from huxin.identity.service import actor_of
from huxin.measures.governance.pages.office_findings import label_of, privacy_text
from huxin.measures.governance.service import OwnPart, measured, own_parts, severity_words
from huxin.ui.company import render_page
from huxin.ui.page import page


@page("GET", who="company")
def findings(request: HttpRequest) -> HttpResponse:
    """Own parts that are over the limit by themselves, newest first."""
    actor = actor_of(request)
    parts, mine = own_parts(actor), {one.no for one in my_cases(actor)}
    context = {
        "rows": [_row(one, mine) for one in parts],
        "privacy": [
            {"label": label_of(name), "text": privacy_text(name)}
            for name in sorted({one.finding.detector for one in parts})
        ],
    }
    return render_page(request, "company/findings.html", context)


def _row(one: OwnPart, mine: set[str]) -> dict[str, object]:
    """One row; the inquiry to another company about the same finding is that company's, its number too."""
    finding = one.finding
    asked = getattr(finding, "asked", None)
    asked = asked if asked is not None and asked.case_id in mine else None
    return {
        "label": label_of(finding.detector),
        "day": finding.day,
        "measured": measured(one.measure, finding),
        "clause": finding.clause,
        "severity": severity_words().get(finding.severity, finding.severity),
        "orders": [] if one.shared else finding.order_ids[:20],
        "withdrawn": finding.withdrawn_at is not None,
        "case": asked.case_id if asked is not None else "",
        "case_url": reverse("company:case", args=[asked.case_id]) if asked is not None else "",
    }
