"""Table tests: what agrees passes, what differs says what was wanted and what came."""

from __future__ import annotations

from pathlib import Path

import pytest

from huxin.law.pack.folders import pack_folders
from huxin.law.pack.load import load_pack
from huxin.law.pack.tables import TableResult, run_tables
from huxin.law.tests.pack_support import changed, write_pack
from huxin.population.tables import differences as on_the_kernel


def results(root: Path, old: str, new: str) -> list[TableResult]:
    return list(run_tables(load_pack("tiny", write_pack(root, changed("tests/allowance.yaml", old, new)))))


@pytest.mark.parametrize("name", pack_folders())
def test_the_table_tests_of_an_installed_pack_pass(name: str) -> None:
    failed = [
        f"{one.test.name}: {one.differences}" for one in run_tables(load_pack(name), on_the_kernel) if not one.passed
    ]
    assert failed == []


def test_what_agrees_passes(tmp_path: Path) -> None:
    assert [one.passed for one in run_tables(load_pack("tiny", write_pack(tmp_path)))] == [True]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('amount: "350.00"', 'amount: "350.01"', "amount: wanted 350.01, got 350.00"),
        ("verdict: granted", "verdict: refused", "verdict: wanted refused, got granted"),
        ("verdict: granted", "certainty: decision\n  verdict: granted", "certainty: wanted decision, got estimate"),
        ("verdict: granted", "missing: [kind]\n  verdict: granted", "missing: wanted ['kind'], got []"),
        ("verdict: granted", "reasons: {too_low: []}\n  verdict: granted", "reasons: wanted ['too_low'], got []"),
        ('amount: "350.00"', 'amonut: "350.00"', "amonut: wanted 350.00, got None"),
    ],
)
def test_a_difference_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert results(tmp_path, old, new)[0].differences == (told,)


def test_months_of_a_reason_are_compared_where_they_are_named(tmp_path: Path) -> None:
    low = {'paid: "300.00"}, ': 'paid: "99.99"}, '}
    files = changed("tests/allowance.yaml", *next(iter(low.items())))
    text = files["tests/allowance.yaml"].replace("350.00", "200.00")
    for reasons, passed in (
        ("{too_low: []}", True),
        ('{too_low: ["2021-05"]}', True),
        ('{too_low: ["2022-05"]}', False),
    ):
        files["tests/allowance.yaml"] = text + f"  reasons: {reasons}\n"
        found = list(run_tables(load_pack("tiny", write_pack(tmp_path, files))))
        assert found[0].passed is passed


def test_facts_that_are_refused_are_a_difference_and_no_crash(tmp_path: Path) -> None:
    told = results(tmp_path, "member: true", "member: perhaps")[0].differences
    assert len(told) == 1
    assert told[0].startswith("refused: member: got perhaps")


def test_readings_and_set_values_of_a_test_hold(tmp_path: Path) -> None:
    found = results(
        tmp_path,
        "verdict: granted",
        'readings: {who_counts: members}\n  sets: {allowance.share: "1/1"}\n  verdict: granted',
    )
    assert found[0].differences == ("amount: wanted 350.00, got 600.00",)
