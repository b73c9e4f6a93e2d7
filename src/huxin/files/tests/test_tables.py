"""One reader for every table: whatever wrote it, each row is read with its number, or the file says what is wrong."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.files.rows import CheckedTable, read_sheet
from huxin.files.table import lines, pages
from huxin.law import InputError, load_pack
from huxin.law.tests.agreement_support import id_number

DATA = Path(__file__).parent / "data"
PACK = load_pack("wenzhou")
SHEET = PACK.sheets["engagements"]
HEADS = ["姓名", "身份证号", "手机号", "用工形式", "行业", "区划代码", "从哪天起", "到哪天止"]


def person(number: int, name: str = "") -> list[str]:
    return [name or f"测试{number}", id_number(number), "13800000001", "民事关系", "外卖", "330302", "2026-01-05", ""]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book(*rows: Sequence[Any], change: Callable[[openpyxl.Workbook], object] = lambda book: None) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in rows:
        page.append(list(row))
    change(made)
    return saved(made)


def read(content: bytes, sheet: str = "engagements") -> CheckedTable:
    return read_sheet(PACK.sheets[sheet], content, "list", on=date(2026, 11, 30), counties=PACK.divisions)


def refused(content: bytes, sheet: str = "engagements") -> InputError:
    with pytest.raises(InputError) as error:
        read(content, sheet)
    return error.value


def given_file(name: str) -> bytes:
    return (DATA / f"list-{name}.xlsx").read_bytes()


def test_a_dimension_that_says_less_than_there_is_loses_nobody() -> None:
    found = read(given_file("dimension-too-few-rows"))
    assert found.total == len(found.good) == 6
    assert [one.number for one in found.good] == [2, 3, 4, 5, 6, 7]


def test_a_hidden_first_sheet_is_not_filed() -> None:
    found = read(given_file("hidden-first-sheet"), "agreements")
    assert found.faults == ()
    assert [one.values["worker_name"] for one in found.good] == ["虚构甲0", "虚构甲1", "虚构甲2"]


def test_a_stray_cell_is_named_with_its_place() -> None:
    problem = refused(given_file("stray-cell")).problem
    assert problem.code == "limit_columns"
    assert "XFD1048576" in problem.hint
    assert "XFD1048576" in problem.field


def test_a_title_above_the_headings_and_rows_numbered_as_in_the_file() -> None:
    found = read(given_file("title-row"))
    assert found.faults == ()
    assert [one.number for one in found.good] == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(("name", "sheet"), [("enrol", "single-line-roster"), ("leave", "single-line-leave")])
def test_the_plain_lists_are_read_whole(name: str, sheet: str) -> None:
    found = read(given_file(name), sheet)
    assert (found.total, found.faults) == (1, ())


OTHER_HEADS = ["姓名", "身份证号码", "手机号码", "用工形式", "所属行业", "县（市、区）", "入职日期", "离职日期"]


def test_other_headings_counties_by_name_and_text_formulas() -> None:
    row = person(1)
    row[1], row[5] = f'="{id_number(1)}"', "鹿城区"
    other = [*person(2)[:5], "浙江省温州市乐清市", "2026-01-05", ""]
    for content in (
        "\n".join(["sep=;", ";".join(OTHER_HEADS), ";".join(row), ";".join(other)]).encode(),
        book(OTHER_HEADS, row, other),
    ):
        found = read(content)
        assert found.faults == ()
        assert [one.values["county"] for one in found.good] == ["330302", "330382"]
        assert found.good[0].values["worker_id"] == id_number(1)


def test_a_cover_sheet_first_and_notes_after_are_passed_over() -> None:
    def change(made: openpyxl.Workbook) -> None:
        cover = made.create_sheet("封面", 0)
        cover["B3"] = "骑手花名册"
        made.create_sheet("填表说明")["A1"] = "姓名要和身份证一致"

    found = read(book(HEADS, person(1), change=change))
    assert (found.total, found.faults) == (1, ())


def test_two_sheets_that_fit_are_refused_by_name() -> None:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].title = "十月"
        second = made.create_sheet("十一月")
        for row in (HEADS, person(2)):
            second.append(row)

    problem = refused(book(HEADS, person(1), change=change)).problem
    assert problem.code == "several_sheets"
    assert "十月" in problem.hint
    assert "十一月" in problem.hint


def test_an_empty_second_sheet_with_the_same_headings_is_no_second_list() -> None:
    found = read(book(HEADS, person(1), change=lambda made: made.create_sheet("空表").append(HEADS)))
    assert (found.total, found.faults) == (1, ())


def test_only_hidden_sheets_are_no_list() -> None:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].sheet_state = "veryHidden"
        made.create_sheet("空")

    assert refused(book(HEADS, person(1), change=change)).problem.code == "no_rows"


def test_cells_merged_downwards_stand_in_every_row() -> None:
    rows = [person(1), person(2), person(3)]
    rows[1][4] = rows[2][4] = rows[1][5] = ""

    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("E2:E4")
        made.worksheets[0].merge_cells("F2:F3")

    found = read(book(HEADS, *rows, change=change))
    assert found.faults == ()
    assert [one.values["trade"] for one in found.good] == ["takeaway"] * 3


def test_what_is_merged_across_is_not_spread() -> None:
    note = ["以上人员情况属实", *[""] * 7]

    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("A3:H3")

    found = read(book(HEADS, person(1), note, change=change))
    assert len(found.good) == 1
    assert {one.row for one in found.faults} == {3}


def test_headings_that_stand_again_are_no_person() -> None:
    found = read(book(["花名册"], HEADS, person(1), HEADS, person(2)))
    assert (found.total, found.faults) == (2, ())


def test_columns_that_are_missing_are_named_with_the_row_that_was_taken_for_headings() -> None:
    problem = refused(book(["花名册"], HEADS[:5], person(1)[:5])).problem
    assert problem.code == "column_missing"
    assert "第 2 行" in problem.hint
    assert "区划代码" in problem.hint
    assert "从哪天起" in problem.hint


HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{code}"></head><body>
<style>td {{mso-number-format:"\\@";}}</style><table><tr><td colspan=8>骑手花名册</td></tr>
<tr>{heads}</tr><tr>{one}</tr><tr>{two}</tr></table></body></html>"""


