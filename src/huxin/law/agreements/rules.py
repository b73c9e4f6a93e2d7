"""One prohibition against one sentence: meant, negated, or not to be told by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from huxin.law.agreements.model import Prohibition
from huxin.law.agreements.pattern import Hit, Words, hits, segment_end, segment_start

Text2 = dict[str, str]
_GRAVEST: Final = ("bad", "ask", "fine")
_UNCLEAR: Final = {
    "exception": {
        "zh": "先说不，后面又留了例外，要问清例外是什么。",
        "en": "It says no and leaves an exception: ask which.",
    },
    "twice": {"zh": "否定了不止一次，意思要问清。", "en": "It is negated more than once: ask what is meant."},
    "carried": {
        "zh": "前半句的“不”管不管后半句，看不准。",
        "en": "Whether the negation reaches this far is not clear.",
    },
    "person": {"zh": "这样写行不行，要看具体情况。", "en": "Whether this may stand depends on the case."},
    "topic": {"zh": "提到了这件事，但没有说清有没有。", "en": "It speaks of this without saying whether it is so."},
}
_NEGATED: Final = {"zh": "写明了不这样做。", "en": "It says that this is not done."}


@dataclass(frozen=True)
class Rule:
    """A prohibition with its patterns compiled."""

    prohibition: Prohibition
    find: tuple[re.Pattern[str], ...]
    plain: tuple[re.Pattern[str], ...]
    fine: tuple[re.Pattern[str], ...]
    unsure: tuple[re.Pattern[str], ...]
    topic: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Found:
    """What a rule says of a sentence; ``reason`` None: the prohibition's own."""

    verdict: Literal["bad", "ask", "fine"]
    start: int
    end: int
    reason: Text2 | None = None


def compile_rule(words: Words, one: Prohibition) -> Rule:
    """Raises PatternError."""
    parts = [tuple(words.compile(text) for text in texts) for texts in _parts(one)]
    return Rule(one, *parts)


def _parts(one: Prohibition) -> tuple[tuple[str, ...], ...]:
    return one.find, one.plain, one.fine, one.unsure, one.topic


def look(words: Words, rule: Rule, text: str) -> Found | None:
    """The gravest thing that a rule finds in a sentence (``plain_text``); None when it is not spoken of."""
    found = list(_all(words, rule, text))
    return min(found, key=lambda one: (_GRAVEST.index(one.verdict), one.start)) if found else None


def _all(words: Words, rule: Rule, text: str) -> Iterator[Found]:
    for pattern in rule.plain:
        yield from (Found("bad", *hit.span) for hit in hits(pattern, text))
    open_text = text
    for pattern in (*rule.fine, *rule.unsure):
        for hit in hits(pattern, open_text):
            allowed = pattern in rule.fine
            yield _unless_exception(words, text, hit) if allowed else Found("ask", *hit.span, _UNCLEAR["person"])
            open_text = f"{open_text[: hit.start]}{'□' * (hit.end - hit.start)}{open_text[hit.end :]}"
    told = open_text != text
    for pattern in rule.find:
        for hit in hits(pattern, open_text):
            told = True
            yield _one(words, text, hit)
    if not told:
        for pattern in rule.topic:
            yield from (Found("ask", *hit.span, _UNCLEAR["topic"]) for hit in hits(pattern, open_text))


def _one(words: Words, text: str, hit: Hit) -> Found:
    count = words.negations(text, hit)
    if count == 0:
        unclear = _carried(words, text, hit)
        return Found("ask" if unclear else "bad", *hit.span, _UNCLEAR["carried"] if unclear else None)
    if count > 1 or words.negation.search(text, hit.end, segment_end(text, hit.end)):
        return Found("ask", *hit.span, _UNCLEAR["twice"])
    return _unless_exception(words, text, hit)


def _unless_exception(words: Words, text: str, hit: Hit) -> Found:
    """Something allowed, unless the sentence goes on to take it back."""
    taken = words.exception.search(text)
    return Found("ask" if taken else "fine", *hit.span, _UNCLEAR["exception"] if taken else _NEGATED)


def _carried(words: Words, text: str, hit: Hit) -> bool:
    """Whether an earlier part of the sentence says that the firm does not, and this part names nobody else."""
    begin = segment_start(text, hit.start)
    before = text[:begin]
    if words.firm.search(text[begin : hit.start]):
        return False
    said = [cut.start() for cut in words.negation.finditer(before)]
    return any(before.endswith(":") or words.firm.search(before, 0, start) for start in said)
