"""Kinds of places and their services, by id, by either language's word or by a tag of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

Entries = Mapping[str, Mapping[str, Any]]
_FILE: Final = Path(__file__).with_name("taxonomy.yaml")


@cache
def _read() -> dict[str, Entries]:
    found: dict[str, Entries] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def kinds() -> Entries:
    """Id → words."""
    return _read()["kinds"]


def services() -> Entries:
    """Id → words."""
    return _read()["services"]


def find(entries: Entries, text: str) -> str | None:
    """The id that a word of a file means; None for an unknown one."""
    word = text.strip().casefold()
    for name, entry in entries.items():
        if word in (name, str(entry["zh"]).casefold(), str(entry["en"]).casefold()):
            return name
    return None


def by_tags(entries: Entries, tags: Mapping[str, str]) -> list[str]:
    """Ids whose tags a row carries."""
    return [name for name, one in entries.items() if any(_has(tags, tag) for tag in one.get("osm", ()))]


def _has(tags: Mapping[str, str], tag: str) -> bool:
    key, _, value = tag.partition("=")
    return tags.get(key, "").strip().casefold() == value
