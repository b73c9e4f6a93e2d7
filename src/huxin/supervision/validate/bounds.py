"""What a file may become when it is read, measured by what was sent: a small file cannot cost much.

Order records pack to a tenth or so; what unpacks to sixty times as much as was sent is no list of orders.  A row of an
order takes tens of bytes however it is packed.  So the work is bounded by the bytes that somebody sent, and no sender
makes the city work for hours with a few kilobytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from huxin.law.errors import InputError

_RATIO: Final = 64
_LEAST_UNPACKED: Final = 4 << 20
_LEAST_ROWS: Final = 50_000
_MOST_FAULTS: Final = 3_000_000
_LEAST_FAULTS: Final = 500_000
_LEAST_MEMORY: Final = 256 << 20
_LEAST_DISK: Final = 256 << 20
_MEMORY_FOR_A_BYTE: Final = 40
_DISK_FOR_A_BYTE: Final = 60
_LEAST_SECONDS: Final = 10
_BYTES_A_SECOND: Final = 200_000
_MOST_SECONDS: Final = 1800


@dataclass(frozen=True)
class InstallationLimits:
    """The limits of an installation whatever is sent; ``memory`` and ``disk`` in bytes."""

    unpacked: int = 8_000_000_000
    rows: int = 20_000_000
    memory: int = 2_000_000_000
    disk: int = 20_000_000_000


@dataclass(frozen=True)
class FileBounds:
    """The limits of one file.  ``faults`` are rows of what is wrong; ``seconds`` until whoever reads is stopped."""

    unpacked: int
    rows: int
    faults: int
    memory: int
    disk: int
    seconds: int


def bounds_of(sent: int, most: InstallationLimits) -> FileBounds:
    """The limits for so many bytes."""
    return FileBounds(
        unpacked=min(most.unpacked, max(_LEAST_UNPACKED, _RATIO * sent)),
        rows=min(most.rows, max(_LEAST_ROWS, sent)),
        faults=min(_MOST_FAULTS, max(_LEAST_FAULTS, sent)),
        memory=min(most.memory, _LEAST_MEMORY + _MEMORY_FOR_A_BYTE * sent),
        disk=min(most.disk, _LEAST_DISK + _DISK_FOR_A_BYTE * sent),
        seconds=min(_MOST_SECONDS, _LEAST_SECONDS + sent // _BYTES_A_SECOND),
    )


_IN_PARTS: Final = "分成几个文件再报，按通常的方式压缩。 Send it in parts, packed as order records usually are."


def too_big(name: str, got: str, wanted: str) -> InputError:
    """The refusal of a file that would cost too much."""
    return InputError("too_big", name, got, wanted, _IN_PARTS)


def check_unpacked(name: str, size: int, bounds: FileBounds) -> None:
    """Raises InputError for more bytes than the file may unpack to."""
    if size > bounds.unpacked:
        raise too_big(name, f"more than {bounds.unpacked} bytes", f"at most {bounds.unpacked} bytes when unpacked")


def check_rows(name: str, rows: int, bounds: FileBounds) -> None:
    """Raises InputError for more rows than the file may have."""
    if rows > bounds.rows:
        raise too_big(name, f"more than {bounds.rows} rows", f"at most {bounds.rows} rows for so few bytes")
