"""Tables of the registry."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from huxin.registry.records import Agreement, Cover, Engagement, Filing, ReturnedRows

__all__ = [
    "Account",
    "AccountManager",
    "Agreement",
    "Company",
    "ContributionMonth",
    "Cover",
    "DataKey",
    "Engagement",
    "Filing",
    "Person",
    "Recognition",
    "ReturnedRows",
    "Viewing",
]


class Person(models.Model):
    """A natural person 自然人 or a legal one 法人: a worker, a company, an office.

    ``sealed`` holds name, identity number or credit code, phone and account under the person's data key.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, default="natural", choices=[("natural", "natural"), ("legal", "legal")])
    county = models.CharField(max_length=6)
    index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - empty would not be unique
    sealed = models.BinaryField()


class DataKey(models.Model):
    """The person's data key, wrapped by the installation's master key.  Without it nothing personal can be read."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="data_key")
    wrapped = models.BinaryField()


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their user name."""

    def make(self, username: str, password: str | None, **fields: Any) -> Account:
        """A new account with a hashed password; None makes one that cannot sign in."""
        account = Account(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """Someone who signs in.  ``county`` empty: the whole city.  ``roles``: what the person may do as an officer.

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
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accounts")
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


class ContributionMonth(models.Model):
    """One payment of a month and line, as the insurance register 社保 gives it; money in fen."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="contributions")
    month = models.CharField(max_length=7)
    line = models.CharField(max_length=10)
    paid_fen = models.BigIntegerField()
    refunded_fen = models.BigIntegerField(default=0)
    payer = models.CharField(max_length=10, default="own")
    unit_insured = models.BooleanField(default=False)
    subsidised = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month", "line"], name="one_payment_a_month_and_line")]


class Recognition(models.Model):
    """A recognised group 认定, as the employment register gives it; ``until`` empty: still."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recognitions")
    kind = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)


class Company(models.Model):
    """A platform company 平台企业, or a partner firm 用工合作企业 that works for one."""

    credit_code = models.CharField(max_length=18, primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=[("platform", "platform"), ("partner", "partner")])
    works_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="partners")
    county = models.CharField(max_length=6, blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="company")


class Viewing(models.Model):
    """Somebody looked at masked personal data in full: who, whose, what and why."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    field = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()


from huxin.registry.trust_models import (  # noqa: E402 - they refer to the tables above
    AccountChange,
    Bucket,
    Correction,
    Identity,
    KeptForm,
    SecondFactor,
    Trace,
    Tries,
    UsedTicket,
)

__all__ = [
    "Account",
    "AccountChange",
    "AccountManager",
    "Bucket",
    "Company",
    "ContributionMonth",
    "Correction",
    "DataKey",
    "Identity",
    "KeptForm",
    "Person",
    "Recognition",
    "ReturnedRows",
    "SecondFactor",
    "Trace",
    "Tries",
    "UsedTicket",
    "Viewing",
]
