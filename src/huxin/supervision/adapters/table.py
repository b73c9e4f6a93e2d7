"""Read somebody's table row by row, and write canonical Parquet; nothing is written unless every row could be read."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from huxin.law.errors import InputError, nearest
from huxin.supervision.adapters.cells import Unreadable, Value, kind_of
from huxin.supervision.adapters.coordinates import to_wgs84
from huxin.supervision.adapters.mapping import KINDS, Mapping
from huxin.supervision.validate.checks import SENT
from huxin.supervision.validate.run import SAMPLES
from huxin.supervision.validate.texts import readable

Row = dict[str, Value]
_BATCH: Final = 50_000
_LONGEST: Final = 1 << 20
_POINTS: Final = (("start_lng", "start_lat"), ("end_lng", "end_lat"))
_TYPES: Final = {
    "list": pa.list_(pa.string()),
    "time": pa.int64(),
    "money": pa.int64(),
    "length": pa.int64(),
    "degree": pa.float64(),
}


@dataclass(frozen=True)
class Mapped:
    """What was written: rows, points by the system in which they came, points in a system that is not known."""

    out: str
    rows: int
    converted: dict[str, int]
    not_placed: int
    bad: list[dict[str, Any]]
    asked_for: list[str]


class Bad:
    """Cells that could not be read: how many of each kind, and the first of them."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, column: str, row: int, got: str, wanted: str, hint: str) -> None:
        """One cell.  ``row`` is a line of the file."""
        empty = {"column": column, "wanted": wanted, "hint": hint, "cells": 0, "samples": []}
        held = self.kinds.setdefault((column, wanted), empty)
        held["cells"] += 1
        if len(held["samples"]) < SAMPLES:
            held["samples"].append({"row": row, "got": got[:40]})


def first_of(bad: Sequence[dict[str, Any]]) -> InputError:
    """The first kind of bad cells as a refusal."""
    one = bad[0]
    sample = one["samples"][0]
    where = f"row {sample['row']}: {one['column']}"
    return InputError("cell", where, sample["got"] or "nothing", one["wanted"], one["hint"])


def map_file(path: Path, mapping: Mapping, out: Path) -> Mapped:
    """One CSV, NDJSON or Parquet file as canonical Parquet; nothing is written where ``bad`` names a cell.

    ``asked_for``: fields that a mapping leaves out and that records need before they are taken.  Raises InputError.
    """
    points, bad = PointColumns(), Bad()
    rows = (points.placed(row) for row in records(path, mapping, bad))
    written = write(out, rows, schema(mapping), keep=lambda: not bad.kinds)
    held = {one.name for one in mapping.fields}
    asked = [name for name in SENT if mapping.kind == "orders" and name not in held]
    told = list(bad.kinds.values())
    return Mapped(str(out), written, dict(sorted(points.converted.items())), points.not_placed, told, asked)


def records(path: Path, mapping: Mapping, bad: Bad | None = None) -> Iterator[Row]:
    """The rows of a file with the fields of a mapping.  Raises InputError; ``bad`` collects cells instead."""
    if path.name.lower().endswith(".parquet"):
        for number, row in enumerate(_parquet(path, mapping), 1):
            yield _read(row, mapping, path.name, number, bad)
        return
    with tempfile.TemporaryDirectory(prefix="huxin-map-") as folder:
        text = readable(path, Path(folder), _LONGEST)
        if text.long_lines:
            line, size = next(iter(text.long_lines.items()))
            raise InputError("line", f"{path.name} line {line}", f"{size} bytes", f"at most {_LONGEST}", "Split it.")
        named = path.name.lower().removesuffix(".gz")
        cells = _objects if named.endswith((".ndjson", ".jsonl", ".json")) else _cells
        for number, row in cells(text.path, path.name, mapping):
            yield _read(row, mapping, path.name, number, bad)


def _parquet(path: Path, mapping: Mapping) -> Iterator[dict[str, str]]:
    """Rows of Parquet as texts; a timestamp without a zone stays without an offset."""
    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        _present([name for one in mapping.fields for name in one.sources if not one.optional], names, path.name)
        for batch in file.iter_batches(_BATCH):
            for row in batch.to_pylist():
                yield {str(key): _as_text(value) for key, value in row.items()}
    except (pa.ArrowException, OSError) as error:
        told = str(error).splitlines()[0]
        raise InputError("parquet", path.name, told, "a whole Parquet file", "Write and send it again.") from None


