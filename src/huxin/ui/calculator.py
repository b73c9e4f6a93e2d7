"""The questions of an item as a form: facts of the law floor, asked and read without knowing the item by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.law import Pack
from huxin.law.cleaning import half, whole_number
from huxin.law.pack.model import FactSpec
from huxin.ui.forms import FormField, FormOption
from huxin.ui.templatetags.words import say

_TO_THE_MINUTE: Final = len("2026-03-05T14:30")
FIRST_ROWS: Final = 3
"""So many rows of a list are asked at first; a form without script grows by one each time it is sent."""
MANY: Final = 8
"""A category with more values is chosen from a list that folds."""
_LINES: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("date", ""),
    "month": ("month", ""),
    "int": ("text", "numeric"),
    "money": ("text", "decimal"),
    "text": ("text", ""),
    "instant": ("datetime-local", ""),
}


@dataclass(frozen=True)
class FactRow:
    """One row of a list of facts as a group of fields; ``open``: it holds something, or is the first empty one."""

    label: str
    fields: list[FormField]
    open: bool


def questions(pack: Pack, item: str) -> dict[str, FactSpec]:
    """The facts that are asked as one field each."""
    found = pack.items[item].facts
    return {name: one for name, one in found.items() if _single(one)}


def lists(pack: Pack, item: str) -> dict[str, FactSpec]:
    """The facts that are lists of rows whose columns a form can ask."""
    found = pack.items[item].facts
    return {name: one for name, one in found.items() if one.row and all(_single(part) for part in one.row.values())}


def _single(one: FactSpec) -> bool:
    return one.asked and one.stands_for is None and (one.type in (*_LINES, "category", "bool", "code") or _amounts(one))


def draw_facts(pack: Pack, item: str, said: Mapping[str, Any], errors: Mapping[str, str]) -> list[FormField]:
    """A field for each question, with what was said before."""
    return [_draw(pack, name, one, said.get(name), errors.get(name, "")) for name, one in questions(pack, item).items()]


def draw_rows(pack: Pack, item: str, said: Mapping[str, Any], errors: Mapping[str, str]) -> list[FactRow]:
    """The rows of each list: those that were said, and empty ones to go on with."""
    found = []
    for name, one in lists(pack, item).items():
        held = said.get(name) or []
        held = held if isinstance(held, list) else []
        for place in range(min(one.max_rows, max(FIRST_ROWS, len(held) + 1))):
            values = held[place] if place < len(held) else {}
            fields = [
                _draw(pack, f"{name}-{place}-{part}", spec, values.get(part), errors.get(f"{name}-{place}-{part}", ""))
                for part, spec in one.row.items()
            ]
            found.append(FactRow(f"{say(one.label)} {place + 1}", fields, place <= len(held)))
    return found


def _draw(pack: Pack, name: str, one: FactSpec, value: Any, error: str) -> FormField:
    label, place = say(one.label), f"f-{name}"
    if one.type == "code":
        options = tuple(FormOption(code, say(part.label), code == value) for code, part in pack.divisions.items())
        return FormField(name, "select", label, one.required, place, error=error, options=options)
    if one.type in ("category", "bool"):
        known = {"yes": pgettext("answer", "是"), "no": pgettext("answer", "否")} if one.type == "bool" else {}
        known = known or {value: category_text(pack, name, one, value) for value in one.values}
        chosen = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value or "")
        options = tuple(FormOption(code, text, code == chosen) for code, text in known.items())
        drawn = "select" if len(options) > MANY else "choice"
        return FormField(name, drawn, label, one.required, place, error=error, options=options)
    if _amounts(one):
        text = "\n".join(str(part) for part in value) if isinstance(value, list) else str(value or "")
        hint = _("一行一个数，比如 6000.00。")
        return FormField(name, "long_text", label, one.required, place, hint=hint, error=error, value=text)
    kind, mode = _LINES[one.type]
    text = str(value or "")[:_TO_THE_MINUTE] if one.type == "instant" else str(value or "")
    return FormField(name, "line", label, one.required, place, kind, mode, error=error, value=text)


def category_text(pack: Pack, name: str, one: FactSpec, value: str) -> str:
    """A category in words: its own, or those of a form of the pack that asks the same."""
    if value in one.value_labels:
        return say(one.value_labels[value])
    for procedure in pack.procedures.values():
        for field in (one for step in procedure.form for one in step.fields):
            for option in field.options if field.name == name else ():
                if option.value == value:
                    return say(option.label)
    return value


def _amounts(one: FactSpec) -> bool:
    return one.type == "list" and one.of == "money"


def read_facts(pack: Pack, item: str, data: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """(facts, errors by name).  What was left empty is left out; the law floor checks the rest."""
    facts, errors = _read(questions(pack, item), data, "")
    for name, one in lists(pack, item).items():
        rows: list[dict[str, Any]] = []
        for place in range(one.max_rows):
            prefix = f"{name}-{place}-"
            if not any((data.get(prefix + part) or "").strip() for part in one.row):
                continue
            row, wrong = _read(one.row, data, prefix)
            errors |= {f"{name}-{len(rows)}-{part.removeprefix(prefix)}": text for part, text in wrong.items()}
            rows.append(row)
        if rows:
            facts[name] = rows
    return facts, errors


def _read(asked: Mapping[str, FactSpec], data: QueryDict, prefix: str) -> tuple[dict[str, Any], dict[str, str]]:
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, one in asked.items():
        text = (data.get(prefix + name) or "").strip()[:400]
        if text:
            facts[name] = _value(one, text)
        elif one.required:
            errors[prefix + name] = _("还没填“%(label)s”。") % {"label": say(one.label)}
        elif one.null_means == "none" or one.assumed is not None:
            facts[name] = None  # a page asks: no answer is not known, and never assumed
    return facts, errors


def _value(one: FactSpec, text: str) -> Any:
    if _amounts(one):
        return [part.strip().replace(",", "") for part in text.splitlines() if part.strip()]
    if one.type == "instant":
        return f"{text}:00+08:00" if len(text) == _TO_THE_MINUTE else text
    if one.type == "int":
        return whole_number(half(text), 15, text)
    return {"yes": True, "no": False}.get(text, text) if one.type == "bool" else text
