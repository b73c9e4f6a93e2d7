"""Tables that go back: the empty template of a sheet, and the wrong rows with what is wrong beside them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from huxin.files.rows import FAULT_HEAD, ROW_HEAD, CheckedTable
from huxin.law.pack.model import Division, Sheet
from huxin.law.procedures.model import Field

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GREEN: Final = "#e4f3ec"
_RED: Final = "#fdecee"
_HINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "date": "2026-01-31", "month": "2026-01", "time": "14:30", "moment": "2026-01-31 14:30",
        "money": "892.40", "number": "整数",
        "id_number": "18 位，设成文本", "phone": "11 位手机号", "county": "6 位区划代码", "yes_no": "是、否",
    },
    "en": {
        "date": "2026-01-31", "month": "2026-01", "time": "14:30", "moment": "2026-01-31 14:30",
        "money": "892.40", "number": "a whole number",
        "id_number": "18 characters, as text", "phone": "11 digits", "county": "six digits", "yes_no": "yes, no",
    },
}  # fmt: skip
Counties = Mapping[str, Division]
_NO_COUNTIES: Final[Counties] = {}
_LONGEST_LIST: Final = 255
"""Characters of a list that stands in the cell's own rule; a workbook takes no more."""
_YES_NO: Final[Mapping[str, Sequence[str]]] = {"zh": ("是", "否"), "en": ("yes", "no")}


def template(sheet: Sheet, language: str = "zh", counties: Counties = _NO_COUNTIES) -> bytes:
    """An empty XLSX: a heading for each column, text cells, a list of choices where there is one, and notes.

    ``counties``: those of the city by code; a column of counties is then chosen from their names.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet.label[language][:31])
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": _GREEN})
    for at, one in enumerate(sheet.columns):
        page.set_column(at, at, 22, text)
        page.write_string(0, at, headed(one, language), head)
        page.write_comment(0, at, _note(one, language))
        _drop_down(page, at, one, language, counties)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _drop_down(page: Worksheet, at: int, one: Field, language: str, counties: Counties) -> None:
    """A list in each cell of a column with words to choose from, where a workbook can hold it.

    Another text may still be typed: what came before stays as it was sent, and the reader tells what does not fit.
    """
    names = {
        "choice": [option.label[language] for option in one.options],
        "yes_no": list(_YES_NO[language]),
        "county": [county.label[language] for county in counties.values()],
    }.get(one.kind, [])
    if names and len(",".join(names)) <= _LONGEST_LIST:
        told = {"validate": "list", "source": names, "error_type": "warning"}
        page.data_validation(1, at, 10_000, at, told)


def to_mend(checked: CheckedTable, counties: Counties = _NO_COUNTIES) -> bytes:
    """The wrong rows as XLSX: the same columns and choices, then the row in the file sent and what to do.

    It can be mended and sent as it is: the last two columns are not read.  Every cell is text, so that nothing a
    sender wrote becomes a formula here.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("要改的行")
    text, bad = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bg_color": _RED})
    head = book.add_format({"bold": True, "bg_color": _GREEN})
    columns = checked.sheet.columns
    for at, name in enumerate([*(headed(one) for one in columns), ROW_HEAD, FAULT_HEAD]):
        page.write_string(0, at, name, head)
    page.set_column(0, len(columns), 22, text)
    for at, one in enumerate(columns):
        _drop_down(page, at, one, "zh", counties)
    page.set_column(len(columns) + 1, len(columns) + 1, 80)
    told: dict[int, list[tuple[str, str]]] = {}
    for fault in checked.faults:
        told.setdefault(fault.row, []).append((fault.column, f"{fault.label['zh']}：{fault.wanted['zh']}"))
    for line, (number, cells) in enumerate(checked.wrong.items(), 1):
        faulty = {column for column, _ in told[number]}
        for at, one in enumerate(columns):
            page.write_string(line, at, cells.get(one.name, ""), bad if one.name in faulty else text)
        page.write_string(line, len(columns), str(number))
        page.write_string(line, len(columns) + 1, " ".join(words for _, words in told[number]))
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def table_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list for people to take along; every cell is text."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": _GREEN})
    for at, name in enumerate(heads):
        page.write_string(0, at, name, head)
    for line, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            page.write_string(line, at, cell)
    page.set_column(0, max(len(heads) - 1, 0), 22)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def headed(one: Field, language: str = "zh") -> str:
    """The heading of a column, as a reader takes it again."""
    if one.required:
        return one.label[language]
    return f"{one.label[language]}（可不填）" if language == "zh" else f"{one.label[language]} (optional)"


def _note(one: Field, language: str) -> str:
    mark = "、" if language == "zh" else ", "
    parts = [one.hint[language] if one.hint else "", _HINTS[language].get(one.kind, "")]
    parts += [mark.join(option.label[language] for option in one.options)]
    return " ".join(part for part in parts if part) or one.label["en"]
