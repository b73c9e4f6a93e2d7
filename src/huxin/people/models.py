"""Tables of people, companies and what the registers hold about them."""

from __future__ import annotations

from django.db import models

from huxin.people.employment import Agreement, Cover, Engagement, Filing, RejectedRows

__all__ = [
    "Agreement",
    "Company",
    "ContributionMonth",
    "Correction",
    "Cover",
    "DataKey",
    "Engagement",
    "Filing",
    "FindKey",
    "Person",
    "Recognition",
    "RejectedRows",
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


class FindKey(models.Model):
    """A keyed digest by which a desk's search finds a person: a beginning of the name, its pinyin, the telephone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="find_keys")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "person"], name="one_key_a_person")]


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
    account = models.ForeignKey("identity.Account", models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    field = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()


class Correction(models.Model):
    """更正申请: somebody says that a field about them is wrong; what it should say lies under their data key."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=20)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)
