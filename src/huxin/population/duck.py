"""The one way to DuckDB: it reads and writes what it is told to and nothing else, and stays within bounds.

A text that reached it by a file's name, a column's name or a value can open no other file, load no extension, speak to
no network and give itself no more memory: the paths are named first, then access to everything else is switched off,
then the settings are locked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import duckdb

SHARE: Final = 4
"""What spills to disk may take one part in so many of what is free, so that no query fills a disk."""
_LEAST_DISK: Final = 64 << 20
_CLOSED: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
}


def connect(
    folder: str | Path | None = None,
    *,
    paths: Iterable[str | Path] = (),
    memory: str | None = None,
    disk: str | None = None,
    threads: int | None = None,
    ordered: bool = True,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory that may use ``folder`` and the files ``paths`` (read or write), and no others.

    ``folder`` takes what does not fit into ``memory`` (DuckDB's notation, such as ``2GB``), at most ``disk``; without
    one nothing spills.  ``ordered``: rows come out as they went in.
    """
    config: dict[str, Any] = {**_CLOSED, "preserve_insertion_order": ordered, "temp_directory": ""}
    for name, value in (("memory_limit", memory), ("threads", threads)):
        if value is not None:
            config[name] = value
    con = duckdb.connect(":memory:", config=config)
    if folder is not None:  # said afterwards: a limit that comes with the connection is shown and not kept
        most = disk or f"{max(shutil.disk_usage(folder).free // SHARE, _LEAST_DISK)}B"
        con.execute(f"SET temp_directory = {_quoted(Path(folder) / 'spill')}")
        con.execute(f"SET max_temp_directory_size = {_quoted(most)}")
        con.execute(f"SET allowed_directories = [{_quoted(folder)}]")
    con.execute(f"SET allowed_paths = [{', '.join(_named(paths))}]")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def _named(paths: Iterable[str | Path]) -> Iterable[str]:
    """Each path, and the one beside it under which DuckDB writes before it renames."""
    for path in paths:
        yield _quoted(path)
        yield _quoted(Path(path).parent / f"tmp_{Path(path).name}")


def _quoted(path: str | Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for what spills, gone with the block."""
    return tempfile.TemporaryDirectory(prefix="huxin-duck-")
