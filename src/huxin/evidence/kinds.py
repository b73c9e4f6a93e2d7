"""What a file is, told from its content alone: neither its name nor what the browser says of it counts.

One table for every door: sealing without signing in, papers of a form, the API, messages, procedures (``FileKind``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from huxin.core.service import english
from huxin.files.sandbox import run
from huxin.law import InputError

_HEIC: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_MP4: Final = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"mmp4", b"MSNV")
_M4A: Final = (b"M4A ", b"M4B ")
_BITRATES: Final = {15, 0}
"""Values of an MPEG frame's bit rate that no recording has: forbidden, and free."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its short name in procedures, its media type, and how its content is known."""

    name: str
    media_type: str
    extension: str
    label: str
    english: str
    fits: Callable[[bytes], bool]


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    """ISO base media: the major brand stands after the word ``ftyp``."""
    return lambda content: content[4:8] == b"ftyp" and content[8:12].startswith(brands)


def _is_mp4(content: bytes) -> bool:
    """By its major brand, or by those with which it says that it is compatible."""
    if content[4:8] != b"ftyp":
        return False
    size = min(int.from_bytes(content[:4], "big"), 256)
    said = {content[8:12], *(content[at : at + 4] for at in range(16, size, 4))}
    return content[8:12] in _MP4 or (content[8:11] not in (b"avi", b"mif", b"crx") and bool(said & set(_MP4)))


def _is_mov(content: bytes) -> bool:
    """QuickTime, also as it was written before brands."""
    return _brand(b"qt  ")(content) or content[4:8] in (b"moov", b"mdat", b"wide")


def _after_tag(content: bytes) -> bytes:
    """What follows an ID3 tag; its length is written in four times seven bits."""
    if not content.startswith(b"ID3") or len(content) < 10:
        return content
    size = 0
    for one in content[6:10]:
        size = size << 7 | one & 0x7F
    return content[10 + size :]


def _is_mp3(content: bytes) -> bool:
    """MPEG audio, layer III: a frame's head, behind a tag where there is one."""
    frame = _after_tag(content)[:4]
    if content.startswith(b"ID3") and len(frame) < 4:
        return True
    return (
        len(frame) == 4
        and frame[0] == 0xFF
        and frame[1] & 0xE6 == 0xE2
        and frame[1] & 0x18 != 0x08
        and frame[2] >> 4 not in _BITRATES
        and frame[2] & 0x0C != 0x0C
    )


