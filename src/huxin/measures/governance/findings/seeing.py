"""Who sees what 谁看什么: an office its county, a company its own part, a worker the own hours, the city the sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from huxin.identity.service import Actor
from huxin.measures.governance.models import STANDS, Change, Finding, Part
from huxin.people.service import company_of

FACETS: Final = ("detector", "severity", "county", "company", "day")
PAGE: Final = 50
_EVERYTHING: Final = ("hrss", "audit")
_OF_OFFICE: Final[Mapping[str, tuple[str, ...]]] = {
    "emergency": ("weather_dispatch", "weather_limit", "weather_extension"),
    "transport": ("continuous_work", "daily_hours"),
    "medical_insurance": ("cover_gap",),
    "market": ("penalised_late", "infeasible_promise"),
}


NOWHERE: Final = "-"
"""What the county of a finding is called that happened in no county of this city, or nobody knows where."""


@dataclass(frozen=True)
class Filter:
    """What to show; an empty value does not narrow.  ``state``: open, asked, false_alarm, withdrawn."""

    detector: str = ""
    severity: str = ""
    county: str = ""
    company: str = ""
    day: date | None = None
    state: str = ""

    def apply(self, rows: QuerySet[Finding]) -> QuerySet[Finding]:
        """The rows that fit."""
        if self.county == NOWHERE:
            rows = rows.filter(county="")
        for name in ("detector", "severity", "county", "day"):
            if getattr(self, name) != NOWHERE and getattr(self, name):
                rows = rows.filter(**{name: getattr(self, name)})
        if self.company:
            rows = rows.filter(parts__company=self.company)
        states = {
            "open": STANDS & Q(asked=None),
            "false_alarm": Q(false_alarm__isnull=False),
            "asked": Q(asked__isnull=False),
            "withdrawn": Q(withdrawn_at__isnull=False),
        }
        return rows.filter(states[self.state]) if self.state in states else rows


SEES_FINDINGS: Final = frozenset({*_EVERYTHING, *_OF_OFFICE})
"""The departments whose officers see findings."""


def visible(actor: Actor) -> QuerySet[Finding]:
    """The findings in an officer's scope; nothing for anybody else.  A county sees what happened there.

    What happened in no county, or nobody knows where, is the city office's.
    """
    if actor.kind != "officer" or actor.department not in SEES_FINDINGS:
        return Finding.objects.none()
    rows = Finding.objects.all()
    if actor.department in _OF_OFFICE:
        rows = rows.filter(detector__in=_OF_OFFICE[actor.department])
    return rows.filter(county=actor.county) if actor.county else rows


def of_order(actor: Actor, order: str) -> QuerySet[Finding]:
    """The findings in an officer's scope that name an order, the newest first."""
    return visible(actor).filter(orders__order=order).order_by("-day", "id")


def facets(rows: QuerySet[Finding]) -> dict[str, list[tuple[Any, int]]]:
    """For each facet its values and how many findings each has, the most first; days in their order."""
    found: dict[str, list[tuple[Any, int]]] = {}
    for name in FACETS:
        column = "parts__company" if name == "company" else name
        counted = rows.order_by().values_list(column).annotate(n=Count("id", distinct=True))
        order = ("-" + column,) if name == "day" else ("-n", column)
        named = (
            (NOWHERE if name == "county" and value == "" else value, n) for value, n in counted.order_by(*order)[:40]
        )
        found[name] = [(value, number) for value, number in named if value]
    return found


def page_of(rows: QuerySet[Finding], after: str) -> tuple[list[Finding], str]:
    """Fifty rows, the newest first, and the mark to go on from (empty on the last page)."""
    started, _, name = after.partition("/")
    if name and len(started) < 18 and started.lstrip("-").isdecimal() and started.isascii():
        since = int(started)
        rows = rows.filter(Q(started_at__lt=since) | Q(started_at=since, id__gt=name))
    listed = list(rows.select_related("false_alarm", "asked").order_by("-started_at", "id")[: PAGE + 1])
    last = listed[PAGE - 1] if len(listed) > PAGE else None
    return listed[:PAGE], f"{last.started_at}/{last.id}" if last is not None else ""


@dataclass(frozen=True)
class OwnPart:
    """What a company sees of a finding: its own measure, and of others neither names nor numbers."""

    finding: Finding
    measure: float | None
    shared: bool

    @property
    def over(self) -> bool:
        """Whether the company's own part alone is over the limit."""
        one = self.finding
        return not self.shared or (
            self.measure is not None and one.threshold is not None and self.measure > one.threshold
        )


def own_parts(actor: Actor, most: int = 200) -> list[OwnPart]:
    """A company's own parts that are over the limit by themselves, newest first, withdrawn ones among them.

    Raises PermissionError.
    """
    code = company_of(actor).credit_code
    rows = Part.objects.filter(company=code, finding__false_alarm=None).select_related("finding")
    found = (
        OwnPart(one.finding, one.measure, not one.finding.company) for one in rows.order_by("-finding__started_at")
    )
    return [one for one, _ in zip((part for part in found if part.over), range(most), strict=False)]


def of_worker(key: str, most: int = 60) -> list[Finding]:
    """The findings on a worker's own hours, cover and pay, newest first; ``key`` is the keyed hash of the number.

    What was withdrawn comes along and says so: whoever saw it learns that it stands no longer.
    """
    return list(Finding.objects.filter(worker=key, false_alarm=None).order_by("-started_at")[:most]) if key else []


def history_of(one: Finding) -> list[Change]:
    """How a finding was withdrawn and found again, oldest first."""
    return list(one.changes.select_related("recheck").order_by("recheck__at", "id"))


def weather_findings(warning: str, county: str) -> int:
    """How many orders broke the measures of a warning in a county, by findings that stand."""
    rows = Finding.objects.filter(STANDS, detector__startswith="weather_", county=county)
    return sum(one == warning for one in rows.values_list("evidence__warning_id", flat=True)) if warning else 0


def proofs(company: str, detector: str) -> int:
    """How many standing findings of a detector a company has a part in."""
    return Finding.objects.filter(STANDS, detector=detector, parts__company=company).distinct().count()
