"""Columns of files as the numbers of a kernel: strict about types and empty cells, exact about where a fault lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from huxin.law.dates import first_day, format_month, month_of, parse_month
from huxin.law.errors import InputError, nearest, shown
from huxin.population.form import FactColumn, ValueRange
from huxin.population.value import NONE

Array = NDArray[Any]
_MOST_MONEY: Final = 10**15
"""The first sum in fen that the rule language does not read."""
_MONTH: Final = 'text such as "2025-01" (or dates)'
_WANTED: Final = {
    "month": _MONTH,
    "day": _MONTH,
    "fen": "whole numbers (fen)",
    "whole": "whole numbers",
    "flag": "true or false",
    "word": "text",
}


@dataclass(frozen=True)
class FileColumns:
    """One file as messages name it, and the words of its categories."""

    name: str
    words: Mapping[str, int]
    choices: Mapping[str, tuple[str, ...]]


def check_schema(schema: pa.Schema, columns: Sequence[FactColumn], sheet: FileColumns, by: Sequence[str] = ()) -> None:
    """Refuse a file without a wanted column or with one of another type.  Raises InputError."""
    wanted = {"person_id": "whole", **{column.name: column.stored for column in columns}}
    for name, stored in wanted.items():
        if name not in schema.names:
            raise InputError(
                "missing_column",
                f"{sheet.name}: {name}",
                "no such column",
                f"a column of {_WANTED[stored]}",
                nearest(name, schema.names),
            )
        if not _fits(schema.field(name).type, stored):
            raise InputError(
                "wrong_type",
                f"{sheet.name}: {name}",
                str(schema.field(name).type),
                _WANTED[stored],
                "Write the column with that type.",
            )
    for name in by:
        if name not in schema.names:
            known = f"It has {', '.join(schema.names)}."
            raise InputError("missing_column", f"--by {name}", "no such column", f"a column of {sheet.name}", known)


def _fits(kind: pa.DataType, stored: str) -> bool:
    if pa.types.is_dictionary(kind):
        return stored in ("month", "day", "word") and _fits(kind.value_type, stored)
    if stored == "flag":
        return bool(pa.types.is_boolean(kind))
    if stored in ("fen", "whole"):
        return bool(pa.types.is_integer(kind))
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return bool(text or (pa.types.is_date(kind) and stored != "word"))


def identifiers(found: pa.Array, sheet: FileColumns) -> NDArray[np.int64]:
    """The ids of the people of a batch.  Raises InputError for an empty cell."""
    if found.null_count:
        raise InputError(
            "empty", f"{sheet.name}: person_id", "an empty cell", "a whole number", "Give every row an id."
        )
    return _whole(found, "person_id", sheet)


def numbers(
    found: pa.Array, column: FactColumn, limits: ValueRange, ids: NDArray[np.int64], sheet: FileColumns
) -> Array:
    """A column as the kernel wants it: int64, or bool for a flag.

    Months become month numbers, or the number of their first day where the fact is a date; a word becomes its number;
    an empty cell becomes ``NONE`` where the form allows one.  Raises InputError that names the first person at fault.
    """
    empty = np.asarray(found.is_null()) if found.null_count else None
    if empty is not None and column.empty == "refused":
        raise _fault("empty", column, ids, empty, "an empty cell", _WANTED[column.stored], sheet)
    match column.stored:
        case "flag":
            return np.asarray(found.cast(pa.uint8())).view(np.bool_)
        case "fen" | "whole":
            values = _whole(found if empty is None else pc.fill_null(found, 0), column.name, sheet)
        case _:
            values = _coded(found, column, ids, sheet)
    if column.stored != "word":
        _check_limits(values, column, limits, ids, empty, sheet)
    return values if empty is None else np.where(empty, NONE, values)


def _whole(found: pa.Array, name: str, sheet: FileColumns) -> NDArray[np.int64]:
    try:
        return np.asarray(found.cast(pa.int64()))
    except pa.ArrowInvalid:
        raise InputError(
            "out_of_range", f"{sheet.name}: {name}", "a number beyond 64 bits", "int64", "Check it."
        ) from None


def _coded(found: pa.Array, column: FactColumn, ids: NDArray[np.int64], sheet: FileColumns) -> NDArray[np.int64]:
    """Months and words, each different one read once."""
    if not isinstance(found, pa.DictionaryArray):
        found = found.dictionary_encode()
    codes = np.zeros(len(found.dictionary) + 1, np.int64)
    for place, raw in enumerate(found.dictionary.to_pylist()):
        try:
            codes[place] = _code(raw, column, sheet)
        except ValueError:
            at = np.asarray(pc.fill_null(found.indices, -1)) == place
            if at.any():
                raise _fault(*_told(column, ids, at, raw, sheet)) from None
    places = found.indices if not found.indices.null_count else pc.fill_null(found.indices, len(codes) - 1)
    found_codes: NDArray[np.int64] = codes[np.asarray(places)]
    return found_codes


def _code(raw: Any, column: FactColumn, sheet: FileColumns) -> int:
    if column.stored == "word":
        if raw not in sheet.choices[column.name]:
            raise ValueError(raw)
        return sheet.words[raw]
    if raw is None:
        raise ValueError
    month = month_of(raw) if isinstance(raw, date) else parse_month(raw)
    return month if column.stored == "month" else first_day(month).toordinal()


def _told(column: FactColumn, ids: Any, at: Any, raw: Any, sheet: FileColumns) -> tuple[Any, ...]:
    choices = sheet.choices[column.name]
    if column.stored == "word":
        return "unknown_choice", column, ids, at, raw, f"one of {', '.join(choices)}", sheet, nearest(str(raw), choices)
    return "wrong_type", column, ids, at, raw, 'a month such as "2025-01"', sheet


def _check_limits(
    values: NDArray[np.int64], column: FactColumn, limits: ValueRange, ids: Array, empty: Any, sheet: FileColumns
) -> None:
    """Bounds of the pack; money may go beyond the kernel's own bound, where plain Python takes over."""
    high = _MOST_MONEY - 1 if column.stored == "fen" else limits.high
    if not len(values) or (empty is None and values.min() >= limits.low and values.max() <= high):
        return
    for bound, out in ((limits.low, values < limits.low), (high, values > high)):
        at = out if empty is None else out & ~empty
        if at.any():
            got = _shown(int(values[int(np.argmax(at))]), column)
            side = "at least" if bound == limits.low else "at most"
            raise _fault("out_of_range", column, ids, at, got, f"{side} {_shown(bound, column)}", sheet)


def _shown(value: int, column: FactColumn) -> str:
    if column.stored == "day":
        return format_month(month_of(date.fromordinal(value)))
    return format_month(value) if column.stored == "month" else str(value)


def _fault(
    code: str,
    column: FactColumn,
    ids: Array,
    at: Array,
    got: Any,
    wanted: str,
    sheet: FileColumns,
    hint: str = "Check the row.",
) -> InputError:
    person = int(ids[int(np.argmax(at))])
    return InputError(code, f"{sheet.name}: {column.name} of person {person}", shown(str(got)), wanted, hint)
