"""开庭和调解: the week of an office, day by day: which case, when, where, who is called, what is booked twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import (
    Booked,
    Dossier,
    applicant_seen,
    city_pack,
    meetings,
    parties_of,
    today,
    view_dossiers,
    week,
)
from huxin.identity.service import Actor, actor_of
from huxin.people.service import details_of, masked_of
from huxin.ui.formatting import day_text
from huxin.ui.meetings import calendar_of, shown_meeting
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.responses import dossier_of
from huxin.ui.templatetags.words import say


@page("GET", who="officer")
def meetings_week(request: HttpRequest) -> HttpResponse:
    """Seven days from a Monday, this week's without a day; each with what is set for it."""
    now, calendar = today(), city_pack().calendar
    monday = _monday(request.GET.get("from", ""), now)
    rows = _rows(actor_of(request), monday)
    days = [monday + timedelta(days=n) for n in range(7)]
    here = reverse("agency:meetings")
    context = {
        "days": [
            {
                "text": day_text(day),
                "iso": day.isoformat(),
                "today": day == now,
                "rest": not calendar.is_workday(day),
                "rows": [row for row in rows if row["on"] == day],
            }
            for day in days
        ],
        "count": len(rows),
        "clashes": sum(row["clash"] for row in rows),
        "span": f"{day_text(days[0])} – {day_text(days[-1])}",
        "before": f"{here}?from={monday - timedelta(days=7)}",
        "after": f"{here}?from={monday + timedelta(days=7)}",
        "this": here if monday != now - timedelta(days=now.weekday()) else "",
    }
    return render_page(request, "agency/meetings.html", context)


@page("GET", who="officer")
def case_meetings(request: HttpRequest, no: str) -> HttpResponse:
    """The hearings and talks of one case for a calendar."""
    return calendar_of(dossier_of(request, no))


def _monday(typed: str, now: date) -> date:
    """The Monday of the week of a day.  Raises Http404 for what is no day of these years."""
    try:
        day = date.fromisoformat(typed) if typed else now
    except ValueError:
        raise Http404 from None
    if abs(day.year - now.year) > 50:
        raise Http404
    return day - timedelta(days=day.weekday())


def _rows(actor: Actor, monday: date) -> list[dict[str, Any]]:
    booked = week(actor, monday)
    opened = {one.case.no: one for one in view_dossiers(actor, {one.case.no: one.case for one in booked}.values())}
    return [row for one in booked if one.case.no in opened for row in _row(opened[one.case.no], one)]


def _row(dossier: Dossier, booked: Booked) -> list[dict[str, Any]]:
    """What a row shows; nothing where the act that called is not for this officer."""
    found = next((one for one in meetings(dossier) if one.seq == booked.seq), None)
    if found is None:
        return []
    called = [applicant_seen(dossier), *(_name(one.person) for one in parties_of(dossier.case)), found.to]
    return [
        {
            "on": found.day,
            "no": dossier.case.no,
            "url": reverse("agency:case", args=[dossier.case.no]),
            "procedure": say(dossier.procedure.label),
            "called": list(dict.fromkeys(one for one in called if one)),
            "handler": dossier.case.handler.label if dossier.case.handler else "",
            "clash": booked.clash,
            **vars(shown_meeting(dossier, found)),
        }
    ]


def _name(person: Any) -> str:
    """A company in full, a person masked, as everywhere at the desk."""
    return str(details_of(person).name if person.kind != "natural" else masked_of(person)["name"])
