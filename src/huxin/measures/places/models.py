"""Service places 服务点: where they are, what they offer, when they are open and who saw it last."""

from __future__ import annotations

from django.db import models

from huxin.core.service import Leased


class Place(models.Model):
    """One place.  ``lng``, ``lat``: WGS-84 degrees; ``raw_x``, ``raw_y``: as they came, in the system ``crs``.

    ``services``: ids of the taxonomy between spaces.  ``hours``: OSM syntax, empty for unknown.  ``flag``: what an
    officer should look at.  ``reported_on``: somebody said that it is closed or broken and nobody has settled it.
    ``verified_on``: somebody saw it open.  ``retired_on``: taken off.  ``invented``: of a demonstration, no real place.
    ``hub``: the station, airport or sight that it belongs to, by name.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    services = models.CharField(max_length=300, blank=True)
    county = models.CharField(max_length=6)
    address = models.CharField(max_length=200, blank=True)
    entrance = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    lng = models.FloatField()
    lat = models.FloatField()
    raw_x = models.CharField(max_length=40)
    raw_y = models.CharField(max_length=40)
    crs = models.CharField(max_length=8)
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=100, blank=True)
    flag = models.CharField(max_length=20, blank=True)
    reported_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)
    invented = models.BooleanField(default=False)
    hub = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["county", "kind"], name="places_of_a_county")]


class Edition(models.Model):
    """One row: its number grows with every change of the register, so that each process knows when to read it again."""

    number = models.PositiveBigIntegerField(default=0)


class Repair(models.Model):
    """A report about a place that was settled: from ``reported_on`` to ``settled_on``, as ``outcome``."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="repairs")
    reported_on = models.DateField()
    settled_on = models.DateField()
    outcome = models.CharField(max_length=20)


class OpenedPlace(models.Model):
    """A place whose project ended as opened and whose point nobody has written yet: not on the public page so far."""

    case_no = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, blank=True)
    county = models.CharField(max_length=6)
    unit = models.CharField(max_length=100, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    opened_on = models.DateField(null=True)


class WaitingArea(models.Model):
    """What is counted at a waiting area 候客区; its bays are the capacity of its place.

    ``arrivals``: cars in each of the 24 hours of a day; ``stay``: minutes that a car stays; both from ``source``, as of
    ``counted_on``.  ``taken``: bays taken at ``taken_at``, as a counter or an attendant says.  ``key_digest``: of the
    key with which they say it; empty for none.
    """

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="waiting_area")
    arrivals = models.JSONField(default=list)
    stay = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)
    counted_on = models.DateField(null=True)
    taken = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    key_digest = models.CharField(max_length=64, blank=True)


class DemandSheet(models.Model):
    """Where workers waited between orders in some days; the newest one is what planners see.

    ``hidden``: cells left out because fewer than ``least`` people waited there.  ``invented``: of a demonstration.
    """

    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField()
    least = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()
    invented = models.BooleanField(default=False)


class DemandCell(models.Model):
    """Idle minutes of one H3 cell in one band of the day, as minutes and weighed by the weather."""

    sheet = models.ForeignKey(DemandSheet, models.CASCADE, related_name="cells")
    cell = models.CharField(max_length=16)
    band = models.PositiveSmallIntegerField()
    county = models.CharField(max_length=6)
    lng = models.FloatField()
    lat = models.FloatField()
    minutes = models.PositiveIntegerField()
    weight = models.PositiveIntegerField()
    workers = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["sheet", "band", "county"], name="demand_of_a_band")]


class HubHour(models.Model):
    """What order records say of a hub in one hour of a day, summed over the days of the sheet.

    ``what``: rides that began (served), were timed until somebody got in (waited) or were given up before (unmet), or
    drivers who waited there for the next one (circling).  ``minutes``: of being on the way, or of waiting.
    """

    sheet = models.ForeignKey(DemandSheet, models.CASCADE, related_name="hubs")
    hub = models.CharField(max_length=60)
    hour = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10)
    many = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    workers = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["sheet", "hub"], name="hours_of_a_hub")]


class Scenario(Leased):
    """One run of the siting engine 选点方案, or one with a site moved by hand.

    ``county`` empty: the whole city.  ``band``: part of the day, None for all of it.  ``reach``: straight metres that
    count as a walk.  ``unit_cost``: yuan a new site.  ``candidates``: points that a planner brought; empty: the grid.
    ``sites``: chosen points.  ``figures``: what the engine and the measurements say of them.  ``fault``: why there is
    no answer, a word of ``InputError``.
    """

    name = models.CharField(max_length=60)
    county = models.CharField(max_length=6, blank=True)
    kind = models.CharField(max_length=30)
    band = models.PositiveSmallIntegerField(null=True)
    count = models.PositiveIntegerField()
    reach = models.PositiveIntegerField()
    unit_cost = models.PositiveIntegerField(default=0)
    seconds = models.PositiveSmallIntegerField()
    candidates = models.JSONField(default=list)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="moved")
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    sites = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    fault = models.CharField(max_length=200, blank=True)
