"""参保: who is insured by the company from when to when, and who worked without cover."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from huxin.casework.service import today
from huxin.files.mending import MEDIA_TYPE
from huxin.identity.service import actor_of
from huxin.measures.insurance.service import Gaps, company_covers, cover_count, gaps, gaps_xlsx, people_in
from huxin.people.service import Cover, Names, company_of
from huxin.ui.company import page_number, render_page, shown_people, taken_people
from huxin.ui.page import page
from huxin.ui.responses import file_answer

DAYS: Final = 30
"""How far back the gap list looks."""
SHOWN: Final = 100


@page("GET", "POST", who="company")
def cover(request: HttpRequest) -> HttpResponse:
    """Everybody's cover, a page at a time; on POST that of one person."""
    company, number = company_of(actor_of(request)), page_number(request)
    found = company_covers(company.credit_code, number=number, after=request.GET.get("after", ""))
    people = shown_people(request, [one.person for one in found.rows])
    context = {
        "rows": [_row(one, people[one.person_id]) for one in found.rows],
        "after": found.after,
        "number": number,
        "now": cover_count(company.credit_code, today()),
        **_open_days(_gaps(request)),
    }
    return render_page(request, "company/cover.html", context)


def _row(row: Cover, person: Names) -> dict[str, Any]:
    day = today()
    ended = row.cover_to is not None and row.cover_to < day
    return {
        "name": person["name"], "number": person["id_number"], "platform": row.platform, "from": row.cover_from,
        "to": row.cover_to, "received": row.received_on, "filing": row.filing_id,
        "state": "ended" if ended else "coming" if row.cover_from > day else "covered",
    }  # fmt: skip


def _gaps(request: HttpRequest) -> Gaps:
    day = today()
    return gaps(day - timedelta(days=DAYS), day, company=company_of(actor_of(request)).credit_code)


def _open_days(found: Gaps) -> dict[str, Any]:
    """The gap list by platform, trade and day; people by name stand in the file."""
    return {
        "fed": found.fed,
        "judged": found.judged,
        "gaps": [
            {"day": one.day, "platform": one.platform, "regime": one.regime, "orders": len(one.order_ids)}
            for one in found.gaps[:SHOWN]
        ],
        "missing": len(found.gaps),
    }


@page("GET", who="company")
def gaps_file(request: HttpRequest) -> HttpResponse:
    """漏保清单 as a table; whom the company did not list itself stays masked."""
    found, name = _gaps(request), f"without-cover-{today().isoformat()}.xlsx"
    people = taken_people(request, people_in(found))
    return file_answer(MEDIA_TYPE, gaps_xlsx(found, people), name, save=True)
