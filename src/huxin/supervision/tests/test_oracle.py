"""The SQL texts and the brute-force second opinion agree, and the way the files are cut does not matter."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from huxin.supervision.model import DETECTORS
from huxin.supervision.tests import random_city
from huxin.supervision.tests.oracle import City
from huxin.supervision.tests.oracle_more import judge
from huxin.supervision.tests.support import SEEDS, Row, comparable, run, write

FIRST, LAST = date(2026, 6, 28), date(2026, 7, 5)


def scanned(folder: Path, city: City, orders: list[Row] | str, first: date = FIRST, last: date = LAST) -> list[Row]:
    found, _ = run(folder, orders, str(first), str(last), oncall=city.oncall, warnings=city.warnings, cover=city.cover)
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_oracle_agrees(seed: int, tmp_path: Path) -> None:
    city = random_city.make(seed)
    found, wanted = comparable(scanned(tmp_path, city, city.orders)), comparable(judge(city, FIRST, LAST))
    for name in DETECTORS:
        assert [row for row in found if row["detector"] == name] == [row for row in wanted if row["detector"] == name]


def test_the_random_cities_exercise_every_detector(tmp_path: Path) -> None:
    found: set[str] = set()
    for seed in range(6):
        city = random_city.make(seed)
        found |= {row["detector"] for row in judge(city, FIRST, LAST)}
    assert found == set(DETECTORS)


@pytest.mark.parametrize("seed", range(max(2, SEEDS // 8)))
def test_shuffled_split_and_day_by_day_find_the_same(seed: int, tmp_path: Path) -> None:
    city = random_city.make(seed)
    whole = scanned(tmp_path / "whole", city, city.orders)
    rows = list(city.orders)
    random.Random(seed).shuffle(rows)
    assert scanned(tmp_path / "shuffled", city, rows) == whole
    for number in range(5):
        write(tmp_path / "parts" / f"p{number}.parquet", rows[number::5])
    pattern = str(tmp_path / "parts" / "*.parquet")
    assert scanned(tmp_path / "split", city, pattern) == whole
    days = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
    single = [row for day in days for row in scanned(tmp_path / str(day), city, pattern, day, day)]
    assert sorted(single, key=by_id) == sorted(whole, key=by_id)
    assert len({row["finding_id"] for row in whole}) == len(whole)


def by_id(row: Row) -> tuple[str, str]:
    return row["detector"], row["finding_id"]