@pytest.mark.parametrize("code", ["utf-8", "gb18030", "utf-16"])
def test_a_page_that_was_saved_as_a_spreadsheet(code: str) -> None:
    def cells(row: Sequence[str]) -> str:
        return "".join(f"<td>{one}</td>" for one in row)

    page = HTML.format(code=code, heads=cells(HEADS), one=cells(person(1, "甲&nbsp;")), two=cells(person(2)))
    found = read(page.encode(code))
    assert found.faults == ()
    assert [(one.number, one.values["worker_name"]) for one in found.good] == [(3, "甲"), (4, "测试2")]


def test_lines_of_text_are_numbered_where_a_row_begins() -> None:
    text = "注：按月报\n\n" + ",".join(HEADS) + "\n" + ",".join(person(1, '"测\n试"')) + "\n\n" + ",".join(person(2))
    found = read(text.encode("gb18030"))
    assert [one.number for one in found.good] == [4, 7]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPG"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content: bytes, said: str) -> None:
    problem = refused(content).problem
    assert problem.code == "no_table"
    assert said in problem.hint


def test_values_are_read_as_another_reader_reads_them() -> None:
    """Against openpyxl, cell by cell: dates, times, numbers, truth, text, errors."""
    rows = [
        [date(2026, 3, 5), datetime(1999, 12, 31, 12), time(8, 30), 1, -2.5, 1e-7, True, False],
        ["文 字", " a ", "１２", "'x", "0012", 12345678901234, "#N/A", None],
        [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), 0, 0.1, 123456789.25, "是", "x\ny"],
    ]
    content = book(*rows)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["A1"].value == datetime(2026, 3, 5)
    mine = {line.number: [cell.text for cell in line.cells] for line in lines(content, "t")}
    assert mine == {
        1: ["2026-03-05", "1999-12-31", "08:30:00", "1", "-2.5", "1e-07", "是", "否"],
        2: ["文 字", "a", "12", "x", "0012", "12345678901234", "#N/A"],
        3: ["1900-01-01", "1900-02-28", "1900-03-01", "0", "0.1", "123456789.25", "是", "x\ny"],
    }


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_every_row_that_is_sent_is_answered_for(data: st.DataObject) -> None:
    """Hidden, doubled, merged, split over sheets, cut: good and wrong rows together are those that can be seen."""
    rng = random.Random(data.draw(st.integers(0, 10_000)))
    rows = [person(number) for number in range(1, 1 + data.draw(st.integers(1, 12)))]
    for row in rows:
        if rng.random() < 0.3:
            row[rng.randrange(8)] = ""
    doubled = [rng.choice(rows) for _ in range(rng.randrange(3))]
    titles = [["花名册"], []][: rng.randrange(3)]
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in (*titles, HEADS, *rows, *doubled):
        page.append(row)
    if rng.random() < 0.5:
        hidden = made.create_sheet("旧", 0)
        hidden.sheet_state = "hidden"
        for row in (HEADS, *rows):
            hidden.append(row)
    if rng.random() < 0.5:
        page.row_dimensions[len(titles) + 2].hidden = True
    found = read(saved(made))
    assert len(found.good) + len(found.wrong) == found.total == len(rows) + len(doubled)
    first = len([one for one in titles]) + 2
    assert {*found.wrong, *(one.number for one in found.good)} == set(range(first, first + found.total))


def test_a_file_that_was_cut_is_refused_and_not_half_read() -> None:
    content = book(HEADS, *(person(number) for number in range(1, 200)))
    for size in (len(content) - 1, len(content) - 30, len(content) // 2, 100):
        assert refused(content[:size]).problem.code in ("damaged", "no_table")
    plain = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in plain.namelist():
            part = plain.read(name)
            archive.writestr(name, part[: len(part) // 2] if name.endswith("sheet1.xml") else part)
    assert refused(out.getvalue()).problem.code == "xml"


def test_a_long_list_is_read_in_time() -> None:
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = made.add_worksheet()
    for at, row in enumerate([HEADS, *(person(number % 97) for number in range(5_000))]):
        for column, cell in enumerate(row):
            page.write_string(at, column, cell)
    made.close()
    (found,) = pages(out.getvalue(), "list", HEADS)
    assert len(found.lines) == 5_001


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_the_most() -> None:
    row = ",".join(person(1)) + "\n"
    (found,) = pages((",".join(HEADS) + "\n" + row * 100_000).encode(), "list", HEADS)
    assert len(found.lines) == 100_001
    with pytest.raises(InputError) as error:
        pages((",".join(HEADS) + "\n" + row * 100_001).encode(), "list", HEADS)
    assert error.value.problem.code == "too_many"
