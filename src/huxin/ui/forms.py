"""Forms of both faces: the fields that a procedure asks for, drawn on the page and read back from what was sent.

The fields stand in the procedure (pack data); nothing here knows a procedure by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.casework.service import city_pack, number_of_city, today, unprintable
from huxin.core.service import hint_of
from huxin.law import InputError
from huxin.law.cleaning import cleaned_value, half
from huxin.law.dates import SHANGHAI
from huxin.law.procedures import Field, FieldProblem, bound_problems, field_problems, holds, moment_of
from huxin.people.service import mask_card, mask_id_number, mask_phone
from huxin.ui.formatting import instant_text
from huxin.ui.templatetags.words import say, yuan

_TYPES: Final = {"date": "date", "month": "month", "time": "time", "moment": "datetime-local", "phone": "tel"}
_MODES: Final = {"number": "numeric", "money": "decimal", "bank_card": "numeric", "phone": "tel"}
TYPED: Final = ("text", "long_text")
"""Kinds of answers that somebody types in words."""
_DRAWN: Final = {"county": "select", "choice": "choice", "yes_no": "choice", "many": "many", "long_text": "long_text"}


@dataclass(frozen=True)
class FormOption:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class FormField:
    """One field as the template draws it.  ``drawn``: line, long_text, choice, many or select."""

    name: str
    drawn: str
    label: str
    required: bool
    id: str
    type: str = "text"
    inputmode: str = ""
    hint: str = ""
    error: str = ""
    value: str = ""
    options: tuple[FormOption, ...] = ()

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for a screen reader."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.id}-error"] if self.error else parts)


@dataclass(frozen=True)
class FormProblem:
    """One thing to mend, with the anchor of the field where it is mended."""

    text: str
    target: str = ""


@dataclass(frozen=True)
class Sent:
    """An act that was sent and not taken: shown again with what was typed and the papers that came."""

    act: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: list[FormProblem] = field(default_factory=list)
    papers: Mapping[str, list[str]] = field(default_factory=dict)
    key: str = ""


def draw(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    prefix: str = "f",
    choices: Mapping[str, list[tuple[str, str]]] | None = None,
    taken: Mapping[str, str] | None = None,
) -> list[FormField]:
    """The fields with what is known and with the error at each; files and register tables are drawn elsewhere.

    ``choices``: (value, words) for each question whose answer is chosen from what there is and not typed; ``taken``:
    from where an answer is taken over, in words, by question.
    """
    asked = list(fields)
    drawn = [
        _draw(
            one,
            values.get(one.name),
            (errors or {}).get(one.name, ""),
            f"{prefix}-{one.name}",
            [_only_when(one, asked), (taken or {}).get(one.name, "")],
        )
        for one in asked
        if one.kind not in ("file", "months_table")
    ]
    return [_chosen_from(one, (choices or {}).get(one.name)) for one in drawn]


def _chosen_from(one: FormField, choices: list[tuple[str, str]] | None) -> FormField:
    if choices is None:
        return one
    return replace(
        one, drawn="select", options=tuple(FormOption(value, text, value == one.value) for value, text in choices)
    )


def _draw(one: Field, value: Any, error: str, place: str, notes: list[str]) -> FormField:
    drawn = _DRAWN.get(one.kind, "line")
    chosen = [str(part) for part in value] if isinstance(value, list) else [_sent(value)]
    return FormField(
        name=one.name,
        drawn=drawn,
        label=say(one.label),
        required=one.required,
        id=place,
        type=_TYPES.get(one.kind, "text"),
        inputmode=_MODES.get(one.kind, ""),
        hint=" ".join(part for part in (say(one.hint), *notes) if part),
        error=error,
        value="" if isinstance(value, list) else _typed(one.kind, value),
        options=tuple(FormOption(key, label, key in chosen) for key, label in _options(one)),
    )


def _only_when(one: Field, asked: Sequence[Field]) -> str:
    """When a field on the same screen decides whether this one is asked, say so: nothing is hidden by a script."""
    for name, wanted in (one.when or {}).items():
        other = next((field for field in asked if field.name == name), None)
        if other is not None:
            answers = wanted if isinstance(wanted, tuple) else (wanted,)
            chosen = [label for value, label in _options(other) if value in [_sent(answer) for answer in answers]]
            return _("只有“%(question)s”选了“%(answer)s”才要填。") % {
                "question": say(other.label),
                "answer": "、".join(chosen),
            }
    return ""


def _typed(kind: str, value: Any) -> str:
    """An answer as a box of its kind holds it: a moment without its zone, which a box of day and time has not."""
    at = moment_of(value) if kind == "moment" else None
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if at is not None else _sent(value)


def _sent(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else "" if value is None else str(value)


def _options(one: Field) -> list[tuple[str, str]]:
    if one.kind == "yes_no":
        return [("yes", pgettext("answer", "是")), ("no", pgettext("answer", "否"))]
    if one.kind == "county":
        return [(code, say(division.label)) for code, division in city_pack().divisions.items()]
    return [(option.value, say(option.label)) for option in one.options]


def read_answers(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """The answers that were sent, as the procedure reads them; what was left empty is left out."""
    found: dict[str, Any] = {}
    for one in fields:
        if one.kind in ("file", "months_table"):
            continue
        if one.kind == "many":
            chosen = [half(value) for value in data.getlist(one.name) if value]
            if chosen:
                found[one.name] = chosen
            continue
        text = (data.get(one.name) or "").strip()
        if text:
            found[one.name] = _read(one.kind, text)
    return found


def asked_only(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of one act to questions that are asked with them: a reason for a refusal falls with the refusal."""
    found: dict[str, Any] = {}
    for one in fields:
        if one.name in values and holds(one.when, found):
            found[one.name] = values[one.name]
    return found


