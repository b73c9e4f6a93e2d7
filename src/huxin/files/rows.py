"""Rows of a sheet checked one by one: the good ones as answers, the faults in words that mend them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from huxin.files.headings import heading_key
from huxin.files.limits import MOST_ROWS
from huxin.files.table import EMPTY, Cell, FoundTable, Line, TableLimits, find_table
from huxin.law.cleaning import birth_day, cleaned_value, half
from huxin.law.errors import InputError, shown
from huxin.law.pack.model import Division, Sheet
from huxin.law.procedures import field_problems
from huxin.law.procedures.model import Field, Text2

ROW_HEAD: Final = "原行号"
FAULT_HEAD: Final = "哪里不对、怎么改"
_YES_NO: Final = {
    "是": True, "否": False, "有": True, "无": False, "true": True, "false": False, "1": True, "0": False,
}  # fmt: skip
_OWN: Final = ("原行号", "哪里不对、怎么改")
Values = Mapping[str, Any]
More = Callable[[Values], "Iterable[tuple[str, str, Text2]]"]
"""A room's own check of a row that fits its columns: (column, code, words) for every fault."""
_UNREADABLE: Final[Mapping[str, Text2]] = {
    "formula": {"zh": "这是公式。把算出来的值粘贴成文字。", "en": "This is a formula. Paste its value as text."},
    "error": {"zh": "单元格是错误值，请重新填。", "en": "The cell holds an error; fill it in again."},
    "rounded": {
        "zh": "数字太长，表格软件已经改掉了后几位。把这一列设成文本，再重新填。",
        "en": "The spreadsheet has changed the last digits of this number. Set the column to text and type it again.",
    },
    "too_long": {"zh": "内容太长。", "en": "The text is too long."},
}  # fmt: skip


_LONG_RUN: Final = re.compile(r"[0-9](?:[\s-]?[0-9]){7,}[Xx]?")
"""As many digits as a day and more, blanks and strokes between them or not."""
_NO_COUNTY: Final[Text2] = {"zh": "这个区划代码不在本市。", "en": "No county of this city has this code."}
_NO_BIRTH: Final[Text2] = {
    "zh": "身份证号里的出生日期不存在，请对着证件再核一遍。",
    "en": "The day of birth inside the number does not exist; compare with the card.",
}


@dataclass(frozen=True)
class Row:
    """A row that fits."""

    number: int
    values: Values


@dataclass(frozen=True)
class CellFault:
    """One fault of one cell."""

    row: int
    column: str
    label: Text2
    code: str
    got: str
    wanted: Text2


@dataclass(frozen=True)
class CheckedTable:
    """A whole table.  ``wrong`` keeps the cells of rows with faults, as they came, to give them back."""

    sheet: Sheet
    good: tuple[Row, ...]
    faults: tuple[CellFault, ...]
    wrong: Mapping[int, Mapping[str, str]]
    unread: tuple[str, ...] = ()
    total: int = 0

    def as_json(self, most: int = 50) -> dict[str, Any]:
        """Counts and the first faults; personal columns are shortened."""
        personal = {one.name for one in self.sheet.columns if one.personal}
        return {
            "sheet": self.sheet.id,
            "rows": self.total,
            "good": len(self.good),
            "wrong": len(self.wrong),
            "unread_columns": list(self.unread),
            "faults": [
                {
                    "row": one.row,
                    "column": one.column,
                    "label": dict(one.label),
                    "code": one.code,
                    "got": veiled(one.got) if one.column in personal else shown(one.got),
                    "wanted": dict(one.wanted),
                }
                for one in self.faults[:most]
            ],
        }


def veiled(text: str) -> str:
    """The ends of a personal value, enough to find it again."""
    return f"{text[:2]}…{text[-1:]}" if len(text) > 3 else "…"


@dataclass
class _Seen:
    """Rows by what tells them apart."""

    rows: dict[tuple[str, ...], int] = field(default_factory=dict)


