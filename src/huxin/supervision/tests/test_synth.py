"""The invented city: the same from the same seed, clean but for what was planted, and all of that is found."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from huxin.law.pack.load import load_pack
from huxin.supervision.lake import Files
from huxin.supervision.scan import Report, ScanRequest, scan
from huxin.supervision.synth.city import CityPlan
from huxin.supervision.synth.people import COMPANIES, card_number, card_numbers, credit_code
from huxin.supervision.synth.write import Made, synth
from huxin.supervision.tests.support import SEEDS

WORKERS = int(os.environ.get("HUXIN_WORKERS", "120"))
FIRST = date(2026, 7, 1)


def scanned(made: Made, out: Path, days: int) -> tuple[list[dict[str, Any]], Report]:
    files = Files(*(made.files[name] for name in ("orders", "oncall", "warnings", "cover")))
    last = FIRST.replace(day=days)
    report = scan(ScanRequest(FIRST, last, files, load_pack("wenzhou"), out, made.files["companies"]))
    return pq.read_table(out).to_pylist(), report


def keyed(rows: list[dict[str, Any]], worker: str) -> set[tuple[Any, ...]]:
    return {
        (row["detector"], row[worker], row["company_id"], row["started_at"], tuple(row["order_ids"])) for row in rows
    }


@pytest.mark.parametrize(("seed", "days"), [*((seed, 1) for seed in range(max(3, SEEDS // 4))), (99, 14)])
def test_everything_planted_is_found_and_nothing_else(tmp_path: Path, seed: int, days: int) -> None:
    storm = date(2026, 7, days)
    made = synth(CityPlan(FIRST, days, WORKERS, seed), tmp_path / "city", storm, 1)
    truth = json.loads(Path(made.files["truth"]).read_text(encoding="utf-8"))
    found, report = scanned(made, tmp_path / "found.parquet", days)
    assert keyed(found, "worker_key") == keyed(truth, "worker_id")
    assert report.findings == made.truth
    assert report.not_run == {}


def test_a_city_without_plants_has_nothing_to_find(tmp_path: Path) -> None:
    made = synth(CityPlan(FIRST, 2, WORKERS, 5), tmp_path / "city", None, 0)
    found, report = scanned(made, tmp_path / "found.parquet", 2)
    assert (found, made.truth) == ([], {})
    assert report.orders > WORKERS * 10


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        synth(CityPlan(FIRST, 1, 40, seed), tmp_path / name, FIRST, 1)
    day = "orders/orders-2026-07-01.parquet"
    tables = {name: pq.read_table(tmp_path / name / day) for name in "abc"}
    assert tables["a"].equals(tables["b"])
    assert not tables["a"].equals(tables["c"])
    assert (tmp_path / "a/truth.json").read_bytes() == (tmp_path / "b/truth.json").read_bytes()


def test_the_city_has_peaks_and_people_of_two_companies(tmp_path: Path) -> None:
    made = synth(CityPlan(FIRST, 1, 400, 3), tmp_path, None, 0)
    rows = pq.read_table(tmp_path / "orders").to_pylist()
    hours = np.bincount([(row["accepted_at"] // 3_600_000 + 8) % 24 for row in rows], minlength=24)
    assert hours[11] > 5 * hours[15]
    assert hours[18] > 5 * hours[15]
    firms: dict[str, set[str]] = {}
    for row in rows:
        firms.setdefault(row["worker_id"], set()).add(row["company_id"])
    share = sum(len(one) > 1 for one in firms.values()) / len(firms)
    assert 0.1 < share < 0.3
    assert len({(row["company_id"], row["order_id"]) for row in rows}) == made.orders < len(rows)


def test_numbers_have_right_check_characters() -> None:
    numbers = card_numbers(np.arange(0, 9_000_000, 90_001))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for number in numbers:
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
        assert number[17] == "10X98765432"[total % 11]
    assert len(set(numbers)) == len(numbers)
    assert card_number(90_001) == numbers[1]
    assert len({one.code for one in COMPANIES}) == len(COMPANIES)
    assert {len(credit_code(serial)) for serial in range(40)} == {18}
