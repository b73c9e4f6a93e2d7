"""Pay against the floor, cover, deductions for lateness, promises that need speed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.tests.support import ELEME, EXPRESS, MEITUAN, Row, at, only, order, run


def found_by(detector: str, folder: Path, rows: list[Row], **options: Any) -> list[Row]:
    return only(run(folder, rows, **{"detectors": (detector,), **options})[0], detector)


@pytest.mark.parametrize(("pay", "penalty", "tip", "found"), [(2400, 0, 0, 0), (2399, 0, 999, 1), (2500, 101, 0, 1)])
def test_pay_less_penalties_and_without_tips(tmp_path: Path, pay: int, penalty: int, tip: int, found: int) -> None:
    row = order("07-15 10:00", "07-15 11:00", worker_pay_fen=pay, penalty_fen=penalty, tip_fen=tip)
    assert len(found_by("pay_floor_worker", tmp_path, [row])) == found


def test_the_floor_is_that_of_the_county_weighted_by_time(tmp_path: Path) -> None:
    town = order("07-15 10:00", "07-15 11:00", worker_pay_fen=2200)
    hills = order("07-15 12:00", "07-15 13:00", worker_pay_fen=2199, county="330329")
    (found,) = found_by("pay_floor_worker", tmp_path, [town, hills])
    assert json.loads(found["evidence"]) == {"floor_fen_per_hour": 2200.0, "minutes": 120.0, "pay_fen": 4399}
    assert (found["certainty"], found["uncertain_parameters"]) == ("estimate", ["pay.hourly_floor"])
    assert (found["severity"], found["status_of_source"]) == ("consultation", "guideline")


def test_overlapping_time_counts_once_and_per_company(tmp_path: Path) -> None:
    rows = [order("07-15 10:00", "07-15 11:00", worker_pay_fen=1300) for _ in range(2)]
    assert found_by("pay_floor_worker", tmp_path / "a", rows) == []
    rows[1]["company_id"] = ELEME
    assert len(found_by("pay_floor_worker", tmp_path / "b", rows)) == 2


@pytest.mark.parametrize(
    "changes", [{"worker_pay_fen": None}, {"county": None}, {"county": "310101"}, {"completed_at": None}]
)
def test_what_is_not_known_is_left_out_of_pay_and_time(tmp_path: Path, changes: Row) -> None:
    rows = [order("07-15 10:00", "07-15 11:00"), order("07-16 10:00", "07-16 18:00", worker_pay_fen=1) | changes]
    assert found_by("pay_floor_worker", tmp_path, rows) == []


def test_an_order_over_the_end_of_a_month_keeps_pay_and_time_together(tmp_path: Path) -> None:
    row = order("06-30 23:50", "07-01 00:50", worker_pay_fen=2400)
    assert found_by("pay_floor_worker", tmp_path, [row], first="2026-06-30", last="2026-07-01") == []


def test_a_month_is_measured_whole_whatever_days_are_scanned(tmp_path: Path) -> None:
    rows = [
        order("07-03 10:00", "07-03 11:00", worker_pay_fen=100),
        order("07-28 10:00", "07-28 11:00", worker_pay_fen=100),
    ]
    (found,) = found_by("pay_floor_worker", tmp_path / "a", rows, first="2026-07-03")
    assert json.loads(found["evidence"])["minutes"] == 120
    assert found_by("pay_floor_worker", tmp_path / "b", rows, first="2026-07-04", last="2026-07-31") == []


def test_a_company_pays_for_waiting_too(tmp_path: Path) -> None:
    row = order("07-15 10:00", "07-15 11:00", worker_pay_fen=2500)
    online = {"company_id": MEITUAN, "worker_id": "w1", "online_at": at("07-15 09:30"), "offline_at": at("07-15 10:30")}
    assert found_by("pay_floor_company", tmp_path / "a", [row], oncall=[]) == []
    (found,) = found_by("pay_floor_company", tmp_path / "b", [row], oncall=[online])
    assert json.loads(found["evidence"]) == {"floor_fen_per_hour": 2400.0, "minutes": 90.0, "pay_fen": 2500}
    assert (found["worker_key"], found["company_id"], found["order_ids"]) == (None, MEITUAN, [])
    other = online | {"worker_id": "idle", "online_at": at("07-15 12:00"), "offline_at": at("07-15 12:02")}
    assert found_by("pay_floor_company", tmp_path / "c", [row], oncall=[other]) == []
    assert (
        len(found_by("pay_floor_company", tmp_path / "d", [row], oncall=[other | {"offline_at": at("07-15 12:03")}]))
        == 1
    )


COVERED = {"company_id": MEITUAN, "worker_id": "w1", "kind": "C", "from": at("07-15 00:00"), "to": at("07-15 12:00")}


def test_an_order_of_regime_c_without_cover(tmp_path: Path) -> None:
    rows = [order(f"07-15 {hour}:00", f"07-15 {hour}:30", cover_no=None) for hour in (11, 12)]
    (found,) = found_by("cover_gap", tmp_path, rows, cover=[COVERED])
    assert json.loads(found["evidence"]) == {"order_id": rows[1]["order_id"], "regime": "C"}
    assert (found["severity"], found["certainty"]) == ("rectify", "decision")


def test_a_day_of_regime_b_without_cover(tmp_path: Path) -> None:
    rows = [
        order(f"07-{day} {hour}:00", f"07-{day} {hour}:30", cover_no=None, company_id=EXPRESS, trade="courier")
        for day, hour in ((15, 10), (15, 13), (16, 10))
    ]
    roster = COVERED | {"company_id": EXPRESS, "kind": "B", "from": at("07-16 00:00"), "to": None}
    (found,) = found_by("cover_gap", tmp_path, rows, first="2026-07-15", last="2026-07-16", cover=[roster])
    assert json.loads(found["evidence"]) == {"day": "2026-07-15", "regime": "B"}
    assert (found["severity"], found["order_ids"]) == ("consultation", [rows[0]["order_id"], rows[1]["order_id"]])


def test_nobody_says_who_is_employed_so_it_is_counted_and_not_judged(tmp_path: Path) -> None:
    rows = [order("07-15 13:00", "07-15 13:30", cover_no=None)]
    found, report = run(tmp_path / "a", rows)
    assert only(found, "cover_gap") == []
    assert report.not_judged["cover_labour_relation_unknown"] == 1
    employed = COVERED | {"kind": "A", "to": None}
    found, report = run(tmp_path / "b", rows, cover=[employed])
    assert only(found, "cover_gap") == []
    assert report.not_judged == {}
    (gap,) = found_by("cover_gap", tmp_path / "c", [*rows, order("07-15 09:00", "07-15 09:20")])
    assert gap["order_ids"] == [rows[0]["order_id"]]


def test_a_platform_that_nobody_names_has_no_known_regime(tmp_path: Path) -> None:
    rows = [order("07-15 13:00", "07-15 13:30", cover_no=None, company_id="91330300222222220B")]
    _, report = run(tmp_path, rows)
    assert report.not_judged["cover_regime_unknown"] == 1


@pytest.mark.parametrize(
    ("fen", "reason", "found"),
    [(100, "late", 1), (0, "late", 0), (100, "complaint", 0), (None, "late", 0), (-5, "late", 0)],
)
def test_money_deducted_for_lateness(tmp_path: Path, fen: int | None, reason: str, found: int) -> None:
    row = order("07-15 10:00", "07-15 11:00", penalty_fen=fen, penalty_reason=reason)
    assert len(found_by("penalised_late", tmp_path, [row])) == found


def test_a_deduction_before_the_guide_is_only_noticed(tmp_path: Path) -> None:
    rows = [
        order(f"2026-03-{day} 10:00", f"2026-03-{day} 11:00", penalty_fen=1, penalty_reason="late") for day in (19, 20)
    ]
    found = found_by("penalised_late", tmp_path, rows, first="2026-03-19", last="2026-03-20")
    assert [row["severity"] for row in found] == ["notice", "consultation"]
    assert len({row["rule_hash"] for row in found}) == 2


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"distance_m": 5000}, 0),
        ({"distance_m": 5001}, 1),
        ({"distance_m": 2501, "picked_up_at": at("07-15 10:10")}, 1),
        ({"distance_m": 5001, "picked_up_at": at("07-15 10:20")}, 0),
        ({"distance_m": 9999, "promised_at": None}, 0),
        ({"distance_m": None}, 0),
        ({"distance_m": 9999, "trade": "ride_hailing"}, 0),
    ],
)
def test_a_promise_that_needs_more_than_fifteen_kilometres_an_hour(tmp_path: Path, changes: Row, found: int) -> None:
    row = order("07-15 10:00", "07-15 11:00", promised_at=at("07-15 10:20")) | changes
    assert len(found_by("infeasible_promise", tmp_path, [row])) == found


def test_a_standard_for_takeaway_is_a_proposal_for_parcels(tmp_path: Path) -> None:
    rows = [
        order("07-15 10:00", "07-15 11:00", promised_at=at("07-15 10:20"), distance_m=6000, trade=trade, order_id=trade)
        for trade in ("courier", "takeaway")
    ]
    found = {row["order_ids"][0]: row for row in found_by("infeasible_promise", tmp_path, rows)}
    assert found["takeaway"]["uncertain_parameters"] == []
    assert found["takeaway"]["status_of_source"] == "voluntary"
    assert found["courier"]["uncertain_parameters"] == ["speed.basis", "speed.limit_kmh"]
    assert json.loads(found["courier"]["evidence"])["needed_kmh"] == 18
