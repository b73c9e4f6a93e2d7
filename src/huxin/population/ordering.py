"""Files that are not in order, put in order by DuckDB with a bound on its memory; what does not fit goes to disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from huxin.law.errors import InputError
from huxin.population.duck import connect


def sorted_copy(source: Path, target: Path, columns: Sequence[str], keys: Sequence[str], memory: str) -> None:
    """Write ``columns`` of a Parquet file sorted by ``keys``.

    ``memory`` is DuckDB's own notation, such as "512MB"; what goes beyond it is kept beside ``target``.  Raises
    InputError where the file or the memory is not enough.
    """
    chosen, order = ", ".join(_quoted(name) for name in columns), ", ".join(_quoted(name) for name in keys)
    try:
        with connect(target.parent, paths=(source, target), memory=memory, ordered=False) as link:
            link.execute(
                f"COPY (SELECT {chosen} FROM read_parquet(?) ORDER BY {order}) "  # noqa: S608 - quoted names
                "TO ? (FORMAT parquet, ROW_GROUP_SIZE 131072)",
                [str(source), str(target)],
            )
    except duckdb.OutOfMemoryException:
        hint = "Give more with --memory, or sort the file by person_id and month."
        raise InputError("memory", source.name, f"more than {memory} to sort", "a file that fits", hint) from None
    except duckdb.Error as error:
        text = str(error).splitlines()[0]
        raise InputError(
            "file", source.name, text, "a file that can be sorted", "Check the file and --memory."
        ) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
