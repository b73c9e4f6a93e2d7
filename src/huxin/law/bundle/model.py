"""The questions of a pack, each bound to facts of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from huxin.law.procedures.model import Text2

MOST_QUESTIONS: Final = 12


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of a question.  ``fills``: the facts that it gives, as ``item.fact``, all of one type.

    ``choices``: names that are offered where the fact itself is a free text.  ``label``: said in place of the fact's.
    """

    name: str
    fills: tuple[str, ...]
    choices: tuple[str, ...] = ()
    label: Text2 | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question to a person, which may ask for several answers."""

    id: str
    text: Text2
    fields: tuple[Answer, ...]
    override: Literal["replace", "extend"] | None = None
