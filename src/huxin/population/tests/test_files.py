"""Files as people bring them: out of order, cut anywhere, of another make, or wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.population import stream
from huxin.population.simulate import SimulationRequest, simulate
from huxin.population.tests.crowd import ITEM, ON, Month, Person, crowd, results, write


def run(files: tuple[Path, Path], out: Path, **options: Any) -> dict[str, Any]:
    return simulate(SimulationRequest(load_pack("wenzhou"), ITEM, *files, out, ON, **options))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write(crowd(400, seed=3), tmp_path)


def test_order_makes_no_difference(tmp_path: Path) -> None:
    people = crowd(3000, seed=4)
    in_order = write(people, tmp_path / "sorted")
    mixed = write(people, tmp_path / "mixed", shuffled=True)
    first = run(in_order, tmp_path / "1.parquet")
    second = run(mixed, tmp_path / "2.parquet", memory="128MB")
    assert results(tmp_path / "1.parquet") == results(tmp_path / "2.parquet")
    assert "sort" not in first["seconds"]
    assert second["seconds"]["sort"] > 0
    assert {name: first[name] for name in ("persons", "months", "total")} == {
        name: second[name] for name in ("persons", "months", "total")
    }


@pytest.mark.parametrize("which", [0, 1])
def test_one_file_out_of_order_is_enough(which: int, tmp_path: Path) -> None:
    people = crowd(500, seed=6)
    in_order = write(people, tmp_path / "sorted")
    mixed = [*in_order]
    mixed[which] = write(people, tmp_path / "mixed", shuffled=True)[which]
    run(in_order, tmp_path / "1.parquet")
    run((mixed[0], mixed[1]), tmp_path / "2.parquet")
    assert results(tmp_path / "1.parquet") == results(tmp_path / "2.parquet")


@pytest.mark.parametrize("size", [1, 3, 7, 64])
def test_a_file_may_be_cut_anywhere(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write(crowd(120, seed=8), tmp_path)
    run(files, tmp_path / "1.parquet")
    monkeypatch.setattr(stream, "ROWS_AT_ONCE", size)
    monkeypatch.setattr(stream, "PEOPLE_AT_ONCE", 5)
    run(files, tmp_path / "2.parquet")
    assert results(tmp_path / "1.parquet") == results(tmp_path / "2.parquet")


def change(file: Path, make: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(make(pq.read_table(file)), file)


def put(table: pa.Table, name: str, values: Any) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.parametrize(
    ("which", "name", "make"),
    [
        (0, "birth_month", lambda column: column.cast(pa.large_string())),
        (0, "category", lambda column: column.dictionary_encode()),
        (0, "used_months", lambda column: column.cast(pa.int16())),
        (0, "person_id", lambda column: column.cast(pa.uint32())),
        (1, "month", lambda column: column.dictionary_encode()),
        (
            1,
            "month",
            lambda column: pc.strptime(pc.binary_join_element_wise(column, "01", "-"), "%Y-%m-%d", "s").cast(
                pa.date32()
            ),
        ),
        (1, "paid_fen", lambda column: column.cast(pa.int32())),
    ],
)
def test_other_makes_of_the_same_columns(
    which: int, name: str, make: Callable[[Any], Any], files: tuple[Path, Path], tmp_path: Path
) -> None:
    run(files, tmp_path / "1.parquet")
    change(files[which], lambda table: put(table, name, make(table[name])))
    run(files, tmp_path / "2.parquet")
    assert results(tmp_path / "1.parquet") == results(tmp_path / "2.parquet")


def one_cell(name: str, value: Any, place: int = 5) -> Callable[[pa.Table], pa.Table]:
    def make(table: pa.Table) -> pa.Table:
        values = table[name].to_pylist()
        values[place] = value
        return put(table, name, pa.array(values, table.schema.field(name).type))

    return make


WRONG = {
    "no such column": (
        1,
        lambda t: t.rename_columns({"paid_fen": "paid"}),
        "missing_column",
        "paid_fen",
        "no such column",
    ),
    "yuan with a point": (
        1,
        lambda t: put(t, "paid_fen", t["paid_fen"].cast(pa.float64())),
        "wrong_type",
        "paid_fen",
        "double",
    ),
    "flag as number": (
        1,
        lambda t: put(t, "subsidised", t["subsidised"].cast(pa.int8())),
        "wrong_type",
        "subsidised",
        "int8",
    ),
    "month as number": (1, lambda t: put(t, "month", pa.array([202301] * len(t))), "wrong_type", "month", "int64"),
    "id as text": (
        0,
        lambda t: put(t, "person_id", t["person_id"].cast(pa.string())),
        "wrong_type",
        "person_id",
        "string",
    ),
    "empty id": (1, one_cell("person_id", None), "empty", "person_id", "empty"),
    "empty month": (1, one_cell("month", None), "empty", "month of person", "empty"),
    "empty used": (0, one_cell("used_months", None), "empty", "used_months of person 6", "empty"),
    "a month 13": (1, one_cell("month", "2024-13"), "wrong_type", "month of person", "2024-13"),
    "a month long ago": (1, one_cell("month", "0202-01"), "out_of_range", "month of person", "0202-01"),
    "birth ahead": (0, one_cell("birth_month", "2058-01"), "out_of_range", "birth_month of person 6", "2058-01"),
    "category": (0, one_cell("category", "M55"), "unknown_choice", "category of person 6", "M55"),
    "used below nothing": (0, one_cell("used_months", -1), "out_of_range", "used_months of person 6", "-1"),
    "used too often": (0, one_cell("used_months", 601), "out_of_range", "used_months of person 6", "601"),
    "paid below nothing": (1, one_cell("paid_fen", -1), "out_of_range", "paid_fen of person", "-1"),
    "paid beyond words": (1, one_cell("paid_fen", 10**15), "out_of_range", "paid_fen of person", str(10**15)),
    "a stranger": (1, one_cell("person_id", 10**6), "unknown_person", "person_id", str(10**6)),
    "a stranger before all": (1, one_cell("person_id", -4), "unknown_person", "person_id", "-4"),
    "twice the same": (0, one_cell("person_id", 5), "duplicate", "person_id 5", "twice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str, files: tuple[Path, Path], tmp_path: Path) -> None:
    which, make, code, field, got = WRONG[name]
    change(files[which], make)
    with pytest.raises(InputError) as told:
        run(files, tmp_path / "r.parquet")
    problem = told.value.problem
    assert problem.code == code
    assert problem.field.startswith(files[which].name)
    assert field in problem.field
    assert got in problem.got
    assert problem.wanted
    assert problem.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["months.parquet", "people.parquet"]


def test_files_that_are_none(files: tuple[Path, Path], tmp_path: Path) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("person_id,month\n")
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(files[1].read_bytes()[:-400])
    for months, wanted in ((tmp_path / "none.parquet", "can be read"), (text, "Parquet file"), (cut, "Parquet file")):
        with pytest.raises(InputError) as told:
            run((files[0], months), tmp_path / "r.parquet")
        assert wanted in told.value.problem.wanted
        assert told.value.problem.field == months.name
    with pytest.raises(InputError, match="--out"):
        run(files, tmp_path / "no" / "such" / "folder.parquet")


def test_more_rows_than_one_person_may_have(tmp_path: Path) -> None:
    months = tuple(Month(2022 * 12 + n % 60, 1) for n in range(601))
    files = write([Person(9, 1980 * 12, "M60", None, 0, months)], tmp_path, shuffled=True)
    with pytest.raises(InputError) as told:
        run(files, tmp_path / "r.parquet")
    assert (told.value.problem.code, told.value.problem.got) == ("too_many", "601 rows")


def test_sorting_that_does_not_fit_says_so(tmp_path: Path) -> None:
    files = write(crowd(3000, seed=4), tmp_path, shuffled=True)
    with pytest.raises(InputError) as told:
        run(files, tmp_path / "r.parquet", memory="1KB")
    assert told.value.problem.code in ("memory", "file")
    with pytest.raises(InputError):
        run(files, tmp_path / "r.parquet", memory="a lot")


def test_people_without_rows_and_a_file_without_people(tmp_path: Path) -> None:
    alone = write([Person(1, 1980 * 12, "M60", None, 0), Person(2, 1968 * 12, "M60", 2022 * 12, 3)], tmp_path / "a")
    assert run(alone, tmp_path / "r.parquet")["total"] == "0.00"
    assert [row[:3] for row in results(tmp_path / "r.parquet")] == [(1, 0, 0), (2, 0, 0)]
    nobody = write([], tmp_path / "b")
    assert run(nobody, tmp_path / "r.parquet")["persons"] == 0
    assert results(tmp_path / "r.parquet") == []


def test_a_result_of_before_stays_when_a_run_fails(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "r.parquet"
    run(files, out)
    before = out.read_bytes()
    change(files[1], one_cell("paid_fen", -1))
    with pytest.raises(InputError):
        run(files, out)
    assert out.read_bytes() == before


def test_rows_heard_while_reading(files: tuple[Path, Path], tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    request = SimulationRequest(load_pack("wenzhou"), ITEM, *files, tmp_path / "r.parquet", ON)
    report = simulate(request, lambda now, whole: heard.append((now, whole)))
    assert sum(now for now, _ in heard) == report["months"] == heard[-1][1]
