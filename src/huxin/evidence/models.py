"""Tables of evidence.  What a file was when it came in is never changed."""

from __future__ import annotations

from django.db import models

from huxin.core.models import HASH_LENGTH, Leased


class Pouch(models.Model):
    """证据袋: files that somebody sealed without signing in.

    What is inside is encrypted under a key that only the secret link holds; ``token`` is the link's hash.  Once a
    person has claimed it, ``holder`` names the account and ``sealed_key`` is the key under that person's data key.
    """

    id = models.UUIDField(primary_key=True)
    token = models.CharField(max_length=HASH_LENGTH, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.CharField(max_length=HASH_LENGTH)
    holder = models.CharField(max_length=40, blank=True)
    sealed_key = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["address", "opened_at"], name="pouches_of_an_address")]


class Evidence(Leased):
    """A received file: its hashes were taken from the bytes as they came in; the stored copy is encrypted.

    ``owner`` is the person under whose data key it lies; nobody yet for one in a pouch that is not claimed.

    ``scan``: unscanned (no scanner is set up), pending, clean, infected, error.  It waits in the queue until it was
    examined (scanned, preview made).
    """

    id = models.UUIDField(primary_key=True)
    owner = models.UUIDField(null=True, db_index=True)
    sha256 = models.CharField(max_length=HASH_LENGTH)
    sm3 = models.CharField(max_length=HASH_LENGTH)
    stored_sha256 = models.CharField(max_length=HASH_LENGTH)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=40)
    pouch = models.ForeignKey(Pouch, models.PROTECT, null=True, related_name="files")
    scan = models.CharField(max_length=10, default="unscanned")
    examined_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["received_by", "sha256"], name="files_of_a_sender")]


class Custody(models.Model):
    """保管记录: somebody did something with a file.  ``what``: viewed, exported, claimed, quarantined, dropped."""

    id = models.UUIDField(primary_key=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="custody")
    what = models.CharField(max_length=12)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()


class Receipt(models.Model):
    """回执: which files were here when, signed.  ``content`` is what the signature covers."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    content = models.JSONField()
    signature = models.CharField(max_length=128)


class Upload(models.Model):
    """A file on its way in pieces; ``owner`` and ``key`` find it again after the line broke."""

    id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_upload_a_key")]
