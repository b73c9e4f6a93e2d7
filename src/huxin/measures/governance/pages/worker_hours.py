"""A worker's own hours, cover and pay over all platforms: only the person sees the sum."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.casework.service import today
from huxin.identity.service import actor_of
from huxin.measures.governance.own_week import DAYS, EARLIEST, OwnWeek, week_of
from huxin.measures.governance.pages.office_findings import label_of, privacy_text
from huxin.measures.governance.service import measured, of_worker, worker_key_of
from huxin.people.service import Person, details_of, yuan
from huxin.ui.page import page

WIDE: Final = 120
"""The width of the picture of a day, in its own units."""


@page("GET", who="me")
def hours(request: HttpRequest) -> HttpResponse:
    """The week that is asked for, this week if none is, and what order records show of this person."""
    actor = actor_of(request)
    rows = of_worker(worker_key_of(actor))
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    week = week_of(details_of(person).id_number, _last(request.GET.get("to", "")))
    context = {
        "week": week,
        "bars": _bars(week),
        "wide": WIDE,
        "before": week.last - timedelta(days=DAYS),
        "after": week.last + timedelta(days=DAYS) if week.last < today() else None,
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


def _last(text: str) -> date:
    """The last day of the week that is asked for; anything that is no day of the past is today."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today()
    return asked if EARLIEST <= asked < today() else today()


def _bars(week: OwnWeek) -> dict[str, Any]:
    """How long each bar is and where the line stands, in units of the picture."""
    line = week.daily.value if week.daily is not None else 0
    most = max(line, *(one.minutes for one in week.days), 1) * 11 // 10 + 1
    days = [
        {"one": one, "wide": one.minutes * WIDE // most, "yuan": _yuan(one.hourly_fen), "floor": one.floor}
        for one in week.days
    ]
    floors = {(one.floor.value, one.floor.clause, one.floor.doubtful) for one in week.days if one.floor is not None}
    return {
        "days": days,
        "over": any(one.over for one in week.days),
        "line": line * WIDE // most,
        "line_hours": f"{line / 60:g}",
        "stretch_hours": f"{week.stretch.value / 60:g}" if week.stretch is not None else "",
        "floors": [
            {"yuan": _yuan(value), "clause": clause, "doubtful": doubt} for value, clause, doubt in sorted(floors)
        ],
    }


def _yuan(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)
