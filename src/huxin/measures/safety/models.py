"""Tables of this room: warnings as they came, the orders made of them, where platforms are told and how that went."""

from __future__ import annotations

from django.db import models

from huxin.casework.service import Case
from huxin.core.service import Leased
from huxin.people.service import Company, Filing, Person


class Message(models.Model):
    """One message of the weather service, byte for byte, under its own identifier.

    ``acted_on``: false for a test or exercise, which is kept and leads to nothing.  ``answers`` holds what became of
    each part and reference; ``attention``: somebody has to look.  ``unread`` could not be taken and stands under ``?``
    and its digest.
    """

    id = models.UUIDField(primary_key=True)
    identifier = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in ("alert", "update", "cancel", "unread")])
    acted_on = models.BooleanField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=40)
    answers = models.JSONField(default=list)
    attention = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=40, blank=True)


class WeatherWarning(models.Model):
    """A weather warning 气象预警 for one county, read from a message.

    ``type`` and ``colour`` are what the pack makes of the words of the service; ``event`` is what came.  A word that
    the pack does not know stands as it came.  ``name`` is the message's number, and of several warnings for one county
    also weather and colour.  ``expires_at`` empty: until it is cancelled.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="warnings")
    identifier = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=300)
    county = models.CharField(max_length=6)
    type = models.CharField(max_length=60)
    colour = models.CharField(max_length=20)
    event = models.CharField(max_length=60)
    headline = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=120, blank=True)
    supersedes = models.JSONField(default=list)
    effective_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "county"], name="one_name_a_county")]


class Cancellation(models.Model):
    """A warning taken back 解除, whichever of the two messages came first."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="cancels")
    identifier = models.CharField(max_length=200, db_index=True)
    at = models.DateTimeField()


class WeatherOrder(models.Model):
    """The one order 恶劣天气指令 that a warning leads to in a county."""

    warning = models.OneToOneField(WeatherWarning, models.PROTECT, related_name="order")
    case = models.OneToOneField(Case, models.PROTECT, related_name="weather_order")


class Webhook(models.Model):
    """Where a company wants to be told 推送地址.  Every message is signed with the installation's key."""

    company = models.OneToOneField(Company, models.PROTECT, primary_key=True, related_name="webhook")
    url = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)


class Delivery(Leased):
    """One message for one company: sent until its address takes it, or until it was tried often enough."""

    id = models.UUIDField(primary_key=True)
    company = models.ForeignKey(Company, models.PROTECT, related_name="deliveries")
    case = models.ForeignKey(Case, models.PROTECT, related_name="weather_deliveries")
    event = models.CharField(max_length=30)
    body = models.TextField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "case", "event"], name="one_delivery_an_event")]


class Attempt(models.Model):
    """One try of a delivery 推送记录.  ``status`` is the HTTP answer, empty when there was none."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=200, blank=True)


class RiderRecord(models.Model):
    """What a company says of one rider and vehicle 骑手和车辆: issued, checked, taught; empty where it says nothing.

    ``plate`` empty: drives nothing.  Who is insured stands in the registers and is not repeated.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    plate = models.CharField(max_length=20, blank=True)
    gear_on = models.DateField(null=True)
    inspected_on = models.DateField(null=True)
    trained_on = models.DateField(null=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "company"], name="one_record_a_rider_and_company")]
