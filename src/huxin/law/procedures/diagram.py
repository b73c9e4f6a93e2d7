"""A procedure as a picture: its statuses as boxes, its acts as arrows between them; SVG without any style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from huxin.law.procedures.model import OPEN, STATUS_LABELS, Act, Procedure

WIDTH, HEIGHT = 152, 44
_COLUMNS: Final[Mapping[str, tuple[int, int]]] = {
    "new": (90, 130),
    "received": (340, 130),
    "completion_asked": (340, 300),
    "in_progress": (620, 130),
    "done": (980, 70),
    "refused": (980, 170),
    "withdrawn": (980, 270),
    "transferred": (980, 370),
}
"""Where the middle of each box lies: time runs from left to right."""
_TOP: Final = 8
_ENDS: Final = ("done", "refused", "withdrawn", "transferred")
_COLOURS: Final[Mapping[str, str]] = {"done": "#1a7f37", "refused": "#b42318"}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {"new": "还没提交", "any": "（随时）", "stay": "状态不变：", "more": "等 {n} 步"},
    "en": {"new": "Not filed", "any": " (any time)", "stay": "Without a change: ", "more": " and {n} more"},
}
_SHOWN: Final = 4
_LINE: Final = 15
"""Arrows with more acts than this name the first ones and count the rest; points from line to line."""


@dataclass(frozen=True)
class Arrow:
    """From one status to another, with the acts that lead there."""

    start: str
    end: str
    labels: tuple[str, ...]


def arrows(procedure: Procedure, language: str = "zh") -> list[Arrow]:
    """Every change of status once.  An act that is possible all the time is drawn from the last open status."""
    found: dict[tuple[str, str], list[str]] = {}
    here = _reached(procedure)
    being_handled = {one for one in here if one in OPEN}
    for act in procedure.acts.values():
        for end in _targets(act):
            starts = [one for one in act.from_ if one in here and one != end]
            anytime = len(being_handled) > 1 and being_handled <= set(starts)
            if len(starts) > 1:
                starts = [starts[-1]] if being_handled & set(starts) else starts[:1]
            for start in starts:
                label = act.label[language] + (_WORDS[language]["any"] if anytime else "")
                found.setdefault((start, end), []).append(label)
    return [Arrow(start, end, tuple(labels)) for (start, end), labels in found.items()]


def diagram(procedure: Procedure, language: str = "zh") -> str:
    """The picture as SVG text; ``language`` is ``zh`` or ``en``."""
    drawn = arrows(procedure, language)
    title = escape(procedure.label[language])
    here = {one for arrow in drawn for one in (arrow.start, arrow.end)}
    bottom = max(_COLUMNS[one][1] for one in here) + 60 if here else 100
    stay = [act.label[language] for act in procedure.acts.values() if not list(_targets(act)) and not act.common]
    lines = list(_wrapped(_WORDS[language]["stay"], stay, language)) if stay else []
    height = bottom + _LINE * len(lines) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 {height}" role="img" font-size="13" '
        f'font-family="sans-serif" aria-label="{title}"><title>{title}</title>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#57606a"/></marker></defs>',
        *(_arrow(arrow) for arrow in drawn),
        *(_box(one, language) for one in _COLUMNS if one in here),
        *(_caption(arrow, language) for arrow in drawn),
        *(
            f'<text x="24" y="{bottom + _LINE * index}" fill="#57606a">{escape(line)}</text>'
            for index, line in enumerate(lines)
        ),
        "</svg>",
    ]
    return "".join(parts)


def _targets(act: Act) -> Iterator[str]:
    if act.to is not None:
        yield from dict.fromkeys([act.to] if isinstance(act.to, str) else act.to.values())


def _reached(procedure: Procedure) -> list[str]:
    found = {"new"}
    before = 0
    while before != len(found):
        before = len(found)
        for act in procedure.acts.values():
            if found & set(act.from_):
                found.update(_targets(act))
    return [one for one in _COLUMNS if one in found]


def _ends(arrow: Arrow) -> tuple[float, float, float, float]:
    (x1, y1), (x2, y2) = _COLUMNS[arrow.start], _COLUMNS[arrow.end]
    if x1 == x2:
        side = 40 if y1 < y2 else -40
        up = HEIGHT / 2 if y1 < y2 else -HEIGHT / 2
        return x1 + side, y1 + up, x2 + side, y2 - up
    if x1 > x2:  # back, over the top
        return x1, y1 - HEIGHT / 2, x2, y2 - HEIGHT / 2
    return x1 + WIDTH / 2, y1, x2 - WIDTH / 2, y2


def _arrow(arrow: Arrow) -> str:
    x1, y1, x2, y2 = _ends(arrow)
    bend = (x1 + x2) / 2
    if x1 == x2:
        path = f"M{x1:g} {y1:g}L{x2:g} {y2:g}"
    elif x1 > x2:
        path = f"M{x1:g} {y1:g}C{x1:g} {_TOP} {x2:g} {_TOP} {x2:g} {y2:g}"
    else:
        path = f"M{x1:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x2:g} {y2:g}"
    dashes = ' stroke-dasharray="5 4"' if arrow.start in _ENDS else ""
    return f'<path d="{path}" fill="none" stroke="#57606a" stroke-width="1.5" marker-end="url(#tip)"{dashes}/>'


def _box(status: str, language: str) -> str:
    x, y = _COLUMNS[status]
    label = STATUS_LABELS[status][language] if status in STATUS_LABELS else _WORDS[language]["new"]
    colour = _COLOURS.get(status, "#0b5cad" if status in OPEN else "#57606a")
    return (
        f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#fff" '
        f'stroke="{colour}" stroke-width="2"/><text x="{x}" y="{y + 5}" text-anchor="middle" '
        f'fill="{colour}" font-weight="bold">{escape(label)}</text>'
    )


def _caption(arrow: Arrow, language: str) -> str:
    x1, y1, x2, y2 = _ends(arrow)
    labels = list(arrow.labels[:_SHOWN])
    if len(arrow.labels) > _SHOWN:
        labels[-1] += _WORDS[language]["more"].format(n=len(arrow.labels) - _SHOWN)
    above = -6 - _LINE * (len(labels) - 1)
    if x1 == x2:  # beside the arrow, on the outer side
        outer = x1 > _COLUMNS[arrow.start][0]
        x, y, anchor = x1 + (8 if outer else -8), (y1 + y2) / 2 - 5, "start" if outer else "end"
    elif x1 > x2:
        x, y, anchor = (x1 + x2) / 2, float(_TOP + 12), "middle"
    elif arrow.end in _ENDS:  # before the box; above the line from the last open status, below any other
        x, y, anchor = x2 - 14, y2 + (above if arrow.start == "in_progress" else 18), "end"
    else:
        x, y, anchor = (x1 + x2) / 2, (y1 + y2) / 2 + above, "middle"
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + index * _LINE:g}">{escape(label)}</tspan>' for index, label in enumerate(labels)
    )
    return f'<text text-anchor="{anchor}" stroke="#fff" stroke-width="4" paint-order="stroke">{spans}</text>'


def _wrapped(head: str, names: list[str], language: str) -> Iterator[str]:
    """The names behind one another, in lines that fit the picture."""
    limit, comma = (62, "、") if language == "zh" else (130, ", ")
    line = head
    for index, name in enumerate(names):
        piece = name + (comma if index < len(names) - 1 else "")
        if len(line) + len(piece) > limit:
            yield line
            line = ""
        line += piece
    yield line
