"""One A4 page about a scenario, for the meeting that decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from huxin.casework.service import FONTS

_TEMPLATE: Final = Path(__file__).with_name("plan_sheet.typ")


def plan_pdf(data: Mapping[str, Any]) -> bytes:
    """``data``: title, lines (word, value), head, sites (texts), more, note.  Raises RuntimeError for a warning."""
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
    text = json.dumps(dict(data), ensure_ascii=False)
    pdf, warnings = compiler.compile_with_warnings(
        input=_TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": text}
    )
    if warnings:
        raise RuntimeError("; ".join(str(one) for one in warnings))
    return b"".join(pdf) if isinstance(pdf, list) else pdf or b""
