"""What our letters can print: the characters of the font that lies beside the program, read from the font itself."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import Any, Final

from huxin.casework.dossier import Dossier
from huxin.casework.letters.typeset import FONTS
from huxin.casework.models import Letter
from huxin.law.procedures.model import Text2

_SPACES: Final = "\n\r\t\u200b\ufeff\ufe0e\ufe0f"
"""Marks that leave no ink: no letter fails for want of a sign for them."""
MOST: Final = 20
"""So many characters are named."""
TRIES: Final = 2
"""After so many tries a letter is said to be stuck."""


def unprintable(text: str) -> list[str]:
    """The characters of a text that no letter can print, each once, in their order."""
    known = printable()
    return [one for one in dict.fromkeys(text) if ord(one) not in known and one not in _SPACES][:MOST]


def stuck(letter: Letter) -> bool:
    """Whether a letter was tried and could not be set: it does not come by itself."""
    return letter.issued_at is None and letter.tries >= TRIES


def unprinted_fields(dossier: Dossier) -> list[tuple[Text2, list[str]]]:
    """The questions of a case whose answers hold characters that no letter can print, with those characters."""
    found: list[tuple[Text2, list[str]]] = []
    for act in dict.fromkeys(step.act for step in dossier.steps):
        payload: dict[str, Any] = {}
        for step in dossier.steps:
            payload |= step.payload if step.act == act else {}
        answers = dossier.answers if act == "file" else payload
        for one in dossier.procedure.fields_of(act):
            value = answers.get(one.name)
            signs = unprintable(value) if isinstance(value, str) else []
            if signs:
                found.append((one.label, signs))
    return found


@cache
def printable() -> frozenset[int]:
    """Every code point for which the fonts beside the program have a sign."""
    found: set[int] = set()
    for font in sorted(Path(FONTS).glob("*.[to]tf")):
        found |= _points(font.read_bytes())
    return frozenset(found)


def _points(font: bytes) -> set[int]:
    """The code points of a font's character map (OpenType ``cmap``, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(tables)]
    start = next(offset for tag, _check, offset, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    offsets = {struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2] for place in range(count)}
    found: set[int] = set()
    for offset in offsets:
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 12:
            found |= _groups(font, start + offset)
        elif form == 4:
            found |= _segments(font, start + offset)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for place in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * place)
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _segments(font: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    ends, starts, deltas, ranges = (at + 14 + part * double + (2 if part else 0) for part in range(4))
    found: set[int] = set()
    for place in range(0, double, 2):
        (last,), (first,) = struct.unpack_from(">H", font, ends + place), struct.unpack_from(">H", font, starts + place)
        (delta,) = struct.unpack_from(">H", font, deltas + place)
        (shift,) = struct.unpack_from(">H", font, ranges + place)
        for point in range(first, min(last, 0xFFFE) + 1):
            if shift:
                (glyph,) = struct.unpack_from(">H", font, ranges + place + shift + 2 * (point - first))
            else:
                glyph = (point + delta) & 0xFFFF
            if glyph:
                found.add(point)
    return found
