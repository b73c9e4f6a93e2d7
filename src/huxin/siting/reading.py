"""Demand and candidates as a planner brings them: CSV or Parquet, row by row, within limits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from huxin.law.errors import InputError, shown
from huxin.siting.machine import Numbers, Places

SYSTEMS: Final = ("wgs84", "plane")
MOST_DEMAND: Final = 1_000_000
MOST_CANDIDATES: Final = 50_000
_MOST_LINE: Final = 100_000
_MOST_ID: Final = 200


@dataclass(frozen=True)
class Points:
    """Ids, x and y in file order, and of each further column that was asked for its values."""

    ids: tuple[str, ...]
    x: Numbers
    y: Numbers
    columns: Mapping[str, Numbers]
    county: tuple[str, ...]


def read_demand(path: Path, crs: str) -> Points:
    """Points with ``weight``.  Raises InputError with the row for whatever cannot be meant."""
    return _read(path, "--demand", crs, ("weight",), (), MOST_DEMAND)


def read_candidates(path: Path, crs: str) -> Points:
    """Sites with, where the file has them, ``cost``, ``fixed`` and ``capacity``, and their ``county``."""
    found = _read(path, "--candidates", crs, (), ("cost", "fixed", "capacity"), MOST_CANDIDATES)
    odd = np.flatnonzero((found.columns["fixed"] != 0) & (found.columns["fixed"] != 1))
    if len(odd):
        row = int(odd[0])
        hint = "Write 1 for a site that stands already, 0 for one that may be chosen."
        raise InputError("fixed", f"--candidates, row {row + 1}", float(found.columns["fixed"][row]), "0 or 1", hint)
    return found


def _read(path: Path, where: str, crs: str, must: tuple[str, ...], may: tuple[str, ...], most: int) -> Points:
    if crs not in SYSTEMS:
        hint = "Coordinates are never guessed: say --crs wgs84 (degrees) or --crs plane (metres)."
        raise InputError("crs", "--crs", crs, " or ".join(SYSTEMS), hint)
    ids: dict[str, int] = {}
    x, y, county = [], [], []
    columns: dict[str, list[float]] = {name: [] for name in (*must, *may)}
    for number, row in enumerate(_rows(path, where, ("id", "x", "y", *must)), start=1):
        if number > most:
            hint = f"Merge points that are close together first, for example by cell: at most {most:,} rows are read."
            raise InputError("rows", where, f"more than {most:,} rows", f"at most {most:,}", hint)
        here = f"{where}, row {number}"
        name = _id(row.get("id"), here)
        if ids.setdefault(name, number) != number:
            hint = "An id stands for one point; add the weights of points that are the same."
            raise InputError("id", here, name, f"an id that row {ids[name]} does not have", hint)
        x.append(_number(row.get("x"), here, "x"))
        y.append(_number(row.get("y"), here, "y"))
        _check_place(x[-1], y[-1], crs, here)
        for column, values in columns.items():
            text = row.get(column)
            values.append(0.0 if column in may and text in (None, "") else _positive(text, here, column))
        county.append(str(row.get("county") or ""))
    if not ids:
        raise InputError("rows", where, "no row", "at least one row below the heading", "Is it the right file?")
    kept = {name: np.asarray(values) for name, values in columns.items()}
    return Points(tuple(ids), np.asarray(x), np.asarray(y), kept, tuple(county))


def _rows(path: Path, where: str, needed: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    try:
        if path.suffix.lower() == ".parquet":
            yield from _parquet_rows(path, where, needed)
            return
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from _csv_rows(stream, where, needed)
    except OSError as error:
        raise InputError("file", where, str(path), "a file that can be read", f"{error.strerror}.") from None
    except UnicodeDecodeError:
        raise InputError("file", where, str(path), "text in UTF-8", "Save the table as CSV UTF-8.") from None


def _csv_rows(stream: IO[str], where: str, needed: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    reader = csv.reader(_lines(stream, where), strict=True)
    try:
        heads = [one.strip().lower() for one in next(reader, [])]
        _check_heads(heads, where, needed)
        for number, row in enumerate(reader, start=1):
            if not row:
                continue
            if len(row) != len(heads):
                hint = "A comma inside of a cell needs quotes around the cell."
                raise InputError("row", f"{where}, row {number}", f"{len(row)} cells", f"{len(heads)} cells", hint)
            yield dict(zip(heads, row, strict=True))
    except csv.Error as error:
        raise InputError("file", where, str(error), "CSV", f"Near line {reader.line_num}; mend its quotes.") from None


def _lines(stream: IO[str], where: str) -> Iterator[str]:
    """The lines of a text, each of a length that memory can take."""
    while line := stream.readline(_MOST_LINE + 1):
        if len(line) > _MOST_LINE:
            hint = "Is it a table with one row a line?"
            raise InputError("file", where, f"a line of more than {_MOST_LINE:,} characters", "CSV", hint)
        if "\0" in line:
            raise InputError("file", where, "a zero byte", "CSV text", "Save the table as CSV UTF-8.")
        yield line


def _parquet_rows(path: Path, where: str, needed: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    from pyarrow import ArrowException, parquet

    try:
        held = parquet.ParquetFile(path)
        _check_heads([name.lower() for name in held.schema_arrow.names], where, needed)
        wanted = [n for n in held.schema_arrow.names if n.lower() in (*needed, "cost", "fixed", "capacity", "county")]
        for batch in held.iter_batches(batch_size=10_000, columns=wanted):
            yield from ({name.lower(): value for name, value in row.items()} for row in batch.to_pylist())
    except ArrowException as error:
        raise InputError("file", where, str(path), "Parquet", f"It cannot be read ({type(error).__name__}).") from None


def _check_heads(heads: Iterable[str], where: str, needed: tuple[str, ...]) -> None:
    held = list(heads)
    missing = [name for name in needed if name not in held]
    if missing:
        hint = "The first row names the columns, in any order: x is east or longitude, y is north or latitude."
        raise InputError("columns", where, ", ".join(held) or "nothing", f"a column '{missing[0]}'", hint)
    twice = sorted({name for name in held if name and held.count(name) > 1})
    if twice:
        raise InputError("columns", where, twice[0], "each column once", "Rename or drop one of the two.")


def _id(value: object, here: str) -> str:
    text = "" if value is None else str(value).strip()
    if not text or len(text) > _MOST_ID:
        hint = "Each point is named, so that the answer can name it."
        raise InputError("id", here, shown(text, 40), f"an id of at most {_MOST_ID} characters", hint)
    return text


def _number(value: object, here: str, column: str) -> float:
    try:
        number = float(value.strip() if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number) or isinstance(value, bool) or (isinstance(value, str) and "_" in value):
        hint = "A number with a point, no unit and no sign for thousands."
        raise InputError("number", f"{here}, {column}", "nothing" if value is None else value, "a number", hint)
    return number


def _positive(value: object, here: str, column: str) -> float:
    number = _number(value, here, column)
    if number < 0 or number > 1e12:
        hint = "What nobody needs has the weight 0; leave it out or correct the sign."
        raise InputError(column, f"{here}, {column}", value, "a number from 0 to 1e12", hint)
    return number


def _check_place(x: float, y: float, crs: str, here: str) -> None:
    if crs == "plane":
        if max(abs(x), abs(y)) > 1e9:
            raise InputError("place", here, f"x {x}, y {y}", "metres on a plane", "Which unit does the file use?")
        return
    if abs(x) <= 180 and abs(y) <= 90:
        return
    if abs(y) <= 180 and abs(x) <= 90:
        hint = "The axes look swapped: x is the longitude (east), y the latitude (north)."
    else:
        hint = "These are no degrees; for metres say --crs plane."
    raise InputError("place", here, f"x {x}, y {y}", "a longitude within ±180 and a latitude within ±90", hint)


def fixed_of(candidates: Points) -> Places:
    """The rows that stand already."""
    return np.flatnonzero(candidates.columns["fixed"] == 1)
