"""Previews: a small picture derived from an original that stays as it is; nothing that a camera wrote beside it."""

from __future__ import annotations

from typing import Final

from huxin.files.sandbox import run
from huxin.law import InputError

LONGEST: Final = 1200
"""Pixels of the longer side."""
QUALITY: Final = 78


def preview(content: bytes) -> bytes | None:
    """A JPEG for the screen, turned the right way up, without metadata; None for a picture that cannot be opened.

    The picture is opened in a process of its own.  Raises BusyError.
    """
    try:
        return run("huxin.files.inside.pictures:preview", content, {"longest": LONGEST, "quality": QUALITY})
    except InputError:
        return None
