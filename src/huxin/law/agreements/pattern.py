"""Patterns of the pack as something that searches a sentence, and whether what it found is negated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from huxin.law.agreements.model import WordGroup
from huxin.law.agreements.numerals import NUMBER
from huxin.law.agreements.text import narrow
from huxin.law.errors import nearest

NEAR: Final = r"((?:[a-z0-9'-]++|[^a-z0-9',:-]){0,14}?)"
"""A short gap ``…``: fourteen Chinese characters, or seven words with their blanks; not over a comma or colon."""
FAR: Final = r"((?:[a-z0-9'-]++|[^a-z0-9'-]){0,24}?)"
"""A longer one ``……`` that may reach over commas."""
LEAD: Final = 24
"""How far before a match a negation may stand, in characters; it never reaches over a comma."""
_SIGN: Final = re.compile(r"<([a-z_]+)>|……|…|#")
_BREAK: Final = re.compile(r"[,:]|但是|但|除非|\bbut\b|\bunless\b")
BUILT_IN: Final = (
    "negation", "no_negation", "must_words", "exception", "firm", "worker", "spared", "no_less", "no_more", "about",
)  # fmt: skip
"""The groups that the judging itself uses; every pack has them."""


@lru_cache(maxsize=2048)
def _compiled(text: str) -> re.Pattern[str]:
    """Python itself keeps few; the packs that one process looks at share most of theirs."""
    return re.compile(text)


class PatternError(ValueError):
    """A pattern that names a group that is not there, or says nothing."""


@dataclass(frozen=True)
class Hit:
    """Where a pattern matched, and the gaps inside the match."""

    start: int
    end: int
    gaps: tuple[tuple[int, int], ...]

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True)
class Words:
    """The word groups of a pack, ready to search with."""

    groups: Mapping[str, WordGroup]

    def compile(self, pattern: str) -> re.Pattern[str]:
        """A pattern as a regular expression whose groups are its gaps and its numbers.  Raises PatternError."""
        if not _SIGN.sub("", pattern).strip() and "<" not in pattern:
            raise PatternError("it says nothing")
        parts: list[str] = []
        end = 0
        for sign in _SIGN.finditer(pattern):
            parts += [re.escape(narrow(pattern[end : sign.start()])), self._sign(sign)]
            end = sign.end()
        return _compiled("".join([*parts, re.escape(narrow(pattern[end:]))]))

    def _sign(self, sign: re.Match[str]) -> str:
        if sign[1] is not None:
            return self.alternatives(sign[1])
        if sign[0] == "#":
            return NUMBER
        return FAR if sign[0] == "……" else NEAR

    def alternatives(self, group: str) -> str:
        """The words of a group as a regular expression, long ones first.  Raises PatternError."""
        if group not in self.groups:
            raise PatternError(f"no group '{group}'. {nearest(group, self.groups)}")
        words = sorted({narrow(word) for word in self.groups[group].words}, key=lambda word: (-len(word), word))
        return f"(?:{'|'.join(_bounded(word) for word in words)})"

    @cached_property
    def negation(self) -> re.Pattern[str]:
        return re.compile(self.alternatives("negation"))

    @cached_property
    def exception(self) -> re.Pattern[str]:
        return re.compile(self.alternatives("exception"))

    @cached_property
    def firm(self) -> re.Pattern[str]:
        return re.compile(self.alternatives("firm"))

    @cached_property
    def worker(self) -> re.Pattern[str]:
        return re.compile(self.alternatives("worker"))

    @cached_property
    def spared(self) -> re.Pattern[str]:
        return re.compile(self.alternatives("spared"))

    @cached_property
    def _ways(self) -> re.Pattern[str]:
        """Words that say which way a number goes, the longest first: 不少于 is not 少于."""
        groups = ("no_less", "no_more", "about")
        words = sorted(((narrow(one), name) for name in groups for one in self.groups[name].words), key=_long_first)
        return re.compile("|".join(f"(?P<{name}{at}>{_bounded(word)})" for at, (word, name) in enumerate(words)))

    def way(self, text: str, start: int, end: int) -> str:
        """Which way the number at ``start`` to ``end`` goes: ``no_less``, ``no_more``, ``about``; empty where exact.

        What follows it goes first; before it the nearest word of its part of the sentence counts, but "about" only
        where it stands beside the number (约八小时, not 约定的八小时).
        """
        after = self._ways.match(text, end)
        if after is not None:
            return _name(after)
        found = ""
        for word in self._ways.finditer(text, max(segment_start(text, start), start - LEAD), start):
            name = _name(word)
            found = name if name != "about" or word.end() == start else found
        return found

    @cached_property
    def _masked(self) -> re.Pattern[str]:
        return re.compile(f"({self.alternatives('must_words')})|{self.alternatives('no_negation')}")

    def plain_text(self, text: str) -> str:
        """The sentence without words that look like a negation and are none; double ones mean must.  Same length."""
        return self._masked.sub(lambda word: ("必" if word[1] else "□") * len(word[0]), text)

    def negations(self, text: str, hit: Hit) -> int:
        """How many negations govern a match: those before it in its part of the sentence, and in its gaps."""
        begin = max(segment_start(text, hit.start), hit.start - LEAD)
        count = len(self.negation.findall(text[begin : hit.start]))
        return count + sum(len(self.negation.findall(text[start:end])) for start, end in hit.gaps)


def _long_first(one: tuple[str, str]) -> tuple[int, str]:
    return -len(one[0]), one[0]


def _name(word: re.Match[str]) -> str:
    return (word.lastgroup or "").rstrip("0123456789")


def segment_start(text: str, at: int) -> int:
    """Where the part of the sentence begins that holds ``at``."""
    return max((cut.end() for cut in _BREAK.finditer(text, 0, at)), default=0)


def segment_end(text: str, at: int) -> int:
    """Where that part ends."""
    cut = _BREAK.search(text, at)
    return cut.start() if cut else len(text)


def hits(pattern: re.Pattern[str], text: str) -> list[Hit]:
    """Every place where a pattern matches; each start once."""
    return [
        Hit(found.start(), found.end(), tuple(found.span(group) for group in range(1, pattern.groups + 1)))
        for found in pattern.finditer(text)
    ]


def _bounded(word: str) -> str:
    """An English word stands alone; a Chinese one anywhere."""
    left = r"\b" if word[:1].isascii() and word[:1].isalnum() else ""
    right = r"\b" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return f"{left}{re.escape(word)}{right}"
