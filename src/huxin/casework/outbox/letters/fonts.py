"""What our letters can print: the characters of the fonts of this installation, read from the fonts themselves."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Final

from fontTools.ttLib import TTFont

from huxin.casework.case.dossier import Dossier
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.typeset import font_files
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
    """Every code point for which a font has a sign.  A font's private ones are no writing: none of them counts."""
    found: set[int] = set()
    for font in font_files():
        with TTFont(font, lazy=True) as opened:
            found |= opened.getBestCmap().keys()
    return frozenset(one for one in found if unicodedata.category(chr(one)) != "Co")
