"""Archives (zip): opened only within bounds, and told apart by what lies in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from huxin.files.inside.refusal import Refusal
from huxin.files.limits import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, SMALL

_ENCRYPTED: Final = 1
_PARTS: Final = (("xl/workbook.xml", b"xlsx"), ("word/document.xml", b"docx"), ("ppt/presentation.xml", b"pptx"))
_BROKEN: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError)


def open_archive(content: bytes, name: str) -> zipfile.ZipFile:
    """An archive within its bounds.  An entry never gives more bytes than it declares, so the sum of these counts.

    Raises Refusal for one that is damaged, has a password, holds too many entries or one name twice, or unpacks to
    too much, by itself or for its size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN:
        raise damaged(name) from None
    held = archive.infolist()
    if len(held) > MOST_ENTRIES:
        hint = f"压缩包里的东西超过 {MOST_ENTRIES} 个。 More than {MOST_ENTRIES} entries in the archive."
        raise Refusal("limit_entries", name, f"{len(held)} entries", f"at most {MOST_ENTRIES}", hint)
    if any(one.flag_bits & _ENCRYPTED for one in held):
        raise locked(name)
    if len({one.filename for one in held}) < len(held):
        raise damaged(name)
    unpacked, packed = sum(one.file_size for one in held), max(1, len(content))
    if unpacked > MOST_UNPACKED:
        most = MOST_UNPACKED // 1_000_000
        hint = f"展开以后超过 {most} MB。拆成几个文件再传。 More than {most} MB when unpacked; split the file."
        raise Refusal("limit_unpacked", name, f"{unpacked} bytes unpacked", f"at most {MOST_UNPACKED}", hint)
    if unpacked > SMALL and unpacked > packed * MOST_RATIO:
        hint = (
            f"展开以后是原来的 {MOST_RATIO} 倍以上。删掉空行空列，另存一次。"
            f" Unpacked it is more than {MOST_RATIO} times its size; delete empty rows and columns and save it again."
        )
        raise Refusal("limit_ratio", name, f"{unpacked // packed} times its size", f"at most {MOST_RATIO} times", hint)
    return archive


def damaged(name: str, what: str = "a damaged file") -> Refusal:
    """A file that its own program would repair or refuse."""
    hint = "文件坏了或者不完整。用原来的程序打开，另存一次再传。 Damaged or cut off; open it and save it again."
    return Refusal("damaged", name, what, "a file that opens", hint)


def locked(name: str) -> Refusal:
    """A file with a password."""
    return Refusal("encrypted", name, "a file with a password", "one without", "去掉密码再传。 Remove the password.")


def part_of(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """One whole entry.  Raises Refusal where it is damaged or not there."""
    try:
        return archive.read(path)
    except _BROKEN:
        raise damaged(name) from None


def kind(content: bytes, options: Mapping[str, Any]) -> bytes:
    """``xlsx``, ``docx``, ``pptx``, ``ods``, ``odt``, ``ofd``, or ``zip`` for any other archive.

    版式文件 OFD (GB/T 33190): a zip whose root holds OFD.xml with the root element ``OFD``; no other zip is one.
    Raises Refusal as ``open_archive`` does.
    """
    archive = open_archive(content, str(options.get("name", "file")))
    names = set(archive.namelist())
    if "OFD.xml" in names:
        with archive.open("OFD.xml") as stream:
            return b"ofd" if b"OFD" in stream.read(4096) else b"zip"
    for sign, found in _PARTS:
        if sign in names:
            return found
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            declared = stream.read(80)
        for sign_bytes, found in ((b"spreadsheet", b"ods"), (b"opendocument.text", b"odt")):
            if sign_bytes in declared:
                return found
    return b"zip"
