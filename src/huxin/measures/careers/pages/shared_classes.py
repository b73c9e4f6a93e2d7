"""Classes as the desks of office and organiser show them: what they are, and how far everybody in them is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.measures.careers.service import (
    ExamRecord,
    Participant,
    TrainingClass,
    course_of,
    level_label,
    occupation_label,
    revoked_on,
)
from huxin.ui.templatetags.words import say


def class_row(one: TrainingClass) -> dict[str, Any]:
    """One class in a table."""
    course = course_of(one)
    return {
        "no": one.case_id, "name": one.name, "organiser": one.organiser, "open": one.case.status == "in_progress",
        "what": f"{say(occupation_label(one.occupation))} {say(level_label(one.level))}",
        "county": say(city_pack().divisions[one.case.county].label), "from": one.starts_on, "until": one.ends_on,
        "seats": one.seats, "taken": getattr(one, "taken", 0), "course": say(course.label) if course else "",
        "lessons": len(course.lessons) if course else 0,
    }  # fmt: skip


def participant_row(one: Participant, lessons: int) -> dict[str, Any]:
    """Somebody in it: lessons, each attempt, the certificate."""
    certificate = one.certificate
    return {
        "enrolment": str(one.enrolment.id), "name": one.name, "at": one.enrolment.at,
        "lessons": f"{one.lessons_done}/{lessons}" if lessons else "—",
        "exams": [_exam_row(exam) for exam in one.exams],
        "passed": any(exam.passed for exam in one.exams),
        "certificate": certificate.number if certificate else "",
        "revoked": certificate is not None and revoked_on(certificate) is not None,
    }  # fmt: skip


def _exam_row(exam: ExamRecord) -> dict[str, Any]:
    return {"at": exam.at, "score": exam.score, "passed": exam.passed, "by": _examiner(exam.examiner)}


def _examiner(account: Any) -> str:
    return _("教室，%(who)s 登记") % {"who": account.label} if account is not None else _("手机上")
