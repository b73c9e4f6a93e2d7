"""What occupations and courses of a pack must satisfy beyond their shapes: names exist, questions can be answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from huxin.law.agreements.faults import EntryFault, PathIn
from huxin.law.careers.model import Course, ExamQuestion
from huxin.law.errors import nearest

if TYPE_CHECKING:
    from huxin.law.pack.model import Pack

RESERVED: Final = "exam"
"""The address of the examination beside those of the lessons."""


def faults(pack: Pack) -> Iterator[EntryFault]:
    """Every fault of occupations and courses."""
    for key, occupation in pack.occupations.items():
        yield from _source(pack, "occupations", key, ("source",), occupation.source)
    for key, course in pack.courses.items():
        yield from _course(pack, key, course)


def _course(pack: Pack, key: str, course: Course) -> Iterator[EntryFault]:
    yield from _source(pack, "courses", key, ("source",), course.source)
    if course.occupation not in pack.occupations:
        hint = nearest(course.occupation, pack.occupations)
        yield EntryFault("courses", key, ("occupation",), course.occupation, "an occupation of the pack", hint)
    names = [one.id for one in course.lessons]
    for index, lesson in enumerate(course.lessons):
        here: PathIn = ("lessons", index)
        if lesson.id == RESERVED or lesson.id in names[:index]:
            yield EntryFault(
                "courses", key, (*here, "id"), lesson.id, "a name of its own", "Give the lesson another id."
            )
        if not lesson.slides:
            yield EntryFault("courses", key, (*here, "slides"), "none", "at least one slide", "Write what is taught.")
        for place, slide in enumerate(lesson.slides):
            yield from _source(pack, "courses", key, (*here, "slides", place, "source"), slide.source)
        yield from _questions(pack, key, (*here, "questions"), lesson.questions)
    yield from _questions(pack, key, ("exam",), course.exam)


def _questions(pack: Pack, key: str, path: PathIn, questions: Sequence[ExamQuestion]) -> Iterator[EntryFault]:
    if not questions:
        yield EntryFault("courses", key, path, "no question", "at least one question", "Ask what was taught.")
    for index, one in enumerate(questions):
        if one.id in [before.id for before in questions[:index]]:
            yield EntryFault("courses", key, (*path, index, "id"), one.id, "a name of its own", "Give it another id.")
        values = [option.value for option in one.options]
        if one.right not in values or len(set(values)) < 2:
            wanted = f"one of at least two options: {', '.join(values)}"
            yield EntryFault(
                "courses", key, (*path, index, "right"), one.right, wanted, "Name the option that is right."
            )
        yield from _source(pack, "courses", key, (*path, index, "source"), one.source)


def _source(pack: Pack, kind: str, key: str, path: PathIn, source: str | None) -> Iterator[EntryFault]:
    head = "" if source is None else source.partition(" ")[0]
    if source is not None and head not in pack.instruments:
        yield EntryFault(kind, key, path, source, "'<instrument id> <article>'", nearest(head, pack.instruments))
