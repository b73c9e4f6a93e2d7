"""What a file is, told from its content alone: neither its name nor what the browser says of it counts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from huxin.law import InputError

_HEIC: Final = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
_MP4: Final = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4", b"3gp5")
_M4A: Final = (b"M4A ", b"M4B ")
_MOST_OFD_NAMES: Final = 10_000


@dataclass(frozen=True)
class Kind:
    """A kind of file: its short name in procedures, its media type, and how its content is known."""

    name: str
    media_type: str
    extension: str
    label: str
    fits: Callable[[bytes], bool]


def _starts(sign: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(sign)


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    """ISO base media: the major brand stands after the word ``ftyp``."""
    return lambda content: content[4:8] == b"ftyp" and content[8:12] in brands


def _is_ofd(content: bytes) -> bool:
    """版式文件 OFD (GB/T 33190): a zip whose root holds OFD.xml with the root element ``OFD``; no other zip is one."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.namelist()) > _MOST_OFD_NAMES or "OFD.xml" not in archive.namelist():
                return False
            with archive.open("OFD.xml") as stream:
                return b"OFD" in stream.read(4096)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return False


KINDS: Final = (
    Kind("jpeg", "image/jpeg", "jpg", "JPG 照片", _starts(b"\xff\xd8\xff")),
    Kind("png", "image/png", "png", "PNG 图片", _starts(b"\x89PNG\r\n\x1a\n")),
    Kind("webp", "image/webp", "webp", "WebP 图片", lambda c: c[:4] == b"RIFF" and c[8:12] == b"WEBP"),
    Kind("pdf", "application/pdf", "pdf", "PDF", _starts(b"%PDF-")),
    Kind("heic", "image/heic", "heic", "HEIC 照片", _brand(*_HEIC)),
    Kind("ofd", "application/ofd", "ofd", "OFD", _is_ofd),
    Kind("mp4", "video/mp4", "mp4", "MP4 视频", _brand(*_MP4)),
    Kind("m4a", "audio/mp4", "m4a", "M4A 录音", _brand(*_M4A)),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}
USUAL: Final = ("jpeg", "png", "webp", "pdf")
"""What is taken where a procedure does not say otherwise."""
EXTENSIONS: Final = {kind.media_type: kind.extension for kind in KINDS}
PICTURES: Final = ("image/jpeg", "image/png", "image/webp")
"""What a preview can be made of."""


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file; None for one that is not known here."""
    return next((kind for kind in KINDS if kind.fits(content)), None)


def check_kind(content: bytes, accepts: Iterable[str] = ()) -> Kind:
    """The kind of a file that is asked for.  Raises InputError for any other."""
    wanted = tuple(accepts) or USUAL
    found = kind_of(content)
    if found is None or found.name not in wanted:
        raise wrong_kind(_said(content, found), wanted)
    return found


def wrong_kind(got: str, wanted: Iterable[str]) -> InputError:
    """The refusal of a file that is not of the kinds wanted."""
    names = tuple(wanted)
    hint = f"只收{'、'.join(BY_NAME[one].label for one in names)}。直接用手机拍照上传就行。"
    return InputError("file_type", "file", got, " or ".join(names), hint)


def _said(content: bytes, found: Kind | None) -> str:
    if found is not None:
        return found.name
    if not content:
        return "an empty file"
    return "a zip file" if content.startswith(b"PK\x03\x04") else "another kind of file"
