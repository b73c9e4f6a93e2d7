"""Previews: a small picture derived from an original that stays as it is; nothing that a camera wrote beside it."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

LONGEST: Final = 1200
"""Pixels of the longer side."""
QUALITY: Final = 78
PIXELS: Final = 60_000_000
"""A picture that unpacks to more is not opened."""


def preview(content: bytes) -> bytes | None:
    """A JPEG for the screen, turned the right way up, without metadata; None for a picture that cannot be opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > PIXELS:
                    return None
                picture.draft("RGB", (LONGEST * 2, LONGEST * 2))
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail((LONGEST, LONGEST))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
