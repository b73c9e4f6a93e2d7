"""Forms of the workbench: the fields an act asks for, drawn on the page and read back from what was sent.

The fields themselves stand in the procedure (pack data); nothing here knows a procedure by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_INPUT_TYPES = {"date": "date", "month": "month", "number": "text", "money": "text", "phone": "tel"}
_INPUT_MODES = {"number": "numeric", "money": "decimal", "id_number": "text", "bank_card": "numeric", "phone": "tel"}


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class FormField:
    """One field as the template draws it."""

    name: str
    kind: str
    label: str
    required: bool
    id: str
    hint: str = ""
    error: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()

    @property
    def type(self) -> str:
        """The HTML input type of a one-line field."""
        return _INPUT_TYPES.get(self.kind, "text")

    @property
    def inputmode(self) -> str:
        """The keyboard a phone shows."""
        return _INPUT_MODES.get(self.kind, "")

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for a screen reader."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.id}-error"] if self.error else parts)


@dataclass(frozen=True)
class Problem:
    """One thing to mend, with the anchor of the field where it is mended."""

    text: str
    target: str = ""


@dataclass(frozen=True)
class Filled:
    """What the officer typed, by field name: kept over an error so that nothing is typed twice."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The last value sent for a field, or an empty text."""
        sent = self.values.get(name) or [""]
        return sent[-1]

    def many(self, name: str) -> Sequence[str]:
        """All values sent for a field."""
        return self.values.get(name) or []


def fill(fields: Sequence[FormField], filled: Filled, errors: Mapping[str, str]) -> list[FormField]:
    """The fields with what was typed and with the error at each."""
    result = []
    for item in fields:
        options = item.options
        if item.name in filled.values:
            sent = filled.many(item.name)
            options = tuple(replace(option, chosen=option.value in sent) for option in item.options)
        value = filled.one(item.name) if item.name in filled.values else item.value
        result.append(replace(item, value=value, options=options, error=errors.get(item.name, "")))
    return result


def read_payload(fields: Sequence[FormField], filled: Filled) -> dict[str, Any]:
    """The payload of an act from the form: empty fields are left out, money keeps two digits as text without
    separators.
    """
    payload: dict[str, Any] = {}
    for item in fields:
        if item.kind == "many":
            chosen = [value for value in filled.many(item.name) if value]
            if chosen:
                payload[item.name] = chosen
            continue
        text = filled.one(item.name).strip()
        if text:
            payload[item.name] = text.replace(",", "").replace("，", "") if item.kind == "money" else text
    return payload
