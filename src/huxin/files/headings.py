"""Headings as people write them: told apart by letters alone, found in the first rows of a table."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HEADING_ROWS: Final = 30
"""How far down the headings may stand: titles, notes and dates come first."""


def heading_key(text: str) -> str:
    """What is compared of a heading: narrow small letters, without notes in brackets, blanks and marks."""
    plain = unicodedata.normalize("NFKC", text[:200]).lower()
    return re.sub(r"\([^()]*\)|[\s*:_/、.-]", "", plain)
