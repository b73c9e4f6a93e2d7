"""Who may be inspected and who inspects: the two directories 检查对象名录库、执法检查人员名录库, read strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final, Generic, TypeVar

from huxin.draw.text import SEPARATOR, cell, csv_rows, decode, digest, fields, normal, parse_json
from huxin.law.errors import InputError

TARGET_COLUMNS: Final = ("id", "name", "employer", "county", "risk", "credit")
INSPECTOR_COLUMNS: Final = ("id", "name", "recused_objects", "recused_employers")
_LISTS: Final = ("recused_objects", "recused_employers")
_MARK_LENGTH: Final = 16


@dataclass(frozen=True)
class Target:
    """检查对象: a place or firm that may be drawn, with its employer and its risk and credit classes."""

    id: str
    name: str
    employer: str
    county: str
    risk: str
    credit: str


@dataclass(frozen=True)
class Inspector:
    """执法检查人员 by the number of the licence, with the objects and employers that must be kept away 回避."""

    id: str
    name: str
    recused_objects: tuple[str, ...]
    recused_employers: tuple[str, ...]

    def must_not_inspect(self, target: Target) -> bool:
        """An interest of one's own or of near kin in the object or its employer (劳动保障监察条例 art. 16)."""
        return target.id in self.recused_objects or target.employer in self.recused_employers


Row = TypeVar("Row", Target, Inspector)


@dataclass(frozen=True)
class Directory(Generic[Row]):
    """Rows by id, in the order of the ids, with the digest of the file's normal bytes."""

    sha256: str
    rows: Mapping[str, Row]

    def marks(self) -> dict[str, str]:
        """A short digest of every row.  It proves nothing; it finds the row that was changed."""
        return {name: mark(row) for name, row in self.rows.items()}


def mark(row: Target | Inspector) -> str:
    """The cells in the order of the columns, lists sorted and joined, one cell a line; the digest's first 16 digits."""
    cells = (SEPARATOR.join(part) if isinstance(part, tuple) else part for part in astuple(row))
    return digest("\n".join(cells))[:_MARK_LENGTH]


def read_targets(data: bytes) -> Directory[Target]:
    """The directory of objects from CSV or JSON.  Raises InputError that names line or entry, and field."""
    return _directory(data, "objects", TARGET_COLUMNS, lambda row: Target(**row))


def read_inspectors(data: bytes) -> Directory[Inspector]:
    """The directory of inspectors from CSV or JSON.  Raises InputError that names line or entry, and field."""
    return _directory(data, "inspectors", INSPECTOR_COLUMNS, lambda row: Inspector(**row))


def _directory(data: bytes, where: str, columns: tuple[str, ...], make: Callable[..., Row]) -> Directory[Row]:
    held = normal(data)
    found: dict[str, Row] = {}
    for place, raw in _raw_rows(decode(held, where), columns, where):
        row = make({name: _value(raw[name], name, f"{place}, {name}") for name in columns})
        if row.id in found:
            raise InputError("duplicate", f"{place}, id", row.id, "an id of its own", "Delete one of the two rows.")
        found[row.id] = row
    if not found:
        raise InputError("empty", where, "no rows", "at least one row", "Fill the directory.")
    return Directory(digest(held), dict(sorted(found.items())))


def _raw_rows(text: str, columns: tuple[str, ...], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What starts like JSON is JSON, everything else CSV."""
    if not text.lstrip().startswith(("[", "{")):
        for place, row in csv_rows(text, columns, where):
            yield place, {name: _split(value) if name in _LISTS else value for name, value in row.items()}
        return
    data = parse_json(text, where)
    if not isinstance(data, list):
        raise InputError("json", where, type(data).__name__, "a list of objects", "Put [ ] around the entries.")
    for number, entry in enumerate(data):
        place = f"{where}[{number}]"
        yield place, fields(entry, columns, place)


def _split(value: str) -> list[str]:
    return value.split(SEPARATOR) if value else []


def _value(value: object, name: str, where: str) -> str | tuple[str, ...]:
    if name not in _LISTS:
        return _plain(value, where, name)
    if not isinstance(value, list):
        raise InputError("cell", where, value, "a list of texts", "Write [] for none.")
    held = [_plain(one, where, name) for one in value]
    if len(set(held)) < len(held):
        raise InputError("duplicate", where, SEPARATOR.join(held), "each id once", "Delete one of them.")
    return tuple(sorted(held))


def _plain(value: object, where: str, name: str) -> str:
    """A cell; ids and employers are what recusals name, so they hold no separator."""
    text = cell(value, where)
    if SEPARATOR in text and name not in ("name", "county"):
        raise InputError("cell", where, text, f"no '{SEPARATOR}'", f"'{SEPARATOR}' separates ids in a list.")
    return text
