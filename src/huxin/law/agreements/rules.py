"""One prohibition against one sentence: meant, negated, or not to be told by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from huxin.law.agreements.model import Prohibition
from huxin.law.agreements.numerals import numbers
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
_OPEN: Final = {
    "no_less": {
        "zh": "只写了至少多少，没有写最多多少。",
        "en": "It says how much at least and not how much at most.",
    },
    "no_more": {
        "zh": "只写了最多多少，没有写至少多少。",
        "en": "It says how much at most and not how much at least.",
    },
    "about": {"zh": "数字写得不确定。", "en": "The number is not a certain one."},
}
_WITHIN: Final = {"zh": "写的数字没有超出规定。", "en": "The number is within what the law allows."}
_NEGATED: Final = {"zh": "写明了不这样做。", "en": "It says that this is not done."}


@dataclass(frozen=True)
class CompiledProhibition:
    """A prohibition with its patterns compiled."""

    prohibition: Prohibition
    find: tuple[re.Pattern[str], ...]
    plain: tuple[re.Pattern[str], ...]
    fine: tuple[re.Pattern[str], ...]
    unsure: tuple[re.Pattern[str], ...]
    skip: tuple[re.Pattern[str], ...]
    topic: tuple[re.Pattern[str], ...]
    numbers: tuple[tuple[re.Pattern[str], int, Fraction], ...]
    """Each pattern with the place of its number among its groups and what one unit of it is."""


@dataclass(frozen=True)
class Bounds:
    """What the parameters of a prohibition allow on the day; None where there is no bound."""

    most: Fraction | None = None
    least: Fraction | None = None


@dataclass(frozen=True)
class RuleMatch:
    """What a rule says of a sentence; ``reason`` None: the prohibition's own.  ``number``: what the clause named."""

    verdict: Literal["bad", "ask", "fine"]
    start: int
    end: int
    reason: Text2 | None = None
    number: Fraction | None = None


def compile_rule(words: Words, one: Prohibition) -> CompiledProhibition:
    """Raises PatternError."""

    def compiled(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
        return tuple(words.compile(text) for text in texts)

    counted = tuple((words.compile(text), _place(text), Fraction(unit)) for text, unit in one.numbers.items())
    return CompiledProhibition(
        prohibition=one,
        find=compiled(one.find),
        plain=compiled(one.plain),
        fine=compiled(one.fine),
        unsure=compiled(one.unsure),
        skip=compiled(one.skip),
        topic=compiled(one.topic),
        numbers=counted,
    )


def _place(pattern: str) -> int:
    """Which group of the compiled pattern holds the number: the gaps before it have one each."""
    before = pattern[: pattern.index("#")]
    return before.replace("……", "…").count("…") + 1


def look(
    words: Words, rule: CompiledProhibition, raw: str, text: str, bounds: Bounds | None = None
) -> RuleMatch | None:
    """The gravest thing that a rule finds in a sentence; None when it is not spoken of.

    ``raw``: the sentence; ``text``: its ``plain_text``.
    """
    found = list(_all(words, rule, raw, text, bounds or Bounds()))
    return min(found, key=lambda one: (_GRAVEST.index(one.verdict), one.start)) if found else None


def _all(words: Words, rule: CompiledProhibition, raw: str, text: str, bounds: Bounds) -> Iterator[RuleMatch]:
    for pattern in rule.plain:
        yield from (RuleMatch("bad", *hit.span) for hit in hits(pattern, text))
    rest = text
    for pattern in rule.skip:
        for hit in hits(pattern, rest):
            rest = _without(rest, hit)
    left = rest
    for pattern in (*rule.fine, *rule.unsure):
        for hit in hits(pattern, rest):
            allowed = pattern in rule.fine
            yield _unless_exception(words, text, hit) if allowed else RuleMatch("ask", *hit.span, _UNCLEAR["person"])
            rest = _without(rest, hit)
    meant = [_one(words, text, hit) for pattern in rule.find for hit in hits(pattern, rest)]
    taken = {at for at, (now, was) in enumerate(zip(rest, text, strict=True)) if now != was}
    meant += [one for one in _counted(words, rule, raw, bounds) if taken.isdisjoint(range(one.start, one.end))]
    yield from meant
    if not meant and rest == left:
        for pattern in rule.topic:
            yield from (RuleMatch("ask", *hit.span, _UNCLEAR["topic"]) for hit in hits(pattern, rest))


def _counted(words: Words, rule: CompiledProhibition, raw: str, bounds: Bounds) -> Iterator[RuleMatch]:
    """The numbers that a sentence names, against the bounds; what protects the worker is no breach.

    The words are read as they stand: 不少于 is no negation here and says which way a number goes.
    """
    for pattern, place, unit in rule.numbers:
        for hit in pattern.finditer(raw):
            named = [number * unit for number in numbers(hit[place])]
            if not named:
                continue
            if raw.startswith("半", hit.end()):
                named[-1] += unit / 2
            way = "" if rule.prohibition.demanded else words.way(raw, hit.start(place), hit.end())
            over = bounds.most is not None and max(named) > bounds.most
            under = bounds.least is not None and min(named) < bounds.least
            value = max(named) if over or not under else min(named)
            if (
                not over
                and not under
                and (
                    way == "about"
                    or (way == "no_less" and bounds.most is not None)
                    or (way == "no_more" and bounds.least is not None)
                )
            ):
                yield RuleMatch("ask", *hit.span(), _OPEN[way], value)
            elif not over and not under:
                yield RuleMatch("fine", *hit.span(), _WITHIN, value)
            elif not _protects(words, raw, hit.start()):
                yield RuleMatch("bad", *hit.span(), None, value)


def _without(text: str, hit: Hit) -> str:
    return f"{text[: hit.start]}{'□' * (hit.end - hit.start)}{text[hit.end :]}"


def _protects(words: Words, raw: str, at: int) -> bool:
    """Whether this part of the sentence says before ``at`` that the firm does not, or that the worker is spared."""
    text = words.plain_text(raw)
    begin = segment_start(text, at)
    negation = words.negation.search(text, begin, at)
    if negation is None:
        return False
    if words.spared.search(raw, begin, at) or words.firm.search(text, begin, negation.start()):
        return True
    return words.worker.search(text, begin, negation.start()) is None


def _one(words: Words, text: str, hit: Hit) -> RuleMatch:
    count = words.negations(text, hit)
    if count == 0:
        unclear = _carried(words, text, hit)
        return RuleMatch("ask" if unclear else "bad", *hit.span, _UNCLEAR["carried"] if unclear else None)
    if count > 1 or words.negation.search(text, hit.end, segment_end(text, hit.end)):
        return RuleMatch("ask", *hit.span, _UNCLEAR["twice"])
    return _unless_exception(words, text, hit)


def _unless_exception(words: Words, text: str, hit: Hit) -> RuleMatch:
    """Something allowed, unless the sentence goes on to take it back."""
    taken = words.exception.search(text)
    return RuleMatch("ask" if taken else "fine", *hit.span, _UNCLEAR["exception"] if taken else _NEGATED)


def _carried(words: Words, text: str, hit: Hit) -> bool:
    """Whether an earlier part of the sentence says that the firm does not, and this part names nobody else."""
    begin = segment_start(text, hit.start)
    before = text[:begin]
    if words.firm.search(text[begin : hit.start]):
        return False
    said = [cut.start() for cut in words.negation.finditer(before)]
    return any(before.endswith(":") or words.firm.search(before, 0, start) for start in said)
