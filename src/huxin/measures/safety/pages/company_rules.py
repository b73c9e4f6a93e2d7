"""规则版本: what the company filed of its pay, dispatch and appraisal rules, version by version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.identity.service import actor_of
from huxin.measures.safety.pages.office_rules import version_words
from huxin.measures.safety.service import RULE_FILING, Version, versions
from huxin.ui.company import render_page
from huxin.ui.page import page


@page("GET", who="company")
def rules(request: HttpRequest) -> HttpResponse:
    """Every version that was filed, newest first, and the way to file the next."""
    rows = [_row(one) for one in versions(actor_of(request))]
    return render_page(
        request, "company/rules.html", {"rows": rows, "file_url": reverse("company:file", args=[RULE_FILING])}
    )


def _row(one: Version) -> dict[str, object]:
    return {"version": one, "url": reverse("company:case", args=[one.no]), **version_words(one)}
