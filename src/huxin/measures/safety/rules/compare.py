"""What changed between two versions of a rule: sentence by sentence, and within a sentence character by character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from huxin.measures.safety.rules.texts import sentences

Piece = tuple[str, bool]
"""A stretch of text and whether it changed."""


@dataclass(frozen=True)
class SentencePair:
    """Two sentences side by side; an empty side has none.  Joined, the pieces of a side are the sentence."""

    kind: Literal["same", "changed", "added", "removed"]
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()


def compare(old: str, new: str) -> list[SentencePair]:
    """Every sentence of both versions, in order."""
    before, after = sentences(old), sentences(new)
    found: list[SentencePair] = []
    for tag, left, left_end, right, right_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [SentencePair("same", ((one, False),), ((one, False),)) for one in before[left:left_end]]
        else:
            found += _block(before[left:left_end], after[right:right_end])
    return found


def _block(before: Sequence[str], after: Sequence[str]) -> Iterator[SentencePair]:
    """Sentences that follow each other and are alike stand side by side; the rest went or came."""
    place = 0
    for one in before:
        match = next((i for i in range(place, len(after)) if _alike(one, after[i])), None)
        if match is None:
            yield SentencePair("removed", ((one, True),))
            continue
        yield from (SentencePair("added", (), ((new, True),)) for new in after[place:match])
        yield _changed(one, after[match])
        place = match + 1
    yield from (SentencePair("added", (), ((new, True),)) for new in after[place:])


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() > 0.5 and matcher.ratio() > 0.5


def _changed(one: str, other: str) -> SentencePair:
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, begin, end, start, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if end > begin:
            left.append((one[begin:end], tag != "equal"))
        if stop > start:
            right.append((other[start:stop], tag != "equal"))
    return SentencePair("changed", tuple(left), tuple(right))
