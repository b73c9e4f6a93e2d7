"""What goes wrong on the law floor, always in four parts: what, where, why and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOTH: Final = re.compile(r"(.*[\u4e00-\u9fff].*?[。？]) ([^\u4e00-\u9fff]+)", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One fault in one place, in the words of the person who can mend it.

    ``hint``: what to do.  A room that cannot know the reader says it in both languages, ``中文。 English.``
    """

    code: str
    field: str
    got: str
    wanted: str
    hint: str

    def in_words(self, language: str) -> str:
        """What to do, for a reader of this language (``zh…`` or another): its half of a hint in both."""
        both = _BOTH.fullmatch(self.hint)
        return both[1 if language.startswith("zh") else 2] if both else self.hint

    def __str__(self) -> str:
        return f"{self.field}: got {self.got}, wanted {self.wanted}. {self.hint}"


class InputError(ValueError):
    """Facts, acts or options that cannot be read.  The command line answers with exit status 2, HTTP with 400
    or 422.
    """

    def __init__(self, code: str, field: str, got: object, wanted: str, hint: object) -> None:
        self.problem = Problem(code, writable(field), shown(got), wanted, str(hint))
        super().__init__(str(self.problem))


class PackError(InputError):
    """A policy pack that is not fit to decide with; names file, line and column."""

    def __init__(self, where: str, got: object, wanted: str, hint: str) -> None:
        super().__init__("pack", where, got, wanted, hint)


def shown(value: object, limit: int = 80) -> str:
    """A value as it appears in a message, cut so that a huge input cannot flood it."""
    text = writable(value if isinstance(value, str) else repr(value))
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def writable(text: str) -> str:
    """A text that any file, page or database takes: halves of a character, which JSON can send, as their codes."""
    return text.encode("utf-8", "backslashreplace").decode()


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the closest known name, or lists what there is."""
    choices = sorted(known)
    close = get_close_matches(name, choices, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return (
        f"Known here: {', '.join(choices[:12])}{' …' if len(choices) > 12 else ''}."
        if choices
        else "None is known here."
    )
