"""What somebody of the demo city writes into a form: words by the name of the question, from ``answers.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from huxin.casework.service import number_of_city
from huxin.law.procedures import Field, holds
from huxin.law.procedures.preconditions import fitted

_FILE: Final = Path(__file__).with_name("answers.yaml")


@cache
def _written() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class CaseWriter:
    """Who writes: for which procedure, on which day, with the names that stand in the texts."""

    draw: Random
    procedure: str
    day: date
    known: Mapping[str, str]
    before: Mapping[str, Any] = field(default_factory=dict)
    """What was said earlier in the case, which can bound a number."""

    def payload(self, fields: Sequence[Field], fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Answers to the questions that are asked; ``fixed`` ones as they are."""
        found: dict[str, Any] = {}
        for one in fields:
            if fixed and one.name in fixed:
                found[one.name] = fixed[one.name]
            elif one.source == "applicant" and one.kind not in ("file", "months_table") and holds(one.when, found):
                value = self._answer(one)
                value = fitted(one, value, {**self.before, **found}, self.day, number_of_city)
                if value is not None:
                    found[one.name] = value
        return found

    def _answer(self, one: Field) -> Any:
        own = self._own("answers").get(one.name)
        if own is not None:
            return own
        named = one.refers is not None and one.refers.to != "elsewhere"
        if (named or one.name in _written()["skip"]) and not one.required:
            return None
        return self._of_kind(one)

    def _of_kind(self, one: Field) -> Any:
        if one.kind == "yes_no":
            return one.must_be if one.must_be is not None else one.required or None
        if one.kind in ("choice", "many"):
            return self._chosen(one)
        if one.kind in ("date", "month"):
            return self._dated(one)
        if one.kind == "money":
            return self._all("money").get(one.name) if one.required or one.least else None
        if one.kind == "number":
            return self._number(one)
        if one.kind in ("text", "long_text"):
            return self._text(one)
        if one.kind == "moment":
            said = self._all("texts").get(one.name, "14:30" if one.required else None)
            return f"{self.day}T{said}+08:00" if said is not None else None
        if one.kind == "time":
            return str(self._all("texts").get(one.name, "14:30")) if one.required else None
        return self.known.get(one.name, self.known.get(one.kind))

    def _own(self, kind: str) -> Mapping[str, Any]:
        return dict((_written()["of"].get(self.procedure) or {}).get(kind) or {})

    def _all(self, kind: str) -> dict[str, Any]:
        return {**_written()[kind], **self._own(kind)}

    def _text(self, one: Field) -> str | None:
        if one.name in self.known:
            return self.known[one.name]
        text = self._all("texts").get(one.name)
        if text is None:
            return "情况属实，已经核对。" if one.required else None
        return str(text).format_map(self.known)[: one.max_length or 500]

    def _chosen(self, one: Field) -> Any:
        options = [option.value for option in one.options]
        wanted = self._all("choices").get(one.name)
        if one.kind == "many":
            return wanted if wanted and set(wanted) <= set(options) else options[:2]
        if wanted in options:
            return wanted
        return options[0] if one.name == "outcome" or not one.required else self.draw.choice(options)

    def _dated(self, one: Field) -> str | None:
        days = int(self._all("days").get(one.name, -3 if one.not_future else 10))
        day = self.day + timedelta(days=min(days, 0) if one.not_future else days)
        if one.kind == "month":
            return max(one.least or "", f"{day - timedelta(days=31):%Y-%m}")
        return day.isoformat()

    def _number(self, one: Field) -> int | None:
        value = self._all("numbers").get(one.name)
        if value is None:
            return int(one.least or 1) if one.required else None
        return min(max(int(value), int(one.least or 0)), int(one.most or value))
