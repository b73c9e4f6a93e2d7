"""The shapes of agreements in a pack: words, subjects, prohibitions, model clauses, papers and worked samples.

A pattern is a text with three signs: ``<group>`` stands for any word of that group, ``…`` for a short gap inside one
part of a sentence, ``……`` for one that reaches over commas.  There is nothing else in it, so that a lawyer can read a
rule aloud.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from huxin.law.procedures.model import Condition, Confidence, Field, Text2

Override = Literal["replace", "extend"]
Finding = Literal["void", "not_allowed", "ask"]
"""What a prohibited clause is: without effect, forbidden, or a question for a person."""


@dataclass(frozen=True, kw_only=True)
class WordGroup:
    """Words that mean the same in an agreement 同义词, in Chinese and English."""

    id: str
    words: tuple[str, ...]
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something that an agreement speaks of 必备事项.

    ``marks`` are patterns by which it is found in a text, ``fine`` those by which what is said of it is in order: to be
    spoken of is not enough.
    """

    id: str
    label: Text2
    marks: tuple[str, ...]
    fine: tuple[str, ...] = ()
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Prohibition:
    """A clause that may not stand in an agreement 禁止条款.

    ``find``: patterns that mean it unless they are negated.  ``plain``: patterns that mean it as they stand.
    ``fine``: wordings that are allowed although they hold the same words.  ``unsure``: wordings that only a person can
    judge.  ``skip``: wordings of another matter, left out.  ``topic``: where this is spoken of and nothing above fits,
    a person is asked.  ``sources`` gives a paper a source of its own; ``also`` names further sources that say the same.

    ``numbers``: patterns with ``#`` for the number that a clause names, each with what one unit of it is in the unit of
    the parameter (``1``, ``1/60``).  It may not be over the parameter ``most`` nor under the parameter ``least``.
    ``subject``: a number within the bounds says of this subject what must be said.  ``demanded``: the number is what is
    demanded of the worker, so that "at least eight" demands eight; elsewhere it leaves the other end open.
    """

    id: str
    label: Text2
    source: str
    confidence: Confidence
    verdict: Finding
    reason: Text2
    mend: Text2
    find: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    most: str | None = None
    least: str | None = None
    subject: str | None = None
    demanded: bool = False
    papers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class ModelClause:
    """A clause that can be used as it stands 示范条款, in our own words; ``{name}`` stands for an answer."""

    id: str
    title: Text2
    text: Text2
    plain: Text2
    when: Condition | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Must:
    """A subject that a paper must hold, by a source."""

    subject: str
    source: str
    confidence: Confidence = "V"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A kind of agreement: what it must hold, what is asked to build it, and its clauses in order."""

    id: str
    label: Text2
    clause: str
    names: tuple[str, ...]
    musts: tuple[Must, ...]
    fields: tuple[Field, ...]
    clauses: tuple[str, ...]
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A worked example: a clause and how it is judged.  ``finds`` names the prohibition; empty where it is fine."""

    text: str
    verdict: Literal["fine", "void", "not_allowed", "ask", "not_judged"]
    clause: str
    finds: str | None = None
    paper: str = "written-agreement"
    note: str | None = None
