"""Results as Parquet: their columns, and a writer that makes few and large row groups of small tables."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from huxin.population.kernel import Numbers, Results
from huxin.population.program import Program

_ROWS: Final = 131_072


def results_schema(program: Program, *, compare: bool) -> pa.Schema:
    """One row per person: the results of the form, and with a comparison the amounts before and after."""
    kinds = {name: pa.bool_() if kind.kind == "bool" else pa.int64() for name, kind in program.types.items()}
    more = {"amount_before_fen": pa.int64(), "amount_after_fen": pa.int64()} if compare else {}
    return pa.schema({"person_id": pa.int64(), **kinds, **more})


def results_table(ids: Numbers, after: Results, before: Results | None, schema: pa.Schema) -> pa.Table:
    """Results with their people; the cells of whom the law leaves undecided stay empty."""
    columns = {name: pa.array(values, mask=_mask(after)) for name, values in after.columns.items()}
    if before is not None:
        columns["amount_before_fen"] = pa.array(before.columns["amount_fen"], mask=_mask(before))
        columns["amount_after_fen"] = columns["amount_fen"]
    return pa.table({"person_id": pa.array(ids), **columns}, schema=schema)


def _mask(results: Results) -> Any:
    return results.undecided if results.undecided.any() else None


class Writer:
    """A Parquet file that tables are added to; what is held back is written at the end."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = pq.ParquetWriter(path, schema)
        self._held: list[pa.Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._flush()
        self._file.close()

    def add(self, table: pa.Table) -> None:
        self._held.append(table)
        if sum(one.num_rows for one in self._held) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._file.write_table(pa.concat_tables(self._held))
            self._held = []
