"""Tables of the order lake: what landed, in which files, how good it was; companies' keys; on what it was asked for."""

from __future__ import annotations

import uuid

from django.db import models

from huxin.core.service import HASH_LENGTH, Leased

KINDS = [("orders", "orders"), ("oncall", "oncall"), ("warnings", "warnings")]
BASES = [(word, word) for word in ("relay", "agreement", "delegation", "request", "inspection")]
"""On what records are asked for: a copy of what the national interface relays 转报, an agreement 协议, a delegation by
the province 委托, a request of the provincial market regulator 省级市场监管部门要求, labour inspection 劳动保障监察.
"""


class CompanyKey(models.Model):
    """A key with which a company signs what it sends.

    ``sealed``: the shared secret of ``hmac``, encrypted; of ``ed25519`` the public key, as it is.
    """

    id = models.CharField(max_length=32, primary_key=True)
    company = models.CharField(max_length=18, db_index=True)
    kind = models.CharField(max_length=8, choices=[("hmac", "hmac"), ("ed25519", "ed25519")])
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Basis(models.Model):
    """The legal basis of a feed 报送依据, as the city recorded it; the newest counts."""

    company = models.CharField(max_length=18)
    kind = models.CharField(max_length=8, choices=KINDS)
    basis = models.CharField(max_length=12, choices=BASES)
    document = models.CharField(max_length=200)
    at = models.DateTimeField()


class Batch(models.Model):
    """One delivery 一批报送: the bytes that came, what became of them, and the receipt.

    ``id`` follows from company, kind and bytes, so that the same bytes are the same batch.  ``report`` is what the
    check found; ``incoming`` names the folder in which files still wait to be put in their places.  When the time of
    the bytes is over the samples of the report and the file of faults go too: ``cleared_digest`` is then what was
    sealed.
    """

    id = models.CharField(max_length=32, primary_key=True)
    company = models.CharField(max_length=18)
    kind = models.CharField(max_length=8, choices=KINDS)
    sha256 = models.CharField(max_length=HASH_LENGTH)
    sm3 = models.CharField(max_length=HASH_LENGTH)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()
    accepted = models.BigIntegerField()
    flagged = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    report = models.JSONField()
    basis = models.JSONField()
    landed_at = models.DateTimeField()
    landed_by = models.CharField(max_length=40)
    signature = models.CharField(max_length=128)
    incoming = models.CharField(max_length=32, blank=True, db_index=True)
    raw_gone_at = models.DateTimeField(null=True)
    cleared_digest = models.CharField(max_length=HASH_LENGTH, blank=True)

    class Meta:
        indexes = [models.Index(fields=["company", "kind", "landed_at"], name="batches_of_a_company")]


class RetentionClock(models.Model):
    """Up to when time has passed for what is kept how long; it moves little by little where the clock jumps."""

    id = models.SmallIntegerField(primary_key=True)
    through = models.DateTimeField()


class Part(models.Model):
    """One Parquet file of the lake: the rows of a batch and day.

    Coordinates are rounded by a new ``version``; the one before is ``gone_at`` that moment, and ``removed`` when its
    file is.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="parts")
    company = models.CharField(max_length=18)
    kind = models.CharField(max_length=8)
    day = models.DateField()
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=HASH_LENGTH)
    rows = models.BigIntegerField()
    incoming = models.CharField(max_length=32, blank=True, db_index=True)
    gone_at = models.DateTimeField(null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "day", "version"], name="one_file_a_day_and_version")]
        indexes = [models.Index(fields=["kind", "day"], name="parts_of_a_day")]


class DayCount(models.Model):
    """How many rows of a batch belong to a local day, and how good they were; ``day`` empty: no believable time."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="days")
    company = models.CharField(max_length=18)
    kind = models.CharField(max_length=8)
    day = models.DateField(null=True)
    rows = models.BigIntegerField()
    accepted = models.BigIntegerField()
    flagged = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    late = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["company", "kind", "day"], name="counts_of_a_day")]


class Upload(Leased):
    """A file that a company handed in on its page 网页报送: kept encrypted until the landing job has read it.

    ``only_check``: nothing of it lands.  ``zone``: what times without an offset mean; empty: they are refused.
    Once read it has its ``batch`` (``fresh``: it was not here before), the ``report`` of a check, or the ``fault`` for
    which the file was refused as a whole (the parts of ``law.Problem``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    company = models.CharField(max_length=18)
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=40, blank=True)
    only_check = models.BooleanField(default=False)
    by = models.CharField(max_length=40)
    size = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="uploads")
    fresh = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["company", "asked_at"], name="uploads_of_a_company")]
