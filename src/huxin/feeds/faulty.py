"""Every fault of every row of a batch 退回和提示的行, as the check wrote it down, for whoever sent it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow.parquet as pq

from huxin.feeds import files
from huxin.feeds.models import Batch


class FaultyRow(NamedTuple):
    """``row``: the line in the file sent; ``treatment``: quarantined or flagged; ``got`` is veiled already."""

    row: int
    field: str
    reason: str
    treatment: str
    got: str
    wanted: str
    fix: str


def faults_kept(batch: Batch) -> bool:
    """Whether the faults of a batch can still be read: there were some, and their time is not over."""
    return batch.cleared_digest == "" and bool(batch.flagged or batch.quarantined)


def faulty_rows(batch: Batch) -> Iterator[FaultyRow]:
    """All of them in the order of the file, read bit by bit; nothing where they are gone."""
    path = files.faults_file(batch.company, batch.id)
    if not path.exists():
        return
    with pq.ParquetFile(path) as held:
        for piece in held.iter_batches(columns=list(FaultyRow._fields)):
            for one in piece.to_pylist():
                yield FaultyRow(one["row"], *(one[name] or "" for name in FaultyRow._fields[1:]))
