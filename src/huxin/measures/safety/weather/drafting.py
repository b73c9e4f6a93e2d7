"""From warnings to orders: a draft for each county at once, and an end to orders whose warning ended or was replaced.

``sync`` may run at any time and any number of times: it does what is missing and nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from huxin.casework.service import file_case, perform
from huxin.identity.service import SYSTEM
from huxin.law.dates import SHANGHAI, day_of
from huxin.measures.safety.models import Cancellation, WeatherOrder, WeatherWarning
from huxin.measures.safety.weather.demands import DemandedMeasures, demand, notice_minutes
from huxin.measures.safety.weather.options import ADVICE, PROCEDURE
from huxin.measures.safety.weather.whys import say
from huxin.supervision.weather import BindingTime, Warned, WarningDemand, bound

OPEN: Final = ("received", "in_progress")
_BACK: Final = timedelta(days=7)


FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a warning that holds until it is cancelled."""


@dataclass(frozen=True)
class Interval:
    """The time [start, end) in which a warning binds in its county.

    ``later``: the measures that are new against the warning before and bind only from ``later_from``.
    """

    warning: WeatherWarning
    start: datetime
    end: datetime
    later: tuple[str, ...] = ()
    later_from: datetime | None = None


def intervals(now: datetime) -> list[Interval]:
    """Every warning of late, and of every open order, with the time in which it binds."""
    lasting = Q(expires_at__gt=now - _BACK) | Q(expires_at__isnull=True)
    rows = {
        (one.name, one.county): one for one in WeatherWarning.objects.filter(lasting | Q(order__case__status__in=OPEN))
    }
    held: dict[tuple[str, str], list[BindingTime]] = {}
    for one in bound(records(rows.values()), notice_minutes(day_of(now)) * 60_000, _asked):
        held.setdefault((one.warning.id, one.warning.county), []).append(one)
    return [_interval(rows[key], times) for key, times in held.items()]


def _interval(row: WeatherWarning, times: list[BindingTime]) -> Interval:
    first, last = times[0], times[-1]
    later = tuple(
        name for name in ("stop", "extend", "distance", "in_hand")
        if getattr(first.asked, name) != getattr(last.asked, name)
    )  # fmt: skip
    since = _instant(last.start) if later else None
    return Interval(row, _instant(first.start), _instant(last.end), later, since)


def _asked(one: Warned) -> WarningDemand:
    found = demand(one.type, one.colour, one.county, day_of(_instant(one.effective_at)))
    return WarningDemand() if found is None else WarningDemand(found.stop, found.minutes, found.metres, found.orders)


def records(rows: Iterable[WeatherWarning]) -> list[Warned]:
    """Warning records as the detectors read them: a successor names every warning of the message that it replaces."""
    listed = list(rows)
    names: dict[str, list[str]] = {}
    for one in listed:
        names.setdefault(one.identifier, []).append(one.name)
    cancelled: dict[str, datetime] = {}
    for name, at in Cancellation.objects.filter(identifier__in=names).values_list("identifier", "at"):
        cancelled[name] = min(at, cancelled.get(name, at))
    return [
        Warned(
            one.name, one.type, one.colour, one.county, _ms(one.effective_at),
            _ms(min(one.expires_at or FOREVER, cancelled.get(one.identifier, FOREVER))),
            tuple(dict.fromkeys(name for old in one.supersedes for name in (old, *names.get(old, ())))),
        )
        for one in listed
    ]  # fmt: skip


def sync(now: datetime | None = None) -> list[str]:
    """Draft what warnings ask for, end what has ended.  Answers the numbers of new drafts."""
    at = now or timezone.now()
    with transaction.atomic():
        held = intervals(at)
        drafted = [_draft(one, at) for one in held if one.end > at and not _ordered(one.warning)]
        _end({one.warning.pk: one for one in held}, at)
    return [no for no in drafted if no]


def _ordered(warning: WeatherWarning) -> bool:
    return WeatherOrder.objects.filter(warning=warning).exists()


def _draft(one: Interval, at: datetime) -> str:
    """The number of the draft; empty where the tables demand nothing."""
    row = one.warning
    asked = demand(row.type, row.colour, row.county, day_of(one.start))
    if asked is None:
        return ""
    key = hashlib.sha256(f"{row.name}\n{row.county}".encode()).hexdigest()
    procedure = PROCEDURE if asked.kind == "order" else ADVICE
    no = str(file_case(SYSTEM, procedure, _answers(one, asked), papers={}, key=f"weather-{key}", at=at)["no"])
    WeatherOrder.objects.get_or_create(warning=row, defaults={"case_id": no})
    return no


def _answers(one: Interval, asked: DemandedMeasures) -> dict[str, Any]:
    row = one.warning
    found: dict[str, Any] = {
        "warning_no": row.name,
        "weather_type": row.type,
        "colour": row.colour,
        "measures": asked.measures,
        "trades": list(asked.trades),
        "effective_at": clock_text(one.start),
        "county": row.county,
    }
    if one.end < FOREVER:
        found["expires_at"] = clock_text(one.end)
    if one.later and one.later_from is not None:
        found |= {"later_measures": list(one.later), "later_from": clock_text(one.later_from)}
    doubts = say([why for kept in row.message.answers if _about(kept, row) for why in kept["whys"]], "zh")
    if doubts:
        found["doubt"] = doubts[:600]
    numbers = {"extend_minutes": asked.minutes, "distance_cap": asked.metres, "in_hand_cap": asked.orders}
    return found | {name: str(value) for name, value in numbers.items() if value is not None}


def _about(kept: dict[str, Any], row: WeatherWarning) -> bool:
    return not kept.get("reference") and (kept["county"], kept["type"], kept["colour"]) == (
        row.county,
        row.type,
        row.colour,
    )


def _end(held: dict[int, Interval], at: datetime) -> None:
    rows = WeatherOrder.objects.filter(case__status__in=OPEN).select_related("warning", "case")
    for row in rows.order_by("case_id"):
        found = held.get(row.warning_id)
        if found is None or found.end <= at:
            _close(row, found.end if found is not None else at, at)


def _close(row: WeatherOrder, ended: datetime, at: datetime) -> None:
    """An issued order is ended or superseded, a draft is dropped."""
    newer = _newer(row.warning)
    if row.case.status == "received":
        reason = "预警已经结束，或者有了新的预警。"
        perform(SYSTEM, row.case_id, "withdraw", {"reason": reason}, key=f"weather-drop-{row.case_id}", at=at)
        return
    payload = {"outcome": "superseded", "newer_no": newer} if newer else {"outcome": "ended"}
    payload["ended_at"] = clock_text(ended)
    perform(SYSTEM, row.case_id, "decide", payload, key=f"weather-end-{row.case_id}", at=at)


def _newer(warning: WeatherWarning) -> str:
    """The order of the warning that replaced this one; empty where it replaced it by nothing."""
    later = WeatherOrder.objects.filter(warning__county=warning.county, warning__effective_at__gte=warning.effective_at)
    for row in later.select_related("warning").order_by("warning__effective_at"):
        if warning.identifier in row.warning.supersedes:
            return row.case_id
    return ""


def clock_text(at: datetime) -> str:
    """``2026-08-06T14:00+08:00``, on the city's clock."""
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
