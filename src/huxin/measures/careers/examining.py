"""线上考试: a paper drawn anew for each attempt, sat under one's own name, and a record that nobody can change."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, city_adoptions, city_pack, keep_pack, today
from huxin.core.service import append, digest_of
from huxin.identity.service import Actor, Presence
from huxin.law import InputError
from huxin.law.careers.model import Course, ExamQuestion
from huxin.law.clocks import lengths
from huxin.law.dates import day_of
from huxin.measures.careers.classes import OPEN, course_of, is_open
from huxin.measures.careers.enrolling import done_once, own_enrolment
from huxin.measures.careers.learning import course_taken, learnt, mark
from huxin.measures.careers.models import Enrolment, ExamRecord
from huxin.measures.careers.sealed import row_digest
from huxin.people.service import details_of, seal

PROOF: Final = 4
"""How many of the last characters of the identity number somebody types to say that it is they who sit."""


@dataclass(frozen=True)
class ExamRules:
    """Under what an examination is held; ``certain``: the city has made all of it its own."""

    pass_mark: int
    questions: int
    tries: int
    certain: bool


def exam_rules() -> ExamRules:
    """The rules of today.  Raises InputError where the pack has none of the three values."""
    look = lengths(city_pack(), city_adoptions())
    names = ("training.pass_mark", "training.exam_questions", "training.exam_tries")
    found = [look(name, today()) for name in names]
    for name, one in zip(names, found, strict=True):
        if one.value is None:
            raise InputError("pending", name, "nothing", "a value", _("这个数还没定，请政策管理员先定。"))
    mark_, count, tries = (int(one.value or 0) for one in found)
    certain = all(one.certain for one in found)
    return ExamRules(mark_, count, tries, certain)


def why_no_exam(enrolment: Enrolment) -> str:
    """What keeps somebody from sitting now: ``over``, ``passed``, ``lessons``, ``tries``, or nothing."""
    exams = list(enrolment.exams.all())
    if any(one.passed for one in exams):
        return "passed"
    if not is_open(enrolment.training_class, today()):
        return "over"
    if not learnt(enrolment):
        return "lessons"
    return "tries" if sum(day_of(one.at) == today() for one in exams) >= exam_rules().tries else ""


def paper_of(enrolment: Enrolment) -> list[ExamQuestion]:
    """The questions of the next attempt: the same however often they are opened, others the next time.

    Raises NotFoundError for a class in a classroom.
    """
    return _drawn(course_taken(enrolment), enrolment, enrolment.exams.count() + 1)


def _drawn(course: Course, enrolment: Enrolment, attempt: int) -> list[ExamQuestion]:
    def place(one: ExamQuestion) -> bytes:
        return hashlib.sha256(f"{enrolment.id}/{attempt}/{one.id}".encode()).digest()

    return sorted(course.exam, key=place)[: exam_rules().questions]


def paper_digest(questions: Sequence[ExamQuestion]) -> str:
    """SHA-256 over what was asked, with every option, in the order of the paper."""
    return digest_of(
        {
            "questions": [
                {"id": one.id, "ask": dict(one.ask), "options": [[o.value, dict(o.label)] for o in one.options]}
                for one in questions
            ]
        }
    )


def sit(
    actor: Actor, enrolment: uuid.UUID | str, said: Mapping[str, str], sitting: Presence, *, proof: str, seen: str,
    key: str, at: datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Hand in a paper.  Answers ``{"id", "score", "passed"}``; nothing of it can be changed afterwards.

    ``proof``: the last characters of the identity number; ``seen``: the digest of the paper that was shown; ``at``
    dates it back, and no page passes it.  Raises NotFoundError for somebody else's enrolment, ForbiddenError for a
    delegate, InputError for a proof that is wrong or answers that are missing, ConflictError when there is no
    sitting now or the paper is another one.
    """
    body = {"what": "sit", "enrolment": str(enrolment), "said": dict(said), "paper": seen}
    return done_once(actor, key, body, lambda: _sit(actor, enrolment, said, sitting, proof, seen, at))


