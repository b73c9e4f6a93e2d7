"""A small picture derived from an original; nothing that a camera wrote beside it comes along."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageOps

from huxin.files.inside.refusal import Refusal
from huxin.files.limits import PIXELS


def preview(content: bytes, options: Mapping[str, Any]) -> bytes:
    """A JPEG of at most ``longest`` pixels on a side, turned the right way up, without metadata.

    Raises Refusal for a picture that cannot be opened, or that unpacks to too many pixels.
    """
    longest, quality = int(options["longest"]), int(options["quality"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                pixels = picture.width * picture.height
                if pixels > PIXELS:
                    hint = f"图片超过 {PIXELS // 1_000_000} 百万像素。 More than {PIXELS // 1_000_000} million pixels."
                    raise Refusal("limit_pixels", "file", f"{pixels} pixels", f"at most {PIXELS}", hint)
                picture.draft("RGB", (longest * 2, longest * 2))
                picture.thumbnail((longest * 2, longest * 2))
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Refusal:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        hint = "图片坏了，重新拍一张。 The picture is damaged; take another."
        raise Refusal("damaged", "file", "a damaged picture", "a picture that opens", hint) from None
    upright.thumbnail((longest, longest))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
