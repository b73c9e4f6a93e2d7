"""Warnings in force: notice period, chains of warnings, and what each demands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huxin.law.errors import InputError
from huxin.supervision.tests.support import Row, at, only, order, run

MINUTE = 60_000


def warning(start: str, end: str, name: str = "w", kind: str = "typhoon", colour: str = "red", **changes: Any) -> Row:
    row: Row = {
        "id": name,
        "type": kind,
        "colour": colour,
        "county": "330302",
        "cancelled_at": None,
        "supersedes": None,
    }
    return row | {"effective_at": at(start), "expires_at": at(end)} | changes


def dispatched(folder: Path, rows: list[Row], warnings: list[Row], detector: str = "weather_dispatch") -> list[Row]:
    return only(run(folder, rows, warnings=warnings, detectors=(detector,))[0], detector)


RED = warning("07-15 10:00", "07-15 18:00")
ORANGE = warning("07-15 10:00", "07-15 18:00", colour="orange")


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        (at("07-15 10:15") - 1, 0),
        (at("07-15 10:15"), 1),
        (at("07-15 18:00") - 1, 1),
        (at("07-15 18:00"), 0),
    ],
)
def test_in_force_from_the_end_of_the_notice_period_to_expiry(tmp_path: Path, accepted: int, found: int) -> None:
    row = order("07-15 09:00", "07-15 19:00", accepted_at=accepted)
    assert len(dispatched(tmp_path, [row], [RED])) == found


@pytest.mark.parametrize("changes", [{"county": "330381"}, {"county": None}, {"trade": "ride_hailing"}])
def test_other_counties_and_trades_are_not_meant(tmp_path: Path, changes: Row) -> None:
    assert dispatched(tmp_path, [order("07-15 12:00", "07-15 12:30", **changes)], [RED]) == []


def test_a_successor_and_a_withdrawal_end_a_warning(tmp_path: Path) -> None:
    rows = [order(f"07-15 {hour}:20", f"07-15 {hour}:40") for hour in (11, 13, 15)]
    down = warning("07-15 13:00", "07-15 18:00", "down", colour="yellow", supersedes=["w"])
    assert [row["started_at"] for row in dispatched(tmp_path / "a", rows, [RED, down])] == [at("07-15 11:20")]
    elsewhere = down | {"county": "330381"}
    assert (
        len(dispatched(tmp_path / "b", rows, [RED, elsewhere])) == 1
    )  # a successor names the warning, wherever it is in force
    withdrawn = RED | {"cancelled_at": at("07-15 15:00")}
    assert len(dispatched(tmp_path / "c", rows, [withdrawn])) == 2
    late = RED | {"cancelled_at": at("07-15 20:00")}
    assert len(dispatched(tmp_path / "d", rows, [late])) == 3


def test_an_upgrade_has_a_notice_period_for_what_is_new_and_none_for_the_rest(tmp_path: Path) -> None:
    up = warning("07-15 12:00", "07-15 18:00", "up", supersedes=["o"])
    orange = ORANGE | {"id": "o"}
    rows = [order(f"07-15 12:{minute}", "07-15 13:00", distance_m=9000) for minute in ("00", "14", "15")]
    (stopped,) = dispatched(tmp_path / "a", rows, [orange, up])
    assert stopped["started_at"] == at("07-15 12:15")
    far = dispatched(tmp_path / "b", rows, [orange, up], "weather_limit")
    assert [row["started_at"] for row in far] == [at("07-15 12:00"), at("07-15 12:14")]


@pytest.mark.parametrize(
    ("effective", "colour", "detector"),
    [
        ("07-15 15:00", "red", "weather_dispatch"),
        ("07-15 15:00", "orange", "weather_limit"),
        ("07-15 10:05", "red", "weather_dispatch"),
    ],
)
def test_a_successor_that_demands_nothing_new_binds_at_once(
    tmp_path: Path, effective: str, colour: str, detector: str
) -> None:
    renewed = warning(effective, "07-15 22:00", "again", colour=colour, supersedes=["w"])
    later = "07-15 10:15" if effective < "07-15 10:15" else effective
    start = at(later)
    rows = [order(later, "07-15 23:00", accepted_at=each, distance_m=9000) for each in (start - 1, start, start + 1)]
    found = dispatched(tmp_path, rows, [RED, renewed], detector)
    wanted = [start, start + 1] if colour == "orange" or later != effective else [start - 1, start, start + 1]
    assert [row["started_at"] for row in found] == wanted


def test_after_a_gap_and_across_counties_the_notice_period_runs_again(tmp_path: Path) -> None:
    rows = [order("07-15 19:05", "07-15 19:30")]
    gap = warning("07-15 19:00", "07-15 22:00", "again", supersedes=["w"])
    assert dispatched(tmp_path / "gap", rows, [RED, gap]) == []
    elsewhere = warning("07-15 12:00", "07-15 22:00", "again", county="330381", supersedes=["w"])
    there = [order("07-15 12:05", "07-15 12:30", county="330381")]
    assert dispatched(tmp_path / "there", there, [RED, elsewhere]) == []


def test_in_a_chain_of_three_the_first_word_counts(tmp_path: Path) -> None:
    second = warning("07-15 10:05", "07-15 18:00", "b", supersedes=["w"])
    third = warning("07-15 10:10", "07-15 18:00", "c", supersedes=["b"])
    rows = [order("07-15 10:00", "07-15 11:00", accepted_at=at("07-15 10:15") + each) for each in (-1, 0)]
    (found,) = dispatched(tmp_path, rows, [third, second, RED])
    assert json.loads(found["evidence"])["warning_id"] == "c"


def test_an_order_under_two_warnings_is_one_finding(tmp_path: Path) -> None:
    rain = warning("07-15 09:00", "07-15 18:00", "rain", "rainstorm")
    (found,) = dispatched(tmp_path, [order("07-15 12:00", "07-15 12:30")], [RED, rain, rain])
    evidence = json.loads(found["evidence"])
    assert (evidence["warning_id"], evidence["warnings"]) == ("rain", ["rain", "w"])
    assert (found["severity"], found["status_of_source"], found["certainty"]) == ("notice", "proposal", "estimate")


def test_colours_and_types_without_a_row_demand_nothing(tmp_path: Path) -> None:
    rows = [order("07-15 12:00", "07-15 12:30")]
    for kind, colour in (("gale", "red"), ("typhoon", "blue"), ("meteor", "purple")):
        assert (
            dispatched(tmp_path / kind / colour, rows, [warning("07-15 10:00", "07-15 18:00", "x", kind, colour)]) == []
        )


@pytest.mark.parametrize(("metres", "found"), [(None, 0), (3000, 0), (3001, 1)])
def test_the_distance_cap(tmp_path: Path, metres: int | None, found: int) -> None:
    rows = [order("07-15 12:00", "07-15 12:30", distance_m=metres)]
    assert len(dispatched(tmp_path, rows, [ORANGE], "weather_limit")) == found


def test_the_fourth_order_in_hand_is_over_the_cap_and_another_company_does_not_count(tmp_path: Path) -> None:
    rows = [order(f"07-15 12:0{n}", "07-15 13:00") for n in range(4)]
    (found,) = dispatched(tmp_path / "a", rows, [ORANGE], "weather_limit")
    assert (found["measure"], found["threshold"], found["unit"]) == (4, 3, "order")
    rows[0]["completed_at"] = rows[3]["accepted_at"]
    assert dispatched(tmp_path / "b", rows, [ORANGE], "weather_limit") == []
    rows[0] |= {"completed_at": at("07-15 13:00"), "company_id": "91330300BBBBBBBB06"}
    assert dispatched(tmp_path / "c", rows, [ORANGE], "weather_limit") == []


def test_orders_in_hand_since_yesterday_count(tmp_path: Path) -> None:
    night = warning("07-14 22:00", "07-15 06:00", colour="orange")
    rows = [order("07-14 23:50", "07-15 00:30") for _ in range(3)] + [order("07-15 00:10", "07-15 00:40")]
    (found,) = dispatched(tmp_path, rows, [night], "weather_limit")
    assert found["order_ids"] == [rows[3]["order_id"]]


@pytest.mark.parametrize(
    ("promised", "extended", "found"),
    [
        (None, None, 0),
        ("07-15 10:40", None, 1),
        ("07-15 10:40", at("07-15 11:40"), 0),
        ("07-15 10:40", at("07-15 11:40") - 1, 1),
    ],
)
def test_what_is_open_at_the_start_needs_a_longer_deadline(
    tmp_path: Path, promised: str | None, extended: int | None, found: int
) -> None:
    row = order("07-15 10:05", "07-15 10:50", promised_at=promised and at(promised), extended_to=extended)
    told = dispatched(tmp_path, [row], [RED], "weather_extension")
    assert len(told) == found
    assert all(one["started_at"] == at("07-15 10:15") for one in told)


@pytest.mark.parametrize(("start", "end"), [("07-15 10:15", "07-15 10:50"), ("07-15 10:00", "07-15 10:15")])
def test_accepted_at_the_start_or_done_by_then_is_not_open(tmp_path: Path, start: str, end: str) -> None:
    row = order(start, end, promised_at=at("07-15 10:40"))
    assert dispatched(tmp_path, [row], [RED], "weather_extension") == []


def test_two_versions_of_a_warning_bind_only_together(tmp_path: Path) -> None:
    rows = [order(f"07-15 {hour}:20", f"07-15 {hour}:40") for hour in (11, 13, 15)]
    shorter = RED | {"expires_at": at("07-15 14:00")}
    assert len(dispatched(tmp_path / "a", rows, [RED, shorter])) == 2
    with pytest.raises(InputError, match="one type and colour"):
        dispatched(tmp_path / "b", rows, [RED, RED | {"colour": "blue"}])
    with pytest.raises(InputError, match="a row with a gap"):
        dispatched(tmp_path / "c", rows, [RED | {"expires_at": None}])


def test_without_warnings_it_is_not_run_and_says_so(tmp_path: Path) -> None:
    _, report = run(tmp_path, [order("07-15 12:00", "07-15 12:30")])
    assert report.not_run["weather_dispatch"] == "no --warnings"
