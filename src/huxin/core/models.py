"""Tables of the core.  Rows are written once; only the head of the chain moves."""

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
