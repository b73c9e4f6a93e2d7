"""The national interfaces: a folder of messages in, canonical Parquet out.

Messages lie in files named after their interface (``orderMatch-0701.csv``, ``orderMatch.ndjson.gz``).  Each is read by
the mapping of its name in ``mappings/``; SQL texts in ``sql/`` join them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import yaml

from huxin.law.errors import InputError
from huxin.population.duck import connect
from huxin.supervision.adapters import mapping
from huxin.supervision.adapters.table import PointColumns, Row, records, schema
from huxin.supervision.reading import quoted

_HERE: Final = Path(__file__).parent
_BATCH: Final = 50_000
_ENDINGS: Final = (".csv", ".ndjson", ".jsonl", ".json")


@dataclass(frozen=True)
class Interface:
    """What an interface's messages become: file → SQL text; without what is ``needed`` there is nothing."""

    name: str
    needed: tuple[str, ...]
    made: dict[str, str]


INTERFACES: Final = {
    "ride-hailing": Interface(
        "ride_hailing",
        ("orderMatch",),
        {
            "orders": "ride_hailing_orders",
            "oncall": "ride_hailing_oncall",
            "companies": "ride_hailing_companies",
            "drivers": "ride_hailing_drivers",
        },
    ),
    "freight": Interface("freight", ("waybill",), {"orders": "freight_orders"}),
}
_COMPANY: Final = """
CREATE TABLE company AS
SELECT interface_company, max_by(company_id, coalesce(updated_at, 0)) AS company_id
FROM baseInfoCompany WHERE company_id IS NOT NULL GROUP BY interface_company
"""


def bring(interface: Interface, folder: Path, out: Path) -> dict[str, int]:
    """Read the messages in ``folder`` and write ``out/orders.parquet`` and the rest.  Returns rows by file.

    Raises InputError for a message that cannot be read; nothing is written then.
    """
    text = (_HERE / "mappings" / f"{interface.name}.yaml").read_text(encoding="utf-8")
    con = connect(paths=[out / f"{name}.parquet" for name in interface.made])
    try:
        for message, columns in yaml.safe_load(text).items():
            files = _files(folder, message)
            if not files and message in interface.needed:
                wanted = f"a file {message}*.csv or {message}*.ndjson"
                raise InputError("file", str(folder), f"no {message}", wanted, "Name the files after the interface.")
            _table(con, message, mapping.parsed("", columns, message), files)
        if interface.name == "ride_hailing":
            con.execute(_COMPANY)
        for name, sql in interface.made.items():
            query = (_HERE / "sql" / f"{sql}.sql").read_text(encoding="utf-8")
            con.execute(f"CREATE TABLE {name} AS {query}")
        return {name: _write(con, name, out) for name in interface.made}
    finally:
        con.close()


def _files(folder: Path, message: str) -> list[Path]:
    found = sorted(folder.glob(f"{message}*")) if folder.is_dir() else []
    return [path for path in found if path.name.lower().removesuffix(".gz").endswith(_ENDINGS)]


def _table(con: duckdb.DuckDBPyConnection, message: str, how: mapping.Mapping, files: list[Path]) -> None:
    columns, points = schema(how), PointColumns()
    con.register("batch", columns.empty_table())
    con.execute(f"CREATE TABLE {message} AS SELECT * FROM batch")  # noqa: S608 - a name of ours
    rows: Iterator[Row] = (points.placed(row) for path in files for row in records(path, how))
    while batch := list(islice(rows, _BATCH)):
        con.register("batch", pa.Table.from_pylist(batch, schema=columns))
        con.execute(f"INSERT INTO {message} SELECT * FROM batch")  # noqa: S608 - a name of ours
    con.unregister("batch")


def _write(con: duckdb.DuckDBPyConnection, name: str, out: Path) -> int:
    try:
        out.mkdir(parents=True, exist_ok=True)
        target = quoted(str(out / f"{name}.parquet"))
        row = con.execute(f"COPY {name} TO {target} (FORMAT parquet, COMPRESSION zstd)").fetchone()
    except (OSError, duckdb.IOException) as error:
        told = str(error).splitlines()[0]
        raise InputError("file", "--out", str(out), "a folder that can be written", told) from None
    return int(row[0]) if row else 0
