"""Previews: a small picture derived from an original that stays as it is; nothing that a camera wrote beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from huxin.files.sandbox import run
from huxin.law import InputError

LONGEST: Final = 1200
"""Pixels of the longer side."""
QUALITY: Final = 78
NEAR: Final = 5
"""Of 64 bits so many may differ in two copies of one picture."""


def preview(content: bytes) -> bytes | None:
    """A JPEG for the screen, turned the right way up, without metadata; None for a picture that cannot be opened.

    The picture is opened in a process of its own.  Raises BusyError.
    """
    try:
        return run("huxin.files.inside.pictures:preview", content, {"longest": LONGEST, "quality": QUALITY})
    except InputError:
        return None


@dataclass(frozen=True)
class Likeness:
    """By what a picture is known again when it was saved anew, smaller or in another format."""

    look: int | None
    taken: object

    def is_of(self, other: Likeness) -> bool:
        """Whether both are one picture: nearly the same shades, or taken in the same moment by the same camera."""
        if self.taken is not None and self.taken == other.taken:
            return True
        return self.look is not None and other.look is not None and (self.look ^ other.look).bit_count() <= NEAR


def likeness(content: bytes) -> Likeness | None:
    """None for a picture that cannot be opened.  Raises BusyError."""
    try:
        return Likeness(**json.loads(run("huxin.files.inside.pictures:likeness", content)))
    except InputError:
        return None
