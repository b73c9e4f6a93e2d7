"""Texts for people stand in both languages, wherever in a pack they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from huxin.law.pack.source import PathInFile

LANGUAGES: Final = ("zh", "en")


def one_sided(data: Any, path: PathInFile = ()) -> Iterator[tuple[PathInFile, str]]:
    """(path, language) of every text that lacks a language, or has it empty."""
    if isinstance(data, dict):
        if data and set(data) <= set(LANGUAGES):
            yield from ((path, one) for one in LANGUAGES if not str(data.get(one) or "").strip())
            return
        for key, value in data.items():
            yield from one_sided(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from one_sided(value, (*path, index))
