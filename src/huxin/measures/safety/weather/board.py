"""What the duty desk sees: drafts to issue, orders in force, who acknowledged, what was pushed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huxin.casework.service import Case, Dossier, my_cases, queue_rows, view_dossiers
from huxin.identity.service import Actor
from huxin.measures.safety.models import Delivery, WeatherWarning
from huxin.measures.safety.weather.drafting import FOREVER, intervals
from huxin.measures.safety.weather.options import BOTH
from huxin.measures.safety.weather.standing import OrderStanding, standing_of


@dataclass(frozen=True)
class Served:
    """One platform of an order: when served, when acknowledged, how its message went."""

    name: str
    code: str
    served_at: datetime
    acknowledged_at: datetime | None
    delivery: Delivery | None


@dataclass(frozen=True)
class OrderSheet:
    """One order with its platforms; ``seq`` is the case's latest act."""

    order: OrderStanding
    seq: int
    platforms: tuple[Served, ...]

    @property
    def waiting(self) -> int:
        """How many platforms have not acknowledged; advice waits for nobody."""
        if self.order.kind == "advice":
            return 0
        return sum(one.acknowledged_at is None for one in self.platforms)


def sheet_of(dossier: Dossier) -> OrderSheet:
    """An order as its reader may see it: what it demands is public, of the platforms a platform sees itself."""
    pushed = {
        one.company_id: one
        for one in Delivery.objects.filter(case=dossier.case, event__endswith=".issued").prefetch_related("attempts")
    }
    answered: dict[str, datetime] = {}
    for step in dossier.steps:
        if step.act == "acknowledge":
            answered.setdefault(str(step.payload.get("party", "")), step.at)
    platforms = tuple(
        Served(name, code, step.at, answered.get(name), pushed.get(code))
        for step in dossier.steps
        if step.act == "serve"
        for name, code in [(str(step.payload["to"]), str(step.payload.get("company_code", "")))]
    )
    return OrderSheet(standing_of(dossier.unhidden), dossier.case.seq, platforms)


def orders_for(actor: Actor, *statuses: str, most: int = 60) -> list[OrderSheet]:
    """The orders in an officer's scope or served on a company, newest first."""
    if actor.kind == "company":
        rows = [one for one in my_cases(actor) if one.procedure in BOTH and one.status in statuses]
        return [sheet_of(one) for one in view_dossiers(actor, rows[:most])]
    found: list[Case] = [
        one for status in statuses for one in queue_rows(actor, "all", status=status) if one.procedure in BOTH
    ]
    found.sort(key=lambda one: one.filed_at, reverse=True)
    return [sheet_of(one) for one in view_dossiers(actor, found[:most])]


def warnings_now(now: datetime) -> list[tuple[WeatherWarning, datetime, datetime | None]]:
    """(warning, from, to) of everything that binds now or will, whether or not the tables demand anything.

    ``to`` None: until it is cancelled.
    """
    found = [
        (one.warning, one.start, one.end if one.end < FOREVER else None) for one in intervals(now) if one.end > now
    ]
    return sorted(found, key=lambda one: (one[0].county, one[1]))
