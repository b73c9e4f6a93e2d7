"""User stories that a browser test walks: what the product shows working, and for which trade.

``packs/stories.yaml`` is written from the marks on the tests in ``tests/browser``; a test holds the two together, so
nobody can call a sentence walked by hand.  It belongs to no pack: a new test does not change the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import yaml

STORIES: Final = Path(__file__).resolve().parents[2] / "packs" / "stories.yaml"

Result = Literal["rule", "side", "paper", "money", "clock"]
"""What a walk can end in: the rule ran and its answer stood there, the other side joined, a paper was issued, the money
was right, the deadline was met."""
RESULTS: Final[tuple[Result, ...]] = ("rule", "side", "paper", "money", "clock")


@dataclass(frozen=True, kw_only=True)
class Story:
    """One browser test: ``test`` is its pytest id, ``procedures`` what it walks from the first screen to the result.

    ``shows``: by procedure, which parts of the result it looks at and would fail without.
    """

    test: str
    procedures: tuple[str, ...]
    trades: tuple[str, ...]
    shows: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)


def stories(path: Path = STORIES) -> tuple[Story, ...]:
    """The stories of the file, in its order."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
    return tuple(
        Story(
            test=row["test"],
            procedures=tuple(row["procedures"]),
            trades=tuple(row["trades"]),
            shows={name: tuple(found) for name, found in row["shows"].items()},
        )
        for row in rows
    )


def as_yaml(found: tuple[Story, ...]) -> str:
    """The text of the file for these stories."""
    told = {one.test: [f"{name}: [{', '.join(what)}]" for name, what in one.shows.items()] for one in found}
    return _HEAD + "".join(
        f"- test: {one.test}\n"
        f"  procedures: [{', '.join(one.procedures)}]\n"
        f"  trades: [{', '.join(one.trades)}]\n"
        f"  shows: {{{', '.join(told[one.test])}}}\n"
        for one in found
    )


_HEAD: Final = """\
# Written from the marks on tests/browser and what they call; tests/architecture/test_stories.py says what is right.
stories:
"""
