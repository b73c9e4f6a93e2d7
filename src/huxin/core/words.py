"""Texts that a pack says in two languages, in that of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "zh").startswith("en")


def say(text: Mapping[str, str]) -> str:
    """The half of a text in two languages that the reader reads."""
    return text["en" if english() else "zh"]
