"""What the agreements of a pack must satisfy beyond their shapes: names exist, patterns can be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from huxin.law.agreements.build import placeholders
from huxin.law.agreements.model import Prohibition
from huxin.law.agreements.pattern import BUILT_IN, PatternError, Words
from huxin.law.errors import nearest

if TYPE_CHECKING:
    from huxin.law.pack.model import Pack

PathIn = tuple[str | int, ...]
_UNIT: Final = re.compile(r"[1-9]\d*(/[1-9]\d*)?")


@dataclass(frozen=True)
class EntryFault:
    """One thing that is wrong: kind and key of the entry, the path in it, and the usual four parts."""

    kind: str
    key: str
    path: PathIn
    got: str
    wanted: str
    hint: str


def faults(pack: Pack) -> Iterator[EntryFault]:
    """Every fault of words, subjects, prohibitions, clauses, papers and samples."""
    words = Words(pack.word_groups)
    if pack.prohibitions:
        for name in BUILT_IN:
            if name not in pack.word_groups:
                key = next(iter(pack.prohibitions))
                yield EntryFault("prohibitions", key, (), f"no group '{name}'", "a word group of that name", "Add it.")
    for key, subject in pack.subjects.items():
        yield from _patterns(words, "subjects", key, "marks", subject.marks)
        yield from _patterns(words, "subjects", key, "fine", subject.fine)
    yield from _prohibitions(pack, words)
    yield from _papers(pack)
    for key, sample in pack.samples.items():
        yield from _source(pack, "samples", key, ("clause",), sample.clause)
        yield from _known("samples", key, ("paper",), sample.paper, pack.papers, "a paper")
        if sample.finds is not None:
            yield from _known("samples", key, ("finds",), sample.finds, pack.prohibitions, "a prohibition")


def _prohibitions(pack: Pack, words: Words) -> Iterator[EntryFault]:
    for key, one in pack.prohibitions.items():
        for part in ("find", "plain", "fine", "unsure", "skip", "topic"):
            yield from _patterns(words, "prohibitions", key, part, getattr(one, part))
        yield from _source(pack, "prohibitions", key, ("source",), one.source)
        for index, further in enumerate(one.also):
            yield from _source(pack, "prohibitions", key, ("also", index), further)
        yield from _numbers(pack, words, key, one)
        for paper, source in one.sources.items():
            yield from _source(pack, "prohibitions", key, ("sources", paper), source)
            yield from _known("prohibitions", key, ("sources", paper), paper, pack.papers, "a paper")
        for index, paper in enumerate(one.papers):
            yield from _known("prohibitions", key, ("papers", index), paper, pack.papers, "a paper")


def _numbers(pack: Pack, words: Words, key: str, one: Prohibition) -> Iterator[EntryFault]:
    """A number is read by a pattern with one ``#``, and compared with a figure of the pack."""
    yield from _patterns(words, "prohibitions", key, "numbers", one.numbers)
    for pattern, unit in one.numbers.items():
        if pattern.count("#") != 1:
            yield EntryFault(
                "prohibitions", key, ("numbers", pattern), pattern, "one # for the number", "Write # once."
            )
        if not _UNIT.fullmatch(unit):
            hint = "Write 1, or a fraction such as 1/60."
            yield EntryFault("prohibitions", key, ("numbers", pattern), unit, "what one unit of the number is", hint)
    if one.numbers and one.most is None and one.least is None:
        hint = "Name the parameter in `most` or `least`."
        yield EntryFault("prohibitions", key, ("numbers",), "no figure to compare with", "a parameter", hint)
    for part in ("most", "least"):
        name = getattr(one, part)
        if name is not None:
            yield from _known("prohibitions", key, (part,), name, pack.parameters, "a parameter")
            if name in pack.parameters and pack.parameters[name].type == "table":
                yield EntryFault("prohibitions", key, (part,), name, "a parameter with one figure", "Not a table.")
    if one.subject is not None:
        yield from _known("prohibitions", key, ("subject",), one.subject, pack.subjects, "a subject")


def _papers(pack: Pack) -> Iterator[EntryFault]:
    for key, paper in pack.papers.items():
        yield from _source(pack, "papers", key, ("clause",), paper.clause)
        for index, must in enumerate(paper.musts):
            yield from _known("papers", key, ("musts", index), must.subject, pack.subjects, "a subject")
            yield from _source(pack, "papers", key, ("musts", index), must.source)
        asked = {one.name for one in paper.fields}
        for index, name in enumerate(paper.clauses):
            where: PathIn = ("clauses", index)
            yield from _known("papers", key, where, name, pack.model_clauses, "a model clause")
            if name in pack.model_clauses:
                clause = pack.model_clauses[name]
                for answer in sorted({*placeholders(clause), *(clause.when or ())}):
                    yield from _known("papers", key, where, answer, asked, f"an answer that '{name}' can use")


def _patterns(words: Words, kind: str, key: str, part: str, patterns: Collection[str]) -> Iterator[EntryFault]:
    for index, pattern in enumerate(patterns):
        try:
            words.compile(pattern)
        except PatternError as error:
            yield EntryFault(kind, key, (part, index), pattern, "a pattern", f"{error}")


def _source(pack: Pack, kind: str, key: str, path: PathIn, source: str) -> Iterator[EntryFault]:
    head = source.partition(" ")[0]
    if head not in pack.instruments:
        yield EntryFault(kind, key, path, source, "'<instrument id> <article>'", nearest(head, pack.instruments))


def _known(kind: str, key: str, path: PathIn, name: str, known: Collection[str], wanted: str) -> Iterator[EntryFault]:
    if name not in known:
        yield EntryFault(kind, key, path, name, wanted, nearest(name, known))
