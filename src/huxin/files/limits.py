"""How far a file that somebody sent may go: seconds, memory, rows, columns, depth, what it unpacks to.

The first four and the rows of a list can be set for a deployment; the others are the same everywhere.  All stand in
``docs/*/deploy.md``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final


def _number(name: str, usual: int) -> int:
    """A whole number of the environment.  Raises ValueError for anything else."""
    text = os.environ.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name} is '{text}', wanted a whole number from 1 on; leave it out for {usual}")
    return int(text)


SECONDS: Final = _number("HUXIN_READER_SECONDS", 8)
"""Seconds for one file, by the clock and of the processor."""
MEMORY: Final = _number("HUXIN_READER_MEMORY", 512) * 1024 * 1024
"""Memory for one file; the variable counts MiB."""
READERS: Final = _number("HUXIN_READERS", 2)
"""Files that one process has read at once; one more waits, whoever comes then is told to come again."""
WAITING: Final = 1
PATIENCE: Final = _number("HUXIN_READER_WAIT", 4)
"""Seconds for which one waits for a free reader."""
RETRY_AFTER: Final = 5
"""Seconds after which somebody who was turned away is asked to come again."""

MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 100_000
LIST_ROWS: Final = _number("HUXIN_LIST_ROWS", 10_000)
"""Rows of a list that is checked and taken in while a page or a program waits."""
MOST_COLUMNS: Final = 256
MOST_CELLS: Final = 2_000_000
MOST_CELL: Final = 2_000
"""Characters of a cell."""
LAST_ROW: Final = 1_048_576
"""The last row that a spreadsheet has."""
MOST_SHEETS: Final = 100
MOST_TAGS: Final = 2_500_000
"""Tags of a page that was saved as a spreadsheet."""
MOST_STRINGS: Final = 1_000_000
MOST_DEPTH: Final = 100
"""Elements or lists inside one another."""
MOST_ELEMENTS: Final = 50_000
"""Elements of an XML message."""
MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 200_000_000
MOST_RATIO: Final = 250
"""Unpacked ÷ packed bytes of an archive that unpacks to more than ``SMALL``."""
SMALL: Final = 5_000_000
MOST_PAGES: Final = 300
MOST_TEXT: Final = 4_000_000
"""Characters of a document."""
PIXELS: Final = 60_000_000
PARQUET: Final = b"PAR1"
"""How a file of columns begins."""
MOST_RESULT: Final = 64_000_000
"""Bytes that a reader may hand back."""


@dataclass(frozen=True)
class Limits:
    """What one reading may use.  ``written``: bytes of a file that it writes; nothing where a reader only reads.

    ``cores``: processors that it may keep busy.  ``reserving``: its libraries reserve addresses that they never use, so
    what counts is the memory that it can write to, in place of all addresses.
    """

    seconds: int = SECONDS
    memory: int = MEMORY
    written: int = 0
    cores: int = 1
    reserving: bool = False
    open_files: int = 64
    result: int = MOST_RESULT


class BusyError(RuntimeError):
    """All readers are at work: nothing was read and nothing kept; HTTP says 503 and when to come again."""

    def __init__(self, retry_after: int = RETRY_AFTER) -> None:
        super().__init__(
            f"现在读文件的人多，过 {retry_after} 秒再试一次。 Busy reading files; try again in {retry_after} seconds."
        )
        self.retry_after = retry_after
