"""Where the fonts of this installation lie, read without the settings: samples of letters are set without a service."""

from __future__ import annotations

import os

_DEBIAN = "/usr/share/fonts/truetype/hanazono:/usr/share/fonts/truetype/babelstone"


def fonts_of_installation() -> list[str]:
    """The folders that ``HUXIN_FONTS`` names, else those in which Debian keeps the signs that our font lacks."""
    return os.environ.get("HUXIN_FONTS", _DEBIAN).split(":")
