"""A table as rows of text, whatever program wrote it: CSV in UTF-8 or GBK, XLSX, Parquet, or HTML saved as .xls.

One reader for every door: lists of companies, directories, draws.  The file is read in a process of its own
(``sandbox.py``); numbers of rows are those of the file that was sent.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, overload

from huxin.files.headings import HEADING_ROWS, heading_key
from huxin.files.limits import MOST_BYTES, MOST_ROWS, PARQUET, Limits
from huxin.files.sandbox import USUAL, run
from huxin.law.errors import InputError

__all__ = [
    "EMPTY",
    "MOST_ROWS",
    "Cell",
    "FoundTable",
    "Line",
    "TableLimits",
    "VisibleSheet",
    "find_table",
    "lines",
    "pages",
]
_SHOWN: Final = 8
"""Names that a message lists."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, tidied; ``fault`` says why it cannot be read at all."""

    text: str
    fault: str = ""


EMPTY: Final = Cell("")


@dataclass(frozen=True)
class Line:
    """A row of the file with its number as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]


class _Lines(Sequence[Line]):
    """Rows as the reader wrote them, each made into cells when it is asked for: a long table stays small."""

    def __init__(self, held: list[bytes]) -> None:
        self.held = held

    def __len__(self) -> int:
        return len(self.held)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> _Lines: ...
    def __getitem__(self, at: int | slice) -> Line | _Lines:
        if isinstance(at, slice):
            return _Lines(self.held[at])
        number, cells = json.loads(self.held[at])
        return Line(number, tuple(_cell(cell) for cell in cells))

    def below(self, at: int) -> _Lines:
        """The rows below the heading, without those that say the heading again: at the top of a printed page, or in
        the second row of a heading of two.
        """
        _, _, head = self.held[at].partition(b", ")
        return _Lines([one for one in self.held[at + 1 :] if one.partition(b", ")[2] != head])


@dataclass(frozen=True)
class VisibleSheet:
    """A sheet that can be seen, with the rows that are not empty; a file that holds one table has no name for it."""

    name: str
    lines: _Lines


@dataclass(frozen=True)
class TableLimits:
    """How long a table may be, and what reading it may cost."""

    rows: int = MOST_ROWS
    size: int = MOST_BYTES
    limits: Limits = USUAL


_USUAL: Final = TableLimits()


@dataclass(frozen=True)
class FoundTable:
    """The table of a file: where its headings stand and what is below them.  ``page`` is the name of its sheet."""

    page: str
    head: Line
    lines: Sequence[Line]


def pages(content: bytes, name: str, known: Iterable[str] = (), most: TableLimits = _USUAL) -> tuple[VisibleSheet, ...]:
    """Every sheet that can be seen and holds something.

    ``known`` are headings to expect: they tell what parts the cells of a CSV.  Raises InputError for a file that is no
    table, or goes beyond a limit; BusyError.
    """
    options = {
        "name": name,
        "known": sorted({heading_key(one) for one in known}),
        "rows": most.rows,
        "bytes": most.size,
    }
    limits = replace(most.limits, reserving=True) if content.startswith(PARQUET) else most.limits
    found: list[tuple[str, list[bytes]]] = []
    for text in run("huxin.files.inside.tables:read", content, options, limits, name=name).split(b"\n"):
        if text.startswith(b"{"):
            found.append((json.loads(text)["sheet"], []))
        elif text:
            found[-1][1].append(text)
    return tuple(VisibleSheet(title, _Lines(held)) for title, held in found if held)


def _cell(cell: str | list[str]) -> Cell:
    return (Cell(cell) if cell else EMPTY) if isinstance(cell, str) else Cell(*cell)


def lines(content: bytes, name: str) -> Iterator[Line]:
    """Every row that is not empty, of a file with one sheet.  Raises InputError, also for several sheets; BusyError."""
    found = pages(content, name)
    if len(found) > 1:
        raise _several(name, [one.name for one in found])
    yield from found[0].lines if found else ()


def find_table(
    content: bytes, name: str, known: Collection[str], needed: Sequence[Collection[str]], most: TableLimits = _USUAL
) -> FoundTable:
    """The one table of a file, by its headings: below titles and notes, on whichever sheet it stands.

    ``known`` are all headings that a column may have; ``needed`` holds, for each column that must be there, those that
    it may have.  Where no sheet has all of them, the one that has most is found, and what is missing is for the caller
    to say.  Raises InputError for an empty file and for several sheets that fit, naming them; BusyError.
    """
    keys = {heading_key(one) for one in known}
    wanted = [{heading_key(one) for one in some} for some in needed]
    found = pages(content, name, known, most)
    if not found:
        hint = "表里没有能看见的内容；隐藏的工作表不读。 Nothing that can be seen; hidden sheets are not read."
        raise InputError("no_rows", name, "no sheet with anything on it", "a table", hint)
    best = [(page, *_heading(page, keys, wanted)) for page in found]
    whole = [(page, at) for page, at, missing, _ in best if not missing]
    filled = [(page, at) for page, at in whole if len(page.lines) > at + 1]
    if len(filled) > 1:
        raise _several(name, [page.name for page, _ in filled])
    page, at = (filled or whole or [max(((one[0], one[1], one[3]) for one in best), key=lambda one: one[2])[:2]])[0]
    return FoundTable(page.name, page.lines[at], page.lines.below(at))


def _heading(page: VisibleSheet, keys: set[str], wanted: Sequence[set[str]]) -> tuple[int, int, int]:
    """(the row that looks most like headings, how many needed columns it lacks, how many it knows)."""
    best = (0, len(wanted), -1)
    for at, line in enumerate(page.lines[:HEADING_ROWS]):
        here = {heading_key(cell.text) for cell in line.cells if cell.text}
        missing, known = sum(not (some & here) for some in wanted), len(here & keys)
        if (-missing, known) > (-best[1], best[2]):
            best = (at, missing, known)
    return best


def _several(name: str, sheets: Sequence[str]) -> InputError:
    named = "、".join(f"“{one[:40]}”" for one in sheets[:_SHOWN])
    hint = (
        f"有 {len(sheets)} 张工作表都像是要报的：{named}。只留一张再传，或者一张一张地传。"
        f" {len(sheets)} sheets fit: {', '.join(one[:40] for one in sheets[:_SHOWN])}; send one at a time."
    )
    return InputError("several_sheets", name, f"{len(sheets)} sheets that fit", "one", hint)
