"""Tables as they come: every fault names row, column, what was there and how to mend it; what is mended is taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.files.mending import table_xlsx, template, to_mend
from huxin.files.rows import CheckedTable, read_sheet, veiled
from huxin.law import InputError, load_pack
from huxin.law.tests.agreement_support import id_number

PACK = load_pack("wenzhou")
SHEET = PACK.sheets["single-line-roster"]
HEADS = [one.label["zh"] for one in SHEET.columns]
TODAY = date(2026, 3, 2)
GOOD = ["陈小花", id_number(1), "13800000000", "美团", "外卖", "330302", "5000.00", "2026-03-05"]


def table(*rows: Sequence[Any], heads: Sequence[str] = HEADS, code: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([heads, *rows])
    return out.getvalue().encode(code)


def book(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    made = openpyxl.Workbook()
    for row in (heads, *rows):
        made.worksheets[0].append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes) -> CheckedTable:
    return read_sheet(SHEET, content, "list", on=TODAY, counties=PACK.divisions)


def codes(content: bytes) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in read(content).faults]


def changed(**cells: Any) -> list[Any]:
    names = [one.name for one in SHEET.columns]
    return [cells.get(name, value) for name, value in zip(names, GOOD, strict=True)]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_usual_writing(code: str, delimiter: str) -> None:
    found = read(table(GOOD, code=code, delimiter=delimiter))
    assert found.faults == ()
    assert found.good[0].values["worker_id"] == id_number(1)
    assert found.good[0].values["trade"] == "takeaway"


def test_headings_in_english_with_stars_and_other_columns() -> None:
    heads = [f" {one.label['en'].upper()} *" for one in SHEET.columns] + ["备注"]
    found = read(table([*GOOD, "x"], heads=heads))
    assert found.faults == ()
    assert found.unread == ("备注",)


def test_what_a_spreadsheet_makes_of_values() -> None:
    row = changed(worker_phone=13800000000, county=330302, base=5000.5, start_on=datetime(2026, 3, 5))
    found = read(book(row))
    assert found.faults == ()
    assert found.good[0].values["base"] == "5000.5"
    assert found.good[0].values["start_on"] == "2026-03-05"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"worker_id": 330304198105030000}, "worker_id", "rounded"),
        ({"worker_phone": "=1+1"}, "worker_phone", "formula"),
        ({"worker_name": "=HYPERLINK(\"x\")"}, "worker_name", "formula"),
        ({"base": "#REF!"}, "base", "error"),
        ({"worker_id": id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")}, "worker_id", "id_check"),
        ({"worker_id": "3303"}, "worker_id", "id_form"),
        ({"worker_id": id_number(1, born="19811332")}, "worker_id", "id_birth"),
        ({"worker_id": id_number(1, born="20990101")}, "worker_id", "id_birth"),
        ({"worker_name": ""}, "worker_name", "missing"),
        ({"worker_name": "名" * 41}, "worker_name", "too_long"),
        ({"worker_phone": "1380"}, "worker_phone", "phone"),
        ({"trade": "挖矿"}, "trade", "not_an_option"),
        ({"county": "110101"}, "county", "county"),
        ({"county": "鹿"}, "county", "county"),
        ({"base": "很多"}, "base", "not_money"),
        ({"base": "-1"}, "base", "too_small"),
        ({"start_on": "2026-02-30"}, "start_on", "not_a_date"),
        ({"start_on": "明天"}, "start_on", "not_a_date"),
    ],
)  # fmt: skip
def test_a_fault_names_row_column_and_mend(cells: dict[str, Any], column: str, code: str) -> None:
    found = read(book(GOOD, changed(**{"worker_id": id_number(2), **cells})))
    assert [(one.row, one.column, one.code) for one in found.faults] == [(3, column, code)]
    assert found.faults[0].wanted["zh"]
    assert found.faults[0].wanted["en"]
    assert len(found.good) == 1
    assert list(found.wrong) == [3]


@pytest.mark.parametrize(
    ("cells", "name", "value"),
    [
        ({"worker_phone": "１３８０００００００１"}, "worker_phone", "13800000001"),
        ({"worker_phone": "+86 138-0000-0001"}, "worker_phone", "13800000001"),
        ({"worker_id": f"'{id_number(2)}"}, "worker_id", id_number(2)),
        ({"worker_id": f" {id_number(2)[:6]} {id_number(2)[6:]}\u200b"}, "worker_id", id_number(2)),
        ({"base": "￥5,000.00元"}, "base", "5000.00"),
        ({"start_on": "2026年3月5日"}, "start_on", "2026-03-05"),
        ({"start_on": "2026/3/5"}, "start_on", "2026-03-05"),
        ({"start_on": "20260305"}, "start_on", "2026-03-05"),
        ({"trade": "TAKEAWAY"}, "trade", "takeaway"),
        ({"worker_name": "　陈 小 花 "}, "worker_name", "陈 小 花"),
    ],
)
def test_what_people_write_is_understood(cells: dict[str, Any], name: str, value: str) -> None:
    found = read(table(changed(**cells)))
    assert found.faults == ()
    assert found.good[0].values[name] == value


def test_a_row_twice_names_the_first() -> None:
    found = read(table(GOOD, changed(worker_id=id_number(2)), GOOD))
    assert [(one.row, one.code, one.wanted["zh"]) for one in found.faults] == [
        (4, "again", "和第 2 行重复，删掉一行。")
    ]
    assert len(found.good) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0", "old_xls"),
        (b"PK\x03\x04x", "damaged"),
        (table(), "no_rows"),
        (table(GOOD[1:], heads=HEADS[1:]), "column_missing"),
        (table([*GOOD, "x"], heads=[*HEADS, HEADS[0]]), "column_twice"),
        (b"\xff\xff", "encoding"),
        (table(GOOD) + b'"unclosed,', "csv"),
        (b"x" * 20_000_001, "too_big"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    assert caught.value.problem.code == code
    assert caught.value.problem.hint


@given(st.lists(st.integers(0, 17), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_wrong_rows_come_back_and_are_taken_when_mended(kinds: list[int]) -> None:
    faulty = [{"worker_name": ""}, {"worker_phone": "12"}, {"trade": "矿"}, {"county": "000000"}, {"base": "x"}, {}]
    rows = [changed(worker_id=id_number(index), **faulty[kind % 6]) for index, kind in enumerate(kinds)]
    found = read(table(*rows))
    assert len(found.good) + len(found.wrong) == found.total == len(rows)
    assert {one.row for one in found.faults} == set(found.wrong)
    if not found.wrong:
        return
    page = openpyxl.load_workbook(io.BytesIO(to_mend(found))).worksheets[0]
    for line in page.iter_rows(min_row=2):
        number = int(str(line[len(HEADS)].value))
        assert line[len(HEADS) + 1].value
        for cell, value in zip(line, changed(worker_id=rows[number - 2][1]), strict=False):
            cell.value = value
    out = io.BytesIO()
    page.parent.save(out)  # type: ignore[union-attr]
    again = read(out.getvalue())
    assert again.faults == ()
    assert again.unread == ()
    assert {one.values["worker_id"] for one in again.good} == {rows[number - 2][1] for number in found.wrong}


def test_nothing_that_was_sent_becomes_a_formula() -> None:
    found = read(table(changed(worker_name="=cmd()")))
    page = openpyxl.load_workbook(io.BytesIO(to_mend(found))).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    page = openpyxl.load_workbook(io.BytesIO(table_xlsx("x", ["a"], [["=1+1"]]))).worksheets[0]
    assert page["A2"].data_type == "s"


@pytest.mark.parametrize("name", sorted(PACK.sheets))
def test_the_template_is_made_from_the_sheet_and_can_be_filled(name: str) -> None:
    sheet = PACK.sheets[name]
    made = openpyxl.load_workbook(io.BytesIO(template(sheet)))
    page = made.worksheets[0]
    assert len(list(page.iter_cols(max_row=1))) == len(sheet.columns)
    assert all(cell.comment for cell in page[1])
    typical = {
        "id_number": id_number(5),
        "credit_code": "91330300MA0000000N",
        "date": "2026-01-31",
        "county": "330302",
        "phone": "13800000000",
        "money": "1.00",
    }
    page.append([one.options[0].label["zh"] if one.options else typical.get(one.kind, "") for one in sheet.columns])
    for cell, one in zip(page[2], sheet.columns, strict=True):
        cell.value = cell.value or ("0" * 64 if one.name == "sha256" else "某某")
    out = io.BytesIO()
    made.save(out)
    assert read_sheet(sheet, out.getvalue(), name, on=TODAY).faults == ()


def test_personal_values_are_shortened_in_the_answer() -> None:
    found = read(table(changed(worker_id="330304198105030000"), changed(worker_id=id_number(2), worker_phone="13")))
    told = str(found.as_json())
    assert "330304198105030000" not in told
    assert veiled("330304198105030000") == "33…0"
    assert veiled("13") == "…"


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    with suppress(InputError):
        assert read(table(GOOD) + content).total >= 1
