"""A person's injury cover: a month of days, covered or not, and who insures."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.casework.service import today
from huxin.identity.service import actor_of
from huxin.law.dates import add_months
from huxin.measures.insurance.service import covers_of, month_of_cover
from huxin.ui.page import page


@page("GET", who="me")
def cover(request: HttpRequest) -> HttpResponse:
    """The month that is asked for, this month if none is."""
    person = actor_of(request).alone
    if person is None:
        raise PermissionDenied
    first = _month(request.GET.get("month", ""))
    month = month_of_cover(person, first)
    context = {
        "month": month,
        "pads": range(first.weekday()),
        "before": add_months(first, -1).strftime("%Y-%m"),
        "after": add_months(first, 1).strftime("%Y-%m"),
        "gap_days": [day for day in month.days if day.state == "gap"],
        "covered": sum(day.state == "covered" for day in month.days),
        "covers": covers_of(person),
        "today": today(),
    }
    return render(request, "worker/cover.html", context)


def _month(text: str) -> date:
    """The first day of ``2026-03``; anything else is this month."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1) if 2000 <= year <= 2100 else today().replace(day=1)
    except ValueError:
        return today().replace(day=1)
