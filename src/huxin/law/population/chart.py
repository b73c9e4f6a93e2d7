"""What a reform changes, as a picture: cost before and after by group, in plain SVG that needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from huxin.law.errors import InputError

_WIDTH, _LABEL, _NUMBER, _BAR, _GAP, _TOP = 960, 180, 170, 12, 14, 74
_BEFORE, _AFTER, _INK, _QUIET = "#8a94a6", "#1f6feb", "#1b2430", "#5b6675"
MOST_GROUPS: Final = 40


def write_chart(report: Mapping[str, Any], target: Path) -> None:
    """Write the chart of a report with ``cost_before`` and ``cost_after``.  Raises InputError for a bad target."""
    try:
        target.write_text(chart(report), encoding="utf-8")
    except OSError as error:
        raise InputError("file", "--chart", target.name, "a file that can be written", f"{error.strerror}.") from None


def chart(report: Mapping[str, Any]) -> str:
    """Two bars per group to one scale, the dearest groups first where there are many, with the figures beside them."""
    groups = [(_name(one["group"]), one) for one in report.get("groups", [])]
    if len(groups) > MOST_GROUPS:
        groups = sorted(groups, key=lambda one: -Decimal(one[1]["cost_after"]))[:MOST_GROUPS]
    bars = groups or [("all", report)]
    most = max([Decimal(1), *(Decimal(one[cost]) for _, one in bars for cost in ("cost_before", "cost_after"))])
    step = 2 * _BAR + _GAP
    height = _TOP + step * len(bars) + _GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}">',
        f"<title>{_title(report)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="17">{_title(report)}</text>',
        f'<rect x="16" y="42" width="12" height="12" fill="{_BEFORE}"/><text x="34" y="53">现行 before</text>',
        f'<rect x="140" y="42" width="12" height="12" fill="{_AFTER}"/><text x="158" y="53">改革 after</text>',
        f'<text x="{_WIDTH - 16}" y="53" text-anchor="end" fill="{_QUIET}">元 CNY</text>',
    ]
    for place, (name, one) in enumerate(bars):
        lines += _bars(name, one, _TOP + place * step, most)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _bars(name: str, one: Mapping[str, Any], top: int, most: Decimal) -> list[str]:
    room = _WIDTH - _LABEL - _NUMBER - 16
    found = [f'<text x="{_LABEL - 10}" y="{top + _BAR + 4}" text-anchor="end">{escape(name)}</text>']
    for row, (cost, colour) in enumerate((("cost_before", _BEFORE), ("cost_after", _AFTER))):
        wide = int(Decimal(one[cost]) * room / most)
        y = top + row * _BAR
        found.append(f'<rect x="{_LABEL}" y="{y}" width="{wide}" height="{_BAR - 1}" fill="{colour}"/>')
        found.append(
            f'<text x="{_LABEL + wide + 6}" y="{y + _BAR - 2}" font-size="11" fill="{_QUIET}">'
            f"{Decimal(one[cost]):,}</text>"
        )
    return found


def _title(report: Mapping[str, Any]) -> str:
    text = (
        f"{report['item']}: {Decimal(report['cost_before']):,} → {Decimal(report['cost_after']):,}; "
        f"多得 winners {report['winners']:,}, 少得 losers {report['losers']:,}"
    )
    return escape(text)


def _name(group: Mapping[str, str | None]) -> str:
    return " · ".join("-" if value is None else value for value in group.values())
