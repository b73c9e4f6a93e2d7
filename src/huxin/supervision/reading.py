"""Parquet files as DuckDB relations with the columns of the contract.

A missing optional column reads as null; a missing required one, or one of another type, is a fault of the input.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from huxin.law.errors import InputError, nearest
from huxin.population.duck import connect
from huxin.supervision.identity import narrow_sql
from huxin.supervision.model import Column
from huxin.supervision.values_sql import NO_OFFSET, WANTED, bare_sql, double_sql, int_sql, time_sql

_TYPES = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "double": "DOUBLE",
    "list": "VARCHAR[]",
    "time": "BIGINT",
    "moment": "BIGINT",
}
_RANGE = {"time": (0, 4_102_444_800_000), "moment": (0, 4_102_444_800_000), "int": (-(10**12), 10**12)}
"""What lies outside is no time and no amount: it reads as null, so that no sum can run over."""
_NAMED = re.compile(r"\$([a-z_]\w*)")
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_FLOATS = _INTEGERS | {"FLOAT", "DOUBLE"}


def quoted(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


def named(pattern: str) -> list[str]:
    """The files that a glob names, sorted; none where it names none."""
    return sorted(name for name in glob.glob(pattern, recursive=True) if os.path.isfile(name))


def matching(pattern: str, option: str) -> list[str]:
    """The files that a glob names, sorted.  Raises InputError where there is none."""
    found = named(pattern)
    if not found:
        raise InputError("file", option, pattern, "a file, or a pattern that names at least one", "Check the path.")
    return found


def listed(files: Sequence[str]) -> str:
    """The files as a relation of DuckDB."""
    return f"read_parquet([{', '.join(map(quoted, files))}], union_by_name = true)"


def held(con: duckdb.DuckDBPyConnection, files: Sequence[str], option: str) -> dict[str, str]:
    """The columns that Parquet files hold, with DuckDB's types.  Raises InputError for what is not such a file."""
    try:
        rows = con.execute(f"DESCRIBE SELECT * FROM {listed(files)}").fetchall()  # noqa: S608 - our own quoting
    except duckdb.Error as error:
        told = str(error).splitlines()[0]
        raise InputError("parquet", option, files[0], "Parquet files", f"{told}") from None
    return {str(row[0]): str(row[1]) for row in rows}


def chosen(
    columns: Iterable[Column], held: Mapping[str, str], option: str, zone: str = "", *, texts: bool = True
) -> str:
    """The select list that turns what is held into the columns of the contract.  Raises InputError.

    ``zone`` says in which zone times without an offset are meant; ``texts``: whether values may come as texts, which
    only DuckDB reads.
    """
    return ", ".join(_select(column, held, option, zone, texts) for column in columns)


