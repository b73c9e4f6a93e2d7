"""XLSX as it stands in the file: sheets, rows and cells by their own numbers; nothing that the file says of its size.

Read element by element, so that a stray cell, a row numbered far out or a declared dimension cost nothing.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from posixpath import join, normpath
from typing import Final

from huxin.files.inside.archives import damaged, open_archive, part_of
from huxin.files.inside.cells import EMPTY, RawCell, RawRow, RawSheet, tidied, too_many_columns
from huxin.files.inside.refusal import Refusal
from huxin.files.inside.trees import Node, Walk, local, tree_of
from huxin.files.limits import LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, MOST_STRINGS

_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,10})")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_LITERAL: Final = re.compile(r'"((?:[^"]|"")*)"')
_DATE_FORMATS: Final = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Formats that every spreadsheet knows by number alone (ECMA-376 part 1, 18.8.30), with those of East Asia."""
_EXACT: Final = 15
"""Digits that a spreadsheet keeps: an identity number typed as a number has lost the last three."""
_PIECE: Final = 1 << 16
_MOST_MERGED: Final = 20_000


def sheets(content: bytes, name: str) -> Iterator[RawSheet]:
    """Every sheet that can be seen, in order.  Raises Refusal."""
    archive = open_archive(content, name)
    if "xl/workbook.xml" not in archive.namelist():
        raise damaged(name, "a file that is no XLSX")
    book = tree_of(part_of(archive, "xl/workbook.xml", name), name)
    old_epoch = any(local(one[0]) == "workbookPr" and one[1].get("date1904") in ("1", "true", "on") for one in book[4])
    inside = _Inside(name, _strings(archive, name), _dates(archive, name), old_epoch)
    paths = _paths(archive, name)
    listed = [one for part in book[4] if local(part[0]) == "sheets" for one in part[4]]
    if len(listed) > MOST_SHEETS:
        hint = f"工作表超过 {MOST_SHEETS} 张。 More than {MOST_SHEETS} sheets."
        raise Refusal("limit_sheets", name, f"{len(listed)} sheets", f"at most {MOST_SHEETS}", hint)
    for one in listed:
        target = next((value for key, value in one[1].items() if key.startswith("{") and local(key) == "id"), "")
        if one[1].get("state", "visible") == "visible" and target in paths:
            yield RawSheet(one[1].get("name", ""), _rows(archive, paths[target], inside))


@dataclass
class _Inside:
    """What the sheets of a file share; ``cells`` and ``rows`` count what they hold together."""

    name: str
    strings: list[str]
    dates: set[int]
    old_epoch: bool
    cells: int = 0
    rows: int = 0