def _as_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value == int(value) and abs(value) < 2**53:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cells(path: Path, name: str, mapping: Mapping) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as stream:
        head = stream.readline()
        stream.seek(0)
        reader = csv.reader(stream, delimiter=max(",;\t", key=head.count))
        header = [cell.strip() for cell in next(reader)]
        _present([name for one in mapping.fields for name in one.sources if not one.optional], header, name)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(header):
                where = f"{name} line {reader.line_num}"
                raise InputError(
                    "row", where, f"{len(cells)} cells", f"{len(header)} as in the header", "Mend the line."
                )
            yield line, dict(zip(header, cells, strict=True))


def _present(wanted: Iterable[str], header: Sequence[str], name: str) -> None:
    for column in wanted:
        if column not in header:
            hint = f"{nearest(column, header)} The file has: {', '.join(header)}."
            raise InputError("column", name, f"no column '{column}'", "every column that the mapping names", hint)


def _objects(path: Path, name: str, mapping: Mapping) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line, parse_float=str, parse_int=str)
            except ValueError:
                found = None
            if not isinstance(found, dict):
                hint = "Write one JSON object on each line."
                raise InputError("line", f"{name} line {number}", line.strip()[:40], "a JSON object", hint)
            yield number, {str(key): "" if value is None else str(value) for key, value in found.items()}


def _read(row: dict[str, str], mapping: Mapping, name: str, number: int, bad: Bad | None) -> Row:
    """The fields of a row; a cell that cannot be read goes to ``bad``, or is the error where nobody collects."""
    found: Row = {}
    failed: set[str] = set()

    def tell(one: str, column: str, got: str, wanted: str, hint: str) -> None:
        failed.add(one)
        if bad is None:
            raise InputError("cell", f"{name} row {number}: {column}", got[:40], wanted, hint)
        bad.add(column, number, got, wanted, hint)

    for one in mapping.fields:
        cell: str | None = " ".join(row.get(source, "") or "" for source in one.sources)
        try:
            cell = one.of(row)
            found[one.name] = one.read(cell)
        except Unreadable as error:
            tell(one.name, " + ".join(one.sources) or one.name, cell or "", error.wanted, error.hint)
    columns = {one.name: " + ".join(one.sources) for one in mapping.fields}
    for needed in KINDS.get(mapping.kind, ()):
        must = needed.required or (mapping.kind == "orders" and needed.name in SENT and needed.name in columns)
        if must and found.get(needed.name) is None and needed.name not in failed:
            column = columns.get(needed.name) or needed.name
            tell(needed.name, column, "nothing", f"a value for {needed.name}", "Fill the cell.")
    return found


class PointColumns:
    """Pairs of degrees made WGS-84; the pair that came is kept beside it."""

    def __init__(self) -> None:
        self.converted: dict[str, int] = {}
        self.not_placed = 0

    def placed(self, row: Row) -> Row:
        """The row with ``raw_…`` and WGS-84.  A point in a system that is not known is kept raw and is not placed."""
        crs = row.get("crs")
        for east, north in _POINTS:
            lng, lat = row.get(east), row.get(north)
            if not isinstance(lng, float) or not isinstance(lat, float):
                continue
            row |= {f"raw_{east}": lng, f"raw_{north}": lat}
            found = to_wgs84(str(crs) if crs else None, lng, lat)
            row[east], row[north] = found or (None, None)
            if found is None:
                self.not_placed += 1
            else:
                self.converted[str(crs)] = self.converted.get(str(crs), 0) + 1
        return row


def schema(mapping: Mapping) -> pa.Schema:
    """The columns of the contract, or of a message the fields that it has; raw pairs where there are points."""
    names = [one.name for one in KINDS.get(mapping.kind, ())] or [one.name for one in mapping.fields]
    held = {one.name for one in mapping.fields}
    raw = [f"raw_{name}" for pair in _POINTS for name in pair if name in held]
    return pa.schema([(name, _TYPES.get(kind_of(name), pa.string())) for name in (*names, *raw)])


def write(
    out: Path, rows: Iterable[dict[str, Any]], columns: pa.Schema, keep: Callable[[], bool] = lambda: True
) -> int:
    """Write rows to Parquet; the file appears only when it is whole and ``keep`` says so.  Answers how many rows."""
    part, count, stream = out.with_name(f".{out.name}.part"), 0, iter(rows)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(part, columns, compression="zstd") as writer:
            while batch := list(islice(stream, _BATCH)):
                writer.write_table(pa.Table.from_pylist(batch, schema=columns))
                count += len(batch)
        if keep():
            part.replace(out)
    except OSError as error:
        raise InputError("file", "--out", str(out), "a file that can be written", f"{error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return count
