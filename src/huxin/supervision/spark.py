"""The same texts on Spark: sqlglot turns them from DuckDB's words into Spark's, and nothing is written twice.

Beside Spark an empty DuckDB holds the same tables without rows.  It checks the files, tells the types of what is found,
and puts the findings into words, so that both engines write the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlglot
from pyspark.sql import DataFrame
from pyspark.sql.types import (
    ArrayType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
)
from sqlglot import exp

from huxin.population.session import spark_session
from huxin.supervision import reading
from huxin.supervision.engine import DuckEngine, Given
from huxin.supervision.model import Column

_TYPES: dict[str, DataType] = {
    "VARCHAR": StringType(),
    "DATE": DateType(),
    "FLOAT": DoubleType(),
    "DOUBLE": DoubleType(),
    "UBIGINT": DecimalType(20, 0),
    "VARCHAR[]": ArrayType(StringType()),
}


class SparkEngine:
    """Spark, through the session of this process.  ``folder`` is for DuckDB, which holds only what was found."""

    def __init__(self, folder: str, paths: Iterable[str | Path] = ()) -> None:
        self._shape = DuckEngine(folder, paths=paths)
        self.ledger = self._shape.ledger
        self._session = spark_session()

    def read(self, name: str, files: Sequence[str], columns: Sequence[Column], option: str) -> None:
        """See ``Engine``."""
        held = reading.held(self.ledger, files, option)
        listed = reading.chosen(columns, held, option, texts=False)
        self._shape.view(name, f"SELECT {listed} FROM {reading.listed(files)} WHERE false")  # noqa: S608
        wanted = {column.name for column in columns}
        fields = [StructField(key, _type(kind)) for key, kind in held.items() if key in wanted]
        self._session.read.schema(StructType(fields)).parquet(*files).createOrReplaceTempView(f"{name}_file")
        self._view(name, f"SELECT {listed} FROM {name}_file")  # noqa: S608

    def few(self, source: str, columns: Sequence[str]) -> None:
        """Spark keeps texts as they are."""

    def coded(self, column: str) -> str:
        """See ``Engine``."""
        return column

    def view(self, name: str, query: str) -> None:
        """See ``Engine``."""
        self._shape.view(name, query)
        self._view(name, query)

    def make(self, table: str, query: str, given: Given) -> None:
        """See ``Engine``.  The rows are computed at once: plans that stand on plans are soon too long to be planned."""
        self._shape.make(table, query, given)
        self._run(query, given).localCheckpoint().createOrReplaceTempView(table)

    def fill(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """See ``Engine``."""
        self._shape.fill(table, columns, rows)
        held = self.ledger.sql(f"SELECT * FROM {table}").to_arrow_table()  # noqa: S608 - a name of ours
        self._session.createDataFrame(held).createOrReplaceTempView(table)

    def bring(self, table: str, columns: Mapping[str, npt.NDArray[np.int64]]) -> None:
        """See ``Engine``."""
        self._shape.bring(table, {name: values[:0] for name, values in columns.items()})
        self._session.createDataFrame(pa.table(dict(columns))).createOrReplaceTempView(table)

    def rows(self, query: str, given: Given) -> list[tuple[Any, ...]]:
        """See ``Engine``."""
        return [tuple(row) for row in self._run(query, given).collect()]

    def hand_over(self) -> None:
        """See ``Engine``.  Only what was found leaves Spark."""
        self._bring("found", "SELECT * FROM found")
        self._bring("workers", "SELECT worker, worker_name FROM workers SEMI JOIN found USING (worker)")

    def close(self) -> None:
        """See ``Engine``.  The session stays: another scan may want it."""
        self._shape.close()

    def _bring(self, table: str, query: str) -> None:
        brought = self._run(query, {}).toArrow()
        self.ledger.register("brought", brought)
        self.ledger.execute(f"DELETE FROM {table}; INSERT INTO {table} BY NAME SELECT * FROM brought")  # noqa: S608
        self.ledger.unregister("brought")

    def _run(self, query: str, given: Given) -> DataFrame:
        return self._session.sql(translated(query, tuple(sorted(reading.used(query, given).items()))))

    def _view(self, name: str, query: str) -> None:
        self._run(query, {}).createOrReplaceTempView(name)


def _type(kind: str) -> DataType:
    """Spark's type for a Parquet column that DuckDB calls ``kind``; what the contract does not want was refused."""
    if kind.startswith("DECIMAL"):
        width, _, scale = kind.removeprefix("DECIMAL(").rstrip(")").partition(",")
        return DecimalType(int(width), int(scale))
    if kind.startswith("ENUM"):
        return StringType()
    return _TYPES.get(kind, LongType())


@lru_cache(maxsize=256)
def translated(query: str, given: tuple[tuple[str, Any], ...]) -> str:
    """A text of ours in Spark's words, values filled in."""
    tree = sqlglot.parse_one(query, read="duckdb")
    values = dict(given)
    return str(tree.transform(lambda node: _turned(node, values)).sql(dialect="spark", comments=False))


def _turned(node: exp.Expression, values: dict[str, Any]) -> exp.Expression:
    if isinstance(node, (exp.Placeholder, exp.Parameter)):
        return exp.convert(values[node.name])
    if isinstance(node, exp.CTE):
        node.set("materialized", None)
    elif isinstance(node, exp.ArrayAgg):
        return _list(node)
    elif isinstance(node, exp.First) and isinstance(node.this, exp.Order):
        keys = [one.this.copy() for one in node.this.expressions]
        return exp.func("min_by", node.this.this.copy(), exp.func("struct", *keys))
    elif isinstance(node, exp.Literal) and not node.is_string and "." in node.name:
        return exp.cast(node.copy(), "double")  # DuckDB divides by 60000.0 as a double, Spark as a decimal
    elif isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
        return exp.DataType.build("decimal(38, 0)")
    return node


def _list(node: exp.ArrayAgg) -> exp.Expression:
    """``list(x ORDER BY a, b)``: Spark collects in no order, so the keys are collected too and sorted."""
    if not isinstance(node.this, exp.Order):
        return node
    inner, ordered = node.this.this, node.this.expressions
    if isinstance(inner, exp.Distinct):
        return exp.func("array_sort", exp.func("collect_set", inner.expressions[0].copy()))
    keys = [exp.alias_(one.this.copy(), f"k{place}") for place, one in enumerate(ordered)]
    rows = exp.func("array_sort", exp.func("collect_list", exp.func("struct", *keys, exp.alias_(inner.copy(), "x"))))
    return exp.func("transform", rows, exp.Lambda(this=exp.column("x", "one"), expressions=[exp.to_identifier("one")]))
