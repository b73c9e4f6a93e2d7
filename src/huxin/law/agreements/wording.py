"""The model clauses' own wording 示范条款: a sentence that says just this is in order, and a heading is no sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from string import Formatter
from typing import Final

from huxin.law.agreements.text import Sentence, narrow, sentences
from huxin.law.pack.model import Pack

_NUMERAL: Final = "一二三四五六七八九十"
_HEAD: Final = rf"(?:第\s*[{_NUMERAL}百零〇\d]+\s*[条章款]|article\s+\d+\.?|\d+[、.)]|[(]?[{_NUMERAL}\d]+[、.)])"
_ANSWER: Final = r"[^。;!?,:\n]{1,100}?"
"""What an answer may be inside a known clause: nothing that begins a clause of its own."""
_OPEN: Final = "qzanswerzq"
"""Stands for an answer while a clause is cut into sentences: letters, as most answers end in one."""


@dataclass(frozen=True)
class Wording:
    """What is known of a pack's clauses: ``known`` sentences with the model clause, ``titles`` without a meaning."""

    known: re.Pattern[str]
    titles: re.Pattern[str]

    def is_model(self, part: Sentence) -> bool:
        """Whether the sentence is one of a model clause, with answers in its places."""
        return self.known.fullmatch(part.text) is not None

    def is_title(self, part: Sentence) -> bool:
        """Whether it only names a clause or the paper."""
        return self.titles.fullmatch(part.text) is not None


def wording_of(pack: Pack) -> Wording:
    """The wording of every model clause in both languages."""
    bodies: set[str] = set()
    titles: set[str] = set()
    for clause in pack.model_clauses.values():
        for language, text in clause.text.items():
            title = re.escape(_narrow(clause.title[language]))
            titles.add(title)
            open_text = "".join(head + (_OPEN if name is not None else "") for head, name, _, _ in _split(text))
            pieces = [_body(part.text) for part in sentences(open_text)]
            for start, end in combinations(range(len(pieces) + 1), 2):
                body = r"\s?".join(pieces[start:end])
                bodies.add(rf"(?:{_HEAD}?\s*{title}[,.:]*\s*)?{body}")
    for paper in pack.papers.values():
        titles |= {re.escape(_narrow(name)) for name in (*paper.label.values(), *paper.names)}
    heads = "|".join(sorted(titles)) or "(?!)"
    known = re.compile("|".join(sorted(bodies)) or "(?!)")
    return Wording(known, re.compile(rf"(?:{_HEAD})?\s*(?:{heads})?[,.:]*"))


def _body(text: str) -> str:
    """A sentence as a regular expression; where an answer ends in no letter, the next sentence joins it."""
    return re.sub(rf"(?:\\ )?{_OPEN}(?:\\ )?", lambda _: rf"\s?{_ANSWER}\s?", re.escape(text))


def _split(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(Formatter().parse(text))


def _narrow(text: str) -> str:
    return narrow(" ".join(text.split()))
