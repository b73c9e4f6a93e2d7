"""Tables of this room: findings as they were kept, what people made of them, figures of days."""

from __future__ import annotations

from typing import Final

from django.db import models

from huxin.casework.service import Case
from huxin.identity.service import Account


class FindingFile(models.Model):
    """A findings file of a scan, kept once: its digest is sealed, its rows are findings.

    ``ran``: the detectors that judged these days as far as is known; of any other a day without findings says nothing.
    """

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64, unique=True)
    rows = models.PositiveIntegerField()
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    ran = models.JSONField(default=list)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=40)


class Finding(models.Model):
    """A finding 监测发现 as the scan wrote it; nothing of it is personal but the keyed hash of the worker.

    ``company`` is empty where several are concerned: then ``companies`` names them, and each sees its own part alone.
    ``withdrawn_at`` repeats the newest ``Change`` for lists; None while the finding stands.
    """

    id = models.CharField(max_length=64, primary_key=True)
    file = models.ForeignKey(FindingFile, models.PROTECT, related_name="findings")
    detector = models.CharField(max_length=30)
    clause = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    severity = models.CharField(max_length=12)
    certainty = models.CharField(max_length=10)
    uncertain = models.JSONField(default=list)
    worker = models.CharField(max_length=128, blank=True)
    company = models.CharField(max_length=18, blank=True)
    companies = models.JSONField(default=list)
    county = models.CharField(max_length=6, blank=True)
    day = models.DateField()
    started_at = models.BigIntegerField()
    ended_at = models.BigIntegerField()
    measure = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    order_ids = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    rule_hash = models.CharField(max_length=80)
    pack_hash = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["detector", "day"], name="findings_of_a_detector"),
            models.Index(fields=["county", "day"], name="findings_of_a_county"),
            models.Index(fields=["company", "day"], name="findings_of_a_company"),
            models.Index(fields=["worker", "day"], name="findings_of_a_worker"),
        ]


STANDS: Final = models.Q(withdrawn_at=None, false_alarm=None)
"""Findings that count: neither withdrawn nor called a false alarm."""


class Part(models.Model):
    """What a company did of a finding that concerns several: its own measure 本企业部分, and nothing of the others."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="parts")
    company = models.CharField(max_length=18, db_index=True)
    measure = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "company"], name="one_part_a_company")]


class FindingOrder(models.Model):
    """An order by which a finding is found at a desk; the finding names it too."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="orders")
    order = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "finding"], name="one_line_an_order")]


class FalseAlarm(models.Model):
    """A person found that it is none 误报, and why.  Sealed; the finding stays."""

    finding = models.OneToOneField(Finding, models.PROTECT, primary_key=True, related_name="false_alarm")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Recheck(models.Model):
    """A later scan 复查 of days that were scanned before, where it changed what stands.  Sealed with its changes."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(FindingFile, models.PROTECT, related_name="rechecks")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)


class Change(models.Model):
    """A recheck no longer found a finding, which is withdrawn 撤回, or found it again, so that it stands 恢复.

    ``cause``: ``orders`` where the same rule judged other records, ``rule`` where another rule judged.
    """

    recheck = models.ForeignKey(Recheck, models.PROTECT, related_name="changes")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="changes")
    withdrawn = models.BooleanField()
    cause = models.CharField(max_length=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recheck", "finding"], name="one_change_a_recheck")]


class Asked(models.Model):
    """The inquiry 询问 that findings went into."""

    finding = models.OneToOneField(Finding, models.PROTECT, primary_key=True, related_name="asked")
    case = models.ForeignKey(Case, models.PROTECT, related_name="findings")


class ScannedDay(models.Model):
    """When a local day of the lake was last scanned: what landed before that is judged."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()


ELSEWHERE: Final = "-"
"""The code under which the sums of orders in no county of the city are kept, and never shown."""


class DayFigure(models.Model):
    """Sums of one local day 日汇总, for a county or, with an empty code, the city; counts alone, of nobody.

    ``minutes`` adds up the union of each worker's orders that began on the day.  ``shut``: left out once, and so in
    every later count of the day.  ``marks``: what tells, against each count that was shown, how many workers differ.
    """

    day = models.DateField()
    county = models.CharField(max_length=6, blank=True)
    orders = models.BigIntegerField()
    workers = models.IntegerField()
    minutes = models.BigIntegerField()
    computed_at = models.DateTimeField()
    shut = models.BooleanField(default=False)
    marks = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "county"], name="one_figure_a_day_and_county")]
