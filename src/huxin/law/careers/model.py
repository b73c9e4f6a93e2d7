"""The shapes of occupations and courses in a pack: what can be learnt, lesson by lesson, and how it is examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from huxin.law.procedures.model import Confidence, Option, Text2

Override = Literal["replace", "extend"]
Level = Literal["1", "2", "3", "4", "5"]
"""A skill level 技能等级: five the lowest, one the highest."""


@dataclass(frozen=True, kw_only=True)
class Occupation:
    """职业（工种）, as the forms name it.  ``code``: of the national classification, None where it is not known."""

    id: str
    label: Text2
    code: str | None
    source: str
    confidence: Confidence
    note: str | None = None
    override: Override | None = None


@dataclass(frozen=True, kw_only=True)
class ExamQuestion:
    """A question with one right answer and why; ``source`` where the answer stands in a document."""

    id: str
    ask: Text2
    options: tuple[Option, ...]
    right: str
    why: Text2
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One screen of a lesson.  ``video``: the address of a film that says the same, for whoever has the data."""

    title: Text2
    points: tuple[Text2, ...]
    source: str | None = None
    video: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """课: slides, then questions that close it."""

    id: str
    title: Text2
    slides: tuple[Slide, ...]
    questions: tuple[ExamQuestion, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """线上课程 for one occupation and level; ``exam``: the questions from which each paper is drawn."""

    id: str
    label: Text2
    summary: Text2
    occupation: str
    level: Level
    hours: int
    source: str
    confidence: Confidence
    lessons: tuple[Lesson, ...]
    exam: tuple[ExamQuestion, ...]
    override: Override | None = None

    def lesson(self, name: str) -> Lesson | None:
        """The lesson of that id."""
        return next((one for one in self.lessons if one.id == name), None)
