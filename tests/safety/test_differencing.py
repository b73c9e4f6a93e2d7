"""An adversary who reads every list, span and report and adds and subtracts finds nobody in a small cell."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.measures.governance.models import ELSEWHERE, DayFigure
from huxin.measures.governance.service import overview, weeks

pytestmark = pytest.mark.django_db
FIRST = date(2026, 7, 1)
DAYS = 40
SEQUENCES = 1000

People = dict[tuple[date, str], set[int]]


def a_month(draw: random.Random) -> People:
    """Who worked where on which day: mostly few counties with many, some with one or two people, some nowhere."""
    places = [*city_pack().divisions, ELSEWHERE]
    found: People = {}
    for count in range(DAYS):
        crowd = range(draw.choice((12, 40, 200)))
        for place in places:
            size = draw.choice((0, 1, 2, 3, 9, 10, 11, 25, 60))
            if size and draw.random() < 0.7:
                found[FIRST + timedelta(days=count), place] = set(draw.sample(crowd, min(size, len(crowd))))
    return found


def store(people: People) -> None:
    rows = []
    for day in {day for day, _ in people}:
        held = {place: who for (one, place), who in people.items() if one == day}
        held[""] = set().union(*held.values())
        orders = {place: sum(3 + one % 4 for one in who) for place, who in held.items()}
        orders[""] = sum(number for place, number in orders.items() if place)
        rows += [
            DayFigure(day=day, county=place, orders=orders[place], workers=len(who), minutes=60 * orders[place],
                      computed_at=timezone.now())
            for place, who in held.items()
        ]  # fmt: skip
    DayFigure.objects.bulk_create(rows)


@pytest.mark.parametrize("seed", range(4))
def test_sums_and_differences_of_what_is_shown_concern_enough_people(seed: int) -> None:
    draw = random.Random(seed)
    people = a_month(draw)
    store(people)
    seen: dict[tuple[date, str], int] = {}
    least = overview(FIRST, FIRST).least
    for _ in range(SEQUENCES // 4):
        first = FIRST + timedelta(days=draw.randrange(DAYS))
        last = min(first + timedelta(days=draw.choice((0, 0, 1, 6, 20))), FIRST + timedelta(days=DAYS - 1))
        if draw.random() < 0.3:
            spans = [(draw.choice([*city_pack().divisions]), first, last)]
            known = {(one.day, one.county) for one in overview(first, last).cells if one.orders is not None}
            for week in weeks(spans):
                told = [
                    day for day in _days(first, last) if (day, spans[0][0]) in known and _monday(day) == week.monday
                ]
                assert week.orders == 0 or told
            continue
        for cell in overview(first, last).cells:
            assert cell.county != ELSEWHERE
            if cell.orders is None:
                assert seen.get((cell.day, cell.county)) is None  # once hidden, always hidden
                continue
            assert seen.setdefault((cell.day, cell.county), cell.orders) == cell.orders
            assert cell.county == "" or len(people[cell.day, cell.county]) >= least
    _subtracted(people, least)


def _subtracted(people: People, least: int) -> None:
    """On every day the city less any set of shown counties: who is left, is enough, or nobody."""
    cells = overview(FIRST, FIRST + timedelta(days=DAYS)).cells
    for day in {cell.day for cell in cells}:
        shown = {cell.county for cell in cells if cell.day == day and cell.orders is not None}
        if "" not in shown:
            continue
        held = {place: who for (one, place), who in people.items() if one == day}
        left = {place: who for place, who in held.items() if place not in shown}
        rest = set().union(*left.values()) if left else set()
        assert not left or len(rest) >= least
        assert not left or len(left) >= 2 or ELSEWHERE in left or len(held) == 1


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
