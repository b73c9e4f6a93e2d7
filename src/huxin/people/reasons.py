"""Why somebody looks at, or takes away, what is masked: a typed reason that says something."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from huxin.law import InputError
from huxin.people.person import mask_numbers

LEAST: Final = 4
"""Letters, characters or digits of the shortest reason; a dot or one key held down is none."""
DIFFERENT: Final = 3
MOST: Final = 200


def typed_reason(text: str, hint: str) -> str:
    """The reason in one line.  Raises InputError for none, for one that says nothing and for one that names a person
    by number, since it is kept for years."""
    said = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    marks = [mark for mark in said if mark.isalnum()]
    if len(marks) < LEAST or len(set(marks)) < DIFFERENT or len(said) > MOST:
        raise InputError("reason", "reason", "nothing that says why", "why you need it, in a few words", hint)
    if mask_numbers(said) != said:
        wanted = "a reason without a person's number"
        raise InputError("reason", "reason", "a number of a person", wanted, _("理由里不要写身份证号、手机号和卡号。"))
    return said
