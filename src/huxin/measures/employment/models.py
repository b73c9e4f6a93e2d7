"""Tables of the room: who signed, who says that they did not, and what a day's reconciliation found."""

from __future__ import annotations

from django.db import models

from huxin.core.service import Leased
from huxin.identity.service import Account
from huxin.people.service import Agreement, Company


class Signature(models.Model):
    """签字: one party's will, with what proves it.

    ``device`` and ``session`` are SHA-256 digests, so that two signatures can be compared and nobody be traced;
    ``read_to_end``: the whole text was shown and confirmed before.
    """

    id = models.UUIDField(primary_key=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=10, choices=[(name, name) for name in ("worker", "company", "partner")])
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    login_method = models.CharField(max_length=20)
    device = models.CharField(max_length=64)
    session = models.CharField(max_length=64)
    read_to_end = models.BooleanField()
    text_sha256 = models.CharField(max_length=64)
    text_sm3 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="one_signature_a_party")]


class Invitation(Leased):
    """等你签: the worker is told once by SMS that an agreement was offered."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, primary_key=True, related_name="invitation")
    sent_at = models.DateTimeField(null=True)


class Disavowal(models.Model):
    """“不是我签的”: the worker's statement, sealed; ``case_no`` the dispute that it opened."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, primary_key=True, related_name="disavowal")
    at = models.DateTimeField()
    sealed = models.BinaryField()
    case_no = models.CharField(max_length=20, blank=True)


class Reconciliation(models.Model):
    """每日对账: of the people at work for a company on a day, how many have no paper in force."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="reconciliations")
    day = models.DateField()
    active = models.PositiveIntegerField()
    without_paper = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "day"], name="one_reconciliation_a_day")]
