"""User stories that a browser test walks: what the product shows working, and for which trade.

``packs/stories.yaml`` is written from the marks on the tests in ``tests/browser``; a test holds the two together, so
nobody can call a sentence walked by hand.  It belongs to no pack: a new test does not change the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

STORIES: Final = Path(__file__).resolve().parents[2] / "packs" / "stories.yaml"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One browser test: ``test`` is its pytest id, ``procedures`` what it walks from the first screen to the result."""

    test: str
    procedures: tuple[str, ...]
    trades: tuple[str, ...]


def stories(path: Path = STORIES) -> tuple[Story, ...]:
    """The stories of the file, in its order."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
    return tuple(
        Story(test=row["test"], procedures=tuple(row["procedures"]), trades=tuple(row["trades"])) for row in rows
    )


def as_yaml(found: tuple[Story, ...]) -> str:
    """The text of the file for these stories."""
    return _HEAD + "".join(
        f"- {{test: {one.test}, procedures: [{', '.join(one.procedures)}], trades: [{', '.join(one.trades)}]}}\n"
        for one in found
    )


_HEAD: Final = """\
# Written from the marks on tests/browser; tests/architecture/test_stories.py says what should stand here.
stories:
"""
