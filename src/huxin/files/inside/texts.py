"""Tables that are text: CSV in any usual writing, and HTML that was saved as a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from html.parser import HTMLParser
from itertools import islice
from typing import Final

from huxin.files.headings import HEADING_ROWS, heading_key
from huxin.files.inside.cells import EMPTY, RawCell, RawRow, tidied, too_many_columns
from huxin.files.inside.refusal import Refusal
from huxin.files.limits import LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TAGS

_CODES: Final = ("utf-8-sig", "gb18030")
_DELIMITERS: Final = ",\t;，|"
_SHOWN: Final = 20_000
"""Characters from which the delimiter is told."""


def decoded(content: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB18030 (GBK).  Raises Refusal."""
    codes = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _CODES
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    hint = "另存为 UTF-8 文本、.docx 或者 PDF。 Save it as UTF-8 text, .docx or PDF."
    raise Refusal("encoding", name, f"bytes such as {content[:8].hex(' ')}", "text in UTF-8 or GBK", hint)


def is_html(text: str) -> bool:
    """Whether a text is a page: some programs save one and call it .xls."""
    start = text[:2000].lstrip().lower()
    return start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head")) or (
        start.startswith("<") and "<html" in start
    )


def csv_rows(text: str, name: str, known: Collection[str], most: int = MOST_ROWS) -> list[RawRow]:
    """Every row with something in it, numbered by the line on which it begins.  Raises Refusal."""
    if max(text.count("\n"), text.count("\r")) > LAST_ROW:
        raise _too_many(name, f"more than {LAST_ROW} lines")
    delimiter, skipped = _delimiter(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[RawRow] = []
    begins, cells = 1, 0
    try:
        for values in reader:
            number, begins = begins, reader.line_num + 1
            if number <= skipped:
                continue
            row = RawRow(number, [tidied(value) for value in values])
            if (kept := _kept(row, name)) is not None:
                found.append(kept)
                cells += len(kept.cells)
            check_size(len(found), cells, name, most)
    except csv.Error as error:
        hint = "检查这一行的引号，或者另存为 XLSX。 Check the quotation marks of this line, or save it as XLSX."
        raise Refusal("csv", f"{name} row {begins}", str(error), "CSV", hint) from None
    return found


def _delimiter(text: str, known: Collection[str]) -> tuple[str, int]:
    """(what parts the cells, lines that only say so): the one under which most headings are recognised."""
    first = text[:20].splitlines()[0] if text else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    head = text[:_SHOWN]
    scores = {one: _score(head, one, known) for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: scores[one]), 0


def _score(head: str, delimiter: str, known: Collection[str]) -> tuple[int, int]:
    best = (0, 0)
    try:
        for row in islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), HEADING_ROWS):
            best = max(best, (sum(heading_key(cell) in known for cell in row), len(row) if not known else 0))
    except csv.Error:
        return best
    first = head.partition("\n")[0]
    return best[0], first.count(delimiter)


def _kept(row: RawRow, name: str) -> RawRow | None:
    cells = row.cells
    while cells and cells[-1] == EMPTY:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise too_many_columns(name, row.number, len(cells))
    return row if cells else None


def check_size(rows: int, cells: int, name: str, most: int = MOST_ROWS) -> None:
    """Rows with their heading, and cells.  Raises Refusal beyond the limit."""
    if rows > most + 1 or cells > MOST_CELLS:
        raise _too_many(name, f"more than {most} rows or {MOST_CELLS} cells", most)


def _too_many(name: str, got: str, most: int = MOST_ROWS) -> Refusal:
    hint = f"最多 {most} 行。拆成几个文件再传。 At most {most} rows; split it into several files."
    return Refusal("too_many", name, got, f"at most {most} rows", hint)


def html_rows(text: str, name: str) -> list[RawRow]:
    """The rows of every table on a page, numbered as a spreadsheet shows them.  Raises Refusal."""
    if text.count("<") > MOST_TAGS:
        raise _too_many(name, f"more than {MOST_TAGS} tags")
    page = _Page()
    page.feed(text)
    page.close()
    found: list[RawRow] = []
    cells = 0
    for row in _spread(page.rows):
        if (kept := _kept(row, name)) is not None:
            found.append(kept)
            cells += len(kept.cells)
        check_size(len(found), cells, name)
    return found


def _spread(rows: Iterable[list[tuple[str, int, int]]]) -> Iterator[RawRow]:
    """Cells that span: across they stand in their first column alone, downwards in every row."""
    below: dict[int, tuple[int, RawCell]] = {}
    for number, row in enumerate(rows, 1):
        cells: list[RawCell] = []
        later: dict[int, tuple[int, RawCell]] = {}
        waiting = iter(row)
        while len(cells) <= MOST_COLUMNS:
            if len(cells) in below:
                left, cell = below.pop(len(cells))
                if left > 1:
                    later[len(cells)] = (left - 1, cell)
                cells.append(cell)
                continue
            following = next(waiting, None)
            if following is None:
                break
            text, across, down = following
            if down > 1:
                later |= {len(cells) + at: (down - 1, tidied(text) if across == 1 else EMPTY) for at in range(across)}
            cells += [tidied(text), *[EMPTY] * (across - 1)]
        yield RawRow(number, cells)
        below = later


class _Page(HTMLParser):
    """Rows of (text, columns, rows) from every table; a table inside a cell gives its own rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str, int, int]]] = []
        self.row: list[tuple[str, int, int]] | None = None
        self.parts: list[str] | None = None
        self.span = (1, 1)
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.hidden += 1
        elif tag == "tr":
            self._close_cell()
            self.row = []
            self.rows.append(self.row)
        elif tag in ("td", "th"):
            self._close_cell()
            given = dict(attrs)
            self.span = _number(given.get("colspan"), MOST_COLUMNS), _number(given.get("rowspan"), MOST_ROWS)
            self.parts = []
        elif tag == "br" and self.parts is not None:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.parts is not None and not self.hidden:
            self.parts.append(data)

    def close(self) -> None:
        super().close()
        self._close_cell()

    def _close_cell(self) -> None:
        if self.parts is not None and self.row is not None:
            self.row.append(("".join(self.parts), *self.span))
        self.parts = None


def _number(text: str | None, most: int) -> int:
    return min(most, max(1, int(text))) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
