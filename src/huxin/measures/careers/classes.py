"""培训班: which classes are open, and what the public list shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, QuerySet

from huxin.casework.service import (
    OFFERED,
    Dossier,
    NotFoundError,
    ReferenceQuery,
    Referent,
    Step,
    city_pack,
    covers_case,
)
from huxin.identity.service import Actor
from huxin.law.careers.model import Course
from huxin.measures.careers.models import Certificate, Enrolment, ExamRecord, TrainingClass
from huxin.people.service import details_of, masked_of

PROCEDURE: Final = "training-class"
OPEN: Final = "in_progress"


def open_class(dossier: Dossier, step: Step) -> None:
    """The office lets a class open: it stands in the public list from now on."""
    said = dossier.answers
    TrainingClass.objects.update_or_create(
        case=dossier.case,
        defaults={
            "name": str(said["class_name"]),
            "organiser": details_of(dossier.case.applicant).name[:120],
            "occupation": str(said["occupation"]),
            "level": str(said["level"]),
            "mode": str(said["mode"]),
            "course": str(said.get("course") or ""),
            "hours": int(said["hours"]),
            "seats": int(said["seats"]),
            "starts_on": date.fromisoformat(str(said["starts_on"])),
            "ends_on": date.fromisoformat(str(said["ends_on"])),
        },
    )


def _counted() -> QuerySet[TrainingClass]:
    return TrainingClass.objects.select_related("case").annotate(taken=Count("enrolments"))


def open_classes(on: date) -> list[TrainingClass]:
    """Classes that are running or will, the earliest end first; each with ``taken``, the places that are gone."""
    return list(_counted().filter(case__status=OPEN, ends_on__gte=on).order_by("ends_on", "case_id"))


def find_class(no: str) -> TrainingClass:
    """A class that may open or did, by the number of its case, with ``taken``.  Raises NotFoundError."""
    found = _counted().filter(case_id=no).first()
    if found is None:
        raise NotFoundError(no)
    return found


def is_open(one: TrainingClass, on: date) -> bool:
    """Whether people can still enrol and learn, seats aside."""
    return one.case.status == OPEN and one.ends_on >= on


def course_of(one: TrainingClass) -> Course | None:
    """The online course on which a class rests; None for a classroom, or where the pack has it no more."""
    return city_pack().courses.get(one.course)


def office_classes(actor: Actor) -> list[TrainingClass]:
    """The classes in an officer's scope, the newest first."""
    rows = _counted().order_by("-case__filed_at")
    if "auditor" not in actor.roles:
        rows = rows.filter(case__department=actor.department)
        rows = rows.filter(case__county=actor.county) if actor.county else rows
    return list(rows[:200])


def organised_classes(actor: Actor) -> list[TrainingClass]:
    """The classes that an actor's company or office holds, the newest first."""
    if actor.owner is None:
        return []
    return list(_counted().filter(case__applicant_id=actor.owner).order_by("-case__filed_at")[:200])


@dataclass(frozen=True)
class Participant:
    """Somebody of a class as its office and its organiser see them; ``name`` masked, a dash for one who was erased."""

    enrolment: Enrolment
    name: str
    lessons_done: int
    exams: list[ExamRecord]
    certificate: Certificate | None


def participants(actor: Actor, no: str) -> tuple[TrainingClass, list[Participant]]:
    """A class and everybody in it, in the order of enrolment, for its office and its organiser.

    Raises NotFoundError for anybody else.
    """
    one = find_class(no)
    office = covers_case(actor, one.case) or "auditor" in actor.roles
    if not office and (actor.owner is None or actor.owner != one.case.applicant_id):
        raise NotFoundError(no)
    rows = one.enrolments.select_related("person__data_key").prefetch_related(
        "progress", "exams__certificate__revocation", "exams__examiner"
    )
    return one, [_participant(row) for row in rows.order_by("at", "id")]


def _participant(row: Enrolment) -> Participant:
    exams = sorted(row.exams.all(), key=lambda one: one.attempt)
    done = sum(state.done_at is not None for state in row.progress.all())
    certificate = next((one.certificate for one in exams if hasattr(one, "certificate")), None)
    return Participant(row, masked_of(row.person)["name"], done, exams, certificate)


def named_class(asked: ReferenceQuery, number: str) -> Referent | None:
    """A class that was accepted, by the number of its case, for an answer that names one."""
    row = TrainingClass.objects.filter(case=number).first()
    return None if row is None else _kept(row)


def classes_to_name(asked: ReferenceQuery) -> list[Referent]:
    """The classes, the latest first."""
    return [_kept(row) for row in TrainingClass.objects.order_by("-starts_on", "case")[:OFFERED]]


def _kept(row: TrainingClass) -> Referent:
    return Referent(row.case_id, f"{row.name}（{row.organiser}，{row.starts_on}）")
