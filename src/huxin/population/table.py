"""The report of a simulation as a plain table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from unicodedata import east_asian_width

_COMPARED: Final = ("persons", "cost_before", "cost_after", "difference", "winners", "losers", "unchanged")


def as_text(report: Mapping[str, Any]) -> str:
    """Everybody in the first line, then group by group; amounts in yuan."""
    columns = _COMPARED if "cost_before" in report else ("persons", "total")
    head = [*(report.get("by") or [""]), *columns]
    whole = ["all", *[""] * (len(report.get("by", [""])) - 1), *(str(report[name]) for name in columns)]
    rows = [
        [*("-" if value is None else value for value in one["group"].values()), *(str(one[name]) for name in columns)]
        for one in report.get("groups", [])
    ]
    labels = len(head) - len(columns)
    lines = [_line(row, _widths([head, whole, *rows]), labels) for row in (head, whole, *rows)]
    seconds = ", ".join(f"{name} {value:.2f}" for name, value in report["seconds"].items())
    return "\n".join([*lines, "", f"seconds: {seconds}; peak memory {report['peak_memory_mib']} MiB"]) + "\n"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(_wide(cell) for cell in column) for column in zip(*rows, strict=True)]


def _line(row: Sequence[str], widths: Sequence[int], labels: int) -> str:
    cells = [
        f"{cell}{' ' * (width - _wide(cell))}" if place < labels else f"{' ' * (width - _wide(cell))}{cell}"
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _wide(text: str) -> int:
    """Columns on a screen: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
