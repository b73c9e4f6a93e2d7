"""Rows as a file: CSV and XLSX of any length, written as the rows are read."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator

from huxin.files.cells import defused


def csv_lines(lines: Iterable[list[str]]) -> Iterator[bytes]:
    """A byte-order mark, so that spreadsheets read it; what looks like a formula is defused."""
    yield b"\xef\xbb\xbf"
    for line in lines:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([defused(cell) for cell in line])
        yield out.getvalue().encode()


def xlsx_file(lines: Iterator[list[str]]) -> io.BufferedRandom:
    """Row by row to a temporary file, so that memory does not grow with the queue."""
    import xlsxwriter

    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.set_column(0, 7, 18)
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, cell)
    book.close()
    out.seek(0)
    return out