def read_sheet(
    sheet: Sheet,
    content: bytes,
    name: str,
    *,
    on: date,
    more: More | None = None,
    counties: Mapping[str, Division] | None = None,
    rows: int = MOST_ROWS,
) -> CheckedTable:
    """Check a whole file.

    ``on`` is today; ``counties`` are those that are known, by code, None for any; ``rows``: at most so many.  Raises
    InputError for a file that is no table, goes beyond a limit, or lacks a column that must be there or any row, and
    for two sheets that fit.
    """
    table = open_table(sheet, content, name, on=on, more=more, counties=counties)
    if table.total > rows:
        hint = f"一份名单最多 {rows} 行。拆成几份，一份一份传。 At most {rows} rows in one list; send it in several."
        raise InputError("too_many", name, f"{table.total} rows", f"at most {rows} rows", hint)
    good: list[Row] = []
    faults: list[CellFault] = []
    wrong: dict[int, dict[str, str]] = {}
    for row, told, cells in table.rows():
        if told:
            faults += told
            wrong[row.number] = {key: cell.text for key, cell in cells.items()}
        else:
            good.append(row)
    return CheckedTable(sheet, tuple(good), tuple(faults), wrong, table.unread, table.total)


@dataclass(frozen=True)
class RowTable:
    """A file whose table was found: its rows are checked one after the other, however many there are."""

    sheet: Sheet
    found: FoundTable
    places: Mapping[str, int]
    unread: tuple[str, ...]
    on: date
    more: More | None
    counties: Mapping[str, str]

    @property
    def total(self) -> int:
        return len(self.found.lines)

    def rows(self) -> Iterator[tuple[Row, list[CellFault], Mapping[str, Cell]]]:
        """Every row with what is wrong with it and its cells as they came."""
        seen = _Seen()
        for line in self.found.lines:
            cells = {key: line.cells[at] if at < len(line.cells) else EMPTY for key, at in self.places.items()}
            values, told = _row(self.sheet, line, cells, self.on, self.counties)
            told = told or [
                *_again(self.sheet, line, values, seen),
                *_more(self.sheet, line, values, self.more),
            ]
            yield Row(line.number, values), told, cells


def open_table(
    sheet: Sheet,
    content: bytes,
    name: str,
    *,
    on: date,
    more: More | None = None,
    counties: Mapping[str, Division] | None = None,
    most: TableLimits | None = None,
) -> RowTable:
    """Find the table of a file, as ``read_sheet`` does; ``most`` where it may be longer than lists of companies."""
    needed = [_names(sheet, one) for one in sheet.columns if _needed(one)]
    found = find_table(content, name, _headings(sheet), needed, most or TableLimits())
    where = f"{name} {found.page}" if found.page else name
    places, unread = _heads(sheet, found.head, where)
    if not found.lines:
        raise InputError(
            "no_rows", where, "a heading and nothing below", "rows", "表里没有人。 The table holds nobody."
        )
    return RowTable(sheet, found, places, unread, on, more, _county_names(counties or {}))


def _needed(one: Field) -> bool:
    return bool(one.required) and one.when is None


def _names(sheet: Sheet, one: Field) -> tuple[str, ...]:
    """How the heading of a column may read."""
    return (one.name, *one.label.values(), *sheet.headings.get(one.name, ()))


def _headings(sheet: Sheet) -> list[str]:
    return [name for one in sheet.columns for name in _names(sheet, one)]


