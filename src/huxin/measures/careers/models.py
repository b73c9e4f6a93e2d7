"""Tables of the room: classes as the public sees them, who learns, what was examined, what was certified."""

from __future__ import annotations

from django.db import models

from huxin.casework.service import Case
from huxin.core.service import Leased
from huxin.identity.service import Account
from huxin.people.service import Person


class TrainingClass(models.Model):
    """培训班: what the public list shows of a ``training-class`` case once it may open; the case says the rest.

    ``course``: the online course of the pack on which it rests, empty for a classroom.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="training_class")
    name = models.CharField(max_length=60)
    organiser = models.CharField(max_length=120)
    occupation = models.CharField(max_length=40)
    level = models.CharField(max_length=1)
    mode = models.CharField(max_length=10)
    course = models.CharField(max_length=60, blank=True)
    hours = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(db_index=True)


class Enrolment(models.Model):
    """报名: one person in one class."""

    id = models.UUIDField(primary_key=True)
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="one_place_a_person")]


class Progress(models.Model):
    """学到哪了: the slide to go on with in a lesson; ``done_at``: its questions were answered right."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="progress")
    lesson = models.CharField(max_length=40)
    slide = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="one_progress_a_lesson")]


class ExamRecord(models.Model):
    """An exam record 实名考试记录: who sat when, under which paper, with what result.

    ``paper``: SHA-256 of the questions asked; ``sealed``: the answers, encrypted.  ``score`` and ``pass_mark`` in per
    cent.  ``device`` and ``session`` are digests.  ``examiner``: the officer who enters the result of a classroom.
    """

    id = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="exams")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    pack_hash = models.CharField(max_length=80)
    paper = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    login_method = models.CharField(max_length=20)
    device = models.CharField(max_length=64)
    session = models.CharField(max_length=64)
    examiner = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "attempt"], name="one_record_an_attempt")]


class Certificate(models.Model):
    """证书: what a class (``training``) or a skill assessment (``level``) ended in."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=[(name, name) for name in ("training", "level")])
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    case = models.ForeignKey(Case, models.PROTECT, related_name="certificates")
    exam = models.OneToOneField(ExamRecord, models.PROTECT, null=True, related_name="certificate")
    occupation = models.CharField(max_length=40)
    level = models.CharField(max_length=1)
    issuer = models.CharField(max_length=120)
    standard = models.CharField(max_length=500)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()


class Revocation(models.Model):
    """撤销: the certificate holds no more; ``sealed``: why and by which clause, for its holder."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True, related_name="revocation")
    at = models.DateTimeField()
    sealed = models.BinaryField()


class CertificateNotice(Leased):
    """The holder is told once by SMS that a certificate was issued, and once that it was revoked."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="notices")
    message = models.CharField(max_length=40)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "message"], name="one_notice_a_message")]
