"""A table as rows of text, whatever program wrote it: CSV in UTF-8 or GBK, or XLSX."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from huxin.files.documents import MOST_BYTES, decoded
from huxin.law.errors import InputError

MOST_ROWS: Final = 100_000
MOST_CELL: Final = 2_000
_MOST_UNPACKED: Final = 400_000_000
_EXACT: Final = 10**15
"""A spreadsheet does not keep whole numbers above this: an identity number typed as a number has lost digits."""


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


def lines(content: bytes, name: str) -> Iterator[Line]:
    """Every row that is not empty.  Raises InputError for a file that is no table, or too big a one."""
    if not content:
        raise InputError("empty", name, "0 bytes", "a CSV or XLSX file", "文件是空的。 The file is empty.")
    if len(content) > MOST_BYTES:
        hint = "拆成几个文件再传。 Split it into several files."
        raise InputError("too_big", name, f"{len(content)} bytes", f"at most {MOST_BYTES}", hint)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "打开它，另存为 .xlsx。 Open it and save it as .xlsx."
        raise InputError("old_xls", name, "an old .xls", "CSV or XLSX", hint)
    source = _xlsx(content, name) if content.startswith(b"PK\x03\x04") else _csv(content, name)
    for count, line in enumerate(line for line in source if any(cell != EMPTY for cell in line.cells)):
        if count > MOST_ROWS:
            hint = "拆成几个文件再传。 Split it into several files."
            raise InputError("too_many", name, f"more than {MOST_ROWS} rows", f"at most {MOST_ROWS}", hint)
        yield line


def _csv(content: bytes, name: str) -> Iterator[Line]:
    text = decoded(content, name)
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row in reader:
            yield Line(reader.line_num, tuple(_text(value) for value in row))
    except csv.Error as error:
        hint = "检查引号，或者另存为 XLSX。 Check the quotation marks, or save it as XLSX."
        raise InputError("csv", f"{name} row {reader.line_num}", str(error), "CSV", hint) from None


def _xlsx(content: bytes, name: str) -> Iterator[Line]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            hint = "拆成几个文件再传。 Split it into several files."
            raise InputError("too_big", name, f"{unpacked} bytes unpacked", f"at most {_MOST_UNPACKED}", hint)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of the file that are not read are none of the sender's faults
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            for number, row in enumerate(book.worksheets[0].iter_rows(), 1):
                yield Line(number, tuple(_cell(cell.value, cell.data_type) for cell in row))
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        SyntaxError,
        ValueError,
        TypeError,
    ) as error:
        if isinstance(error, InputError):
            raise
        hint = "用表格软件打开再另存一次。 Open it in a spreadsheet and save it again."
        raise InputError("damaged", name, "a file that is no XLSX, or a damaged one", "CSV or XLSX", hint) from None


def _cell(value: Any, kind: str) -> Cell:
    if value is None:
        return EMPTY
    if kind == "f":
        return Cell(str(value)[:MOST_CELL], "formula")
    if kind == "e":
        return Cell(str(value), "error")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, (int, float)):
        whole = int(value) if value == int(value) else None
        if whole is not None and abs(whole) >= _EXACT:
            return Cell(str(whole), "rounded")
        return Cell(str(whole) if whole is not None else repr(value))
    return _text(str(value))


def _text(value: str) -> Cell:
    """Narrow letters, nothing invisible, no blanks around it; a leading apostrophe means text to a spreadsheet."""
    plain = unicodedata.normalize("NFKC", value)
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf").strip()
    if len(plain) > MOST_CELL:
        return Cell(plain[:MOST_CELL], "too_long")
    if plain.startswith("'"):
        return Cell(plain[1:].strip())
    return Cell(plain, "formula" if plain[:1] in ("=", "@") and len(plain) > 1 else "")
