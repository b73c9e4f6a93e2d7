"""A picture to hand on in a group: what one can get, and not who asked, nor what anybody answered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from huxin.casework.service import city_pack
from huxin.ui.templatetags.words import say, yuan

WIDTH: Final = 720
MARGIN: Final = 48
MOST: Final = 40_000
"""Bytes: a group of people on bad lines opens it at once."""
_INK, _QUIET, _GREEN, _PAPER = "#1a2420", "#4a5750", "#0a6847", "#ffffff"


def share_image(items: Sequence[dict[str, Any]]) -> bytes:
    """A PNG of at most ``MOST`` bytes with the money of each item."""
    lines = [(_("能领什么钱"), 44, _GREEN), (say(city_pack().label), 26, _QUIET)]
    for one in items:
        if one["counts"]:
            lines += [(one["label"], 30, _INK), _told(one)]
    lines += [(_("几个问题就知道，不用登录。打开护新，点“能领什么钱”。"), 24, _QUIET)]
    height = 2 * MARGIN + sum(round(size * 1.7) for _text, size, _colour in lines)
    image = Image.new("RGB", (WIDTH, height), _PAPER)
    pen, top = ImageDraw.Draw(image), MARGIN
    for text, size, colour in lines:
        pen.text((MARGIN, top), text, font=_font(size), fill=colour)
        top += round(size * 1.7)
    out = BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _told(one: dict[str, Any]) -> tuple[str, int, str]:
    if one["amount"]:
        return _("≈ %(amount)s 元") % {"amount": yuan(one["amount"])}, 34, _GREEN
    return one["verdict_text"], 26, _QUIET


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(settings.FONT_FOLDER / "NotoSerifSC-Regular.ttf"), size)
