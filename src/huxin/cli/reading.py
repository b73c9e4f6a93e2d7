"""What is typed behind a command: days, pairs, JSON, packs."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huxin.law.errors import InputError, PackError, nearest
from huxin.law.pack.folders import pack_folders


def read_day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("date", where, text, "a date that exists", "Write it as 2026-02-10.") from None


def pairs(texts: list[str], where: str) -> dict[str, str]:
    """``NAME=VALUE`` options as a mapping."""
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark or not name or not value:
            raise InputError("option", where, text, "NAME=VALUE", "Write one = between name and value.")
        found[name] = value
    return found


def pack_names(asked: list[str]) -> list[str]:
    """The packs that are asked for, else every installed one.  Raises PackError for one that there is not."""
    known = pack_folders()
    for name in asked:
        if name not in known:
            raise PackError(f"pack '{name}'", "no such folder", "a pack with a pack.yaml", nearest(name, known))
    return asked or list(known)


def read_json(source: str, where: str) -> dict[str, Any]:
    """A JSON object from a file or standard input; numbers keep their text, a key may stand once."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            "file", where, source, "a file that can be read", f"{error.strerror}. Use - for standard input."
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", where, source, "UTF-8 text", f"Byte {error.start} is not UTF-8; save it again as UTF-8."
        ) from None
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise InputError(
            "json", f"{where} line {error.lineno} column {error.colno}", error.msg, "JSON", "Check quotes and commas."
        ) from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "json", where, "nesting or a number that is too long", "a plain object of facts", "Check the file."
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            "json", where, type(data).__name__, "an object of facts by name", 'Write {"birth_date": "1980-05-01", …}.'
        )
    return data


def _no_constant(text: str) -> None:
    raise InputError("json", "number", text, "a finite number", "Write null if it is not known.")


def _unique(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in entries:
        if key in found:
            raise InputError("duplicate", key, "this name twice", "each name once", "Delete one of them.")
        found[key] = value
    return found