def used(query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a text names as ``$name``."""
    return {name: given[name] for name in set(_NAMED.findall(query))}


def fill(con: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Replace a small table by rows; ``columns`` is ``name TYPE, …``."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    if rows:
        parts = ", ".join(f"unnest(${place + 1})" for place in range(len(rows[0])))
        con.execute(f"INSERT INTO {table} SELECT {parts}", [list(column) for column in zip(*rows, strict=True)])


def _select(column: Column, held: Mapping[str, str], option: str, zone: str, texts: bool) -> str:
    """One column of the view."""
    wanted, name = _TYPES[column.kind], f'"{column.name}"'
    if column.name not in held:
        if column.required:
            hint = f"{nearest(column.name, held)} The contract of order records lists the columns."
            raise InputError("column", option, "no such column", f"a column '{column.name}'", hint)
        return f"NULL::{wanted} AS {name}"
    kind = held[column.name]
    if kind == "DATE" and column.kind == "moment":
        # A day begins at its midnight in China; the last day of a time is covered to its end.
        days = 1 if column.name == "to" else 0
        return f"(datediff('day', DATE '1970-01-01', {name}) + {days}) * 86400000 - 28800000 AS {name}"
    if kind.startswith("TIMESTAMP") and column.kind in ("time", "moment") and texts:
        return f"{_in_range(column, _moment(column, kind, option, zone))} AS {name}"
    if texts and kind == "VARCHAR" and column.kind in ("time", "int", "double"):
        return f"{_in_range(column, _of_text(column, zone))} AS {name}"
    if texts and column.kind == "text" and kind in {*_INTEGERS, "HUGEINT"}:
        return f"CAST({name} AS VARCHAR) AS {name}"
    if not _fits(column, kind):
        raise InputError("column", f"{option} column {column.name}", kind, _words(column), _hint(column))
    return f"{_in_range(column, f'CAST({name} AS {wanted})', name)} AS {name}"


def _in_range(column: Column, value: str, compared: str = "") -> str:
    """A value, null where it is no time and no amount."""
    least, most = _RANGE.get(column.kind, (None, None))
    if most is None:
        return value
    return f"CASE WHEN {compared or value} BETWEEN {least} AND {most} THEN {value} END"


def _moment(column: Column, kind: str, option: str, zone: str) -> str:
    """Milliseconds of a timestamp.  Raises InputError for one without a zone where none is said."""
    name = f'"{column.name}"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_ms({name})"
    if not zone:
        raise InputError("no_offset", f"{option} column {column.name}", kind, WANTED, NO_OFFSET)
    return bare_sql(f"{name}::TIMESTAMP", zone)


def _of_text(column: Column, zone: str) -> str:
    """The value that a check of the file would read in a text."""
    clean = narrow_sql(f'"{column.name}"')
    if column.kind == "time":
        return time_sql(clean, zone)
    return int_sql(clean) if column.kind == "int" else double_sql(clean)


def _fits(column: Column, kind: str) -> bool:
    if kind == '"NULL"' or kind == "NULL":
        return True
    if column.kind in ("int", "time", "moment"):
        return kind in _INTEGERS
    if column.kind == "double":
        return kind in _FLOATS or kind.startswith("DECIMAL")
    if column.kind == "list":
        return kind in ("VARCHAR[]", "INTEGER[]", '"NULL"[]')
    return kind == "VARCHAR" or kind.startswith("ENUM")


def _words(column: Column) -> str:
    return {
        "text": "text",
        "int": "whole numbers (int64)",
        "time": "int64 milliseconds",
        "moment": "int64 milliseconds, or days",
        "double": "floating point numbers",
        "list": "a list of texts",
    }[column.kind]


def _hint(column: Column) -> str:
    if column.kind in ("time", "moment"):
        return "Write times as int64 milliseconds since 1970-01-01 UTC."
    return "Write the column again with that type."


def total(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """The number of rows of a table or view."""
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()  # noqa: S608 - a name of ours
    return int(row[0]) if row else 0


def companies(path: str | None) -> dict[str, str]:
    """Company id → platform, from JSON, NDJSON, CSV or Parquet with the columns company_id and platform."""
    if path is None:
        return {}
    name = path.replace("'", "''")
    reader = (
        "read_json"
        if Path(path).suffix in (".json", ".ndjson", ".jsonl")
        else ("read_parquet" if path.endswith(".parquet") else "read_csv")
    )
    extra = ", all_varchar = true" if reader == "read_csv" else ""
    try:
        with connect(paths=[path]) as con:
            rows = con.execute(
                f"SELECT company_id::VARCHAR, platform::VARCHAR FROM {reader}('{name}'{extra})"  # noqa: S608
            ).fetchall()
    except duckdb.Error as error:
        told = str(error).splitlines()[0]
        raise InputError("file", "--companies", path, "rows of company_id and platform", told) from None
    found: dict[str, str] = {}
    for company, platform in rows:
        if not company or not platform:
            raise InputError("row", "--companies", f"{company}: {platform}", "company_id and platform", "Fill both.")
        if found.setdefault(str(company), str(platform)) != platform:
            raise InputError("row", "--companies", str(company), "one platform for a company", "Remove one row.")
    return found