def _sit(
    actor: Actor, enrolment: uuid.UUID | str, said: Mapping[str, str], sitting: Presence, proof: str, seen: str,
    at: datetime | None,
) -> dict[str, Any]:  # fmt: skip
    if actor.on_behalf:
        raise ForbiddenError("Nobody sits for somebody else.")
    row = own_enrolment(actor, enrolment)
    Enrolment.objects.select_for_update().get(id=row.id)
    reason = why_no_exam(row)
    if reason:
        raise ConflictError(f"There is no sitting now: {reason}.")
    questions = paper_of(row)
    if seen != paper_digest(questions):
        raise ConflictError("The paper was drawn anew; open the page again.")
    if proof.strip().upper() != details_of(row.person).id_number[-PROOF:].upper():
        hint = _("身份证号后四位不对，填你自己的。")
        raise InputError("proof", "proof", "something else", "the last four of your own number", hint)
    marked = mark(questions, said)
    empty = [one.question.id for one in marked if one.right is None]
    if empty:
        hint = _("还有题没答，答完再交。")
        raise InputError("unanswered", empty[0], "nothing", "an answer to every question", hint)
    rules = exam_rules()
    score = 100 * sum(bool(one.right) for one in marked) // len(marked)
    content = {"said": {one.question.id: one.said for one in marked}, "order": [one.id for one in questions]}
    kept = _Kept(score, rules.pass_mark, seen, content, at or timezone.now())
    exam = _record(actor, row, kept, sitting, None)
    return {"id": str(exam.id), "score": exam.score, "passed": exam.passed}


@dataclass(frozen=True)
class _Kept:
    score: int
    pass_mark: int
    paper: str
    content: Mapping[str, Any]
    at: datetime


def _record(actor: Actor, row: Enrolment, kept: _Kept, sitting: Presence, examiner: int | None) -> ExamRecord:
    """Write one attempt and seal it."""
    exam = ExamRecord(
        id=uuid.uuid4(), enrolment=row, attempt=row.exams.count() + 1, at=kept.at, pack_hash=city_pack().hash,
        paper=kept.paper, score=kept.score, pass_mark=kept.pass_mark, passed=kept.score >= kept.pass_mark,
        examiner_id=examiner, **sitting.hashed(),
    )  # fmt: skip
    keep_pack()
    exam.sealed = seal(row.person, dict(kept.content), f"exam:{exam.id}")
    exam.save(force_insert=True)
    append("exam", str(exam.id), row_digest(exam), actor.key, exam.at)
    return exam


def enter_result(actor: Actor, enrolment: uuid.UUID | str, score: int, proctor: str, *, key: str) -> dict[str, Any]:
    """The result of somebody who sat in a classroom, entered by the office after the proctor's list.

    Answers ``{"id", "score", "passed"}``.  Raises ForbiddenError for anybody but a handler of the class's office,
    InputError for a score that is none or a missing proctor, ConflictError for a class with an online examination,
    for one that is closed, and for somebody who passed.
    """
    body = {"what": "result", "enrolment": str(enrolment), "score": score, "proctor": proctor}
    return done_once(actor, key, body, lambda: _enter(actor, enrolment, score, proctor.strip()))


def _enter(actor: Actor, enrolment: uuid.UUID | str, score: int, proctor: str) -> dict[str, Any]:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("training_class__case", "person__data_key")
    row = rows.filter(id=enrolment).first()
    case = row.training_class.case if row is not None else None
    if row is None or case is None or "handler" not in actor.roles or not actor.covers(case.department, case.county):
        raise ForbiddenError("Only a handler of the office enters results.")
    if course_of(row.training_class) is not None or case.status != OPEN or row.exams.filter(passed=True).exists():
        raise ConflictError("There is no result to enter.")
    if not 0 <= score <= 100:
        hint = _("成绩写 0 到 100 的整数。")
        raise InputError("score", "score", score, "0 to 100", hint)
    if not proctor:
        raise InputError("missing", "proctor", "nothing", "who watched", _("写上谁监考。"))
    kept = _Kept(score, exam_rules().pass_mark, digest_of({"proctor": proctor}), {"proctor": proctor}, timezone.now())
    exam = _record(actor, row, kept, Presence("classroom", "", ""), actor.pk)
    return {"id": str(exam.id), "score": exam.score, "passed": exam.passed}
