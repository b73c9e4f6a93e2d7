"""The questions of an item as a form: facts of the law floor, asked and read without knowing the item by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.law import Pack
from huxin.law.pack.model import FactSpec
from huxin.portals.forms import FormField, Option
from huxin.portals.templatetags.words import say

_TO_THE_MINUTE: Final = len("2026-03-05T14:30")
_LINES: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("date", ""),
    "month": ("month", ""),
    "int": ("text", "numeric"),
    "money": ("text", "decimal"),
    "text": ("text", ""),
    "instant": ("datetime-local", ""),
}


def questions(pack: Pack, item: str) -> dict[str, FactSpec]:
    """The facts that a form can ask; tables of rows are left to their default."""
    found = pack.items[item].facts
    return {name: one for name, one in found.items() if one.type in (*_LINES, "category", "bool") or _amounts(one)}


def draw_facts(pack: Pack, item: str, said: Mapping[str, Any], errors: Mapping[str, str]) -> list[FormField]:
    """A field for each question, with what was said before."""
    return [_draw(pack, name, one, said.get(name), errors.get(name, "")) for name, one in questions(pack, item).items()]


def _draw(pack: Pack, name: str, one: FactSpec, value: Any, error: str) -> FormField:
    label, place = say(one.label), f"f-{name}"
    if one.type in ("category", "bool"):
        known = {"yes": pgettext("answer", "是"), "no": pgettext("answer", "否")} if one.type == "bool" else {}
        known = known or {value: _category(pack, name, value) for value in one.values}
        chosen = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value or "")
        options = tuple(Option(code, text, code == chosen) for code, text in known.items())
        return FormField(name, "choice", label, one.required, place, error=error, options=options)
    if _amounts(one):
        text = "\n".join(str(part) for part in value) if isinstance(value, list) else str(value or "")
        hint = _("一行一个数，比如 6000.00。")
        return FormField(name, "long_text", label, one.required, place, hint=hint, error=error, value=text)
    kind, mode = _LINES[one.type]
    text = str(value or "")[:_TO_THE_MINUTE] if one.type == "instant" else str(value or "")
    return FormField(name, "line", label, one.required, place, kind, mode, error=error, value=text)


def _category(pack: Pack, name: str, value: str) -> str:
    """A category in words, as a form of the pack that asks the same names it."""
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
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, one in questions(pack, item).items():
        text = (data.get(name) or "").strip()[:400]
        if not text:
            if one.required:
                errors[name] = _("还没填“%(label)s”。") % {"label": say(one.label)}
            elif one.null_means == "none":
                facts[name] = None
        elif _amounts(one):
            facts[name] = [part.strip().replace(",", "") for part in text.splitlines() if part.strip()]
        elif one.type == "instant":
            facts[name] = f"{text}:00+08:00" if len(text) == _TO_THE_MINUTE else text
        elif one.type == "int":
            facts[name] = int(text) if text.isdecimal() else text
        else:
            facts[name] = {"yes": True, "no": False}.get(text, text) if one.type == "bool" else text
    return facts, errors
