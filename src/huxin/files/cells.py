"""What a spreadsheet would take for a formula 公式, in the tables that we hand out."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""How a formula begins, in full width too; a blank sign before it is skipped by some."""


def defused(cell: str) -> str:
    """The text of a cell, never a formula: what somebody typed runs on nobody's machine."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) else cell
