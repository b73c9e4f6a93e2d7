"""Files that are small on the way and huge when opened are refused before anything opens them."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from huxin.law import InputError

CHUNK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"


def check_bytes(path: Path, name: str) -> None:
    """Raises InputError for what unpacks to more than the limit, has more rows than the limit, or is damaged."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(_GZIP):
        _gzip(path, name)
    elif path.suffix == ".parquet":
        _parquet(path, name)


def _gzip(path: Path, name: str) -> None:
    """Unpack piece by piece, keep nothing, count."""
    most, size = settings.FEED_UNPACKED_LIMIT, 0
    with path.open("rb") as stream:
        held, unpack = stream.read(CHUNK), zlib.decompressobj(wbits=31)
        try:
            while held:
                size += len(unpack.decompress(held, CHUNK * 16))
                if size > most:
                    wanted = f"at most {most} bytes when unpacked"
                    raise InputError("too_big", name, f"more than {most} bytes", wanted, "Send it in parts.")
                held = unpack.unconsumed_tail or (unpack.unused_data if unpack.eof else b"") or stream.read(CHUNK)
                if unpack.eof and held:
                    unpack = zlib.decompressobj(wbits=31)
        except zlib.error as error:
            raise InputError("gzip", name, f"damaged gzip: {error}", "a whole file", "Send it again.") from None


def _parquet(path: Path, name: str) -> None:
    """The footer says how many rows and bytes there will be; nothing is read yet."""
    try:
        about = pq.ParquetFile(path).metadata
    except (pa.ArrowException, OSError) as error:
        told = str(error).splitlines()[0]
        raise InputError("parquet", name, told, "a whole Parquet file", "Write and send it again.") from None
    groups = (about.row_group(number) for number in range(about.num_row_groups))
    size = sum(group.total_byte_size for group in groups)
    if about.num_rows > settings.FEED_ROWS_LIMIT or size > settings.FEED_UNPACKED_LIMIT:
        got = f"{about.num_rows} rows, {size} bytes when unpacked"
        wanted = f"at most {settings.FEED_ROWS_LIMIT} rows and {settings.FEED_UNPACKED_LIMIT} bytes"
        raise InputError("too_big", name, got, wanted, "Send it in parts.")
