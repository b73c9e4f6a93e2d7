"""Tables of the ledger.  Rows are written once; only the head of the chain moves."""

from __future__ import annotations

from typing import Final

from django.db import models

HASH_LENGTH: Final = 64


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


class Evidence(models.Model):
    """A received file: its hashes were taken from the bytes as they came in; the stored copy is encrypted.

    ``owner`` is the person under whose data key it lies.
    """

    id = models.UUIDField(primary_key=True)
    owner = models.UUIDField(db_index=True)
    sha256 = models.CharField(max_length=HASH_LENGTH)
    sm3 = models.CharField(max_length=HASH_LENGTH)
    stored_sha256 = models.CharField(max_length=HASH_LENGTH)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=40)
