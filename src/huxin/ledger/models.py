"""Tables of the ledger.  Rows are written once; only the head of the chain moves."""

from __future__ import annotations

from typing import Final

from django.db import models

HASH_LENGTH: Final = 64
FAULT_LENGTH: Final = 300


class Head(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    id = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=HASH_LENGTH)


class Entry(models.Model):
    """One sealed entry.  ``hash`` = SHA-256 over sequence, time, kind, subject, digest and the hash before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=80)
    actor = models.CharField(max_length=40)
    digest = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_entry_per_subject")]


class Root(models.Model):
    """The entries of a minute bound into one signed Merkle root; ``head``: the chain's hash after the last."""

    first = models.BigIntegerField()
    last = models.BigIntegerField(primary_key=True)
    head = models.CharField(max_length=HASH_LENGTH)
    merkle = models.CharField(max_length=HASH_LENGTH)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)


class Reply(models.Model):
    """What a request was answered, so that the same request sent again is answered the same and done once."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    request = models.CharField(max_length=HASH_LENGTH)
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_reply_per_request")]


class Leased(models.Model):
    """A row that is its own queue: a lease keeps two workers apart, and a worker that dies lets it go."""

    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class Fault(models.Model):
    """The last failure of a queue's row: its type and places, never what it was about."""

    queue = models.CharField(max_length=20)
    row = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    places = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "row"], name="one_fault_a_row")]


class Duty(models.Model):
    """Something that falls due again and again, and when it does next; the row keeps two workers apart."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=FAULT_LENGTH, blank=True)


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
