"""Which days of a feed are still to be sent 待报送, and until when they are in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Min

from huxin.feeds.models import DayCount
from huxin.law import Pack
from huxin.law.dates import SHANGHAI
from huxin.supervision.rules import DetectorRules

LOOKED_BACK: Final = 30
"""Days that are looked at: what is older is told by the quality of the feed, not owed for ever."""


@dataclass(frozen=True)
class OwedDay:
    """A local day of which no record came, and the moment after which its records count as late."""

    day: date
    until: datetime


def owed_days(pack: Pack, company: str, kind: str, today: date) -> list[OwedDay]:
    """The days up to ``today``, today's among them, of which a company that began to send has sent nothing accepted.

    Empty where nothing of this kind was ever accepted: nobody owes a feed that was not begun.
    """
    held = DayCount.objects.filter(company=company, kind=kind, accepted__gt=0, day__lte=today)
    begun = held.aggregate(first=Min("day"))["first"]
    if begun is None:
        return []
    first: date = max(today - timedelta(days=LOOKED_BACK), begun)
    sent = set(held.filter(day__gte=first).values_list("day", flat=True))
    days = (first + timedelta(days=number) for number in range((today - first).days + 1))
    rules = DetectorRules(pack)
    return [OwedDay(day, _until(rules, day)) for day in days if day not in sent]


def _until(rules: DetectorRules, day: date) -> datetime:
    """``feed.late_hours`` after the end of the day."""
    end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    return end + timedelta(hours=rules.number("feed.late_hours", day)[0])