def _read(kind: str, text: str) -> Any:
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    return cleaned_value(kind, text)


def errors_of(problems: Sequence[FieldProblem]) -> dict[str, str]:
    """The words at each field, in the language of the page."""
    return {problem.field: say(problem.text) for problem in problems}


def form_errors(
    fields: Sequence[Field], values: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """The words at each field that is wrong today, characters that no letter can print among it.

    ``before``: what was answered earlier, which can bound a number.
    """
    found = errors_of(bound_problems(fields, values, before or {}, today(), number_of_city))
    found |= errors_of(field_problems(fields, values, on=today()))
    for one in fields:
        value = values.get(one.name)
        missing = unprintable(value) if one.kind in TYPED and isinstance(value, str) else []
        if missing and one.name not in found:
            found[one.name] = _("“%(label)s”里有文书印不出来的字：%(signs)s。换个写法，比如用拼音或者同音字。") % {
                "label": say(one.label),
                "signs": " ".join(missing),
            }
    return found


def problems_of(errors: Mapping[str, str], prefix: str = "f") -> list[FormProblem]:
    """The list at the top of the page; each leads to its field."""
    return [FormProblem(text, f"{prefix}-{name}") for name, text in errors.items()]


def refused(error: InputError, prefix: str = "f") -> list[FormProblem]:
    """What casework said no to, in words; its hint is written for people."""
    problem = error.problem
    name = problem.field.removeprefix("payload.")
    return [FormProblem(hint_of(error), f"{prefix}-{name}" if problem.field.startswith("payload.") else "")]


def unprinted(one: Field) -> bool:
    """An answer that a page shows in its own way, or not at all: files, months, what the program wrote for itself."""
    return one.machine or one.kind in ("file", "months_table")


def shown(one: Field, value: Any, *, mask: bool = True) -> str:
    """An answer in words, for lists; numbers of a person are masked."""
    if value is None or value == "":
        return "—"
    if mask and one.kind == "phone":
        return mask_phone(str(value))
    if mask and one.kind == "bank_card":
        return mask_card(str(value))
    if mask and one.kind == "id_number":
        return mask_id_number(str(value))
    if one.kind == "moment":
        at = moment_of(value)
        return instant_text(at) if at is not None else str(value)
    if one.kind == "money":
        return _("%(amount)s 元") % {"amount": yuan(str(value))}
    labels = dict(_options(one))
    if isinstance(value, list):
        return "、".join(labels.get(str(part), str(part)) for part in value)
    return labels.get(_sent(value), str(value))
