"""Weeks of severe weather: orders that kept to the measures, of those that are known."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from huxin.identity.service import SYSTEM, Actor
from huxin.measures.governance.models import Finding
from huxin.measures.governance.service import WeatherWeek, add_up, keep, weeks
from huxin.people.service import company_of
from huxin.supervision.tests.support import at, order, run
from tests.safety.support import COUNTY
from tests.support import make_company

pytestmark = pytest.mark.django_db
DAY, MONDAY = date(2026, 7, 15), date(2026, 7, 13)
STORM = {
    "id": "w-1", "type": "typhoon", "colour": "red", "county": COUNTY, "cancelled_at": None, "supersedes": [],
    "effective_at": at("07-15 12:00"), "expires_at": at("07-15 18:00"),
}  # fmt: skip


@pytest.fixture
def company() -> Actor:
    return make_company("甲平台")


def scanned(folder: Path, company: Actor, *, broken: int, good: int) -> None:
    """A day whose orders break a stop, or were accepted before it; summed and scanned."""
    code = company_of(company).credit_code
    rows = [
        order("07-15 13:00", "07-15 13:20", company_id=code, county=COUNTY, worker_id=f"b{serial}")
        for serial in range(broken)
    ]
    rows += [
        order("07-15 08:00", "07-15 08:20", company_id=code, county=COUNTY, worker_id=f"g{serial}")
        for serial in range(good)
    ]
    _, report = run(folder, rows, "2026-07-15", warnings=[STORM])
    add_up(str(folder / "orders.parquet"), DAY, DAY)
    keep(SYSTEM, folder / "findings.parquet", report.as_json())


def test_the_share_of_orders_that_kept_to_the_measures_rounded_down(tmp_path: Path, company: Actor) -> None:
    scanned(tmp_path, company, broken=1, good=29)
    (week,) = weeks([(COUNTY, DAY, DAY)])
    assert week == WeatherWeek(MONDAY, 30, 1, 0)
    assert (week.kept, week.percent) == (966, "96.6%")


def test_orders_that_count_once_whatever_they_broke_and_not_when_withdrawn(tmp_path: Path, company: Actor) -> None:
    scanned(tmp_path, company, broken=2, good=28)
    one = Finding.objects.filter(detector="weather_dispatch").first()
    assert one is not None
    one.id, one.detector = "f" * 32, "weather_extension"
    one.save(force_insert=True)
    assert weeks([(COUNTY, DAY, DAY), (COUNTY, DAY, DAY)])[0].broken == 2
    Finding.objects.filter(order_ids=one.order_ids).update(withdrawn_at=one.file.kept_at)
    assert weeks([(COUNTY, DAY, DAY)])[0].broken == 1


def test_days_that_are_not_known_are_counted_as_such_and_not_as_kept(tmp_path: Path, company: Actor) -> None:
    scanned(tmp_path, company, broken=1, good=29)
    (week,) = weeks([(COUNTY, DAY, DAY + timedelta(days=2)), ("330302", DAY, DAY)])
    assert week == WeatherWeek(MONDAY, 30, 1, 3)
    (unknown,) = weeks([("330302", DAY, DAY)])
    assert (unknown.kept, unknown.percent, unknown.unknown) == (None, "", 1)
    assert weeks([]) == []


def test_a_few_workers_show_no_figure(tmp_path: Path, company: Actor) -> None:
    scanned(tmp_path, company, broken=1, good=3)
    assert weeks([(COUNTY, DAY, DAY)]) == [WeatherWeek(MONDAY, 0, 0, 1)]


def test_weeks_stand_apart_newest_first(company: Actor) -> None:
    found = weeks([(COUNTY, DAY, DAY + timedelta(days=7))])
    assert [(one.monday, one.unknown) for one in found] == [(MONDAY + timedelta(days=7), 3), (MONDAY, 5)]
