"""Text files made readable in bounded memory: packing, byte order mark, encoding, lines of absurd length.

The bytes that came are never changed; what is readable goes into a temporary copy, unless the file is plain UTF-8.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from huxin.law.errors import InputError
from huxin.supervision.validate.bounds import FileBounds, InstallationLimits, bounds_of, check_rows, check_unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK: Final = 1 << 20
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GZIP: Final = b"\x1f\x8b"
AGAIN: Final = "文件坏了或者不完整：重新导出再报。 Damaged or cut off: write and send it again."
_AS_TEXT: Final = "把表另存为 UTF-8 的 CSV，或者用 Parquet 报。 Save the sheet as CSV in UTF-8, or send Parquet."
_REFUSED: Final = {
    b"PK\x03\x04": ("a zip or Excel file", _AS_TEXT),
    b"\xd0\xcf\x11\xe0": ("an old Excel file", _AS_TEXT),
    b"%PDF": ("a PDF", "用 Parquet、NDJSON 或者 CSV 报。 Send the records as Parquet, NDJSON or CSV."),
    b"PAR1": ("a Parquet file", "文件名改成 .parquet 结尾。 Give it the ending .parquet."),
}


@dataclass
class Readable:
    """A UTF-8 text file, what was found out about it, and its lines that were left out: number → bytes."""

    path: Path
    notes: list[str] = field(default_factory=list)
    long_lines: dict[int, int] = field(default_factory=dict)


class CountedStream(io.RawIOBase):
    """A stream that is refused beyond what its file may unpack to, wherever it is read and in whatever pieces."""

    def __init__(self, inner: IO[bytes], name: str, bounds: FileBounds) -> None:
        self._inner, self._name, self._bounds, self._size = inner, name, bounds, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        """Raises InputError beyond the bound."""
        place = memoryview(into).cast("B")
        piece = self._inner.read(len(place))
        self._size += len(piece)
        check_unpacked(self._name, self._size, self._bounds)
        place[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._inner.close()
        super().close()


def readable(path: Path, folder: Path, longest: int, bounds: FileBounds | None = None) -> Readable:
    """A copy of ``path`` that can be read as UTF-8 lines of at most ``longest`` bytes.

    Raises InputError for a file that is no text, is empty, or is damaged.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        hint = f"文件打不开：看看在不在、能不能读。 It cannot be opened: {error.strerror}."
        raise InputError("file", str(path), "no such file", "a file that can be read", hint) from None
    packed = head.startswith(_GZIP)
    bounds = bounds or bounds_of(path.stat().st_size, InstallationLimits())
    notes = ["gzip"] if packed else []
    try:
        encoding, mark = _encoding(path, packed, bounds)
        if mark:
            notes.append("byte_order_mark")
        if encoding != "utf-8":
            notes.append(encoding)
        return _copied(path, folder / f"{path.name}.txt", packed, encoding, longest, notes, bounds)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError("file", path.name, f"damaged gzip: {error}", "a whole file", AGAIN) from None


def _open(path: Path, packed: bool, bounds: FileBounds) -> IO[bytes]:
    inner: IO[bytes] = gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[assignment]  # noqa: SIM115 - closed with the stream
    return io.BufferedReader(CountedStream(inner, path.name, bounds), CHUNK)


def _encoding(path: Path, packed: bool, bounds: FileBounds) -> tuple[str, bool]:
    """The encoding and whether a byte order mark says so.  Reads the whole file: Chinese may begin late."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _open(path, packed, bounds) as stream:
        head = stream.read(CHUNK)
        if not head.strip(b"\0\r\n\t "):
            hint = "文件是空的：至少要有一条记录。 The file is empty: send at least one record."
            raise InputError("file", path.name, "nothing in it", "records", hint)
        for magic, (what, hint) in _REFUSED.items():
            if head.startswith(magic):
                raise InputError("file", path.name, what, "Parquet, NDJSON or CSV", hint)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name, True
        try:
            while head:
                decoder.decode(head)
                head = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030", False
    return "utf-8", False


def _copied(
    path: Path, target: Path, packed: bool, encoding: str, longest: int, notes: list[str], bounds: FileBounds
) -> Readable:
    found = Readable(target, notes)
    wrong = 0
    with _open(path, packed, bounds) as stream, target.open("wb") as out:
        for number, line in enumerate(_lines(stream, encoding, longest), 1):
            check_rows(path.name, number - 1, bounds)  # the header of a table is a line, too
            if isinstance(line, int):
                found.long_lines[number] = line
                line = b""
            wrong += line.count(b"\xef\xbf\xbd")
            out.write(line.translate(None, b"\0\1") + b"\n")
    if encoding == "gb18030" and wrong:
        hint = "文字编码认不出：另存为 UTF-8 再报。 Save the file again as UTF-8."
        raise InputError("encoding", path.name, "bytes of no known encoding", "UTF-8", hint)
    return found


def _lines(stream: IO[bytes], encoding: str, longest: int) -> Iterator[bytes | int]:
    """Lines in UTF-8 without their ends; for one that is too long the number of its bytes."""
    if encoding == "utf-16":
        wide = io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="\n")
        while text := wide.readline(longest + 2):
            size, more = len(text), text
            while more and not more.endswith("\n"):
                more = wide.readline(CHUNK)
                size += len(more)
            line = text.rstrip("\r\n").encode("utf-8", "replace")
            yield max(size, len(line)) if max(size, len(line)) > longest else line
        return
    first = True
    while line := stream.readline(longest + 2):
        size = len(line)
        if size > longest + 1 and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK)
                size += len(line)
            yield size
        else:
            line = line.rstrip(b"\r\n")
            line = line.removeprefix(codecs.BOM_UTF8) if first else line
            yield line if encoding == "utf-8" else line.decode(encoding, "replace").encode()
        first = False
