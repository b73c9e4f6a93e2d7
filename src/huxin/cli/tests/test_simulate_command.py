"""``huxin law simulate`` as it is typed: JSON on stdout, one line of complaint, exit status 2."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from huxin.cli.main import main
from huxin.law.values import yuan
from huxin.population.tests.crowd import Law, crowd, expected, results, write

PEOPLE = crowd(200, seed=41)


@pytest.fixture
def typed(tmp_path: Path) -> list[str]:
    people, months = write(PEOPLE, tmp_path, county=["鹿城" if one.id % 2 else "瓯海" for one in PEOPLE])
    files = ["--people", str(people), "--months", str(months), "--out", str(tmp_path / "r.parquet")]
    return ["law", "simulate", "social-insurance-subsidy", *files, "--on", "2026-12-31"]


def run(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main([*arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_report_of_the_contract(typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(typed, capsys)
    report = json.loads(out)
    wanted = expected(PEOPLE, Law())
    assert (status, err) == (0, "")
    assert results(tmp_path / "r.parquet") == wanted
    assert report["persons"] == len(PEOPLE)
    assert report["months"] == sum(len(one.months) for one in PEOPLE)
    assert report["total"] == yuan(sum(row[1] for row in wanted))
    assert {"generate", "compile", "read", "compute", "write", "whole"} <= set(report["seconds"])
    assert 0 < report["peak_memory_mib"] < 4096
    assert report["pack"]["hash"].startswith("sha256:")


def test_a_reform_as_text_with_a_chart(typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart = tmp_path / "chart.svg"
    more = ["--compare", "--set", "subsidy.ratio@2025-01-01=3/4", "--reading", "rounding_point=month", "--by", "county"]
    status, out, _ = run([*typed, *more, "--format", "text", "--chart", str(chart)], capsys)
    assert status == 0
    assert out.splitlines()[0].split()[:2] == ["county", "persons"]
    assert {"鹿城", "瓯海"} <= set(out.split())
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_plain_python_gives_the_same(typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run([*typed, "--plain"], capsys)
    assert status == 0
    assert json.loads(out)["engine"]["compiled"] is False
    assert "not compiled" in err
    assert results(tmp_path / "r.parquet") == expected(PEOPLE, Law())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--set", "subsidy.rato=3/4"], "Did you mean 'subsidy.ratio'?"),
        (["--set", "subsidy.ratio=much"], "subsidy.ratio"),
        (["--reading", "cap_count=weekly"], "cumulative"),
        (["--reading", "subsidy_residence=household"], "household_county"),
        (["--on", "2026-02-30"], "--on"),
        (["--by", "town"], "--by town"),
        (["--pack", "nowhere"], "nowhere"),
        (["--people", "none.parquet"], "none.parquet"),
        (["--chart", "c.svg"], "--compare"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(
    more: list[str], told: str, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run([*typed, *more], capsys)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_an_item_without_a_population_form(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    typed[2] = "retirement-age"
    status, _, err = run(typed, capsys)
    assert status == 2
    assert "social-insurance-subsidy" in err


def test_without_the_extra_it_says_what_to_install(typed: list[str]) -> None:
    script = "import sys; sys.modules['numpy'] = None; from huxin.cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", script, *typed], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "huxin[population]" in done.stderr
