"""What waits for the company: five weeks of days, and everything in order of its day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.dates import WEEKDAYS_ABBR

from huxin.casework.service import city_pack, today
from huxin.identity.service import actor_of
from huxin.ui.company import render_page
from huxin.ui.formatting import day_text
from huxin.ui.page import page
from huxin.web.company.obligations import Obligation, obligations

WEEKS: Final = 5


@page("GET", who="company")
def home(request: HttpRequest) -> HttpResponse:
    """The calendar of obligations."""
    found, now = obligations(actor_of(request)), today()
    late = [one for one in found if one.day is not None and one.day < now]
    context = {"tasks": _tasks(found), "late": len(late), "weeks": _weeks(found, now), "weekdays": _weekdays()}
    return render_page(request, "company/home.html", context)


def _tasks(found: list[Obligation]) -> list[dict[str, Any]]:
    """The first of each day carries the anchor to which the day leads."""
    first = {one.day: place for place, one in reversed(list(enumerate(found)))}
    return [
        {**vars(one), "anchor": f"d{one.day:%Y%m%d}" if one.day and first[one.day] == place else ""}
        for place, one in enumerate(found)
    ]


def _weekdays() -> list[str]:
    return [str(name).removeprefix("星期") for _number, name in sorted(WEEKDAYS_ABBR.items())]


def _weeks(found: list[Obligation], now: date) -> list[list[dict[str, Any]]]:
    """Whole weeks from this Monday on, each day with how much is due."""
    count = Counter(one.day for one in found)
    monday, calendar = now - timedelta(days=now.weekday()), city_pack().calendar
    days = [monday + timedelta(days=n) for n in range(7 * WEEKS)]
    cells = [
        {
            "day": day,
            "text": day_text(day, now),
            "number": day.day if day.day > 1 and day != monday else f"{day.month}/{day.day}",
            "count": count[day],
            "today": day == now,
            "rest": not calendar.is_workday(day),
            "past": day < now,
        }
        for day in days
    ]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]
