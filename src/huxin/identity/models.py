"""Tables of accounts: second factors, traces of what was done, limits, identities from elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their user name."""

    def make(self, username: str, password: str | None, **fields: Any) -> Account:
        """A new account with a hashed password; None makes one that cannot sign in."""
        account = Account(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """Someone who signs in.  ``county`` empty: the whole city.  ``roles``: what an officer, or an account of a company,
    may do; an account of a company without any may do everything in its name.

    ``person``: who a worker is, or the company that an account of a company speaks for.
    """

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(
        max_length=10, choices=[(one, one) for one in ("worker", "officer", "company", "delegate", "system")]
    )
    label = models.CharField(max_length=60)
    department = models.CharField(max_length=30, blank=True)
    county = models.CharField(max_length=6, blank=True)
    roles = models.JSONField(default=list)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="accounts")
    mail = models.EmailField(blank=True)
    phone = models.CharField(max_length=11, blank=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True, null=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(kind="worker"), name="one_account_a_worker")
        ]


class ApiKey(models.Model):
    """A key with which a program speaks for an account; ``digest`` is the SHA-256 of its secret."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """A time-based code 动态验证码 (RFC 6238).  ``last_step``: the newest step used, so that none is used twice."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    sealed_seed = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)


class Trace(models.Model):
    """What was done to an account or with somebody's data, written once and sealed; it holds no personal data.

    ``kind``: account, consent, export, erasure, correction, window, import and the changes of one.
    ``what``: the change, or the purpose of a consent.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="traces")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="traces")
    content = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "kind", "at"], name="traces_of_a_person"),
            models.Index(fields=["account", "kind", "at"], name="traces_of_an_account"),
        ]


class KeptForm(models.Model):
    """What somebody sent when they were no longer signed in, for the same account and address, for a few hours.

    ``sealed``: fields and files, encrypted under the installation's key.  ``account`` None: a visitor's form that was
    kept over a change of language; the session that sent it knows its id.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_index=True)


class AccountChange(models.Model):
    """A change that one person of the staff asked for and another agrees to or refuses: of a staff account by two
    security administrators, or the first account of a company by two officers of an office.

    ``account`` None: the account is made when somebody agrees.  ``content`` holds what was asked for.
    """

    id = models.UUIDField(primary_key=True)
    what = models.CharField(max_length=20)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="changes")
    content = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)


class Absence(models.Model):
    """Leave 请假 of an officer, and the colleague who works on their cases meanwhile; both days are part of it."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Account, models.PROTECT, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["substitute", "until"], name="leaves_by_substitute")]


class EntryCode(models.Model):
    """A one-time code 一次性口令 with which somebody chooses a password; ``digest`` is keyed, one code an account."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="entry_code")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)


class Bucket(models.Model):
    """A token bucket of one person or address; ``key`` is a keyed digest, never the address."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)


class Tries(models.Model):
    """Tries at signing in that were not right, by what they are counted by; both keys are digests, never a name.

    ``owner``: the account that was tried, whether it exists or not.  ``until``: before it no try is looked at.
    """

    key = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64, db_index=True)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)


class Identity(models.Model):
    """An account as another service knows it; ``subject`` is a keyed digest of that service's name for it."""

    provider = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    account = models.ForeignKey(Account, models.CASCADE, related_name="identities")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "subject"], name="one_account_an_identity")]


class UsedTicket(models.Model):
    """A ticket 票据 of a single sign-on that was shown once; only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
