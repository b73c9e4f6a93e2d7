"""The questions of the pack as screens: drawn from the facts that they fill, read back, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.law import InputError
from huxin.law.bundle.model import Answer, Question
from huxin.law.bundle.work import bundle, facts_for, spec_for
from huxin.law.cleaning import cleaned_value, whole_number
from huxin.law.pack.model import FactSpec
from huxin.ui.calculator import category_text
from huxin.ui.forms import FormField, FormOption
from huxin.ui.templatetags.words import say

TRAIL: Final = "asked"
"""The questions that were answered so far, in their order."""
MANY: Final = 3
"""More choices than these fold into a list."""
_TO_THE_MINUTE: Final = len("2026-03-05T14:30")
_LINES: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("date", ""), "month": ("month", ""), "instant": ("datetime-local", ""), "int": ("text", "numeric"),
    "months": ("text", "numeric"), "money": ("text", "decimal"), "ratio": ("text", "decimal"), "text": ("text", ""),
}  # fmt: skip


def found_for(said: QueryDict) -> dict[str, Any]:
    """The bundle of what was said, by the city's own law of today.  Raises InputError."""
    return bundle(city_pack(), answers_of(said), on=today(), adoptions=city_adoptions())


def item_facts(item: str, said: QueryDict) -> dict[str, Any]:
    """The facts of one item, as ``law evaluate`` takes them."""
    return facts_for(city_pack(), item, answers_of(said))


def answers_of(said: QueryDict) -> dict[str, Any]:
    """Answers by name: None for what was asked and is not known, nothing for what was not asked."""
    known = city_pack().questions
    asked = [known[name] for name in said.getlist(TRAIL) if name in known]
    return {one.name: _read(one, said) for question in asked for one in question.fields}


def _read(answer: Answer, said: QueryDict) -> Any:
    spec = spec_for(city_pack(), answer)
    if spec.type == "list":
        return [one[:60] for one in said.getlist(answer.name) if one]
    text = said.get(answer.name, "").strip()[:60]
    if not text:
        return None
    if spec.type == "bool":
        return {"yes": True, "no": False}.get(text, text)
    if spec.type in ("int", "months"):
        plain = cleaned_value("number", text)
        return whole_number(plain, 15, plain) if isinstance(plain, str) else plain
    if spec.type == "instant":
        return f"{text}:00+08:00" if len(text) == _TO_THE_MINUTE else text
    return cleaned_value(spec.type, text) if spec.type in ("date", "month", "money") else text


def errors_in(question: Question, said: QueryDict) -> dict[str, str]:
    """What of one screen the law floor does not take, with the words of its label."""
    values, errors = answers_of(said), {}
    for one in question.fields:
        if one.name in values and values[one.name] is not None:
            try:
                bundle(city_pack(), {one.name: values[one.name]}, on=today(), adoptions=city_adoptions())
            except InputError:
                errors[one.name] = _("“%(label)s”写得不对，改一下再看。不知道就空着。") % {"label": say(_label(one))}
    return errors


def _label(answer: Answer) -> Mapping[str, str]:
    return answer.label or spec_for(city_pack(), answer).label


def draw(question: Question, said: QueryDict, errors: Mapping[str, str]) -> list[FormField]:
    """A field for each answer; every one may stay open, and a choice has words for that."""
    return [_field(one, said, errors.get(one.name, "")) for one in question.fields]


def _field(answer: Answer, said: QueryDict, error: str) -> FormField:
    spec, place, label = spec_for(city_pack(), answer), f"f-{answer.name}", say(_label(answer))
    chosen = said.getlist(answer.name)
    choices = _choices(answer, spec)
    if spec.type == "list":
        options = tuple(FormOption(value, text, value in chosen) for value, text in choices.items())
        return FormField(answer.name, "many", label, True, place, error=error, options=options)
    if choices:
        options = tuple(FormOption(value, text, value in chosen) for value, text in choices.items())
        if len(options) > MANY:
            return FormField(answer.name, "select", label, True, place, error=error, options=options)
        options = (*options, FormOption("", _("不清楚"), chosen == [""]))
        return FormField(answer.name, "choice", label, True, place, error=error, options=options)
    kind, mode = _LINES[spec.type]
    value = said.get(answer.name, "")[:60]
    return FormField(answer.name, "line", label, True, place, kind, mode, error=error, value=value)


def _choices(answer: Answer, spec: FactSpec) -> dict[str, str]:
    """What can be tapped, by value; empty where somebody types."""
    pack = city_pack()
    if spec.type == "bool":
        return {"yes": pgettext("answer", "是"), "no": pgettext("answer", "否")}
    if spec.type == "code":
        return {one.code or one.id: say(one.label) for one in pack.occupations.values()}
    if spec.type == "int":
        return _choices_of_forms(answer.name)
    values = answer.choices or spec.values
    return {value: category_text(pack, answer.name, spec, value) for value in values}


def _choices_of_forms(name: str) -> dict[str, str]:
    """How the forms of the pack call the steps of a scale that a fact counts."""
    for procedure in city_pack().procedures.values():
        for one in procedure.fields_of("file"):
            if one.name == name and one.options and all(option.value.isdecimal() for option in one.options):
                return {option.value: say(option.label) for option in one.options}
    return {}
