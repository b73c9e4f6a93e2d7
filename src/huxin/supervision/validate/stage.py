"""Rows of any format as one relation, ``raw``: texts, or numbers where they came as numbers.

Every row has its number, and what made it unreadable.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from huxin.law.errors import InputError
from huxin.supervision.model import Column
from huxin.supervision.reading import quoted
from huxin.supervision.validate.bounds import FileBounds, check_rows, check_unpacked, too_big
from huxin.supervision.validate.texts import AGAIN, Readable, readable
from huxin.supervision.values_sql import bare_sql
from huxin.supervision.veiling import veiled

_BATCH: Final = 20_000
_INTEGERS: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_UNREADABLE: Final = "unreadable"
"""The column of ``raw`` that says why a row has no fields."""


@dataclass
class Staged:
    """What is known of a file beside its rows."""

    format: str
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """The first names of columns that the contract does not know, cut short."""
    native: frozenset[str] = frozenset()
    """The columns that came as numbers already, not as texts."""


def stage(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    columns: Sequence[Column],
    folder: Path,
    longest: int,
    bounds: FileBounds,
    zone: str = "",
) -> Staged:
    """Make the relation ``raw``.  Raises InputError for a file that is refused as a whole."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".parquet"):
        return _parquet(con, path, columns, bounds, zone)
    text = readable(path, folder, longest, bounds)
    if name.endswith((".ndjson", ".jsonl", ".json")):
        return _ndjson(con, text, columns)
    if name.endswith((".csv", ".txt", ".tsv")):
        return _csv(con, text, columns, path.name)
    raise InputError(
        "file",
        path.name,
        "an unknown ending",
        ".parquet, .ndjson, .ndjson.gz or .csv",
        "改文件名的结尾。 Rename the file.",
    )


