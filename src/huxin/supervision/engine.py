"""The engine under a scan: it reads Parquet and runs SQL texts, DuckDB here and Spark in ``spark.py``.

The texts are written once, in DuckDB's words.  What differs between engines stands behind the few methods below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huxin.population.duck import connect
from huxin.supervision import reading
from huxin.supervision.model import Column

Given = Mapping[str, Any]
"""Values of the ``$names`` in a text; those that a text does not name are left out by ``used``."""


class Engine(Protocol):
    """What a scan asks of an engine.  All tables and views are temporary and belong to one scan."""

    ledger: duckdb.DuckDBPyConnection
    """Where findings are put into words and written; for DuckDB the same connection."""

    def read(self, name: str, files: Sequence[str], columns: Sequence[Column], option: str) -> None:
        """The view ``name`` over Parquet files with the columns of the contract.  Raises InputError."""

    def few(self, source: str, columns: Sequence[str]) -> None:
        """Say that columns of a view hold few different texts, so that they may be kept as numbers."""

    def coded(self, column: str) -> str:
        """An expression for such a column, null where the text was not among them."""

    def view(self, name: str, query: str) -> None:
        """Replace a view."""

    def make(self, table: str, query: str, given: Given) -> None:
        """Replace a table by the rows of a query."""

    def fill(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """Replace a small table by rows; ``columns`` is ``name TYPE, …``."""

    def bring(self, table: str, columns: Mapping[str, npt.NDArray[np.int64]]) -> None:
        """Replace a table by columns of whole numbers, which may be long."""

    def rows(self, query: str, given: Given) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def hand_over(self) -> None:
        """Bring the table ``found``, and the workers in it, to the ledger."""

    def close(self) -> None:
        """Let go of everything."""


class DuckEngine:
    """DuckDB in memory, on disk beyond its limit.  ``folder`` is for what does not fit, ``paths`` are its files."""

    def __init__(
        self,
        folder: str,
        memory: str | None = None,
        threads: int | None = None,
        paths: Iterable[str | Path] = (),
        zone: str = "",
    ) -> None:
        self.ledger = connect(folder, paths=paths, memory=memory, threads=threads, ordered=False)
        self._coded: set[str] = set()
        self.zone = zone

    def read(self, name: str, files: Sequence[str], columns: Sequence[Column], option: str) -> None:
        """See ``Engine``."""
        held = reading.held(self.ledger, files, option)
        self.view(name, f"SELECT {reading.chosen(columns, held, option, self.zone)} FROM {reading.listed(files)}")  # noqa: S608

    def few(self, source: str, columns: Sequence[str]) -> None:
        """Each of the columns becomes an ENUM, in the order of its texts."""
        for column in columns:
            self.ledger.execute(_CODES.format(column=column, source=source))
            self._coded.add(column)

    def coded(self, column: str) -> str:
        """See ``Engine``."""
        return f"try_cast({column} AS {column}_code)" if column in self._coded else column

    def view(self, name: str, query: str) -> None:
        """See ``Engine``."""
        self.ledger.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def make(self, table: str, query: str, given: Given) -> None:
        """See ``Engine``."""
        self.ledger.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}", reading.used(query, given))

    def fill(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """See ``Engine``."""
        reading.fill(self.ledger, table, columns, rows)

    def bring(self, table: str, columns: Mapping[str, npt.NDArray[np.int64]]) -> None:
        """See ``Engine``."""
        self.ledger.register("brought_columns", pa.table(dict(columns)))
        self.ledger.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM brought_columns")  # noqa: S608
        self.ledger.unregister("brought_columns")

    def rows(self, query: str, given: Given) -> list[tuple[Any, ...]]:
        """See ``Engine``."""
        return self.ledger.execute(query, reading.used(query, given)).fetchall()

    def hand_over(self) -> None:
        """Nothing to bring: the ledger is the same connection."""

    def close(self) -> None:
        """See ``Engine``."""
        self.ledger.close()


_CODES = """
CREATE TYPE {column}_code AS ENUM (
    SELECT DISTINCT {column} FROM (SELECT {column} FROM {source} UNION ALL SELECT '')
    WHERE {column} IS NOT NULL ORDER BY {column}
)
"""
