"""Deadlines over Spring Festival and National Day 2021 to 2026, worked out beforehand with another calendar."""

from __future__ import annotations

import pytest

from huxin.law.tests.casework_support import act, clock, due

WORKING_DAYS = """
2021-02-10 2021-02-23 2021-03-02 2021-03-09
2021-02-07 2021-02-19 2021-02-25 2021-03-04
2021-09-30 2021-10-13 2021-10-20 2021-10-27
2021-09-27 2021-10-09 2021-10-15 2021-10-22
2022-01-30 2022-02-11 2022-02-18 2022-02-25
2022-01-27 2022-02-08 2022-02-15 2022-02-22
2022-09-30 2022-10-12 2022-10-19 2022-10-26
2022-09-27 2022-10-09 2022-10-14 2022-10-21
2023-01-20 2023-02-01 2023-02-08 2023-02-15
2023-01-17 2023-01-29 2023-02-03 2023-02-10
2023-09-28 2023-10-11 2023-10-18 2023-10-25
2023-09-25 2023-10-08 2023-10-13 2023-10-20
2024-02-09 2024-02-22 2024-02-29 2024-03-07
2024-02-06 2024-02-19 2024-02-26 2024-03-04
2024-09-30 2024-10-12 2024-10-18 2024-10-25
2024-09-27 2024-10-10 2024-10-16 2024-10-23
2025-01-27 2025-02-10 2025-02-17 2025-02-24
2025-01-24 2025-02-07 2025-02-13 2025-02-20
2025-09-30 2025-10-14 2025-10-21 2025-10-28
2025-09-27 2025-10-10 2025-10-16 2025-10-23
2026-02-14 2026-02-28 2026-03-06 2026-03-13
2026-02-11 2026-02-25 2026-03-03 2026-03-10
2026-09-30 2026-10-13 2026-10-20 2026-10-27
2026-09-27 2026-10-09 2026-10-15 2026-10-22
"""
"""Day zero (the last working days before the break), then the 5th, 10th and 15th working day after it."""

ROLLED = """
2021-01-27 2021-02-18
2021-01-29 2021-02-18
2021-02-01 2021-02-18
2021-09-16 2021-10-08
2021-09-18 2021-10-08
2021-09-21 2021-10-08
2022-01-16 2022-02-07
2022-01-18 2022-02-07
2022-01-21 2022-02-07
2022-09-16 2022-10-08
2022-09-18 2022-10-08
2022-09-21 2022-10-08
2023-01-06 2023-01-28
2023-01-08 2023-01-28
2023-01-11 2023-01-28
2023-09-14 2023-10-07
2023-09-16 2023-10-07
2023-09-19 2023-10-07
2024-01-26 2024-02-18
2024-01-28 2024-02-18
2024-01-31 2024-02-18
2024-09-16 2024-10-08
2024-09-18 2024-10-08
2024-09-21 2024-10-08
2025-01-13 2025-02-05
2025-01-15 2025-02-05
2025-01-18 2025-02-05
2025-09-16 2025-10-09
2025-09-18 2025-10-09
2025-09-21 2025-10-09
2026-01-31 2026-02-24
2026-02-02 2026-02-24
2026-02-05 2026-02-24
2026-09-16 2026-10-08
2026-09-18 2026-10-08
2026-09-21 2026-10-08
"""
"""Day zero, then where a clock of 15 calendar days ends that would have ended inside the break."""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in table.split("\n") if line]


@pytest.mark.parametrize(("start", "five", "ten", "fifteen"), rows(WORKING_DAYS))
def test_working_days_skip_the_break_and_count_make_up_workdays(start: str, five: str, ten: str, fifteen: str) -> None:
    assert due("arbitration", "accept_decision", [act("file", start)], start) == five
    served = [act("file", start), act("serve", start, document="claim")]
    assert due("arbitration", "answer", served, start) == ten
    assert due("union-supervision-letter", "answer", [act("serve", start)], start) == fifteen


@pytest.mark.parametrize(("start", "end"), rows(ROLLED))
def test_calendar_days_count_the_break_and_roll_once_at_its_end(start: str, end: str) -> None:
    assert due("one-stop-mediation", "finish", [act("file", start), act("accept", start)], start) == end


@pytest.mark.parametrize(("start", "end"), rows(ROLLED))
def test_the_roll_says_why(start: str, end: str) -> None:
    found = clock("one-stop-mediation", "finish", [act("file", start), act("accept", start)], start)
    assert any("顺延到下一个工作日" in line and end in line for line in found.lines)
    assert any("rolls to" in line and end in line for line in found.lines_en)


def test_a_holiday_is_named_with_its_days() -> None:
    found = clock("arbitration", "accept_decision", [act("file", "2026-02-10")], "2026-02-11")
    assert "跳过春节 2026-02-15 至 2026-02-23（9 天）。" in found.lines
    assert "Skipped: Spring Festival 2026-02-15 to 2026-02-23 (9 days)." in found.lines_en


def test_a_make_up_workday_is_named() -> None:
    found = clock("arbitration", "accept_decision", [act("file", "2026-02-10")], "2026-02-11")
    assert "2026-02-14（周六） 调休上班，算工作日。" in found.lines


def test_a_clock_that_ends_on_a_make_up_saturday_does_not_roll() -> None:
    found = clock(
        "one-stop-mediation", "finish", [act("file", "2026-02-13"), act("accept", "2026-02-13")], "2026-02-13"
    )
    assert found.due is not None
    assert found.due.isoformat() == "2026-02-28"
    assert any("调休上班，不顺延" in line for line in found.lines)


def test_suspension_over_spring_festival_costs_calendar_days() -> None:
    acts = [
        act("file", "2026-02-10"),
        act("accept", "2026-02-11"),
        act("suspend", "2026-02-12"),
        act("resume", "2026-02-25"),
    ]
    # 11 Feb + 45 + 13 = 10 Apr, a Friday
    assert due("arbitration", "award", acts, "2026-03-01") == "2026-04-10"


def test_suspension_over_national_day_costs_calendar_days_and_rolls_once() -> None:
    acts = [
        act("file", "2025-09-15"),
        act("accept", "2025-09-15"),
        act("suspend", "2025-09-30"),
        act("resume", "2025-10-09"),
    ]
    # 15 Sep + 45 + 9 = 8 Nov, a Saturday
    assert due("arbitration", "award", acts, "2025-10-10") == "2025-11-10"


def test_suspension_of_a_working_day_clock_costs_working_days_only() -> None:
    acts = [act("file", "2025-09-22"), act("accept", "2025-09-22")]
    plain = due("labour-inspection-complaint", "investigation", acts, "2025-09-22")
    held = [*acts, act("suspend", "2025-09-30"), act("resume", "2025-10-09")]
    # (30 Sep, 9 Oct] holds one working day, 9 October
    assert plain == "2025-12-19"
    assert due("labour-inspection-complaint", "investigation", held, "2025-10-10") == "2025-12-22"


@pytest.mark.parametrize(
    ("filed", "provisional"), [("2026-12-24", True), ("2026-12-10", False), ("2025-12-24", False), ("2027-03-01", True)]
)
def test_a_deadline_in_the_last_week_is_provisional_until_the_next_year_is_published(
    filed: str, provisional: bool
) -> None:
    """Five working days after 24 December 2026 end on the 31st, unless the notice of 2027 makes a weekend a workday."""
    found = clock("injury-recognition", "accept_decision", [act("file", filed, by="worker")], filed)
    assert found.provisional is provisional
    assert any(" 的放假安排还没收录" in line or "年的放假安排还没收录" in line for line in found.lines) is provisional
