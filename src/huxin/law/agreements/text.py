"""The text of an agreement made ready: sentences in one writing, each character still knowing its place.

Full-width letters become narrow, invisible characters and the breaks inside a sentence vanish; what a reader would
take for one sentence is one sentence, however the file breaks its lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEAD: Final = re.compile(
    r"\s*(第\s*[一二三四五六七八九十百零〇\d]+\s*[条章款]|[一二三四五六七八九十]+\s*[、.．]|\d+(\.\d+)*\s*[、.．)）]|"
    r"[（(]\s*[一二三四五六七八九十\d]+\s*[）)]|article\s+\d+|clause\s+\d+|[•●▪·-]\s)",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[。；;！!？?：:.]\s*$")
_HEADING: Final = 24
"""A numbered line that is no longer than this may be a heading."""
_PARTY: Final = re.compile(r"\s*(甲方|乙方|丙方|双方|party\s)", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[。;!?])|(?<=[a-z)\"]\.)(?=\s|$)")
_BLANK: Final = re.compile(r"_{2,}|\(\s*\)|\[\s*\]|【\s*】|x{3,}")


@dataclass(frozen=True)
class Sentence:
    """One sentence.  ``at[i]`` is where the i-th character of ``text`` stands in the file's text."""

    text: str
    at: tuple[int, ...]
    number: str
    line: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the file's text of a part of the sentence, the end exclusive."""
        return self.at[start], self.at[end - 1] + 1

    @property
    def blank(self) -> bool:
        """Something was left open to be filled in."""
        return _BLANK.search(self.text) is not None


def narrow(text: str) -> str:
    """A word or pattern in the writing of ``sentences``: narrow letters, small, nothing invisible."""
    return "".join(char for char, _ in _narrowed(text, 0))


def _narrowed(text: str, start: int) -> Iterator[tuple[str, int]]:
    for offset, raw in enumerate(text, start):
        if unicodedata.category(raw) in ("Cf", "Mn"):
            continue
        for char in raw if raw == "…" else unicodedata.normalize("NFKC", raw).lower():
            yield char, offset


def sentences(text: str) -> list[Sentence]:
    """Every sentence of a text, in order; headings stand before the first sentence of their clause."""
    found: list[Sentence] = []
    number = ""
    for start, paragraph in _paragraphs(text):
        head = _HEAD.match(paragraph)
        number = head[1].strip() if head else number
        pairs = _closed(list(_narrowed(_parted(paragraph, head is not None), start)))
        whole = "".join(char for char, _ in pairs)
        begin = 0
        for end in [*(cut.start() for cut in _SENTENCE.finditer(whole)), len(whole)]:
            part = pairs[begin:end]
            begin = end
            while part and part[0][0].isspace():
                part = part[1:]
            if any(char.isalnum() for char, _ in part):
                at = tuple(offset for _, offset in part)
                found.append(Sentence("".join(char for char, _ in part), at, number, text.count("\n", 0, at[0]) + 1))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """(offset, text): a line goes on in the next one unless it ended its sentence or the next begins a clause."""
    start, offset, held = 0, 0, ""
    for line in text.splitlines(keepends=True):
        if held and (not line.strip() or _ENDS.search(held) or _HEAD.match(line)):
            yield start, held
            held = ""
        if not held:
            start = offset
        held += line if line.strip() else ""
        offset += len(line)
    if held:
        yield start, held


def _parted(paragraph: str, numbered: bool) -> str:
    """A heading on lines of its own ends with a comma, so that its words do not govern what follows.

    It is the numbered line; and the lines after it too where only then one begins with a party.
    """
    lines = paragraph.split("\n")
    body = next((index for index, line in enumerate(lines) if index and _PARTY.match(line)), 1)
    for count in (body, 1):
        heading = "\n".join(lines[:count])
        if numbered and len(heading) < len(paragraph) and len("".join(heading.split())) <= _HEADING:
            return f"{heading},{paragraph[len(heading) + 1 :]}"
    return paragraph


def _closed(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without the blanks between Chinese characters; other blanks as one."""
    kept: list[tuple[str, int]] = []
    for index, (char, at) in enumerate(pairs):
        if not char.isspace():
            kept.append((char, at))
            continue
        after = next((other for other, _ in pairs[index + 1 :] if not other.isspace()), "")
        if kept and kept[-1][0] != " " and kept[-1][0].isascii() and after.isascii() and after:
            kept.append((" ", at))
    return kept
