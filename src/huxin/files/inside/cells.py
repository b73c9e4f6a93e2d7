"""What every table consists of, whatever wrote it: cells of tidied text, rows by their numbers, sheets by name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from huxin.files.inside.refusal import Refusal
from huxin.files.limits import MOST_CELL, MOST_COLUMNS

_AS_TEXT: Final = re.compile(r'="((?:[^"]|"")*)"')


_REMEMBERED: Final = 64
"""Characters of a text that is worth remembering: columns say the same again and again."""


class RawCell(NamedTuple):
    """Text, and why it cannot be read: ``formula``, ``error``, ``rounded`` or ``too_long``."""

    text: str
    fault: str = ""


EMPTY: Final = RawCell("")


class RawRow(NamedTuple):
    """A row with its number in the file."""

    number: int
    cells: list[RawCell]


@dataclass
class RawSheet:
    """A sheet by its name; a file that holds one table has none."""

    name: str
    rows: list[RawRow]


def tidied(value: str) -> RawCell:
    """Narrow letters, nothing invisible, no blanks around it; a leading apostrophe or ``="…"`` means text."""
    return _tidied(value) if len(value) <= _REMEMBERED else _made(value)


@lru_cache(maxsize=20_000)
def _tidied(value: str) -> RawCell:
    return _made(value)


def _made(value: str) -> RawCell:
    if value.isascii() and value.isprintable():
        plain = value.strip()
    else:
        plain = unicodedata.normalize("NFKC", value[: 4 * MOST_CELL])
        plain = "".join(char for char in plain if unicodedata.category(char) != "Cf").strip()
    if len(plain) > MOST_CELL:
        return RawCell(plain[:MOST_CELL], "too_long")
    if plain.startswith("'"):
        return RawCell(plain[1:].strip())
    if (text := _AS_TEXT.fullmatch(plain)) is not None:
        return RawCell(text[1].replace('""', '"').strip())
    return RawCell(plain, "formula" if plain[:1] in ("=", "@") and len(plain) > 1 else "")


def too_many_columns(name: str, row: int, column: int) -> Refusal:
    """Something stands far out on the right."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    place = f"{letters}{row}"
    hint = (
        f"单元格 {place} 里有内容，超过 {MOST_COLUMNS} 列。多半是误点的，删掉这一格再传。"
        f" Cell {place} lies beyond {MOST_COLUMNS} columns, most likely by a slip; empty it and send the file again."
    )
    return Refusal("limit_columns", f"{name} cell {place}", "something", f"at most {MOST_COLUMNS} columns", hint)
