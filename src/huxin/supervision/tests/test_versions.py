"""Late, repeated and contradictory records; who a worker is."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.identity import worker_key
from huxin.supervision.tests.support import ELEME, MEITUAN, Row, at, only, order, run

KEY = b"0123456789abcdef0123"


def work(folder: Path, rows: list[Row], **options: Any) -> list[Row]:
    return only(run(folder, rows, **{"detectors": ("continuous_work",), **options})[0], "continuous_work")


def test_the_newest_version_counts_wherever_it_stands(tmp_path: Path) -> None:
    wrong = order("07-15 08:00", "07-15 13:00", recorded_at=at("07-15 13:01"))
    right = wrong | {"completed_at": at("07-15 08:30"), "recorded_at": at("07-20 09:00")}
    assert work(tmp_path / "a", [wrong, right]) == work(tmp_path / "b", [right, wrong]) == []
    assert len(work(tmp_path / "c", [wrong, right | {"recorded_at": None}])) == 1


def test_a_correction_that_moves_an_order_out_of_the_day_is_seen_from_that_day(tmp_path: Path) -> None:
    wrong = order("07-15 08:00", "07-15 13:00", recorded_at=at("07-15 13:01"))
    moved = wrong | {
        "accepted_at": at("07-25 08:00"), "completed_at": at("07-25 13:00"), "recorded_at": at("07-26 09:00"),
    }  # fmt: skip
    assert work(tmp_path / "a", [wrong, moved]) == []
    assert len(work(tmp_path / "b", [wrong, moved], first="2026-07-25")) == 1


def test_the_same_number_at_two_companies_is_two_orders(tmp_path: Path) -> None:
    mine = order("07-15 08:00", "07-15 10:30")
    other = order("07-15 10:30", "07-15 13:00", order_id=mine["order_id"], company_id=ELEME)
    (found,) = work(tmp_path, [mine, other])
    assert found["order_ids"] == [mine["order_id"]] * 2


def test_versions_recorded_at_once_are_told_apart_by_content_and_not_by_place(tmp_path: Path) -> None:
    base = order("07-15 08:00", "07-15 13:00")
    rows = [base | {"completed_at": at("07-15 12:30") + n * 60_000} for n in range(40)]
    first = work(tmp_path / "first", rows)
    assert len(first) == 1
    for number in range(4):
        random.Random(number).shuffle(rows)
        assert work(tmp_path / str(number), rows) == first


def test_a_row_sent_twice_counts_once(tmp_path: Path) -> None:
    row = order("07-15 08:00", "07-15 08:30", penalty_fen=100, penalty_reason="late")
    found, report = run(tmp_path, [row] * 3)
    assert report.orders == 1
    assert len(only(found, "penalised_late")) == 1


@pytest.mark.parametrize("gap", ["order_id", "company_id", "worker_id", "accepted_at"])
def test_a_row_without_what_is_required_is_counted_and_left_out(tmp_path: Path, gap: str) -> None:
    rows = [order("07-15 08:00", "07-15 13:00"), order("07-15 08:00", "07-15 13:00") | {gap: None}]
    found, report = run(tmp_path, rows, detectors=("continuous_work",))
    assert (len(found), report.orders, report.not_judged["incomplete"]) == (1, 1, 1)


def test_absurd_numbers_are_no_times_and_no_amounts(tmp_path: Path) -> None:
    huge = 2**63 - 1
    rows = [
        order("07-15 08:00", "07-15 08:30", completed_at=huge, promised_at=-huge, distance_m=huge, penalty_fen=-huge),
        order("07-15 08:00", "07-15 08:30", accepted_at=huge),
        order("07-15 08:00", "07-15 08:30", picked_up_at=-huge, promised_at=huge, distance_m=huge, worker_pay_fen=huge),
    ]
    _, report = run(tmp_path, rows)
    assert report.orders == 2
    assert (report.not_judged["incomplete"], report.not_judged["interval_unclosed"]) == (1, 1)


def test_card_and_licence_are_one_person_and_own_numbers_are_not(tmp_path: Path) -> None:
    card = order("07-15 08:00", "07-15 10:30", worker_id="330302199001010016", worker_id_kind="id_card")
    licence = order("07-15 10:30", "07-15 13:00", worker_id="330302199001010016", worker_id_kind="licence")
    assert len(work(tmp_path / "a", [card, licence | {"company_id": ELEME}])) == 1
    assert len(work(tmp_path / "b", [card | {"worker_id_kind": None}, licence])) == 1
    own = [row | {"worker_id_kind": "stable_key"} for row in (card, licence | {"company_id": ELEME})]
    assert work(tmp_path / "c", own) == []
    same = [row | {"worker_id_kind": "stable_key"} for row in (card, licence)]
    assert work(tmp_path / "d", same)[0]["worker_key"] == f"{MEITUAN}:330302199001010016"


def test_a_key_hides_the_number_and_joins_its_spellings(tmp_path: Path) -> None:
    numbers = ("33030219900101001x", "３３０３０２１９９００１０１００１Ｘ", "330302 19900101 001X")
    rows = [
        order(f"07-15 {8 + 2 * n:02d}:00", f"07-15 {10 + 2 * n:02d}:00", worker_id=one) for n, one in enumerate(numbers)
    ]
    assert work(tmp_path / "plain", rows) == []
    (found,) = work(tmp_path / "keyed", rows, key=KEY)
    assert found["worker_key"] == worker_key(KEY, MEITUAN, None, "33030219900101001X")
    assert len(found["worker_key"]) == 64
    long = KEY * 5
    (again,) = work(tmp_path / "long", rows, key=long)
    assert again["worker_key"] == worker_key(long, MEITUAN, "licence", "33030219900101001x")
    assert again["finding_id"] != found["finding_id"]
