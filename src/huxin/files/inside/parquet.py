"""Tables of columns (Parquet): the same rows of cells as any other table.

Numbered as a spreadsheet would show them: the names of the columns are row 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from huxin.files.inside.cells import EMPTY, RawCell, RawRow, tidied, too_many_columns
from huxin.files.inside.refusal import Refusal
from huxin.files.inside.texts import check_size
from huxin.files.limits import MOST_COLUMNS

_BATCH: Final = 5_000
_EXACT: Final = 15
"""Digits that a number with a point keeps for certain."""


def rows(content: bytes, name: str, most: int) -> list[RawRow]:
    """Every row with something in it.  Raises Refusal.

    The library is loaded in the process of this one file, so that other files are read beside nothing heavy.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        hint = "这台机器没有装读 Parquet 的库：存成 CSV 再传。 No library for Parquet here; save it as CSV."
        raise Refusal("parquet", name, "Parquet", "CSV or XLSX", hint) from None
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
        names = [str(one) for one in file.schema_arrow.names]
        if len(names) > MOST_COLUMNS:
            raise too_many_columns(name, 1, len(names))
        check_size(file.metadata.num_rows + 1, (file.metadata.num_rows + 1) * len(names), name, most)
        return [RawRow(1, [tidied(one) for one in names]), *_below(file)]
    except MemoryError:
        raise
    except (pa.ArrowException, OSError):
        hint = "这份 Parquet 文件读不出来，重新导出一次。 This Parquet file cannot be read; export it again."
        raise Refusal("damaged", name, "a file that cannot be read", "a Parquet file that opens", hint) from None


def _below(file: Any) -> Iterator[RawRow]:
    number = 1
    for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            number += 1
            cells = [_cell(value) for value in values]
            if any(cell != EMPTY for cell in cells):
                yield RawRow(number, cells)


def _cell(value: Any) -> RawCell:
    """A value as a person would type it; what is neither text, number, day nor yes and no is a fault of the cell."""
    match value:
        case None:
            return EMPTY
        case bool():
            return RawCell("是" if value else "否")
        case int():
            return RawCell(str(value))
        case float():
            return _number(value)
        case Decimal():
            return RawCell(f"{value:f}") if value.is_finite() else RawCell("", "error")
        case datetime():
            midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            return RawCell(value.date().isoformat() if midnight else value.isoformat())
        case date():
            return RawCell(value.isoformat())
        case str():
            return tidied(value)
        case bytes():
            return _bytes(value)
        case _:
            return RawCell("", "error")


def _number(value: float) -> RawCell:
    if value != value:
        return EMPTY  # how other programs write that there is nothing
    if value in (float("inf"), float("-inf")):
        return RawCell("", "error")
    if value != int(value):
        return RawCell(repr(value))
    return RawCell(str(int(value)), "rounded" if len(str(abs(int(value)))) > _EXACT else "")


def _bytes(value: bytes) -> RawCell:
    try:
        return tidied(value.decode())
    except UnicodeDecodeError:
        return RawCell("", "error")