def _heads(sheet: Sheet, head: Line, where: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column stands where, by its name, its label in either language, or another heading that it may have."""
    known = {heading_key(text): one.name for one in sheet.columns for text in _names(sheet, one)}
    places: dict[str, int] = {}
    unread: list[str] = []
    for at, cell in enumerate(head.cells):
        column = known.get(heading_key(cell.text))
        if column is None:
            unread += [quiet(cell.text)] if cell.text and cell.text not in _OWN else []
        elif column in places:
            hint = f"“{cell.text}”这一列有两列，删掉一列。 The column '{cell.text}' stands twice; delete one of them."
            raise InputError("column_twice", f"{where} row {head.number}", cell.text, "each column once", hint)
        else:
            places[column] = at
    missing = [one for one in sheet.columns if _needed(one) and one.name not in places]
    if missing:
        zh, en = "、".join(one.label["zh"] for one in missing), ", ".join(one.label["en"] for one in missing)
        hint = (
            f"第 {head.number} 行没有这些列：{zh}。加上再传，或者下载空表照着填。"
            f" Row {head.number} has no columns {en}; add them, or fill the empty table in."
        )
        raise InputError("column_missing", f"{where} row {head.number}", _read_as(head), zh, hint)
    return places, tuple(unread)


def _read_as(head: Line) -> str:
    return quiet("、".join(cell.text for cell in head.cells if cell.text))[:80]


def quiet(text: str) -> str:
    """A text without the numbers of people, for messages: of a long run of digits its ends stay."""
    return _LONG_RUN.sub(lambda hit: veiled(hit[0]), half(text))


def _county_names(counties: Mapping[str, Division]) -> dict[str, str]:
    """Codes by every name that people write: with and without the words for county, district or city."""
    found = {code: code for code in counties}
    for code, one in counties.items():
        for label in one.label.values():
            for text in (label, re.sub("(区|县|市)$", "", label)):
                if len(text) > 1:
                    found.setdefault(heading_key(text), code)
    return found


def _county(text: str, named: Mapping[str, str]) -> str:
    """The code of a county that is named; what is no name of one stays.  A name may stand after that of its city."""
    key = heading_key(text)
    if not named or text.isdigit():
        return text
    found = {code for name, code in named.items() if not name.isdigit() and re.fullmatch(f"(.*[省市])?{name}", key)}
    return found.pop() if len(found) == 1 else text


def _row(
    sheet: Sheet, line: Line, cells: Mapping[str, Cell], on: date, counties: Mapping[str, str]
) -> tuple[dict[str, Any], list[CellFault]]:
    values: dict[str, Any] = {}
    found: list[CellFault] = []
    for one in sheet.columns:
        cell = cells.get(one.name, EMPTY)
        if cell.fault:
            found.append(CellFault(line.number, one.name, one.label, cell.fault, cell.text, _UNREADABLE[cell.fault]))
        elif cell.text:
            text = _county(cell.text, counties) if one.kind == "county" else cell.text
            values[one.name] = tidy(one, text)
    unread = {fault.column for fault in found}
    labels = {one.name: one.label for one in sheet.columns}
    for problem in field_problems(sheet.columns, values, on=on):
        if problem.field not in unread:
            got = cells.get(problem.field, EMPTY).text
            found.append(CellFault(line.number, problem.field, labels[problem.field], problem.code, got, problem.text))
    told = {fault.column for fault in found}
    for one in sheet.columns:
        text = str(values.get(one.name, ""))
        if not text or one.name in told:
            continue
        if one.kind == "county" and counties and text not in counties:
            found.append(CellFault(line.number, one.name, one.label, "county", text, _NO_COUNTY))
        if one.kind == "id_number" and not born(text, on):
            found.append(CellFault(line.number, one.name, one.label, "id_birth", text, _NO_BIRTH))
    return values, found


def born(number: str, on: date) -> bool:
    """Whether an identity number holds a day of birth that was."""
    day = birth_day(number)
    return day is not None and date(1900, 1, 1) <= day <= on


def _again(sheet: Sheet, line: Line, values: Values, seen: _Seen) -> list[CellFault]:
    """A row that repeats an earlier one."""
    key = tuple(str(values.get(name, "")) for name in sheet.unique)
    first = seen.rows.setdefault(key, line.number)
    if first == line.number:
        return []
    one = next(column for column in sheet.columns if column.name == sheet.unique[0])
    wanted = {"zh": f"和第 {first} 行重复，删掉一行。", "en": f"The same as row {first}; delete one of them."}
    return [CellFault(line.number, one.name, one.label, "again", str(values.get(one.name, "")), wanted)]


def _more(sheet: Sheet, line: Line, values: Values, more: More | None) -> list[CellFault]:
    labels = {one.name: one.label for one in sheet.columns}
    told = more(values) if more else ()
    return [
        CellFault(line.number, column, labels[column], code, str(values.get(column, "")), words)
        for column, code, words in told
    ]


def tidy(one: Field, text: str) -> Any:
    """What a cell means: dates in any usual writing, money without its sign, options by their label."""
    if one.kind in ("choice", "many", "yes_no"):
        return _option(one, text)
    return cleaned_value(one.kind, text)


def _option(one: Field, text: str) -> Any:
    text = half(text)
    if one.kind == "yes_no":
        return _YES_NO.get(text.lower(), text.lower())
    named = {
        heading_key(label): option.value for option in one.options for label in (option.value, *option.label.values())
    }
    if one.kind == "many":
        return [named.get(heading_key(part), part) for part in re.split(r"[、,;/]", text) if part.strip()]
    return named.get(heading_key(text), text)
