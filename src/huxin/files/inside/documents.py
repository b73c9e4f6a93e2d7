"""The text of a document: plain text or .docx; a PDF is read by ``pdf.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.files.inside.archives import damaged, kind, locked, open_archive, part_of
from huxin.files.inside.refusal import Refusal
from huxin.files.inside.texts import decoded
from huxin.files.inside.trees import Walk
from huxin.files.limits import MOST_BYTES, MOST_TEXT

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT: Final = (
    f"{_WORD}del", f"{_WORD}moveFrom", "http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)  # fmt: skip
"""What a reviser struck out or moved away, and the second writing of what stands there already."""


def read(content: bytes, options: Mapping[str, Any]) -> bytes:
    """The text in UTF-8, of a file told by what it holds and not by its name.

    Raises Refusal for an empty or huge file, a kind that is not read here, and a damaged file.
    """
    name = str(options.get("name", "file"))
    check_size(content, name)
    if content.startswith(b"PK"):
        text = _docx(content, name)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked(name)
        hint = "用 Word 打开，另存为 .docx。 Open it and save it as .docx."
        raise Refusal("old_doc", name, "an old .doc", "text, .docx or PDF", hint)
    else:
        text = decoded(content, name)
    return encoded(text, name)


def check_size(content: bytes, name: str) -> None:
    """Refuses an empty file and a huge one."""
    if not content:
        raise Refusal("empty", name, "0 bytes", "a document", "文件是空的。 The file is empty.")
    if len(content) > MOST_BYTES:
        hint = "文件太大。 The file is too big."
        raise Refusal("too_big", name, f"{len(content)} bytes", f"at most {MOST_BYTES}", hint)


def encoded(text: str, name: str) -> bytes:
    """A text in UTF-8.  Raises Refusal for one that is too long."""
    if len(text) > MOST_TEXT:
        raise _too_long(name)
    return text.encode("utf-8", "replace")


def _too_long(name: str) -> Refusal:
    hint = f"文字超过 {MOST_TEXT} 个。一份一份地传。 More than {MOST_TEXT} characters; send one document at a time."
    return Refusal("limit_text", name, f"more than {MOST_TEXT} characters", f"at most {MOST_TEXT}", hint)


def _docx(content: bytes, name: str) -> str:
    """Paragraphs of ``word/document.xml``, table cells among them, in the order in which they end."""
    archive = open_archive(content, name)
    if "word/document.xml" not in archive.namelist():
        said = kind(content, {"name": name}).decode()
        hint = "用 Word 打开再另存一次，存成 .docx。 Open it in a word processor and save it as .docx."
        raise Refusal("damaged", name, f"a file that is no .docx ({said})", ".docx", hint)
    found = _Paragraphs(name)
    try:
        Walk(name, found.start, found.end, found.text).whole(part_of(archive, "word/document.xml", name))
    except Refusal as refusal:
        raise damaged(name) if refusal.code in ("xml", "encoding") else refusal from None
    return "\n".join(found.lines)


class _Paragraphs:
    """Text that stands; a text box inside a paragraph is a paragraph of its own."""

    def __init__(self, name: str) -> None:
        self.name, self.lines, self.open = name, list[str](), list[list[str]]()
        self.inside, self.left_out, self.length = False, 0, 0

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element opens."""
        if tag in _LEFT_OUT:
            self.left_out += 1
        elif tag == f"{_WORD}p":
            self.open.append([])
        elif self.open and not self.left_out:
            self.inside = tag == f"{_WORD}t"
            if tag == f"{_WORD}tab":
                self.open[-1].append(" ")
            elif tag in (f"{_WORD}br", f"{_WORD}cr"):
                self.open[-1].append("\n")

    def text(self, data: str) -> None:
        """Text stands inside."""
        if self.inside and self.open and not self.left_out:
            self.length += len(data)
            if self.length > MOST_TEXT:
                raise _too_long(self.name)
            self.open[-1].append(data)

    def end(self, tag: str) -> None:
        """An element closes."""
        self.inside = False
        if tag in _LEFT_OUT:
            self.left_out -= 1
        elif tag == f"{_WORD}p" and self.open:
            self.lines.append("".join(self.open.pop()))
