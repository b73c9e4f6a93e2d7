"""Months as numbers: their ends, their neighbours, and where the calendar is at its own end."""

from __future__ import annotations

from datetime import date

import pytest

from huxin.law import InputError, evaluate, load_pack
from huxin.law.dates import add_months, add_years, first_day, last_day, month_of, month_spans


def test_the_ends_of_months() -> None:
    assert last_day(month_of(date(2024, 2, 1))) == date(2024, 2, 29)
    assert last_day(month_of(date.max)) == date.max
    assert first_day(month_of(date.min)) == date.min
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_beyond_the_calendar_is_an_overflow_as_everywhere_in_python() -> None:
    for beyond in (lambda: add_years(date.max, 16), lambda: add_months(date.min, -1), lambda: last_day(120191)):
        with pytest.raises(OverflowError):
            beyond()


def test_a_decision_at_the_end_of_time_is_refused_with_words() -> None:
    pack = load_pack("wenzhou")
    facts = {
        "occupation_code": "4-02-07-10", "level": 5, "issued_on": "2026-03-01", "shortage_on_issue": False,
        "birth_date": "9999-12-31", "unemployment_insured": False,
    }  # fmt: skip
    with pytest.raises(InputError, match="calendar"):
        evaluate(pack, "training-subsidy", facts, on=date.max)


def test_neighbouring_months_are_joined() -> None:
    assert month_spans(["2025-02", "2025-01", "2025-04"]) == "2025-01 至 2025-02、2025-04"
    assert month_spans(["2025-12", "2026-01"], ", ", " to ") == "2025-12 to 2026-01"


def test_labels_that_are_no_months_stand_by_themselves() -> None:
    assert month_spans(["2026-11-10", "2026-12-10"]) == "2026-11-10、2026-12-10"
    assert month_spans(["2026-11", "deposit"]) == "2026-11、deposit"