def _is_aac(content: bytes) -> bool:
    """AAC in ADTS frames, behind a tag where there is one."""
    frame = _after_tag(content)[:7]
    if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return False
    length = (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5
    return frame[2] >> 2 & 15 < 13 and length >= 7


def _archive(content: bytes) -> str:
    """What an archive is, read in a process of its own.  Raises InputError for one beyond a limit; BusyError."""
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        return run("huxin.files.inside.archives:kind", content).decode()
    except InputError as error:
        if error.problem.code.startswith("limit_"):
            raise
        return "zip"


KINDS: Final = (
    Kind("jpeg", "image/jpeg", "jpg", "JPG 照片", "JPG", _starts(b"\xff\xd8\xff")),
    Kind("png", "image/png", "png", "PNG 图片", "PNG", _starts(b"\x89PNG\r\n\x1a\n")),
    Kind("webp", "image/webp", "webp", "WebP 图片", "WebP", lambda c: c[:4] == b"RIFF" and c[8:12] == b"WEBP"),
    Kind("heic", "image/heic", "heic", "HEIC 照片", "HEIC", _brand(*_HEIC)),
    Kind("pdf", "application/pdf", "pdf", "PDF", "PDF", _starts(b"%PDF-")),
    Kind("ofd", "application/ofd", "ofd", "OFD", "OFD", lambda c: _archive(c) == "ofd"),
    Kind("m4a", "audio/mp4", "m4a", "M4A 录音", "M4A sound", _brand(*_M4A)),
    Kind("3gp", "video/3gpp", "3gp", "3GP 视频", "3GP video", _brand(b"3gp", b"3g2", b"3ge", b"3gr", b"3gs")),
    Kind("mov", "video/quicktime", "mov", "MOV 视频", "MOV video", _is_mov),
    Kind("mp4", "video/mp4", "mp4", "MP4 视频", "MP4 video", _is_mp4),
    Kind("mp3", "audio/mpeg", "mp3", "MP3 录音", "MP3 sound", _is_mp3),
    Kind("aac", "audio/aac", "aac", "AAC 录音", "AAC sound", _is_aac),
    Kind("amr", "audio/amr", "amr", "AMR 录音", "AMR sound", _starts(b"#!AMR\n", b"#!AMR-WB\n")),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}
USUAL: Final = ("jpeg", "png", "webp", "heic", "pdf", "ofd")
"""What is taken where a procedure does not say otherwise."""
EXTENSIONS: Final = {kind.media_type: kind.extension for kind in KINDS}
PICTURES: Final = ("image/jpeg", "image/png", "image/webp")
"""What a preview can be made of; any other kind is there to be saved and opened elsewhere."""
_OTHERS: Final = (
    (b"GIF8", "GIF 图片", "GIF"), (b"BM", "BMP 图片", "BMP"), (b"II*\0", "TIFF 图片", "TIFF"),
    (b"MM\0*", "TIFF 图片", "TIFF"), (b"OggS", "OGG 录音", "OGG sound"), (b"\x1aE\xdf\xa3", "WebM 视频", "WebM video"),
    (b"0&\xb2u", "WMV 或者 WMA", "WMV or WMA"), (b"FLV", "FLV 视频", "FLV video"),
    (b"\x02#!SILK", "微信语音文件", "a messenger's sound"), (b"#!SILK", "微信语音文件", "a messenger's sound"),
    (b"fLaC", "FLAC 录音", "FLAC sound"), (b"\xd0\xcf\x11\xe0", "旧版 Office 文件", "an old Office file"),
    (b"Rar!", "RAR 压缩包", "a RAR file"), (b"7z\xbc\xaf", "7z 压缩包", "a 7z file"),
    (b"\x1f\x8b", "压缩包", "a gzip file"), (b"MZ", "程序", "a program"), (b"<", "网页", "a web page"),
)  # fmt: skip
_ARCHIVES: Final = {
    "xlsx": ("Excel 表格", "an Excel file"), "docx": ("Word 文档", "a Word file"), "pptx": ("PPT", "a PowerPoint file"),
    "ods": ("ODS 表格", "an ODS file"), "odt": ("ODT 文档", "an ODT file"), "zip": ("压缩包", "a zip file"),
}  # fmt: skip


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file; None for one that is not known here.  Raises InputError for an archive beyond a limit."""
    return next((kind for kind in KINDS if kind.fits(content)), None)


def check_kind(content: bytes, accepts: Iterable[str] = ()) -> Kind:
    """The kind of a file that is asked for.  Raises InputError for any other, saying what it is; BusyError."""
    wanted = tuple(accepts) or USUAL
    found = kind_of(content)
    if found is None:
        told = _said(content)
        raise _refused(told, told[1], wanted)
    if found.name not in wanted:
        raise wrong_kind(found.name, wanted)
    return found


def wrong_kind(name: str, wanted: Iterable[str]) -> InputError:
    """The refusal of a file of a kind that is known (its short name or its ending) but not among those wanted."""
    found = BY_NAME.get(name) or next((one for one in KINDS if one.extension == name), None)
    told = (found.label, found.english) if found else ("别的文件", "another file")
    return _refused(told, found.name if found else name, wanted)


def _refused(told: tuple[str, str], got: str, wanted: Iterable[str]) -> InputError:
    kinds = [BY_NAME[one] for one in wanted]
    hint = _("这是%(label)s，这里收的是%(names)s。换成其中一种再传。") % {
        "label": told[english()],
        "names": ", ".join(one.english for one in kinds) if english() else "、".join(one.label for one in kinds),
    }
    return InputError("file_type", "file", got, " or ".join(one.name for one in kinds), hint)


def accepted(names: Iterable[str]) -> str:
    """What a page's file field may offer: media types and endings, since telephones know the one or the other."""
    kinds = [BY_NAME[one] for one in names]
    return ",".join([*(one.media_type for one in kinds), *(f".{one.extension}" for one in kinds)])


def _said(content: bytes) -> tuple[str, str]:
    """What a file is that is of no kind taken anywhere: in Chinese and in English."""
    if not content:
        return "空文件", "an empty file"
    if content.startswith(b"PK\x03\x04"):
        return _ARCHIVES.get(_archive(content), _ARCHIVES["zip"])
    if content[:4] == b"RIFF" and content[8:12] in (b"WAVE", b"AVI "):
        return ("WAV 录音", "WAV sound") if content[8:12] == b"WAVE" else ("AVI 视频", "AVI video")
    if content[4:12] == b"ftypavif":
        return "AVIF 图片", "AVIF"
    found = next(((label, english) for sign, label, english in _OTHERS if content.startswith(sign)), None)
    return found or ("认不出的文件", "another kind of file")
