"""Working days: weekends, holidays, make-up workdays, and years nobody has published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.law.calendar import HOLIDAYS, Calendar, days
from huxin.law.pack.load import load_pack


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_pack("wenzhou").calendar


def test_the_pack_holds_the_years_2021_to_2026(calendar: Calendar) -> None:
    assert sorted(calendar.years) == [2021, 2022, 2023, 2024, 2025, 2026]


# Working days of each year, counted from another calendar of the same days.
@pytest.mark.parametrize(
    ("year", "count"), [(2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)]
)
def test_working_days_of_a_year(calendar: Calendar, year: int, count: int) -> None:
    assert calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),  # Friday before Spring Festival
        ("2026-02-14", True),  # Saturday, make-up workday
        ("2026-02-16", False),  # Monday, Spring Festival
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, make-up workday
        ("2026-10-10", True),  # Saturday, make-up workday
        ("2026-10-11", False),
        ("2024-02-09", True),  # New Year's Eve was not a holiday in 2024
        ("2025-10-08", False),
        ("2023-10-07", True),
    ],
)
def test_single_days(calendar: Calendar, day: str, works: bool) -> None:
    assert calendar.is_workday(date.fromisoformat(day)) is works


def test_make_up_workdays_are_weekend_days_and_never_holidays(calendar: Calendar) -> None:
    for year in calendar.years.values():
        for day in year.workdays:
            assert day.year == year.year
            assert day.weekday() >= 5
            assert calendar.holiday(day) is None


def test_every_holiday_lies_in_its_year_and_has_a_name(calendar: Calendar) -> None:
    for year in calendar.years.values():
        assert set(year.holidays) <= set(HOLIDAYS)
        assert {day.year for listed in year.holidays.values() for day in listed} == {year.year}
        assert year.confidence == "S"


def test_an_unknown_year_has_weekends_and_the_holidays_that_law_fixes(calendar: Calendar) -> None:
    for day in ("01-01", "05-01", "10-01", "10-02"):
        assert not calendar.known(date.fromisoformat(f"2027-{day}"))
        assert not calendar.is_workday(date.fromisoformat(f"2027-{day}"))
    assert calendar.holiday(date(2027, 1, 1)) == "new_year"
    assert not calendar.is_workday(date(2027, 1, 2))  # a Saturday
    assert calendar.is_workday(date(2027, 1, 4))


def test_the_last_week_waits_for_the_notice_of_the_next_year(calendar: Calendar) -> None:
    assert calendar.known(date(2026, 12, 24))
    assert not calendar.known(date(2026, 12, 25))
    assert calendar.known(date(2025, 12, 31))
    assert calendar.known_between(date(2026, 12, 21), date(2026, 12, 24))
    assert not calendar.known_between(date(2026, 12, 21), date(2026, 12, 28))
    assert not calendar.known_between(date(2026, 12, 31), date(2027, 1, 5))
    assert calendar.known_between(date(2025, 12, 20), date(2026, 1, 8))


def test_next_workday_keeps_a_working_day(calendar: Calendar) -> None:
    assert calendar.next_workday(date(2026, 2, 14)) == date(2026, 2, 14)
    assert calendar.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)


DAYS = st.dates(date(2020, 6, 1), date(2027, 6, 30))


@given(DAYS, st.integers(0, 90))
def test_adding_working_days_and_counting_them_agree(start: date, count: int) -> None:
    calendar = load_pack("wenzhou").calendar
    end = calendar.add_workdays(start, count)
    assert calendar.workdays_between(start, end) == count
    assert end == start or calendar.is_workday(end)


@given(DAYS, DAYS)
def test_counting_backwards_is_negative(first: date, second: date) -> None:
    calendar = load_pack("wenzhou").calendar
    assert calendar.workdays_between(first, second) == -calendar.workdays_between(second, first)


@given(DAYS)
def test_the_next_working_day_is_the_first_one_not_before(day: date) -> None:
    calendar = load_pack("wenzhou").calendar
    found = calendar.next_workday(day)
    assert calendar.is_workday(found)
    assert not any(calendar.is_workday(one) for one in days(day - timedelta(days=1), found - timedelta(days=1)))
