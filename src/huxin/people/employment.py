"""Shared records of who works for whom, by which paper and under which cover: several measures read them."""

from __future__ import annotations

from django.db import models


class Engagement(models.Model):
    """用工关系: a person works for a company in a form; ``until`` empty: still.  Both days are days of work."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="engagements")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="engagements")
    form = models.CharField(max_length=10)
    trade = models.CharField(max_length=20)
    county = models.CharField(max_length=6)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "company", "form", "since"], name="one_engagement_a_start")
        ]
        indexes = [models.Index(fields=["company", "since"], name="engagements_of_a_company")]


class Filing(models.Model):
    """A list that a company sent 名单报送.  ``digest`` is over what it changed; the ledger seals it."""

    id = models.UUIDField(primary_key=True)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="filings")
    sheet = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["company", "-received_at"], name="filings_of_a_company")]


class RejectedRows(models.Model):
    """Rows of a list that were wrong 退回的行, with what was wrong, encrypted under the company's key.

    They are the company's own, to be mended and sent again; after ``until`` they are forgotten.
    """

    filing = models.OneToOneField(Filing, models.CASCADE, primary_key=True, related_name="returned")
    sealed = models.BinaryField()
    until = models.DateField()


class Agreement(models.Model):
    """合同、书面协议: drawn up here or filed by the company.

    What was agreed never changes: a changed paper is a new row whose ``previous`` is the old one.  ``sealed`` holds
    text, summary and answers under the person's data key; a filed one has only what the list says.  ``partner``: the
    credit code of the third party of a three-party agreement.  A draft is the company's alone until it is offered.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="agreements")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="agreements")
    partner = models.CharField(max_length=18, blank=True)
    paper = models.CharField(max_length=40)
    trade = models.CharField(max_length=20)
    county = models.CharField(max_length=6)
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="newer")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="agreements")
    sealed = models.BinaryField(null=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    text_sm3 = models.CharField(max_length=64, blank=True)
    pack_hash = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    signed_on = models.DateField(null=True)
    status = models.CharField(
        max_length=10,
        choices=[(name, name) for name in ("drafted", "offered", "signed", "disputed", "replaced", "ended")],
    )

    class Meta:
        indexes = [
            models.Index(fields=["company", "person", "status"], name="agreements_of_a_company"),
            models.Index(fields=["company", "-made_at", "-id"], name="agreements_by_day"),
            models.Index(fields=["person", "-made_at"], name="agreements_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["previous"], condition=~models.Q(status="ended"), name="one_newer_version_that_stands"
            )
        ]


class Cover(models.Model):
    """参保: a person is insured by a company for the work on a platform, from a day until a day (None: still)."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="covers")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="covers")
    platform = models.CharField(max_length=60)
    trade = models.CharField(max_length=20)
    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=1, choices=[("A", "A"), ("B", "B"), ("C", "C")])
    received_on = models.DateField()
    cover_from = models.DateField()
    cover_to = models.DateField(null=True)
    base_fen = models.BigIntegerField(null=True)
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="covers")

    class Meta:
        indexes = [
            models.Index(fields=["company", "platform", "person"], name="covers_of_a_company"),
            models.Index(fields=["company", "-cover_from", "-id"], name="covers_by_day"),
            models.Index(fields=["person", "cover_from"], name="covers_of_a_person"),
        ]
