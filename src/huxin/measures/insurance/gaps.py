"""漏保清单: who worked without cover, by the regime that holds for the platform, the trade and the day.

Order records come through a function that may answer "no feed"; then nothing is judged, and the answer says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from huxin.casework.service import city_pack
from huxin.files.mending import table_xlsx
from huxin.law import evaluate
from huxin.people.service import Cover, Engagement, Names, Person, masked_of

ITEM: Final = "cover-regime"
HEADS: Final = ("平台", "姓名", "身份证号", "行业", "日期", "保障方式", "订单号", "单数")


@dataclass(frozen=True)
class Worked:
    """One order as the gap list needs it; ``cover_no``: the reference that the order carries, if any."""

    company: str
    platform: str
    person: UUID
    trade: str
    day: date
    order_id: str
    cover_no: str = ""


@dataclass(frozen=True)
class CoverGap:
    """Work without cover: under regime B one per person, platform and day, under C one per order."""

    company: str
    platform: str
    person: UUID
    trade: str
    day: date
    regime: Literal["B", "C"]
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class Gaps:
    """The list, and what could not be judged.  ``fed`` False: there are no order records."""

    fed: bool
    gaps: tuple[CoverGap, ...] = ()
    judged: int = 0
    not_judged: dict[str, int] = field(default_factory=dict)


Orders = Callable[[str | None, UUID | None, date, date], Iterable[Worked] | None]
"""(company, person, first day, last day) → orders, or None for "no feed"."""


def no_feed(company: str | None, person: UUID | None, first: date, last: date) -> None:
    """What stands here until order records are connected."""
    return


class _Feed:
    """Where orders come from."""

    orders: Orders = staticmethod(no_feed)


def register_orders(orders: Orders) -> None:
    """Connect the order records."""
    _Feed.orders = staticmethod(orders)


def gaps(first: date, last: date, *, company: str | None = None, person: UUID | None = None) -> Gaps:
    """Work without cover from ``first`` to ``last``, both with, for a company, a person, or the whole city."""
    found = _Feed.orders(company, person, first, last)
    if found is None:
        return Gaps(fed=False)
    orders = list(found)
    people = {one.person for one in orders}
    covers, employed = _covers(people), _employed(people)
    left: Counter[str] = Counter()
    open_: dict[_Key, list[str]] = {}
    for one in orders:
        regime = _regime(one.platform, one.trade, one.day)
        if _holds(employed.get((one.person, one.company), []), one.day):
            left["labour_relation"] += 1
        elif regime not in ("B", "C"):
            left[regime] += 1
        elif not (one.cover_no or (regime == "B" and _holds(covers.get(_place(one), []), one.day))):
            mark = one.order_id if regime == "C" else ""
            key = (one.day, one.company, str(one.person), one.platform, one.trade, regime, mark)
            open_.setdefault(key, []).append(one.order_id)
    rows = tuple(_gap(key, ids) for key, ids in sorted(open_.items()))
    return Gaps(True, rows, len(orders) - left.total(), dict(left))


_Key = tuple[date, str, str, str, str, str, str]


def _gap(key: _Key, ids: list[str]) -> CoverGap:
    day, company, person, platform, trade, regime, _ = key
    return CoverGap(company, platform, UUID(person), trade, day, "C" if regime == "C" else "B", tuple(sorted(ids)))


def _place(one: Worked) -> tuple[UUID, str, str]:
    return one.person, one.company, one.platform


Spans = list[tuple[date, date | None]]


def _holds(spans: Spans, day: date) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in spans)


def _covers(people: set[UUID]) -> dict[tuple[UUID, str, str], Spans]:
    found: dict[tuple[UUID, str, str], Spans] = {}
    for row in Cover.objects.filter(kind="B", person_id__in=people):
        found.setdefault((row.person_id, row.company_id, row.platform), []).append((row.cover_from, row.cover_to))
    return found


def _employed(people: set[UUID]) -> dict[tuple[UUID, str], Spans]:
    """Labour relations: their cover is regime A and is not told by these records."""
    found: dict[tuple[UUID, str], Spans] = {}
    for row in Engagement.objects.filter(form__in=("labour", "dispatch"), person_id__in=people):
        found.setdefault((row.person_id, row.company_id), []).append((row.since, row.until))
    return found


@lru_cache(maxsize=4096)
def _regime(platform: str, trade: str, day: date) -> str:
    """A, B, C, none, or ``unknown`` where the pack cannot tell."""
    noon = f"{day}T12:00:00+08:00"
    facts = {"trade": trade, "platform": platform, "order_accepted_at": noon, "labour_relation": False}
    found = evaluate(city_pack(), ITEM, facts, on=day).as_json()
    return str((found["outputs"].get("regime") or {}).get("value") or "unknown")


def people_in(found: Gaps) -> list[Person]:
    """Who worked without cover."""
    return list(Person.objects.select_related("data_key").filter(id__in={one.person for one in found.gaps}))


def gaps_xlsx(found: Gaps, people: Mapping[UUID, Names] | None = None) -> bytes:
    """The list to take along; without ``people``, who says how each is shown, everybody is masked."""
    people = people if people is not None else {row.id: masked_of(row, "已注销") for row in people_in(found)}
    return table_xlsx("漏保清单", HEADS, [_line(one, people[one.person]) for one in found.gaps])


def _line(one: CoverGap, who_is: Names) -> tuple[str, ...]:
    order = one.order_ids[0] if one.regime == "C" else ""
    who = (one.platform, who_is["name"], who_is["id_number"], one.trade)
    return (*who, one.day.isoformat(), one.regime, order, str(len(one.order_ids)))
