"""A small picture derived from an original; nothing that a camera wrote beside it comes along."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image, ImageOps

from huxin.files.inside.refusal import Refusal
from huxin.files.limits import PIXELS

_TAKEN: Final = (271, 272, 42033, 36867, 36868, 37521)
"""EXIF: maker, model, number of the camera, when the picture was taken and when it was digitised, parts of a second."""
_EXIF, _PLACE = 34665, 34853


def preview(content: bytes, options: Mapping[str, Any]) -> bytes:
    """A JPEG of at most ``longest`` pixels on a side, turned the right way up, without metadata.

    Raises Refusal for a picture that cannot be opened, or that unpacks to too many pixels.
    """
    longest, quality = int(options["longest"]), int(options["quality"])
    upright, _exif = _opened(content, longest)
    upright.thumbnail((longest, longest))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def likeness(content: bytes, _options: Mapping[str, Any]) -> bytes:
    """JSON by which a picture is known again when it was saved anew: ``look``, 64 bits of where it grows darker to the
    right, none for one of a single shade; ``taken``, what the camera wrote of itself, the moment and the place.

    Raises Refusal as ``preview`` does.
    """
    upright, exif = _opened(content, 64)
    small = list(upright.convert("L").resize((9, 8), Image.Resampling.LANCZOS).getdata())
    bits = [small[9 * row + at] > small[9 * row + at + 1] for row in range(8) for at in range(8)]
    look = int("".join(map(str, map(int, bits))), 2) if 4 <= sum(bits) <= 60 else None
    inner, place = exif.get_ifd(_EXIF), exif.get_ifd(_PLACE)
    said = {tag: str(found[tag]) for tag in _TAKEN for found in (exif, inner) if found.get(tag)}
    where = {str(tag): str(value) for tag, value in sorted(place.items()) if tag in (1, 2, 3, 4, 6, 7, 29)}
    moment = any(tag in said for tag in (36867, 36868)) or bool(where)
    taken = [sorted(said.items()), sorted(where.items())] if moment else None
    return json.dumps({"look": look, "taken": taken}).encode()


def _opened(content: bytes, longest: int) -> tuple[Image.Image, Image.Exif]:
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
                exif = picture.getexif()
                return ImageOps.exif_transpose(picture).convert("RGB"), exif
    except Refusal:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        hint = "图片坏了，重新拍一张。 The picture is damaged; take another."
        raise Refusal("damaged", "file", "a damaged picture", "a picture that opens", hint) from None
