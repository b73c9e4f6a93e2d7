"""Tables of this room: the two directories, who is kept away, draws, and what each draw asks of whom."""

from __future__ import annotations

from django.db import models

from huxin.casework.service import Case
from huxin.identity.service import Account


class DirectoryFile(models.Model):
    """A list that an office took into a directory, sealed: which, how many rows, and the digest of what it changed."""

    id = models.UUIDField(primary_key=True)
    sheet = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")


class Target(models.Model):
    """检查对象: a unit or site that may be drawn, its classes, and on what each class rests."""

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    employer = models.CharField(max_length=18)
    county = models.CharField(max_length=6, db_index=True)
    risk = models.CharField(max_length=20)
    risk_basis = models.CharField(max_length=200)
    credit = models.CharField(max_length=20)
    credit_basis = models.CharField(max_length=200)
    listed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Inspector(models.Model):
    """执法检查人员 by the number of the badge, with the account of this person; ``county`` empty: the whole city."""

    badge = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    account = models.OneToOneField(Account, models.PROTECT, related_name="inspector")
    county = models.CharField(max_length=6, blank=True, db_index=True)
    listed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Recusal(models.Model):
    """回避: an inspector is kept away from one object or from all of an employer's.

    ``sealed`` holds the reason under the installation's key: directories are published, reasons never are.
    """

    id = models.UUIDField(primary_key=True)
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="recusals")
    target = models.CharField(max_length=40, blank=True)
    employer = models.CharField(max_length=18, blank=True)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspector", "target", "employer"], name="one_recusal_a_pair"),
        ]


class Draw(models.Model):
    """抽查: the files of one draw, byte for byte as they are published.

    ``seed`` is encrypted under the installation's key until the record reveals it.  ``results`` is what was published.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="draw")
    objects_csv = models.BinaryField()
    inspectors_csv = models.BinaryField()
    commitment = models.TextField()
    seed = models.BinaryField()
    committed_at = models.DateTimeField()
    record = models.TextField(blank=True)
    drawn_at = models.DateTimeField(null=True)
    results = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)


class Task(models.Model):
    """One drawn object, and the case in which it is inspected."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    target = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    employer = models.CharField(max_length=18)
    case = models.OneToOneField(Case, models.PROTECT, related_name="inspection_task")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "number"], name="one_task_a_place")]


class Assignment(models.Model):
    """Who inspects a drawn object; ``ended_at``: somebody else took the place because of a recusal."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="assignments")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "inspector"], name="one_assignment_a_pair")]
