"""Calendar and rounding on whole numbers agree with dates and fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.law import dates
from huxin.law.expr.functions import FUNCTIONS, ROUNDING, round_half
from huxin.population import days

DAYS = st.dates(date(1600, 1, 1), date(2500, 12, 31))


@given(DAYS, st.integers(-2400, 2400))
def test_days_and_months_are_those_of_the_calendar(day: date, count: int) -> None:
    number, month = day.toordinal(), dates.month_of(day)
    assert days.month_of(number) == month
    assert days.first_day(month) == dates.first_day(month).toordinal()
    assert days.last_day(month) == dates.last_day(month).toordinal()
    assert days.add_months(number, count) == dates.add_months(day, count).toordinal()


@pytest.mark.parametrize("year", [1900, 1999, 2000, 2023, 2024, 2100])
def test_every_day_of_a_year(year: int) -> None:
    first = date(year, 1, 1).toordinal()
    for number in range(first, date(year, 12, 31).toordinal() + 1):
        assert days.month_of(number) == dates.month_of(date.fromordinal(number))


@given(DAYS, DAYS)
def test_completed_years_are_those_of_one_person(start: date, end: date) -> None:
    wanted = FUNCTIONS["years_completed"].run(start, end)
    assert days.years_completed(start.toordinal(), end.toordinal()) == wanted


@given(st.integers(-(10**9), 10**9), st.integers(1, 2000), st.sampled_from(ROUNDING))
def test_rounding_is_that_of_one_person(count: int, den: int, mode: str) -> None:
    assert getattr(days, f"round_{mode}")(count, den) == round_half(Fraction(count, den), mode)
