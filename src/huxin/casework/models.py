"""Tables of casework.  Acts are written once and sealed; a case row repeats their fold for lists."""

from __future__ import annotations

from django.db import models

from huxin.core.service import Leased
from huxin.identity.service import Account
from huxin.people.service import Company, Person


class PackVersion(models.Model):
    """A policy pack that was ever used, with the files of its chain: a case goes on under the one it began with."""

    hash = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    archive = models.BinaryField()
    kept_at = models.DateTimeField(auto_now_add=True)


class Counter(models.Model):
    """Running numbers of a year; the row is locked by whoever takes one."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)


class Case(models.Model):
    """办件: the fold of its acts as a row.  ``due`` is the next open deadline, ``amount_fen`` what the city owes.

    ``origin`` is the case from which this one was handed over.  ``turn``: whose turn it is 轮到谁, in roles of the
    office or sides of the case, until the day ``turn_until``; from the next day on ``turn_next``.  ``back``: it is
    again with somebody of the office who had it before.
    """

    no = models.CharField(max_length=20, primary_key=True)
    procedure = models.CharField(max_length=60)
    procedure_version = models.CharField(max_length=20)
    department = models.CharField(max_length=30)
    county = models.CharField(max_length=6)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    filed_at = models.DateTimeField()
    status = models.CharField(max_length=20)
    seq = models.PositiveIntegerField()
    due = models.DateField(null=True)
    due_clock = models.CharField(max_length=40, blank=True)
    due_proposed = models.BooleanField(default=False)
    """By a length that the pack proposes: the city had adopted none when somebody last acted."""
    handler = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField(null=True)
    paid_in = models.CharField(max_length=20, blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="onward")
    wake = models.DateField(null=True)
    """The next day on which a clock asks for a reminder or has run out; set by acts and moved on by the worker."""
    turn = models.CharField(max_length=60, blank=True, default="")
    turn_until = models.DateField(null=True)
    turn_next = models.CharField(max_length=60, blank=True, default="")
    back = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["wake", "no"], name="cases_to_look_at"),
            models.Index(fields=["department", "status", "due", "no"], name="queue_of_a_department"),
            models.Index(fields=["department", "county", "status", "due", "no"], name="queue_of_a_county"),
            models.Index(fields=["applicant", "-filed_at"], name="cases_of_a_person"),
            models.Index(fields=["department", "turn", "due", "no"], name="whose_turn_in_a_department"),
            models.Index(fields=["department", "county", "turn", "due", "no"], name="whose_turn_in_a_county"),
        ]


class LastRead(models.Model):
    """Up to which act an account has read a case; what came after it is unread 未读."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "case"], name="one_mark_a_reader")]


class Mention(models.Model):
    """A keyed digest of a number that somebody wrote in a case: an order, a telephone, an identity or credit code.

    By it a desk's search finds the case; the number itself lies in the act alone.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="mentions")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "case"], name="one_mention_a_case")]


class CaseParty(models.Model):
    """The other side 对方 of a case, who sees it since the act ``since`` and acts in it as ``role``.

    ``side`` respondent or third: where it stands, whatever the word of the law for it is.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    side = models.CharField(max_length=12, default="respondent")
    since = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person", "role"], name="one_part_a_person")]


class Appointment(models.Model):
    """约定的时间 of a hearing, a talk, an interview: which act called to it, and until when it keeps room and people.

    ``holds``: keyed digests of the room and of the people, so that none is booked twice.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="appointments")
    act_seq = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    holds = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "act_seq"], name="one_appointment_an_act")]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="appointments_by_time")]


class Intake(models.Model):
    """窗口收件: by whom a case was taken in from a person who stood there, and which papers they showed (``shown``)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="intake")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    shown = models.JSONField(default=list)
    at = models.DateTimeField()


class Against(models.Model):
    """The registered company that a case is against by what its form says 被反映的单位, also before it takes part.

    By its credit code, or by a name that means one company; for counts alone, and for nobody to see a case by.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="against")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+")


class Act(models.Model):
    """One act.  ``sealed`` holds payload, register extract and decision record under the applicant's data key."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts", db_constraint=True)
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    by = models.CharField(max_length=20)
    actor = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()
    evidence = models.JSONField(default=list)
    pack_hash = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_act_a_place")]
        indexes = [models.Index(fields=["case", "seq"], name="objections", condition=models.Q(act="appeal"))]


class Draft(models.Model):
    """An application that is not sent yet, encrypted; one per person and procedure."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    procedure = models.CharField(max_length=60)
    sealed = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "procedure"], name="one_draft_a_procedure")]


class Pending(Leased):
    """Something about a case that waits to go out.  The row is the queue (``huxin.core.jobs.queue``)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Outgoing(Pending):
    """Something that an act asked to be sent."""

    act_seq = models.PositiveIntegerField()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["case", "act_seq"], name="one_%(class)s_an_act")]


