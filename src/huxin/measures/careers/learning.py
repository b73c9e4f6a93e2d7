"""上课: slide after slide, kept at each, and the questions that close a lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from huxin.casework.service import NotFoundError
from huxin.law.careers.model import Course, ExamQuestion, Lesson
from huxin.measures.careers.classes import course_of
from huxin.measures.careers.models import Enrolment, Progress


@dataclass(frozen=True)
class LessonStanding:
    """Where somebody stands in a lesson; ``slide`` counts from 0, its number of slides means: the questions."""

    lesson: Lesson
    slide: int
    done: bool


@dataclass(frozen=True)
class Marked:
    """A question with what was said to it; ``right`` None while nothing was."""

    question: ExamQuestion
    said: str
    right: bool | None


def course_taken(enrolment: Enrolment) -> Course:
    """The course of an enrolment.  Raises NotFoundError for a class in a classroom."""
    course = course_of(enrolment.training_class)
    if course is None:
        raise NotFoundError(str(enrolment.id))
    return course


def standings(enrolment: Enrolment) -> list[LessonStanding]:
    """Every lesson in order; empty for a class in a classroom."""
    course = course_of(enrolment.training_class)
    known = {one.lesson: one for one in enrolment.progress.all()}
    return [_standing(one, known.get(one.id)) for one in (course.lessons if course else ())]


def _standing(lesson: Lesson, row: Progress | None) -> LessonStanding:
    if row is None:
        return LessonStanding(lesson, 0, False)
    return LessonStanding(lesson, min(row.slide, len(lesson.slides)), row.done_at is not None)


def standing_in(enrolment: Enrolment, lesson: str) -> LessonStanding:
    """Where somebody stands in one lesson.  Raises NotFoundError."""
    found = next((one for one in standings(enrolment) if one.lesson.id == lesson), None)
    if found is None:
        raise NotFoundError(lesson)
    return found


def turn_page(enrolment: Enrolment, lesson: str, seen: int) -> int:
    """Slide ``seen`` was read; answers the next one.  Nobody skips a slide, and nobody falls back.

    Raises NotFoundError for no such lesson.
    """
    here = standing_in(enrolment, lesson)
    reached = here.slide
    if seen == reached < len(here.lesson.slides):
        reached += 1
        Progress.objects.update_or_create(enrolment=enrolment, lesson=lesson, defaults={"slide": reached})
    return min(max(seen, 0) + 1, reached)


def mark(questions: Sequence[ExamQuestion], said: Mapping[str, str]) -> list[Marked]:
    """Each question with its answer; an answer that is no option counts as none."""
    found = []
    for one in questions:
        answer = said.get(one.id, "")
        known = answer in [option.value for option in one.options]
        found.append(Marked(one, answer if known else "", answer == one.right if known else None))
    return found


def close_lesson(enrolment: Enrolment, lesson: str, said: Mapping[str, str]) -> list[Marked]:
    """Answer the questions of a lesson; it is done when all are right, after its slides, and then stays done.

    Raises NotFoundError for no such lesson, or when its slides were not read yet.
    """
    here = standing_in(enrolment, lesson)
    if here.slide < len(here.lesson.slides):
        raise NotFoundError(lesson)
    found = mark(here.lesson.questions, said)
    if not here.done and all(one.right for one in found):
        Progress.objects.filter(enrolment=enrolment, lesson=lesson).update(done_at=timezone.now())
    return found


def learnt(enrolment: Enrolment) -> bool:
    """Whether every lesson is done."""
    found = standings(enrolment)
    return bool(found) and all(one.done for one in found)
