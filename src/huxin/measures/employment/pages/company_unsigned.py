"""每日对账: who works for the company without a paper in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from huxin.casework.service import city_pack, today
from huxin.files.mending import MEDIA_TYPE
from huxin.identity.service import actor_of
from huxin.measures.employment.service import MissingPaper, active, gaps_xlsx, past_days, without_paper
from huxin.people.service import Names, company_of
from huxin.ui.company import render_page, shown_people, taken_people
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.templatetags.words import say

SHOWN = 100


@page("GET", who="company")
def unsigned(request: HttpRequest) -> HttpResponse:
    """Today's people without a paper, the oldest first, and what the last days counted."""
    company, day = company_of(actor_of(request)), today()
    found = without_paper(company.credit_code, day)
    people = shown_people(request, [one.engagement.person for one in found[:SHOWN]])
    context = {
        "day": day,
        "people": active(company.credit_code, day).count(),
        "missing": len(found),
        "overdue": sum(one.overdue for one in found),
        "rows": [_row(one, people[one.engagement.person_id]) for one in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
        "past": past_days(company.credit_code),
    }
    return render_page(request, "company/agreements/unsigned.html", context)


def _row(gap: MissingPaper, person: Names) -> dict[str, Any]:
    return {
        "name": person["name"],
        "number": person["id_number"],
        "form": _option("form", gap.engagement.form),
        "since": gap.engagement.since,
        "due": gap.due,
        "overdue": gap.overdue,
        "source": gap.source,
    }


def _option(column: str, value: str) -> str:
    """The word of the sheet for a code."""
    for one in city_pack().sheets["engagements"].columns:
        if one.name == column:
            return next((say(option.label) for option in one.options if option.value == value), value)
    return value


@page("GET", who="company")
def unsigned_xlsx(request: HttpRequest) -> HttpResponse:
    """The whole list as a table."""
    day, company = today(), company_of(actor_of(request))
    found = without_paper(company.credit_code, day)
    people = taken_people(request, [one.engagement.person for one in found])
    return file_answer(MEDIA_TYPE, gaps_xlsx(found, people), f"without-paper-{day.isoformat()}.xlsx", save=True)