class DocumentNumber(models.Model):
    """文号: the number of one paper in the register of documents 发文登记 of the body that made it.

    Taken in the transaction of the act that asks for the paper, so that none is missing; the copies for the several
    addressees share it.  A number is never used again: it is made void with a reason.
    """

    id = models.UUIDField(primary_key=True)
    body = models.CharField(max_length=40)
    county = models.CharField(max_length=6)
    text = models.CharField(max_length=80, unique=True)
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="document_numbers")
    act_seq = models.PositiveIntegerField()
    template = models.CharField(max_length=60)
    taken_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "act_seq", "template"], name="one_number_a_paper")]
        indexes = [models.Index(fields=["body", "county", "-year", "-serial"], name="register_of_documents")]


class SealCertificate(models.Model):
    """A certificate 证书 that papers were signed with: kept for as long as the papers, whatever becomes of the key."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    pem = models.TextField()
    first_used_at = models.DateTimeField()


class Letter(Outgoing):
    """文书: asked for by an act, one for each addressee, rendered and signed by the worker.

    ``to``: to whom the pack addresses it; empty for letters from before each had an addressee, which are the
    applicant's.  ``addressee`` None: nobody who is a side of the case.  ``spelling``: how signs that no font has are
    written in it, encrypted, and who said so.  ``variant``: the outcome or the procedure by which the pack gives it
    another title.  ``code``: by which anybody may check the paper.  ``opened_at``: when its addressee first opened it.
    ``printed_at``, ``printed_by``: the latest time that it was printed to be posted.
    """

    to = models.CharField(max_length=12, blank=True, default="")
    addressee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=60)
    issued_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)
    spelling = models.BinaryField(null=True)
    spelled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    variant = models.CharField(max_length=60, blank=True, default="")
    number = models.ForeignKey(DocumentNumber, models.PROTECT, null=True, related_name="letters")
    code = models.CharField(max_length=20, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "act_seq", "template", "addressee"], name="one_letter_an_addressee"
            ),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="one_paper_a_code"),
        ]


class Notice(Outgoing):
    """A short message 通知 about an act: shown on the case page and sent by SMS through the gateway."""

    message = models.CharField(max_length=40)
    sent_at = models.DateTimeField(null=True)


class Reminder(Pending):
    """提醒: somebody is told of a deadline; shown to them and sent by SMS.  ``account`` None: the applicant.

    The id follows from case, clock, run, kind and recipient, so that nobody is told the same thing twice.
    """

    clock = models.CharField(max_length=40)
    kind = models.CharField(max_length=5)
    due = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="reminders")
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "seen_at", "due"], name="reminders_of_an_officer")]


class CaseCode(Leased):
    """验证码 for a look at one case without an account; made from the row's id, sent to the telephone of the case.

    ``asked``: number and telephone as somebody gave them, sealed, until they were compared; ``case``: which it is, once
    they fit.  ``wrong``: tries so far; ``used_at``: it is good once.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="casecodes")
    asked = models.BinaryField(default=bytes)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)


class ReminderMail(Leased):
    """The mail of a reminder to somebody who has an address: a row of its own, so that neither waits for the other."""

    reminder = models.OneToOneField(Reminder, models.CASCADE, primary_key=True, related_name="mail")
    sent_at = models.DateTimeField(null=True)


class Hold(models.Model):
    """保全: papers of a case that must not be disposed of while a suit or an inquiry lasts."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)


class Disposal(models.Model):
    """销毁: the content of one case, proposed by one officer and carried out by another; the sealed entries stay."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="disposal")
    outcome = models.CharField(max_length=40)
    kept_until = models.DateField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    digests = models.JSONField(default=dict)
    """SHA-256 of what was removed, by its place, so that the sealed log still verifies."""


class SavedView(models.Model):
    """An officer's own view of a queue: a name and the filters."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="views")
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_view_a_name")]


class Adoption(models.Model):
    """The city makes an uncertain parameter its own: value, from when, by which document (act ``adopt``)."""

    id = models.UUIDField(primary_key=True)
    parameter = models.CharField(max_length=80)
    value = models.CharField(max_length=60)
    valid_from = models.DateField()
    document = models.CharField(max_length=120)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PayBatch(models.Model):
    """发放批次: the payments that were made together.  ``checked_by``: who, another person, let it go to the bank,
    or with ``refused``, a reason, did not."""

    no = models.CharField(max_length=20, primary_key=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    cases = models.JSONField()
    total_fen = models.BigIntegerField()
