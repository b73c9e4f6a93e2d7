"""What happens at stations, beside a second reckoning in plain Python; who is left out; which hubs there are."""

from __future__ import annotations

from collections import defaultdict
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pytest

from huxin.law.errors import InputError
from huxin.supervision import hubs
from huxin.supervision.hubs import CIRCLING, SERVED, UNMET, WAITED, HubCount
from huxin.supervision.lake import midnight
from huxin.supervision.tests.demand_support import (
    AWAY,
    DAY,
    HOUR,
    HUBS,
    MINUTE,
    NEXT,
    THERE,
    city_of_rides,
    demand_of,
    ends_at,
)

Key = tuple[str, int, str]
SOUTH = "温州南站"
NUMBERS = {"": 0} | {hub.name: at for at, hub in enumerate(HUBS, start=1)}


def _hours(tmp_path: Path, rows: list[dict[str, Any]]) -> list[HubCount]:
    found = demand_of(tmp_path, rows, hubs=HUBS).hubs
    assert found is not None
    return list(found.hours)


def _ride(worker: int, begin: str, end: str, **more: Any) -> dict[str, Any]:
    at_station = {"start_lng": THERE[0], "start_lat": THERE[1], "trade": "ride_hailing"}
    return ends_at(worker, begin, end, more.pop("point", AWAY), **(at_station | more))


def test_ten_drivers_who_wait_at_a_station_need_so_many_bays_and_nine_are_nobody(tmp_path: Path) -> None:
    rows = [
        row
        for worker in range(10)
        for row in (
            _ride(worker, "07-15 09:00", "07-15 09:40", point=THERE, start_lng=AWAY[0], start_lat=AWAY[1]),
            _ride(worker, "07-15 10:10", "07-15 10:40"),
        )
    ]
    found = {(one.hour, one.what): one for one in _hours(tmp_path, rows)}
    assert {key: (one.hub, one.many, one.minutes, one.workers) for key, one in found.items()} == {
        (9, CIRCLING): (SOUTH, 10, 200, 10),
        (10, CIRCLING): (SOUTH, 0, 100, 10),
        (10, SERVED): (SOUTH, 10, 0, 10),
    }
    fewer = demand_of(tmp_path, rows[:-2], hubs=HUBS).hubs
    assert fewer is not None
    assert (fewer.hours, fewer.hidden) == ((), 3)
    assert demand_of(tmp_path, rows).hubs is None


def test_who_goes_on_elsewhere_does_not_circle_and_another_trade_is_no_ride(tmp_path: Path) -> None:
    def pair(worker: int, **more: Any) -> list[dict[str, Any]]:
        first = _ride(worker, "07-15 09:00", "07-15 09:40", point=THERE, start_lng=AWAY[0], start_lat=AWAY[1])
        return [first, _ride(worker, "07-15 10:10", "07-15 10:40", **more)]

    away = [row for worker in range(10) for row in pair(worker, start_lng=AWAY[0], start_lat=AWAY[1])]
    other = [row for worker in range(10) for row in pair(worker, trade="courier")]
    assert _hours(tmp_path, away) == _hours(tmp_path, other) == []


def test_given_up_before_anybody_got_in_is_unmet_and_a_correction_counts(tmp_path: Path) -> None:
    gone = {"completed_at": None, "status": "cancelled"}
    rows = [_ride(at, "07-15 18:00", "07-15 18:20", cancelled_at=None, **gone) for at in range(10)]
    rows = [row | {"cancelled_at": row["accepted_at"] + 9 * MINUTE} for row in rows]
    assert [(one.what, one.many, one.hour) for one in _hours(tmp_path, rows)] == [(UNMET, 10, 18)]
    later = [row | {"recorded_at": row["recorded_at"] + 1, "picked_up_at": row["accepted_at"] + MINUTE} for row in rows]
    found = [(one.what, one.many, one.minutes) for one in _hours(tmp_path, [*later, *rows])]
    assert found == [(SERVED, 10, 0), (WAITED, 10, 10)]


def _hub(lng: float, lat: float) -> str:
    best, name = 1000.0, ""
    for hub in HUBS:
        for x, y in hub.points:
            half = sin(radians(lat - y) / 2) ** 2
            half += cos(radians(lat)) * cos(radians(y)) * sin(radians(lng - x) / 2) ** 2
            if (away := 2 * 6_371_008.8 * asin(sqrt(half))) < best:
                best, name = away, hub.name
    return name


