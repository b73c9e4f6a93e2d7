"""Stretches and days on their edges, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.tests.support import ELEME, MEITUAN, Row, at, only, order, run

BOTH = {"detectors": ("continuous_work", "daily_hours")}


def stretches(folder: Path, rows: list[Row], **options: Any) -> list[Row]:
    return only(run(folder, rows, **{**BOTH, **options})[0], "continuous_work")


def chain(*spans: tuple[str, str], **changes: Any) -> list[Row]:
    return [order(f"07-15 {start}", f"07-15 {end}", **changes) for start, end in spans]


def test_exactly_four_hours_is_no_finding_and_a_millisecond_more_is_one(tmp_path: Path) -> None:
    rows = chain(("08:00", "12:00"))
    assert stretches(tmp_path / "a", rows) == []
    rows[0]["completed_at"] += 1
    (found,) = stretches(tmp_path / "b", rows)
    assert found["measure"] == pytest.approx(240 + 1 / 60_000)
    assert (found["threshold"], found["unit"]) == (240, "minute")


def test_a_gap_of_twenty_minutes_is_a_break_and_a_millisecond_less_is_none(tmp_path: Path) -> None:
    rows = chain(("08:00", "10:00"), ("10:20", "12:30"))
    assert stretches(tmp_path / "a", rows) == []
    rows[1]["accepted_at"] -= 1
    assert len(stretches(tmp_path / "b", rows)) == 1


def test_overlapping_orders_of_two_companies_make_one_stretch_that_neither_shows_alone(tmp_path: Path) -> None:
    mine, other = chain(("08:00", "10:30")), chain(("10:10", "12:40"), company_id=ELEME)
    assert stretches(tmp_path / "a", mine) == stretches(tmp_path / "b", other) == []
    (found,) = stretches(tmp_path / "c", mine + other)
    evidence = json.loads(found["evidence"])
    assert found["company_id"] is None
    assert evidence["companies"] == [MEITUAN, ELEME]
    assert evidence["minutes"] == 280
    assert evidence["ended_at"] == "2026-07-15T12:40:00.000+08:00"
    assert evidence["order_ids"] == found["order_ids"] == [mine[0]["order_id"], other[0]["order_id"]]
    assert evidence["own"] == [{"company_id": MEITUAN, "minutes": 150}, {"company_id": ELEME, "minutes": 150}]
    assert list(evidence) == sorted(evidence)


def test_a_short_order_inside_a_long_one_does_not_end_the_stretch(tmp_path: Path) -> None:
    rows = chain(("08:00", "11:00"), ("08:30", "08:40"), ("11:10", "12:10"))
    assert [row["measure"] for row in stretches(tmp_path, rows)] == [250]


def test_one_finding_per_stretch_across_midnight_on_the_day_it_began(tmp_path: Path) -> None:
    rows = [order("07-15 22:00", "07-16 00:30"), order("07-16 00:40", "07-16 03:00")]
    (found,) = stretches(tmp_path / "a", rows)
    assert (found["started_at"], found["ended_at"]) == (at("07-15 22:00"), at("07-16 03:00"))
    assert stretches(tmp_path / "b", rows, first="2026-07-16") == []
    (whole,) = stretches(tmp_path / "c", rows, first="2026-07-14", last="2026-07-17")
    assert whole == found


def test_a_stretch_of_four_days_is_found_whole_from_its_first_day_alone(tmp_path: Path) -> None:
    rows = [
        order(f"07-{15 + n // 3} {8 * (n % 3):02d}:00", f"07-{15 + n // 3} {8 * (n % 3) + 7:02d}:50") for n in range(12)
    ]
    (found,) = stretches(tmp_path / "15", rows)
    assert found["measure"] == 4 * 1440 - 10
    assert len(found["order_ids"]) == 12
    for day in (14, 16, 17, 18, 19):
        assert stretches(tmp_path / str(day), rows, first=f"2026-07-{day}") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"completed_at": None},
        {"completed_at": at("07-15 07:00")},
        {"completed_at": at("07-15 20:00") + 1},
        {"trade": "long_haul"},
        {"trade": "hovercraft"},
    ],
)
def test_an_order_that_was_never_closed_is_no_overwork(tmp_path: Path, changes: Row) -> None:
    rows = [order("07-15 08:00", "07-15 13:00") | changes]
    found, report = run(tmp_path, rows, detectors=("continuous_work", "daily_hours"))
    assert found == []
    assert sum(report.not_judged.values()) == 1


def test_twelve_hours_are_plausible(tmp_path: Path) -> None:
    assert len(stretches(tmp_path, chain(("08:00", "20:00")))) == 1


def test_a_pre_booked_order_begins_when_the_work_begins(tmp_path: Path) -> None:
    booked = order("07-10 08:00", "07-15 12:30", started_at=at("07-15 08:00"))
    (found,) = stretches(tmp_path, [booked])
    assert found["started_at"] == at("07-15 08:00")


def test_the_weakest_source_decides_on_mixed_trades(tmp_path: Path) -> None:
    car = chain(("08:00", "13:00"), trade="ride_hailing")
    (law,) = stretches(tmp_path / "a", car)
    assert (law["status_of_source"], law["severity"]) == ("law", "case")
    assert law["clause"] == "道路交通安全法实施条例 62(7)"
    (mixed,) = stretches(tmp_path / "b", car + chain(("13:10", "13:30"), company_id=ELEME))
    assert (mixed["status_of_source"], mixed["severity"]) == ("binding", "rectify")
    assert mixed["clause"].startswith("浙人社发〔2021〕56号")
    assert mixed["rule_hash"] == law["rule_hash"]


def test_before_the_province_spoke_only_motor_vehicles_were_bound(tmp_path: Path) -> None:
    rows = [
        order("2021-11-30 08:00", "2021-11-30 13:00", trade="courier", worker_id="rider"),
        order("2021-11-30 08:00", "2021-11-30 13:00", trade="ride_hailing", worker_id="driver"),
        order("2021-12-01 08:00", "2021-12-01 13:00", trade="courier", worker_id="rider"),
    ]
    found = stretches(tmp_path, rows, first="2021-11-29", last="2021-12-02")
    assert [(row["worker_key"], row["started_at"]) for row in found] == [
        ("driver", at("2021-11-30 08:00")),
        ("rider", at("2021-12-01 08:00")),
    ]


def test_eight_hours_of_order_time_in_a_day_and_one_millisecond_more(tmp_path: Path) -> None:
    rows = chain(("06:00", "10:00"), ("12:00", "16:00"))
    assert only(run(tmp_path / "a", rows, **BOTH)[0], "daily_hours") == []
    rows[1]["completed_at"] += 1
    (found,) = only(run(tmp_path / "b", rows, **BOTH)[0], "daily_hours")
    assert json.loads(found["evidence"])["day"] == "2026-07-15"
    assert (found["severity"], found["status_of_source"]) == ("notice", "voluntary")


def test_order_time_is_split_at_midnight(tmp_path: Path) -> None:
    rows = [order("07-15 15:00", "07-16 01:00"), order("07-16 01:30", "07-16 08:00")]
    found = only(run(tmp_path, rows, "2026-07-15", "2026-07-16", **BOTH)[0], "daily_hours")
    assert [row["measure"] for row in found] == [540]
    assert found[0]["started_at"] == at("07-15 00:00")


def test_overlaps_count_once_and_other_trades_not_at_all(tmp_path: Path) -> None:
    rows = chain(("08:00", "15:00"), ("09:00", "15:30")) + chain(("16:00", "23:00"), trade="courier")
    assert only(run(tmp_path, rows, **BOTH)[0], "daily_hours") == []


def test_a_value_tried_out_makes_an_estimate(tmp_path: Path) -> None:
    (found,) = stretches(tmp_path, chain(("08:00", "09:01")), sets={"work.continuous_minutes": "60"})
    assert (found["certainty"], found["uncertain_parameters"]) == ("estimate", ["work.continuous_minutes"])
    (plain,) = stretches(tmp_path / "b", chain(("08:00", "13:01")))
    assert (plain["certainty"], plain["uncertain_parameters"]) == ("decision", [])
    assert plain["rule_hash"] != found["rule_hash"]
