"""Idle minutes by cell beside a second reckoning in plain Python; who is left out; the same on Spark."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import h3
import pytest

from huxin.law.errors import InputError
from huxin.supervision.demand import BANDS, DemandRequest, IdleCell, as_rows, by_cell, demand
from huxin.supervision.lake import Files, midnight
from huxin.supervision.tests.demand_support import (
    AWAY,
    DAY,
    HERE,
    HOUR,
    MINUTE,
    NEXT,
    PACK,
    THERE,
    city_of_waiting,
    demand_of,
    ends_at,
)
from huxin.supervision.tests.support import WARNING_SCHEMA, at, write


def _crowd(begin: str, end: str, then: str, people: int = 10, **more: Any) -> list[dict[str, Any]]:
    """So many people who end an order and begin the next one later."""
    day = begin[:5]
    return [
        row
        for worker in range(people)
        for row in (ends_at(worker, begin, end, **more), ends_at(worker, then, f"{day} 13:00", AWAY))
    ]


def test_ten_people_who_wait_are_a_cell_and_nine_are_none(tmp_path: Path) -> None:
    found = demand_of(tmp_path, _crowd("07-15 10:00", "07-15 10:30", "07-15 11:10"))
    (cell,) = found.cells
    assert (cell.minutes, cell.weighed, cell.workers, cell.county, cell.band) == (400, 400, 10, "330302", 2)
    assert cell.cell == h3.latlng_to_cell(round(HERE[1] * 5000) / 5000, round(HERE[0] * 5000) / 5000, 9)
    fewer = demand_of(tmp_path, _crowd("07-15 10:00", "07-15 10:30", "07-15 11:10", people=9))
    assert (fewer.cells, fewer.hidden, fewer.least) == ((), 1, 10)


@pytest.mark.parametrize(("then", "counts"), [("10:34", 0), ("10:35", 50), ("12:30", 1200), ("12:31", 0)])
def test_a_short_gap_is_no_waiting_and_a_long_one_is_the_end_of_work(tmp_path: Path, then: str, counts: int) -> None:
    found = demand_of(tmp_path, _crowd("07-15 10:00", "07-15 10:30", f"07-15 {then}"))
    assert sum(one.minutes for one in found.cells) == counts


def test_waiting_begins_when_everything_is_ended_and_where_that_was(tmp_path: Path) -> None:
    """The order that began first ends last, of another company."""
    rows = _crowd("07-15 10:00", "07-15 11:00", "07-15 11:20", point=THERE)
    rows += [ends_at(worker, "07-15 10:10", "07-15 10:30", company_id="91330300BBBBBBBB06") for worker in range(10)]
    (cell,) = demand_of(tmp_path, rows).cells
    assert (cell.minutes, cell.county) == (200, "330304")


def test_an_interval_counts_in_each_hour_for_its_part_and_on_its_day(tmp_path: Path) -> None:
    rows = _crowd("07-15 09:00", "07-15 09:40", "07-15 10:25")
    found = demand_of(tmp_path, rows)
    assert {one.band: one.minutes for one in found.cells} == {1: 200, 2: 250}
    assert demand_of(tmp_path, rows, first=NEXT, last=NEXT).cells == ()


def test_an_order_outside_of_the_city_or_without_an_end_ends_no_waiting_twice(tmp_path: Path) -> None:
    rows = _crowd("07-15 10:00", "07-15 10:30", "07-15 11:00", point=AWAY)
    rows += [ends_at(worker, "07-15 12:00", "07-15 12:05", end_lng=None) for worker in range(10)]
    assert demand_of(tmp_path, rows).cells == ()


def test_bad_weather_weighs_the_hours_in_which_a_warning_was_in_force(tmp_path: Path) -> None:
    row = {"id": "w", "type": "heat", "colour": "red", "county": "330302", "supersedes": []}
    row |= {"effective_at": at("07-15 10:00"), "expires_at": at("07-15 11:00"), "cancelled_at": None}
    path = tmp_path / "warnings.parquet"
    write(path, [row], WARNING_SCHEMA)
    (cell,) = demand_of(tmp_path, _crowd("07-15 10:00", "07-15 10:30", "07-15 11:30"), warnings=str(path)).cells
    assert (cell.minutes, cell.weighed) == (600, 900)


def _oracle(rows: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[int, int]]:
    """(cell, band) → (people, milliseconds), in plain Python, nothing left out."""
    by_worker: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in rows:
        begin, end = row["accepted_at"], row["completed_at"]
        if end is not None and 0 < end - begin <= 12 * HOUR:
            lat, lng = round(row["end_lat"] * 5000) / 5000, round(row["end_lng"] * 5000) / 5000
            by_worker[row["worker_id"]].append((begin, end, h3.latlng_to_cell(lat, lng, 9)))
    people: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for worker, held in by_worker.items():
        held.sort()
        busy, last = held[0][1], held[0][2]
        for begin, end, cell in held[1:]:
            if 5 * MINUTE <= begin - busy <= 120 * MINUTE and midnight(DAY) <= busy < midnight(NEXT):
                for start in range(busy // MINUTE * MINUTE, begin, MINUTE):
                    part = min(begin, start + MINUTE) - max(busy, start)
                    hour = (start // HOUR + 8) % 24
                    band = next(at for at, (low, high) in enumerate(BANDS) if low <= hour < high)
                    people[last, band][worker] += part
            if end >= busy:
                busy, last = end, cell
    return {place: (len(held), sum(held.values())) for place, held in people.items()}


def _as_held(cells: tuple[IdleCell, ...]) -> dict[tuple[str, int], tuple[int, int]]:
    return {(one.cell, one.band): (one.workers, one.minutes) for one in cells}


@pytest.mark.parametrize("seed", range(6))
def test_a_random_city_gives_what_a_second_reckoning_gives(seed: int, tmp_path: Path) -> None:
    rows = city_of_waiting(seed)
    found = demand_of(tmp_path, rows)
    wanted = _oracle(rows)
    assert found.cells
    assert _as_held(found.cells) == {
        place: (people, ms // MINUTE) for place, (people, ms) in wanted.items() if people >= found.least
    }
    assert found.hidden == sum(people < found.least for people, _ in wanted.values())


def test_rows_for_the_siting_engine_add_up_what_is_shown(tmp_path: Path) -> None:
    found = demand_of(tmp_path, city_of_waiting(1))
    rows = as_rows(by_cell(found.cells))
    assert sum(one.milliseconds for one in by_cell(found.cells)) == sum(one.milliseconds for one in found.cells)
    assert [row["weight"] for row in rows] == [one.weighed for one in by_cell(found.cells)]
    assert len({row["id"] for row in rows}) == len(rows)
    noon = by_cell(found.cells, 2)
    assert [one.band for one in noon] == [2] * len(noon)


def test_days_the_wrong_way_round_and_a_file_that_is_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        demand_of(tmp_path, city_of_waiting(1), first=NEXT, last=DAY)
    path = tmp_path / "x.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError):
        demand(DemandRequest(DAY, DAY, Files(str(path)), PACK))