def _parquet(
    con: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[Column], bounds: FileBounds, zone: str
) -> Staged:
    """A footer is only what somebody wrote: rows and bytes are counted as they are read, before anything is kept."""
    source = f"read_parquet({quoted(str(path))}, file_row_number = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchmany(MOST_COLUMNS + 1)  # noqa: S608
        if len(described) > MOST_COLUMNS:
            raise too_big(path.name, f"more than {MOST_COLUMNS} columns", f"at most {MOST_COLUMNS} columns")
        held = {str(row[0]): str(row[1]) for row in described}
        _counted(con, source, path.name, [one.name for one in columns if held.get(one.name) in _LONG], bounds)
        parts = [_as_text(column, held, zone) for column in columns]
        con.execute(
            f"CREATE OR REPLACE TEMP VIEW raw AS SELECT file_row_number + 1 AS row, {', '.join(parts)},"  # noqa: S608
            f" NULL::VARCHAR AS {_UNREADABLE} FROM {source}"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        told = veiled(str(error).splitlines()[0])
        raise InputError("parquet", path.name, told, "a whole Parquet file", AGAIN) from None
    held.pop("file_row_number")
    native = frozenset(column.name for column in columns if _is_native(column, held.get(column.name, ""), zone))
    return Staged("parquet", unknown=_unknown(held, columns), native=native)


_LONG: Final = ("VARCHAR", "BLOB", "VARCHAR[]")
MOST_COLUMNS: Final = 400
MOST_NAMED: Final = 20
_NAME: Final = 40


def _counted(con: duckdb.DuckDBPyConnection, source: str, name: str, texts: Sequence[str], bounds: FileBounds) -> None:
    """Read the file once and keep nothing.  Raises InputError for more rows or longer texts than were paid for."""
    sizes = " + ".join(f'coalesce(strlen("{one}"::VARCHAR), 0)' for one in texts) or "0"
    some = f"SELECT {sizes} AS size FROM {source} LIMIT {bounds.rows + 1}"  # noqa: S608
    rows, size = con.execute(f"SELECT count(*), coalesce(sum(size), 0)::HUGEINT FROM ({some})").fetchall()[0]  # noqa: S608
    check_rows(name, rows, bounds)
    check_unpacked(name, size, bounds)


def _is_native(column: Column, kind: str, zone: str) -> bool:
    """A timestamp without a zone is a text until somebody says which zone is meant."""
    if column.kind in ("time", "int"):
        told = kind == "TIMESTAMP WITH TIME ZONE" or (bool(zone) and kind.startswith("TIMESTAMP"))
        return kind in _INTEGERS or (column.kind == "time" and told)
    return column.kind == "double" and kind in ("FLOAT", "DOUBLE")


def _as_text(column: Column, held: dict[str, str], zone: str) -> str:
    name = f'"{column.name}"'
    kind = held.get(column.name)
    if kind is None:
        return f"NULL::VARCHAR AS {name}"
    if _is_native(column, kind, zone):
        number = name
        if kind.startswith("TIMESTAMP"):
            number = f"epoch_ms({name})" if kind.endswith("ZONE") else bare_sql(f"{name}::TIMESTAMP", zone)
        return f"{number}::{'DOUBLE' if column.kind == 'double' else 'BIGINT'} AS {name}"
    return f"to_json({name})::VARCHAR AS {name}" if kind.endswith("[]") else f"{name}::VARCHAR AS {name}"


def _unknown(held: Iterable[str], columns: Sequence[Column]) -> list[str]:
    """A file may name its columns as it likes, and as many as it likes: some of the names say enough."""
    known = {column.name for column in columns}
    found = sorted(veiled(name, _NAME) for name in held if name not in known)
    more = len(found) - MOST_NAMED
    return [*found[:MOST_NAMED], f"… and {more} more"] if more > 0 else found


def _ndjson(con: duckdb.DuckDBPyConnection, text: Readable, columns: Sequence[Column]) -> Staged:
    _long_lines(con, text)
    paths = ", ".join(f"'$.\"{column.name}\"'" for column in columns)
    parts = ", ".join(f'found[{place}] AS "{column.name}"' for place, column in enumerate(columns, 1))
    con.execute(_LINES.format(path=quoted(str(text.path))))
    con.execute(_OBJECTS.format(paths=paths, parts=parts))
    con.execute(_RAW)
    keys = con.execute(
        "SELECT DISTINCT left(key, 100) FROM (SELECT unnest(json_keys(line)) AS key FROM (SELECT line FROM lines"
        " WHERE json_valid(line) AND json_type(line) = 'OBJECT' LIMIT 1000)) LIMIT 400"
    ).fetchall()
    return Staged("ndjson", list(text.notes), _unknown([str(key) for (key,) in keys], columns))


_RAW: Final = "CREATE OR REPLACE TEMP VIEW raw AS FROM raw_rows"
_LINES: Final = """
CREATE OR REPLACE TEMP VIEW lines AS
SELECT row_number() OVER () AS row, line
FROM read_csv({path}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false, delim = chr(1),
    quote = '', escape = '', max_line_size = 16777216, strict_mode = false, null_padding = true)
"""
_OBJECTS: Final = """
CREATE OR REPLACE TEMP TABLE raw_rows AS
WITH parsed AS (
    SELECT row,
        CASE
            WHEN long_lines.bytes IS NOT NULL THEN 'line_too_long'
            WHEN NOT json_valid(line) OR json_type(line) <> 'OBJECT' THEN 'unreadable_line'
        END AS unreadable,
        CASE WHEN json_valid(line) THEN json_extract_string(line, [{paths}]) END AS found
    FROM lines LEFT JOIN long_lines USING (row)
    WHERE trim(coalesce(line, '')) <> '' OR long_lines.bytes IS NOT NULL
)
SELECT row, {parts}, unreadable FROM parsed
"""


def _long_lines(con: duckdb.DuckDBPyConnection, text: Readable) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE long_lines (row BIGINT, bytes BIGINT)")
    if text.long_lines:
        rows = [list(text.long_lines), list(text.long_lines.values())]
        con.execute("INSERT INTO long_lines SELECT unnest($1), unnest($2)", rows)


def _csv(con: duckdb.DuckDBPyConnection, text: Readable, columns: Sequence[Column], name: str) -> Staged:
    """CSV in plain Python: every fault of a row is known with the row's number."""
    kinds = ", ".join(f'"{column.name}" VARCHAR' for column in columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_rows (row BIGINT, {kinds}, {_UNREADABLE} VARCHAR)")
    with text.path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=_delimiter(text.path))
        header = [cell.strip() for cell in next(reader, [])]
        places = [header.index(column.name) if column.name in header else None for column in columns]
        if all(place is None for place in places):
            hint = (
                "第一行要是字段名，见订单记录的字段表。"
                " The first line names the columns; the contract of order records lists them."
            )
            got = ", ".join(_unknown(header, columns)) or "an empty line"
            raise InputError("csv", name, veiled(got), "a header with the columns of the contract", hint)
        if len(header) > MOST_COLUMNS:
            raise too_big(name, f"{len(header)} columns", f"at most {MOST_COLUMNS} columns")
        for batch in _batches(_cells(reader, len(header), places, text)):
            names = ["row", *(column.name for column in columns), _UNREADABLE]
            con.register(
                "batch", pa.table(dict(zip(names, map(list, zip(*batch, strict=True)), strict=True)), _schema(names))
            )
            con.execute("INSERT INTO raw_rows SELECT * FROM batch")
            con.unregister("batch")
    con.execute(_RAW)
    return Staged("csv", list(text.notes), _unknown(header, columns))


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in names])


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8") as stream:
        head = stream.readline()
    return max(",;\t", key=head.count)


Cells = tuple[object, ...]


def _cells(reader: Iterator[list[str]], width: int, places: Sequence[int | None], text: Readable) -> Iterator[Cells]:
    """Rows (line of the file, cells in contract order, why unreadable); an empty cell is none."""
    nothing = (None,) * len(places)
    lines = getattr(reader, "line_num", 0)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            before, lines = lines, getattr(reader, "line_num", 0)
            yield (before + 1, *nothing, "unreadable_line")
            continue
        before, lines = lines, getattr(reader, "line_num", 0)
        row = before + 1
        if not cells:
            if any(line in text.long_lines for line in range(before + 1, lines + 1)):
                yield (row, *nothing, "line_too_long")
            continue
        if len(cells) != width:
            yield (row, *nothing, "wrong_number_of_cells")
        else:
            yield (row, *((cells[at] or None) if at is not None else None for at in places), None)


def _batches(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    batch: list[Cells] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
