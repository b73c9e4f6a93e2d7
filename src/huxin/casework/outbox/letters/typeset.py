"""Setting a letter in Typst: one compiler for all letters, and no letter with a warning leaves the house."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

from huxin.core.fonts import fonts_of_installation
from huxin.law import InputError, Pack, pack_folders
from huxin.law.pack.templates import template_faults

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[1] / "fonts"
"""The font that ships with us; every letter can be set in it."""
OWN: Final = "Noto Serif SC"


def font_folders() -> list[Path]:
    """Our own font and those of this installation (``HUXIN_FONTS``), from which come the signs that ours lacks."""
    own = settings.FONT_FOLDERS if settings.configured else fonts_of_installation()  # samples are set without a service
    return [FONTS, *(one for one in map(Path, own) if one.is_dir())]


def font_files() -> list[Path]:
    """The fonts that letters are set in, ours first."""
    return [font for folder in font_folders() for font in sorted(folder.glob("*.[to]tf"))]


@cache
def faces() -> list[str]:
    """The families of the text in the order in which a sign is looked for: 仿宋 where this installation has one."""
    families: list[str] = []
    for font in font_files():
        with TTFont(font, lazy=True) as opened:
            name = str(opened["name"].getDebugName(1) or "")
        families += [name] if "fang" in name.casefold() else []
    return [*families, OWN]


@cache
def _compiler() -> typst.Compiler:
    """Reused, because finding the fonts takes longer than setting a page."""
    nothing = tempfile.mkdtemp(prefix="huxin-letters-")  # a template sees this empty folder and no other
    atexit.register(shutil.rmtree, nothing, ignore_errors=True)
    fonts = [str(one) for one in font_folders()]
    return typst.Compiler(
        font_paths=fonts, ignore_system_fonts=True, root=nothing, package_path=nothing, package_cache_path=nothing
    )


def template_text(pack: Pack, name: str) -> str:
    """The template of the nearest pack in the chain.  Raises InputError when no pack has it."""
    folders = pack_folders()
    for member in reversed(pack.chain):
        path = folders[member] / "letters" / f"{name}.typ"
        if path.exists():
            content = path.read_bytes()
            for line, got, wanted in template_faults(content):
                where = f"{member}/letters/{name}.typ:{line}"
                raise InputError("letter", where, got, wanted, "See 'huxin pack check'.")
            return content.decode("utf-8")
    raise InputError("letter", "letter", name, "a template in letters/", f"Add {pack.id}/letters/{name}.typ.")


def layout() -> str:
    """What stands before the text of every letter."""
    return (HERE / "letter.typ").read_text(encoding="utf-8")


def typeset(pack: Pack, name: str, data: Mapping[str, Any]) -> bytes:
    """The letter as PDF/A-4, whose version of PDF is the one of its signature.

    Raises RuntimeError with Typst's words when it warns, of a sign that no font has.
    """
    return set_text(layout() + template_text(pack, name), data, name)


def set_text(text: str, data: Mapping[str, Any], name: str) -> bytes:
    """A text that follows the layout, as PDF/A-4; ``name`` for the words of an error.  Raises as ``typeset`` does."""
    inputs = {"data": json.dumps({"faces": faces(), **data}, ensure_ascii=False)}
    pdf, warnings = _compiler().compile_with_warnings(
        input=text.encode(), format="pdf", sys_inputs=inputs, pdf_standards=["a-4"]
    )
    if warnings:
        raise RuntimeError(f"letter {name}: {'; '.join(str(one) for one in warnings)}")
    return b"".join(pdf) if isinstance(pdf, list) else pdf or b""
