"""Who may be inspected and who inspects: the two directories 检查对象名录库、执法检查人员名录库, read strictly.

JSON, and CSV in UTF-8 whose first line names the columns, are taken to the letter.  Any other table (XLSX, GBK,
semicolons, a title above the headings, headings in Chinese) is read as at every other door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final, Generic, TypeVar

from huxin.draw.text import SEPARATOR, cell, csv_rows, decode, digest, fields, normal, parse_json
from huxin.files.headings import heading_key
from huxin.files.table import FoundTable, find_table
from huxin.law.errors import InputError

TARGET_COLUMNS: Final = ("id", "name", "employer", "county", "risk", "credit")
INSPECTOR_COLUMNS: Final = ("id", "name", "recused_objects", "recused_employers")
_LISTS: Final = ("recused_objects", "recused_employers")
_HEADINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "objects": {
        "id": ("编号", "number"), "name": ("名称", "单位或者场所名称", "单位名称"),
        "employer": ("统一社会信用代码", "单位"), "county": ("区划代码", "县（市、区）"), "risk": ("风险等级",),
        "credit": ("信用等级",),
    },
    "inspectors": {
        "id": ("执法证号", "badge"), "name": ("姓名",), "recused_objects": ("回避对象",),
        "recused_employers": ("回避单位",),
    },
}  # fmt: skip
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
    held, rows = _rows(data, columns, where)
    found: dict[str, Row] = {}
    for place, raw in rows:
        row = make({name: _value(raw[name], name, f"{place}, {name}") for name in columns})
        if row.id in found:
            raise InputError(
                "duplicate", f"{place}, id", row.id, "an id of its own", "两行里删掉一行。 Delete one of the two rows."
            )
        found[row.id] = row
    if not found:
        raise InputError("empty", where, "no rows", "at least one row", "填上名录。 Fill the directory.")
    return Directory(digest(held), dict(sorted(found.items())))


def _rows(data: bytes, columns: tuple[str, ...], where: str) -> tuple[bytes, Iterator[tuple[str, Mapping[str, Any]]]]:
    """The bytes whose digest is published, and the rows that they hold."""
    held = normal(data)
    if _is_plain(held, columns):
        return held, _raw_rows(decode(held, where), columns, where)
    names = _HEADINGS[where]
    known = [text for name in columns for text in (name, *names[name])]
    found = find_table(data, where, known, [(name, *names[name]) for name in columns])
    return (data if data.startswith(b"PK") else held), _table_rows(found, columns, where)


def _is_plain(held: bytes, columns: tuple[str, ...]) -> bool:
    """Whether a file is JSON, or CSV that begins with names of the columns."""
    try:
        text = held.decode("utf-8")
    except UnicodeDecodeError:
        return False
    heads = text.partition("\n")[0].split(",")
    return (
        not text.strip() or text.lstrip().startswith(("[", "{")) or ("\r" not in text and bool({*heads} & {*columns}))
    )


def _table_rows(found: FoundTable, columns: tuple[str, ...], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of a table in any usual writing, each with the line of the file where it stands.  Raises InputError."""
    names = {heading_key(text): name for name in columns for text in (name, *_HEADINGS[where][name])}
    places: dict[str, int] = {}
    for at, head in enumerate(found.head.cells):
        name = names.get(heading_key(head.text))
        if name in places:
            hint = "删掉一个。 Delete one of them."
            raise InputError(
                "column", f"{where} line {found.head.number}", f"'{head.text}' twice", "each column once", hint
            )
        if name is not None:
            places[name] = at
    for name in columns:
        if name not in places:
            hint = f"要有这些列：{'、'.join(columns)}。 The columns are {','.join(columns)}."
            raise InputError("column", f"{where} line {found.head.number}", f"no column '{name}'", "every column", hint)
    for line in found.lines:
        row: dict[str, Any] = {}
        for name, at in places.items():
            one = line.cells[at] if at < len(line.cells) else None
            if one is not None and one.fault:
                hint = "把这一列设成文本，重新填一遍。 Set the column to text and type it again."
                raise InputError("cell", f"{where} line {line.number}, {name}", one.text, f"no {one.fault}", hint)
            text = one.text if one is not None else ""
            row[name] = [part.strip() for part in _split(text)] if name in _LISTS else text
        yield f"{where} line {line.number}", row


def _raw_rows(text: str, columns: tuple[str, ...], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What starts like JSON is JSON, everything else CSV."""
    if not text.lstrip().startswith(("[", "{")):
        for place, row in csv_rows(text, columns, where):
            yield place, {name: _split(value) if name in _LISTS else value for name, value in row.items()}
        return
    data = parse_json(text, where)
    if not isinstance(data, list):
        raise InputError(
            "json", where, type(data).__name__, "a list of objects", "用 [ ] 括起来。 Put [ ] around the entries."
        )
    for number, entry in enumerate(data):
        place = f"{where}[{number}]"
        yield place, fields(entry, columns, place)


def _split(value: str) -> list[str]:
    return value.split(SEPARATOR) if value else []


def _value(value: object, name: str, where: str) -> str | tuple[str, ...]:
    if name not in _LISTS:
        return _plain(value, where, name)
    if not isinstance(value, list):
        raise InputError("cell", where, value, "a list of texts", "没有就写 []。 Write [] for none.")
    held = [_plain(one, where, name) for one in value]
    if len(set(held)) < len(held):
        raise InputError("duplicate", where, SEPARATOR.join(held), "each id once", "删掉一个。 Delete one of them.")
    return tuple(sorted(held))


def _plain(value: object, where: str, name: str) -> str:
    """A cell; ids and employers are what recusals name, so they hold no separator."""
    text = cell(value, where)
    if SEPARATOR in text and name not in ("name", "county"):
        raise InputError("cell", where, text, f"no '{SEPARATOR}'", f"'{SEPARATOR}' separates ids in a list.")
    return text
