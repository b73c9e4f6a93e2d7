"""A table of any kind, sheet by sheet, as lines of JSON: what ``files/table.py`` asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from huxin.files.inside import archives, parquet, workbook
from huxin.files.inside.cells import RawSheet
from huxin.files.inside.refusal import Refusal
from huxin.files.inside.texts import csv_rows, decoded, html_rows, is_html
from huxin.files.limits import MOST_BYTES, MOST_ROWS, PARQUET

_OLD: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final[Mapping[bytes, str]] = {
    b"%PDF-": "PDF", b"\xff\xd8\xff": "JPG", b"\x89PNG": "PNG",
    b"\x1f\x8b": "gzip", b"Rar!": "RAR", b"7z\xbc\xaf": "7z",
}  # fmt: skip


def read(content: bytes, options: Mapping[str, Any]) -> bytes:
    """A line ``{"sheet": name}`` for each sheet, then a line ``[number, [cell, …]]`` for each of its rows; a cell that
    cannot be read is ``[text, fault]``.  Raises Refusal.
    """
    name, known = str(options.get("name", "file")), frozenset(options.get("known", ()))
    lines = []
    most = int(options.get("rows", MOST_ROWS)), int(options.get("bytes", MOST_BYTES))
    for sheet in _sheets(content, name, known, most):
        lines.append(json.dumps({"sheet": sheet.name}))
        lines += [
            json.dumps([row.number, [list(cell) if cell.fault else cell.text for cell in row.cells]])
            for row in sheet.rows
        ]
    return "\n".join(lines).encode()


def _sheets(content: bytes, name: str, known: frozenset[str], most: tuple[int, int]) -> list[RawSheet]:
    if not content:
        raise Refusal("empty", name, "0 bytes", "a CSV or XLSX file", "文件是空的。 The file is empty.")
    if len(content) > most[1]:
        hint = "拆成几个文件再传。 Split it into several files."
        raise Refusal("too_big", name, f"{len(content)} bytes", f"at most {most[1]}", hint)
    if content.startswith(_OLD):
        if _LOCKED in content:
            raise archives.locked(name)
        raise Refusal(
            "old_xls", name, "an old .xls", "CSV or XLSX", "打开它，另存为 .xlsx。 Open it and save it as .xlsx."
        )
    if content.startswith(b"PK"):
        return _of_archive(content, name)
    if content.startswith(PARQUET):
        return [RawSheet("", parquet.rows(content, name, most[0]))]
    for sign, said in _OTHERS.items():
        if content.startswith(sign):
            raise _no_table(name, said)
    return _of_text(content, name, known, most[0])


def _of_text(content: bytes, name: str, known: frozenset[str], most_rows: int) -> list[RawSheet]:
    text = decoded(content, name)
    if is_html(text):
        return [RawSheet("", html_rows(text, name))]
    if text[:200].lstrip().startswith("<?xml"):
        raise _no_table(name, "XML")
    return [RawSheet("", csv_rows(text, name, known, most_rows))]


def _of_archive(content: bytes, name: str) -> list[RawSheet]:
    kind = archives.kind(content, {"name": name})
    if kind != b"xlsx":
        raise _no_table(
            name, {b"ods": "ODS", b"docx": "Word", b"odt": "ODT", b"pptx": "PPT", b"ofd": "OFD"}.get(kind, "ZIP")
        )
    return list(workbook.sheets(content, name))


def _no_table(name: str, said: str) -> Refusal:
    hint = f"这是 {said} 文件，不是表格。用表格软件打开，另存为 .xlsx 再传。 This is {said}; save the table as .xlsx."
    return Refusal("no_table", name, said, "CSV or XLSX", hint)
