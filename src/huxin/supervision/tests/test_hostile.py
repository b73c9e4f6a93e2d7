"""Hand-made files on the edges: empty intervals, equal times, ends of days, versions, chains of warnings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huxin.supervision.tests.oracle import MINUTE, City
from huxin.supervision.tests.oracle_more import judge
from huxin.supervision.tests.support import ELEME, EXPRESS, REGIMES, Row, comparable, only, order, run
from huxin.supervision.tests.test_oracle import FIRST, LAST


def told(folder: Path, orders: list[Row], **more: list[Row]) -> list[Row]:
    """The findings of the first week, once the second opinion has agreed."""
    found, _ = run(folder, orders, str(FIRST), str(LAST), **more)  # type: ignore[arg-type]
    city = City(orders, more.get("oncall", []), more.get("warnings", []), more.get("cover", []), dict(REGIMES))
    assert comparable(found) == comparable(judge(city, FIRST, LAST))
    return found


def warning(name: str, start: str, end: str, county: str = "330302", **changes: object) -> Row:
    from huxin.supervision.tests.support import at

    row: Row = {"id": name, "type": "typhoon", "colour": "red", "county": county}
    times = {"effective_at": at(start), "expires_at": at(end), "cancelled_at": None, "supersedes": None}
    return row | times | changes


def test_an_empty_interval_joins_two_short_gaps_and_adds_no_time(tmp_path: Path) -> None:
    orders = [
        order("07-01 08:00", "07-01 10:00"),
        order("07-01 10:19", "07-01 10:19"),
        order("07-01 10:38", "07-01 12:01"),
    ]
    (row,) = only(told(tmp_path, orders), "continuous_work")
    assert (row["measure"], len(row["order_ids"])) == (241.0, 3)


def test_equal_times_at_two_companies(tmp_path: Path) -> None:
    orders = [order("07-01 08:00", "07-01 12:01", company_id=firm, order_id="same") for firm in (ELEME, EXPRESS)]
    (row,) = only(told(tmp_path, orders), "continuous_work")
    evidence = json.loads(row["evidence"])
    assert (row["company_id"], row["order_ids"]) == (None, ["same", "same"])
    assert evidence["companies"] == sorted((ELEME, EXPRESS))
    assert list(evidence) == sorted(evidence)


@pytest.mark.parametrize(("gap", "found"), [(20 * MINUTE - 1, 1), (20 * MINUTE, 0)])
def test_the_gap_is_measured_after_the_longest_order_so_far(tmp_path: Path, gap: int, found: int) -> None:
    long = order("07-01 08:00", "07-01 11:00")
    inside = order("07-01 09:00", "07-01 09:10")
    late = order("07-01 08:00", "07-01 08:00")
    late |= {"accepted_at": long["completed_at"] + gap, "completed_at": long["completed_at"] + gap + 60 * MINUTE}
    assert len(only(told(tmp_path, [late, inside, long]), "continuous_work")) == found


def test_stretches_over_both_ends_of_the_window(tmp_path: Path) -> None:
    orders = [
        order("06-27 22:00", "06-28 02:30", worker_id="before"),  # began on the day before the first
        order("06-28 00:00", "06-28 04:01", worker_id="first"),
        order("07-05 23:59", "07-06 04:30", worker_id="last"),  # ends after the last day
        order("07-06 00:00", "07-06 04:30", worker_id="after"),
    ]
    found = only(told(tmp_path, orders), "continuous_work")
    assert sorted(row["worker_key"] for row in found) == ["first", "last"]


def test_long_haul_and_unknown_trades_have_no_interval(tmp_path: Path) -> None:
    orders = [order("07-01 08:00", "07-01 18:00", trade=trade) for trade in ("long_haul", "airship")]
    assert told(tmp_path, orders) == []


def test_a_correction_recorded_at_once_counts_once_whatever_the_order_of_rows(tmp_path: Path) -> None:
    one = order("07-01 08:00", "07-01 12:30", order_id="x", recorded_at=5)
    two = one | {"completed_at": one["accepted_at"] + 241 * MINUTE}
    rows, _ = run(tmp_path / "a", [one, two], "2026-07-01")
    assert rows == run(tmp_path / "b", [two, one], "2026-07-01")[0]
    assert len(only(rows, "continuous_work")) == 1


def test_a_version_without_a_time_of_recording_is_the_oldest(tmp_path: Path) -> None:
    new = order("07-01 08:00", "07-01 08:30", order_id="x")
    old = order("07-01 08:00", "07-01 12:30", order_id="x", recorded_at=None)
    assert only(told(tmp_path, [new, old]), "continuous_work") == []


def test_a_chain_of_warnings_is_in_force_piece_by_piece(tmp_path: Path) -> None:
    chain = [
        warning("w1", "07-01 08:00", "07-01 20:00"),
        warning("w2", "07-01 09:00", "07-01 20:00", supersedes=["w1"]),
        warning("w3", "07-01 10:00", "07-01 20:00", colour="blue", supersedes=["w2"]),
    ]
    times = ("08:14", "08:15", "08:59", "09:00", "09:14", "09:15", "10:00")
    orders = [order(f"07-01 {time}", f"07-01 {time}", worker_id=time, order_id=time) for time in times]
    found = only(told(tmp_path, orders, warnings=chain), "weather_dispatch")
    assert sorted(row["order_ids"][0] for row in found) == ["08:15", "08:59", "09:00", "09:14", "09:15"]


def test_a_successor_replaces_the_whole_message_also_in_counties_that_it_leaves_out(tmp_path: Path) -> None:
    warnings = [
        warning("w1", "07-01 08:00", "07-01 20:00"),
        warning("w1", "07-01 08:00", "07-01 20:00", "330381"),
        warning("w2", "07-01 09:00", "07-01 20:00", "330381", supersedes=["w1"]),
    ]
    orders = [order(f"07-01 {time}", f"07-01 {time}", order_id=time) for time in ("08:30", "09:30")]
    found = only(told(tmp_path, orders, warnings=warnings), "weather_dispatch")
    assert [row["order_ids"] for row in found] == [["08:30"]]


def test_a_warning_withdrawn_within_the_notice_period_never_binds(tmp_path: Path) -> None:
    from huxin.supervision.tests.support import at

    gone = warning("w1", "07-01 08:00", "07-01 20:00", cancelled_at=at("07-01 08:15"))
    assert told(tmp_path, [order("07-01 08:15", "07-01 08:30")], warnings=[gone]) == []


def test_points_that_are_no_points_do_not_stop_a_scan(tmp_path: Path) -> None:
    wild = order("07-01 08:00", "07-01 08:30", order_id="x", start_lng=1e300, start_lat=float("nan"))
    assert run(tmp_path, [wild, wild | {"recorded_at": 1}], "2026-07-01")[1].orders == 1


def test_a_county_that_is_missing_is_counted_and_meets_no_warning(tmp_path: Path) -> None:
    red = [warning("w1", "07-01 08:00", "07-01 20:00")]
    found, report = run(tmp_path, [order("07-01 09:00", "07-01 09:30", county=None)], "2026-07-01", warnings=red)
    assert only(found, "weather_dispatch") == []
    assert report.not_judged["no_county"] == 1
