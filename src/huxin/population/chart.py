"""What a reform changes, as a picture: cost before and after by group, as SVG that needs no script, or as PNG."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from huxin.law.errors import InputError

_WIDTH, _LABEL, _NUMBER, _BAR, _GAP, _TOP = 960, 180, 170, 12, 14, 74
_BEFORE, _AFTER, _INK, _QUIET = "#8a94a6", "#1f6feb", "#1b2430", "#5b6675"
_FONT: Final = "Noto Serif SC"
MOST_GROUPS: Final = 40
KINDS: Final = (".svg", ".png")


def check_target(target: Path) -> None:
    """Refuse a file name that is no picture, before anything is computed.  Raises InputError."""
    if target.suffix.lower() not in KINDS:
        hint = "Name it chart.svg or chart.png."
        raise InputError("file", "--chart", target.name, f"a name that ends in {' or '.join(KINDS)}", hint)


def write_chart(report: Mapping[str, Any], target: Path, fonts: Path | None = None) -> None:
    """Write the chart of a report with ``cost_before`` and ``cost_after``, as SVG or, by its name, as PNG.

    ``fonts`` is a folder with the font of a PNG.  Raises InputError for a bad target.
    """
    check_target(target)
    text = chart(report)
    picture = text.encode() if target.suffix.lower() == ".svg" else _png(text, fonts)
    try:
        target.write_bytes(picture)
    except OSError as error:
        raise InputError("file", "--chart", target.name, "a file that can be written", f"{error.strerror}.") from None


def _png(svg: str, fonts: Path | None) -> bytes:
    """The same picture in dots, two to a point; Typst, which sets the letters, draws it too."""
    import typst

    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg", width: {_WIDTH}pt)\n'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "chart.svg").write_text(svg.replace('"sans-serif"', f'"{_FONT}"'), encoding="utf-8")
        Path(folder, "page.typ").write_text(page, encoding="utf-8")
        found = typst.compile(
            str(Path(folder, "page.typ")),
            root=folder,
            format="png",
            ppi=144.0,
            font_paths=[str(fonts)] if fonts else [],
        )
    assert isinstance(found, bytes)  # noqa: S101 - one page
    return found


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
