"""How the measures of severe weather were kept, week by week 恶劣天气措施周执行情况: orders that broke none, of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from huxin.measures.governance.figures.reading import OF_WEATHER, overview
from huxin.measures.governance.models import STANDS, Finding

Span = tuple[str, date, date]
"""A county and the inclusive local days on which a measure was in force there."""


@dataclass(frozen=True)
class WeatherWeek:
    """The days of a week with a measure in force, each county apart.

    ``orders`` and ``broken`` count the days that are known; ``unknown`` are those without sums or a scan, or with so
    few workers that no figure is shown.
    """

    monday: date
    orders: int
    broken: int
    unknown: int

    @property
    def kept(self) -> int | None:
        """Orders that kept to the measures, per thousand, rounded down; None where nothing is known."""
        return (self.orders - self.broken) * 1000 // self.orders if self.orders else None

    @property
    def percent(self) -> str:
        """The same in per cent with one digit; empty where nothing is known."""
        return "" if self.kept is None else f"{self.kept // 10}.{self.kept % 10}%"


def weeks(spans: Iterable[Span]) -> list[WeatherWeek]:
    """The weeks in which a measure was in force, newest first."""
    places = {(day, county) for county, first, last in spans for day in _days(first, last)}
    if not places:
        return []
    first, last = min(places)[0], max(places)[0]
    known = {
        (one.day, one.county): one.orders
        for one in overview(first, last).cells
        if one.orders is not None and one.weather is not None
    }
    broken = _broken(first, last)
    found: dict[date, WeatherWeek] = {}
    for day, county in places:
        monday = day - timedelta(days=day.weekday())
        week = found.get(monday, WeatherWeek(monday, 0, 0, 0))
        orders = known.get((day, county))
        found[monday] = WeatherWeek(
            monday,
            week.orders + (orders or 0),
            week.broken + (len(broken.get((day, county), ())) if orders is not None else 0),
            week.unknown + (orders is None),
        )
    return [found[monday] for monday in sorted(found, reverse=True)]


def _broken(first: date, last: date) -> dict[tuple[date, str], set[tuple[str, str]]]:
    """The orders that broke a measure by day and county; one that broke two counts once."""
    rows = Finding.objects.filter(STANDS, detector__in=OF_WEATHER, day__range=(first, last)).order_by()
    found: dict[tuple[date, str], set[tuple[str, str]]] = {}
    for day, county, company, orders in rows.values_list("day", "county", "company", "order_ids"):
        found.setdefault((day, county), set()).update((company, order) for order in orders)
    return found


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
