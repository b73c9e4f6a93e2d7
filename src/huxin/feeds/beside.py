"""What a scan reads beside the lake: records that other rooms hold, written out by them when a scan wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Writer = Callable[[Path], int]
"""Writes canonical Parquet to a path and answers how many records there are."""
_writers: dict[str, Writer] = {}


def register_records(kind: str, writer: Writer) -> None:
    """Say who writes the ``warnings`` or the ``cover`` of this installation."""
    _writers[kind] = writer


def write_records_beside(folder: Path) -> dict[str, str]:
    """The files of every kind that has records, by kind."""
    found = {}
    for kind, writer in _writers.items():
        path = folder / f"{kind}.parquet"
        if writer(path):
            found[kind] = str(path)
    return found
