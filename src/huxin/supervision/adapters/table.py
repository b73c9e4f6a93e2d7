"""Read somebody's table row by row, and write canonical Parquet; nothing is written unless every row could be read."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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


def map_file(path: Path, mapping: Mapping, out: Path) -> Mapped:
    """One CSV or NDJSON file as canonical Parquet.  Raises InputError for the first cell that cannot be read."""
    points = Points()
    rows = (points.placed(row) for row in records(path, mapping))
    written = write(out, rows, schema(mapping))
    return Mapped(str(out), written, dict(sorted(points.converted.items())), points.not_placed)


def records(path: Path, mapping: Mapping) -> Iterator[Row]:
    """The rows of a file with the fields of a mapping.  Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="huxin-map-") as folder:
        text = readable(path, Path(folder), _LONGEST)
        if text.long_lines:
            line, size = next(iter(text.long_lines.items()))
            raise InputError("line", f"{path.name} line {line}", f"{size} bytes", f"at most {_LONGEST}", "Split it.")
        named = path.name.lower().removesuffix(".gz")
        cells = _objects if named.endswith((".ndjson", ".jsonl", ".json")) else _cells
        for number, row in enumerate(cells(text.path, path.name, mapping), 1):
            yield _read(row, mapping, f"{path.name} row {number}")


def _cells(path: Path, name: str, mapping: Mapping) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        head = stream.readline()
        stream.seek(0)
        reader = csv.reader(stream, delimiter=max(",;\t", key=head.count))
        header = [cell.strip() for cell in next(reader)]
        _present([one.column for one in mapping.fields if one.column and not one.optional], header, name)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                where = f"{name} line {reader.line_num}"
                raise InputError(
                    "row", where, f"{len(cells)} cells", f"{len(header)} as in the header", "Mend the line."
                )
            yield dict(zip(header, cells, strict=True))


def _present(wanted: Iterable[str], header: Sequence[str], name: str) -> None:
    for column in wanted:
        if column not in header:
            hint = f"{nearest(column, header)} The file has: {', '.join(header)}."
            raise InputError("column", name, f"no column '{column}'", "every column that the mapping names", hint)


def _objects(path: Path, name: str, mapping: Mapping) -> Iterator[dict[str, str]]:
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
            yield {str(key): "" if value is None else str(value) for key, value in found.items()}


def _read(row: dict[str, str], mapping: Mapping, where: str) -> Row:
    found: Row = {}
    for one in mapping.fields:
        cell = one.constant if one.column is None else row.get(one.column)
        try:
            found[one.name] = one.read(cell)
        except Unreadable as error:
            place = f"{where}: {one.column or one.name}"
            raise InputError("cell", place, (cell or "")[:40], error.wanted, error.hint) from None
    _filled(found, mapping, where)
    return found


def _filled(found: Row, mapping: Mapping, where: str) -> None:
    columns = {one.name: one.column for one in mapping.fields}
    for needed in KINDS.get(mapping.kind, ()):
        if needed.required and found.get(needed.name) is None:
            place = f"{where}: {columns.get(needed.name) or needed.name}"
            raise InputError("cell", place, "nothing", f"a value for {needed.name}", "Fill the cell.")


class Points:
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


def write(out: Path, rows: Iterable[dict[str, Any]], columns: pa.Schema) -> int:
    """Write rows to Parquet; the file appears only when it is whole.  Returns how many rows there are."""
    part, count, stream = out.with_name(f".{out.name}.part"), 0, iter(rows)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(part, columns, compression="zstd") as writer:
            while batch := list(islice(stream, _BATCH)):
                writer.write_table(pa.Table.from_pylist(batch, schema=columns))
                count += len(batch)
        part.replace(out)
    except OSError as error:
        raise InputError("file", "--out", str(out), "a file that can be written", f"{error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return count