def _paths(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Sheets by the name of the relation that leads to them; charts and others are none."""
    held = set(archive.namelist())
    if "xl/_rels/workbook.xml.rels" not in held:
        raise damaged(name)
    found = {}
    for one in tree_of(part_of(archive, "xl/_rels/workbook.xml.rels", name), name)[4]:
        target = one[1].get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if one[1].get("Type", "").endswith("/worksheet") and path in held:
            found[one[1].get("Id", "")] = path
    return found


def _strings(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The shared strings; readings (``rPh``) beside a word are no part of it."""
    path = "xl/sharedStrings.xml"
    if path not in archive.namelist():
        return []
    found: list[str] = []
    parts: list[str] = []
    state = {"text": False, "reading": False}

    def start(tag: str, _: dict[str, str]) -> None:
        state["reading"] |= local(tag) == "rPh"
        state["text"] = local(tag) == "t" and not state["reading"]

    def end(tag: str) -> None:
        state["text"] = False
        if local(tag) == "rPh":
            state["reading"] = False
        if local(tag) == "si":
            found.append("".join(parts))
            parts.clear()
            if len(found) > MOST_STRINGS:
                hint = "内容太多，拆成几个文件再传。 Too much text; split the file."
                got = f"more than {MOST_STRINGS} texts"
                raise Refusal("limit_cells", name, got, f"at most {MOST_STRINGS}", hint)

    _stream(archive, path, Walk(name, start, end, lambda data: parts.append(data) if state["text"] else None), name)
    return found


def _dates(archive: zipfile.ZipFile, name: str) -> set[int]:
    """The styles that show a number as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    parts: dict[str, Node] = {local(one[0]): one for one in tree_of(part_of(archive, "xl/styles.xml", name), name)[4]}
    own = {
        _whole(one[1].get("numFmtId")): _shows_date(one[1].get("formatCode", ""))
        for one in parts.get("numFmts", ["", {}, "", "", []])[4]
    }
    used = [_whole(one[1].get("numFmtId")) for one in parts.get("cellXfs", ["", {}, "", "", []])[4]]
    return {at for at, number in enumerate(used) if own.get(number, number in _DATE_FORMATS)}


def _shows_date(code: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", code.partition(";")[0])
    return "general" not in plain.lower() and re.search("[dmyhs]", plain, re.IGNORECASE) is not None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _stream(archive: zipfile.ZipFile, path: str, walk: Walk, name: str) -> None:
    try:
        with archive.open(path) as stream:
            while piece := stream.read(_PIECE):
                walk.feed(piece)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise damaged(name) from None
    walk.feed(b"", last=True)


def _rows(archive: zipfile.ZipFile, path: str, inside: _Inside) -> list[RawRow]:
    reading = _Reading(inside)
    _stream(archive, path, Walk(inside.name, reading.start, reading.end, reading.text), inside.name)
    return reading.filled()


@dataclass
class _Reading:
    """A sheet on the way: the row and the cell that are open, and what they hold so far."""

    inside: _Inside
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    kind: str = ""
    style: int = 0
    held: dict[str, str] = field(default_factory=dict)
    part: str = ""
    reading: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        word = local(tag)
        if word == "c":
            self._open_cell(attributes)
        elif word == "row":
            self._open_row(attributes.get("r"))
        elif word in ("v", "f", "t"):
            self.part = word
            self.held.setdefault(word, "")
        elif word == "rPh":
            self.reading = True
        elif word == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        """Text stands inside."""
        if self.part and not self.reading:
            self.held[self.part] += data

    def end(self, tag: str) -> None:
        """An element closes."""
        word = local(tag)
        if word == "c":
            self._close_cell()
        elif word == "rPh":
            self.reading = False
        self.part = ""

    def _open_row(self, number: str | None) -> None:
        before = self.row
        self.row = before + 1 if number is None else _whole(number)
        self.column = 0
        if not before < self.row:
            raise damaged(f"{self.inside.name} row {self.row}", "a row out of its order")
        if self.row > LAST_ROW:
            hint = (
                f"有一行的行号超过 {LAST_ROW}。用表格软件打开，另存一次再传。"
                f" A row is numbered beyond {LAST_ROW}; open the file and save it again."
            )
            raise Refusal("limit_rows", self.inside.name, f"row {self.row}", f"at most row {LAST_ROW}", hint)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.held, self.kind, self.style = {}, attributes.get("t", "n"), _whole(attributes.get("s"))
        if place is None:
            self.column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None or int(found[2]) != self.row or _column(found[1]) <= self.column:
            raise damaged(f"{self.inside.name} cell {place[:20]}", "a cell out of its place")
        self.column = _column(found[1])

    def _close_cell(self) -> None:
        cell = self._cell()
        if cell == EMPTY:
            return
        if self.column > MOST_COLUMNS:
            raise too_many_columns(self.inside.name, self.row, self.column)
        self.inside.cells += 1
        if self.row not in self.rows:
            self.inside.rows += 1
            self.rows[self.row] = {}
        self.rows[self.row][self.column] = cell
        if self.inside.rows > MOST_ROWS + 1 or self.inside.cells > MOST_CELLS:
            hint = f"最多 {MOST_ROWS} 行。拆成几个文件再传。 At most {MOST_ROWS} rows; split it into several files."
            got = f"more than {MOST_ROWS} rows or {MOST_CELLS} cells"
            raise Refusal("too_many", self.inside.name, got, f"at most {MOST_ROWS} rows", hint)

    def _cell(self) -> RawCell:
        value = self.held.get("v", "").strip() if self.kind != "str" else self.held.get("v", "")
        if "f" in self.held:
            literal = _LITERAL.fullmatch(self.held["f"].strip())
            return tidied(literal[1].replace('""', '"')) if literal else RawCell(f"={self.held['f']}"[:200], "formula")
        if self.kind == "inlineStr":
            return tidied(self.held.get("t", ""))
        if not value:
            return EMPTY
        if self.kind == "s":
            if not value.isascii() or not value.isdigit() or int(value[:9]) >= len(self.inside.strings):
                raise damaged(f"{self.inside.name} row {self.row}", "a cell without its text")
            return tidied(self.inside.strings[int(value[:9])])
        if self.kind in ("str", "d"):
            return tidied(value.partition("T")[0] if self.kind == "d" else value)
        if self.kind == "b":
            return RawCell("是" if value in ("1", "true") else "否")
        return RawCell(value[:40], "error") if self.kind == "e" else self._number(value)

    def _number(self, value: str) -> RawCell:
        try:
            exact = float(value)
            whole = int(exact) if exact == int(exact) else None
        except (ValueError, OverflowError):
            return RawCell(value[:40], "error")
        if self.style in self.inside.dates:
            return _day(exact, old_epoch=self.inside.old_epoch)
        if whole is None:
            return RawCell(repr(exact))
        return RawCell(str(whole), "rounded" if len(str(abs(whole))) > _EXACT else "")

    def _merge(self, ref: str) -> None:
        found = _RANGE.fullmatch(ref)
        if found is not None and len(self.merged) < _MOST_MERGED:
            self.merged.append((_column(found[1]), int(found[2]), _column(found[3]), int(found[4])))

    def filled(self) -> list[RawRow]:
        """The rows that hold something.  A cell merged downwards stands in every row that has something of its own.

        A cell merged across stays in its first column: what it would mean for the others is not known.
        """
        numbers = list(self.rows)
        for left, top, right, bottom in self.merged:
            cell = self.rows.get(top, {}).get(left, EMPTY)
            if left != right or cell == EMPTY:
                continue
            for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]:
                self.inside.cells += 1
                if self.inside.cells > MOST_CELLS:
                    raise damaged(self.inside.name, "more merged cells than there are cells")
                self.rows[number].setdefault(left, cell)
        return [
            RawRow(number, [held.get(at, EMPTY) for at in range(1, max(held) + 1)])
            for number, held in sorted(self.rows.items())
        ]


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number


def _day(serial: float, *, old_epoch: bool) -> RawCell:
    """A serial number as a day, or as a time of day where it is less than one."""
    if 0 <= serial < 1:
        seconds = round(serial * 86_400) % 86_400
        return RawCell(f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")
    first = date(1904, 1, 1) if old_epoch else date(1899, 12, 31) if serial < 60 else date(1899, 12, 30)
    try:
        return RawCell((first + timedelta(days=int(serial))).isoformat())
    except OverflowError:
        return RawCell(repr(serial), "error")
