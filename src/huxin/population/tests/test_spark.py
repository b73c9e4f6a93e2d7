"""The same kernel on Spark: equal results and sums, the same refusals.  Needs the extra ``spark`` and a Java."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.population.request import SimulationRequest
from huxin.population.simulate import simulate as locally
from huxin.population.tests.crowd import ITEM, ON, Month, Person, crowd, write
from huxin.population.tests.test_files import WRONG, change, one_cell

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PEOPLE = int(os.environ.get("HUXIN_SPARK_PEOPLE", "100000"))
SAME = ("persons", "months", "months_granted", "total", "undecided")


@pytest.fixture
def on_spark(spark_session: Any) -> Any:
    """The session that all tests share."""
    from huxin.population import spark

    return spark.simulate


def request(files: tuple[Path, Path], out: Path, **options: Any) -> SimulationRequest:
    return SimulationRequest(load_pack("wenzhou"), ITEM, *files, out, ON, **options)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return sorted(pq.read_table(path).to_pylist(), key=lambda row: row["person_id"])


def test_equal_sums_and_rows_on_many_people(on_spark: Any, tmp_path: Path) -> None:
    files = write(crowd(PEOPLE, seed=31), tmp_path, shuffled=True)
    here, there = request(files, tmp_path / "here.parquet"), request(files, tmp_path / "there.parquet")
    one, other = locally(here), on_spark(there)
    assert {name: one[name] for name in SAME} == {name: other[name] for name in SAME}
    assert other["engine"]["name"] == "spark"
    assert rows_of(here.out) == rows_of(there.out)


def test_an_equal_comparison_by_group(on_spark: Any, tmp_path: Path) -> None:
    people = crowd(2000, seed=32)
    files = write(people, tmp_path, county=[("鹿城", "瓯海", None)[number % 3] for number in range(len(people))])
    options: dict[str, Any] = {"sets": {"subsidy.cap_months": "30", "subsidy.ratio": "3/4"}, "compare": True}
    found = [
        engine(request(files, tmp_path / name, by=("county", "category"), **options))
        for name, engine in (("here.parquet", locally), ("there.parquet", on_spark))
    ]
    for name in (*SAME, "cost_before", "cost_after", "winners", "losers", "unchanged", "groups"):
        assert found[0][name] == found[1][name], name
    assert rows_of(tmp_path / "here.parquet") == rows_of(tmp_path / "there.parquet")


@pytest.mark.parametrize(
    "name", ["no such column", "a month 13", "category", "a stranger", "paid below nothing", "empty used"]
)
def test_the_same_refusals(name: str, on_spark: Any, tmp_path: Path) -> None:
    files = write(crowd(50, seed=3), tmp_path)
    which, make, code, field, got = WRONG[name]
    change(files[which], make)
    with pytest.raises(InputError) as told:
        on_spark(request(files, tmp_path / "r.parquet"))
    problem = told.value.problem
    assert (problem.code, problem.field.startswith(files[which].name)) == (code, True)
    assert field in problem.field
    assert got in problem.got


def test_a_person_twice_and_too_many_rows(on_spark: Any, tmp_path: Path) -> None:
    files = write(crowd(50, seed=3), tmp_path)
    change(files[0], one_cell("person_id", 5))
    with pytest.raises(InputError, match="person_id 5"):
        on_spark(request(files, tmp_path / "r.parquet"))
    months = tuple(Month(2022 * 12 + number % 60, 1) for number in range(601))
    files = write([Person(9, 1980 * 12, "M60", None, 0, months)], tmp_path)
    with pytest.raises(InputError, match="601 rows"):
        on_spark(request(files, tmp_path / "r.parquet"))


def test_people_without_rows(on_spark: Any, tmp_path: Path) -> None:
    files = write([Person(1, 1980 * 12, "M60", None, 0), Person(2, 1968 * 12, "M60", 2022 * 12, 3)], tmp_path)
    assert on_spark(request(files, tmp_path / "r.parquet"))["persons"] == 2
    assert [row["amount_fen"] for row in rows_of(tmp_path / "r.parquet")] == [0, 0]
