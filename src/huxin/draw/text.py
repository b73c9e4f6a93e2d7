"""Files as text: one normal form, one digest, strict JSON, strict CSV, strict cells, one way to write JSON."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from huxin.law.errors import InputError, nearest, shown

LONGEST_CELL: Final = 200
SEPARATOR: Final = ";"
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MARK: Final = b"\xef\xbb\xbf"


def normal(data: bytes) -> bytes:
    """The bytes that count: no byte order mark, lines ended by LF.  Copying changes these two and nothing else."""
    return data.removeprefix(_MARK).replace(b"\r\n", b"\n")


def digest(data: bytes | str) -> str:
    """SHA-256 in hexadecimal; of a text, over its UTF-8 bytes."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def decode(data: bytes, where: str) -> str:
    """The text of normal bytes.  Raises InputError that names the byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        got = f"byte {error.start} is not UTF-8"
        raise InputError("encoding", where, got, "UTF-8 text", "另存为 UTF-8。 Save it again as UTF-8.") from None


def parse_json(text: str, where: str) -> Any:
    """JSON without floats and without a name that stands twice, as both would leave room for two readings."""
    try:
        return json.loads(
            text,
            parse_float=lambda found: _refuse(where, found),
            parse_constant=lambda found: _refuse(where, found),
            object_pairs_hook=lambda pairs: _unique(pairs, where),
        )
    except json.JSONDecodeError as error:
        place = f"{where} line {error.lineno} column {error.colno}"
        raise InputError("json", place, error.msg, "JSON", "看引号和逗号。 Check quotes and commas.") from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        got = "nesting or a number that is too long"
        raise InputError("json", where, got, "a plain list or object", "看看文件。 Check the file.") from None


def _refuse(where: str, found: str) -> None:
    hint = 'Write it in quotes, as "0.5" or "1/2".'
    raise InputError("number", where, found, "a whole number or a text", hint)


def _unique(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            "duplicate", where, f"'{shown(twice)}' twice", "each name once", "删掉一个。 Delete one of them."
        )
    return found


def fields(data: object, names: Sequence[str], where: str) -> Mapping[str, Any]:
    """An object that has these names and no other.  Raises InputError that names the first one too many or missing."""
    if not isinstance(data, dict):
        raise InputError("json", where, type(data).__name__, "an object", f"Its names are {', '.join(names)}.")
    for name in data:
        if name not in names:
            raise InputError("name", f"{where}.{shown(name)}", "an unknown name", "a known name", nearest(name, names))
    for name in names:
        if name not in data:
            raise InputError("missing", f"{where}.{name}", "nothing", "a value", f"Add '{name}'.")
    return data


def cell(value: object, where: str) -> str:
    """A text that looks the same to everybody: no hidden characters, no space around it, one Unicode form (NFC)."""
    if not isinstance(value, str):
        raise InputError("cell", where, value, "a text", "写在引号里。 Write it in quotes.")
    if not value:
        raise InputError("cell", where, "nothing", "a text", "填上。 Fill it in.")
    if len(value) > LONGEST_CELL:
        raise InputError("cell", where, value, f"at most {LONGEST_CELL} characters", "写短一点。 Shorten it.")
    hidden = [] if value.isprintable() else [one for one in value if unicodedata.category(one) in _UNSEEN]
    if hidden:
        got = f"{value!a} with U+{ord(hidden[0]):04X}"
        raise InputError(
            "cell", where, got, "characters that can be seen", "重新打一遍，不要粘贴。 Type it again; do not paste it."
        )
    if value != value.strip():
        raise InputError("cell", where, repr(value), "no space before or after", "前后的空格去掉。 Delete the space.")
    if not unicodedata.is_normalized("NFC", value):
        raise InputError(
            "cell",
            where,
            ascii(value),
            "composed characters (NFC)",
            "重新打一遍，不要粘贴。 Type it again; do not paste it.",
        )
    return value


def csv_rows(text: str, columns: Sequence[str], where: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows below a header that names exactly these columns, in any order, each with the place where it stands."""
    if "\r" in text:
        hint = "另存为 CSV UTF-8。 Save it as CSV UTF-8 with Windows or Unix line ends."
        raise InputError("csv", where, "a line end that is a lone CR", "LF or CR LF", hint)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, columns, where)
        for row in reader:
            place = f"{where} line {reader.line_num}"
            if len(row) != len(header):
                got = f"{len(row)} cells" if row else "an empty line"
                hint = (
                    "删掉空行。 Delete it."
                    if not row
                    else "有逗号的格子用双引号括起来。 Put a cell that holds a comma in double quotes."
                )
                raise InputError("csv", place, got, f"{len(header)} cells", hint)
            yield place, dict(zip(header, row, strict=True))
    except csv.Error as error:
        place = f"{where} line {reader.line_num}"
        raise InputError(
            "csv", place, str(error), "CSV", "看这一行的双引号。 Check the double quotes of this line."
        ) from None


def _check_header(header: Sequence[str], columns: Sequence[str], where: str) -> None:
    place = f"{where} line 1"
    for name in header:
        if name not in columns:
            raise InputError("column", place, shown(name), "a known column", nearest(name, columns))
        if header.count(name) > 1:
            raise InputError("column", place, f"'{name}' twice", "each column once", "删掉一个。 Delete one of them.")
    for name in columns:
        if name not in header:
            hint = f"要有这些列：{'、'.join(columns)}。 The columns are {','.join(columns)}."
            raise InputError("column", place, f"no column '{name}'", "every column", hint)


def canonical(data: Any) -> str:
    """JSON of which there is only one: names by code point, no spaces, no escapes that are not needed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def render(data: Mapping[str, Any]) -> str:
    """A commitment or record as it is published: the same data give the same bytes."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
