"""What the text of a letter may use: the words of the layout and the data of the letter, and nothing of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORDS: Final = (
    "import", "include", "read", "plugin", "eval", "csv", "json", "toml", "yaml", "xml", "cbor",
    "bibliography", "while", "state", "sys",
)  # fmt: skip
"""Words of Typst that read files, fetch packages, run text as code, or go on without a list that ends."""
_REFUSED: Final = re.compile(rf"(?<![\w.-])({'|'.join(_WORDS)})\b")
_RANGE: Final = re.compile(r"\brange\b")
_COMMENT: Final = re.compile(r"(?m)(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
MOST: Final = 20_000
"""Characters of one template."""


def template_faults(content: bytes) -> Iterator[tuple[int, str, str]]:
    """(line, what stands there, what is wanted) for every part that a letter may not use."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield content.count(b"\n", 0, error.start) + 1, "bytes that are not UTF-8", "a text in UTF-8"
        return
    if len(text) > MOST:
        yield 1, f"{len(text)} characters", f"at most {MOST}"
    plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    for pattern in (_REFUSED, _RANGE):
        for found in pattern.finditer(plain):
            line = plain.count("\n", 0, found.start()) + 1
            yield line, found.group().strip(), "the words of letters/letter.typ and the data of the letter"