class _Counted:
    """(hub, hour, what) → driver → how many and milliseconds, nothing left out."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.people: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        newest = {row["order_id"]: row for row in sorted(rows, key=lambda one: one["recorded_at"])}
        for row in newest.values():
            self.pickup(row)
        for worker in {row["worker_id"] for row in rows if row["trade"] == "ride_hailing"}:
            self.circle(worker, [row for row in rows if row["worker_id"] == worker])

    def add(self, hub: str, at: int, what: str, worker: str, many: int, ms: int) -> None:
        held = self.people[hub, (at // HOUR + 8) % 24, what][worker]
        held[0] += many
        held[1] += ms

    def pickup(self, row: dict[str, Any]) -> None:
        hub, begin, picked = _hub(row["start_lng"], row["start_lat"]), row["accepted_at"], row["picked_up_at"]
        if row["trade"] != "ride_hailing" or not hub or not midnight(DAY) <= begin < midnight(NEXT):
            return
        self.add(hub, begin, SERVED if picked or row["completed_at"] else UNMET, row["worker_id"], 1, 0)
        if picked:
            self.add(hub, begin, WAITED, row["worker_id"], 1, picked - begin)

    def circle(self, worker: str, rows: list[dict[str, Any]]) -> None:
        held = sorted(map(_stretch, rows), key=lambda one: (*one[:2], NUMBERS[one[2]], NUMBERS[one[3]]))
        busy, last = held[0][1], held[0][2]
        for begin, end, end_hub, start_hub in held[1:]:
            circles = start_hub and start_hub == last and 5 * MINUTE <= begin - busy <= 120 * MINUTE
            if circles and midnight(DAY) <= busy < midnight(NEXT):
                self.add(last, busy, CIRCLING, worker, 1, 0)
                for at in range(busy // MINUTE * MINUTE, begin, MINUTE):
                    self.add(last, at, CIRCLING, worker, 0, min(begin, at + MINUTE) - max(busy, at))
            if end >= busy:
                busy, last = end, end_hub

    def rows(self) -> dict[Key, tuple[int, int, int]]:
        """Drivers, how many, milliseconds."""
        return {
            place: (len(held), sum(one[0] for one in held.values()), sum(one[1] for one in held.values()))
            for place, held in self.people.items()
        }


def _stretch(row: dict[str, Any]) -> tuple[int, int, str, str]:
    unmet = not row["picked_up_at"] and not row["completed_at"]
    start = _hub(row["start_lng"], row["start_lat"])
    end = start if unmet else _hub(row["end_lng"], row["end_lat"])
    closed = row["completed_at"] or row["cancelled_at"]
    return row["accepted_at"], closed, end, start if row["trade"] == "ride_hailing" else ""


@pytest.mark.parametrize("seed", range(3))
def test_a_random_city_gives_what_a_second_reckoning_gives(seed: int, tmp_path: Path) -> None:
    rows = city_of_rides(seed)
    found = demand_of(tmp_path, rows, hubs=HUBS).hubs
    wanted = _Counted(rows).rows()
    assert found is not None
    assert {one.what for one in found.hours} == set(hubs.WHATS)
    shown = {(one.hub, one.hour, one.what): (one.workers, one.many, one.milliseconds) for one in found.hours}
    assert shown == {place: held for place, held in wanted.items() if held[0] >= 10}
    assert found.hidden == sum(held[0] < 10 for held in wanted.values())


def test_the_hubs_of_the_city_are_stations_airport_and_sights_with_what_is_checked(tmp_path: Path) -> None:
    assert {one.name: (len(one.points), one.verified) for one in HUBS} == {
        "温州龙湾国际机场": (1, True),
        SOUTH: (2, False),
        "温州站": (2, False),
        "雁荡山风景名胜区": (1, False),
        "刘伯温故里景区": (1, False),
    }
    path = tmp_path / "hubs.csv"
    for text in ("name,hub\n", "hub,lon_wgs84,lat_wgs84,verified\n站,200,28,yes\n"):
        path.write_text(text)
        with pytest.raises(InputError):
            hubs._read(path)
