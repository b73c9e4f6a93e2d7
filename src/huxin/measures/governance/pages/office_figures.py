"""City figures on one sheet: how much was worked, how often a line was crossed, how old the numbers are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from huxin.casework.service import today
from huxin.measures.governance.service import DayFigures, Overview, newest_day, overview
from huxin.ui.charts import columns
from huxin.ui.downloads import csv_lines
from huxin.ui.formatting import instant_text
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page

DAYS: Final = 28
_MEASURES: Final = ("hours", "workers", "orders", "breaches", "weather", "gaps", "quality")


def _labels() -> dict[str, str]:
    return {
        "hours": _("接单小时"),
        "workers": _("接单的人"),
        "orders": _("订单"),
        "breaches": _("每万人超时或报酬不够"),
        "weather": _("每万单违反天气指令"),
        "gaps": _("每万单没有保障"),
        "quality": _("数据质量问题"),
    }


def _span(request: HttpRequest) -> tuple[date, date]:
    """The days asked for, else four weeks up to the newest sums."""
    try:
        last = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        last = newest_day() or today()
    return max(last, date(2000, 1, 31)) - timedelta(days=DAYS - 1), max(last, date(2000, 1, 31))


@page("GET", who="officer")
def figures(request: HttpRequest) -> HttpResponse:
    """One A4 page: small pictures of four weeks, the table of the last day by county."""
    first, last = _span(request)
    found = overview(first, last)
    city = [one for one in found.cells if not one.county]
    context = {
        "first": first,
        "last": last,
        "least": found.least,
        "age": instant_text(found.computed_at) if found.computed_at else "",
        "not_scanned": len(found.not_scanned),
        "pictures": [_picture(name, label, city) for name, label in _labels().items()] if city else [],
        "labels": _labels().values(),
        "counties": [_line(one) for one in found.cells if one.day == last],
        "query": f"day={last.isoformat()}",
    }
    return render_page(request, "agency/figures.html", context)


def _picture(name: str, label: str, city: list[DayFigures]) -> dict[str, Any]:
    values = [(one.day.isoformat(), getattr(one, name)) for one in city]
    return {"label": label, "bars": columns(values), "last": shown(values[-1][1], city[-1])}


def shown(value: int | None, cell: DayFigures) -> str:
    """A figure in words: left out for the sake of few people, not known, or the number."""
    if cell.hidden:
        return _("人太少，不显示")
    return _("不知道") if value is None else f"{value:,}"


def _line(one: DayFigures) -> dict[str, Any]:
    return {
        "name": county_name(one.county),
        "city": not one.county,
        "values": [shown(getattr(one, name), one) for name in _MEASURES],
    }


@page("GET", who="officer")
def figures_csv(request: HttpRequest) -> HttpResponseBase:
    """Every day and county of the span; what is left out or not known says so."""
    lines = csv_lines(_lines(overview(*_span(request))))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="huxin-figures-{today().isoformat()}.csv"'
    return response


def _lines(found: Overview) -> Iterator[list[str]]:
    yield [_("日期"), _("县（市、区）"), *_labels().values()]
    for one in found.cells:
        values = [shown(getattr(one, name), one).replace(",", "") for name in _MEASURES]
        yield [one.day.isoformat(), county_name(one.county), *values]
