"""Planted violations, each by workers of its own and otherwise in order, and near misses that must not be found.

The truth names the finding: detector, worker or company, start, orders.  Planted orders lie in a county that the
typhoon spares, unless they are about the typhoon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from huxin.supervision.lake import midnight
from huxin.supervision.model import MINUTE_MS
from huxin.supervision.synth.people import COMPANIES, PLANTED, card_number
from huxin.supervision.synth.storm import Storm

Row = dict[str, Any]
CALM: Final = "330328"
_BY_NAME: Final = {one.name: one for one in COMPANIES}
MEITUAN, ELEME, DIDI, SUDA = (_BY_NAME[name] for name in ("美团", "饿了么", "滴滴出行", "速达快递（虚构）"))
SLOW, GAPPY = COMPANIES[-2], COMPANIES[-1]


@dataclass
class Planted:
    """Rows to add to the plain city, and the findings that they must bring."""

    orders: list[Row] = field(default_factory=list)
    oncall: list[Row] = field(default_factory=list)
    cover: list[Row] = field(default_factory=list)
    truth: list[Row] = field(default_factory=list)


class Planter:
    """Plants on one day after another; numbers workers and orders as it goes."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.planted = storm, Planted()
        self._workers = self._orders = 0

    def worker(self) -> str:
        """The number of somebody new."""
        self._workers += 1
        return card_number(PLANTED + self._workers)

    def order(self, worker: str, start: int, minutes: float, **changes: Any) -> Row:
        """One order in perfect order, but for the changes."""
        self._orders += 1
        company = changes.pop("company", MEITUAN)
        end = start + round(minutes * MINUTE_MS)
        row: Row = {
            "order_id": f"P{self._orders:07d}", "company_id": company.code, "worker_id": worker,
            "worker_id_kind": "id_card", "recorded_at": end + 60_000, "started_at": None, "trade": "takeaway",
            "county": CALM, "accepted_at": start, "picked_up_at": None, "completed_at": end, "cancelled_at": None,
            "status": "completed", "dispatch_mode": "assigned", "promised_at": None, "extended_to": None,
            "start_lng": 120.09, "start_lat": 27.79, "end_lng": 120.095, "end_lat": 27.792, "crs": "wgs84",
            "distance_m": 900, "worker_pay_fen": 20_000, "tip_fen": 0, "customer_paid_fen": 25_000,
            "penalty_fen": 0, "penalty_reason": None, "cover_no": f"CV{self._orders:07d}",
        }  # fmt: skip
        row |= changes
        self.planted.orders.append(row)
        return row

    def tell(self, detector: str, rows: list[Row], start: int, **changes: Any) -> None:
        """A finding that must come of these rows."""
        firms = {row["company_id"] for row in rows}
        told = {
            "detector": detector,
            "worker_id": rows[0]["worker_id"] if rows else None,
            "company_id": firms.pop() if len(firms) == 1 else None,
            "started_at": start,
            "order_ids": [row["order_id"] for row in rows],
        }
        self.planted.truth.append(told | changes)


def _at(day: date, clock: str) -> int:
    hour, minute = clock.split(":")
    return midnight(day) + (int(hour) * 60 + int(minute)) * MINUTE_MS


def plant_work(to: Planter, day: date) -> None:
    """Stretches of one company and of two, over midnight; a day of more than eight hours; near misses."""
    one, two, night, long, near, rest = (to.worker() for _ in range(6))
    alone = [to.order(one, _at(day, "08:00"), 130), to.order(one, _at(day, "10:29"), 112)]
    both = [to.order(two, _at(day, "08:00"), 150), to.order(two, _at(day, "10:00"), 150, company=ELEME)]
    late = [
        to.order(night, _at(day, "21:30"), 170, trade="courier"),
        to.order(night, _at(day, "24:25"), 90, trade="courier"),
    ]
    for rows in (alone, both, late):
        to.tell("continuous_work", rows, rows[0]["accepted_at"])
    hours = [to.order(long, _at(day, clock), 162) for clock in ("06:00", "10:00", "14:00")]
    to.tell("daily_hours", hours, midnight(day))
    to.order(near, _at(day, "08:00"), 240)
    for clock in ("06:00", "10:00", "14:00"):
        to.order(rest, _at(day, clock), 160)


def plant_money(to: Planter, day: date) -> None:
    """Pay under the floor; a deduction for lateness; a promise that needs a racing bike; near misses."""
    poor, fair, late, fast = (to.worker() for _ in range(4))
    low = [to.order(poor, _at(day, clock), 60, worker_pay_fen=1999) for clock in ("10:00", "12:00")]
    to.tell("pay_floor_worker", low, low[0]["accepted_at"])
    to.order(fair, _at(day, "10:00"), 60, worker_pay_fen=2000)
    fined = to.order(late, _at(day, "10:00"), 30, penalty_fen=500, penalty_reason="late")
    to.tell("penalised_late", [fined], fined["accepted_at"])
    to.order(late, _at(day, "12:00"), 30, penalty_fen=500, penalty_reason="complaint")
    start = _at(day, "10:00")
    haste = to.order(
        fast, start, 30, picked_up_at=start + 5 * MINUTE_MS, promised_at=start + 17 * MINUTE_MS, distance_m=3001
    )
    to.tell("infeasible_promise", [haste], start)
    noon = _at(day, "12:00")
    to.order(fast, noon, 30, picked_up_at=noon + 5 * MINUTE_MS, promised_at=noon + 17 * MINUTE_MS, distance_m=3000)


def plant_cover(to: Planter, day: date) -> None:
    """An order of regime C without cover; a day of regime B before the roster begins."""
    rider, courier = to.worker(), to.worker()
    bare = to.order(rider, _at(day, "10:00"), 30, cover_no=None)
    to.order(rider, _at(day, "12:00"), 30)
    to.tell("cover_gap", [bare], bare["accepted_at"])
    parcels = [
        to.order(courier, _at(day, c), 30, company=SUDA, trade="courier", cover_no=None) for c in ("10:00", "12:00")
    ]
    to.tell("cover_gap", parcels, midnight(day))
    to.order(courier, _at(day + timedelta(days=1), "10:00"), 30, company=SUDA, trade="courier", cover_no=None)
    start = midnight(day + timedelta(days=1))
    to.planted.cover.append({"company_id": SUDA.code, "worker_id": courier, "kind": "B", "from": start, "to": None})


def plant_feed(to: Planter, day: date) -> None:
    """Orders that were never closed, closed before they began, far too long, or of no length; own worker numbers."""
    start, hour = _at(day, "10:00"), 60 * MINUTE_MS
    odd = [to.order(to.worker(), start, 30, company=DIDI, trade="ride_hailing") | {} for _ in range(4)]
    changes: list[Row] = [
        {"completed_at": None, "status": "open"},
        {"completed_at": start - hour},
        {"completed_at": start + 13 * hour},
        {"completed_at": start},
    ]
    for row, change in zip(to.planted.orders[-4:], changes, strict=True):
        row |= change
    ids = {"order_ids": sorted(row["order_id"] for row in odd), "worker_id": None}
    to.tell("feed_quality", odd, midnight(day), measure="implausible_orders", **ids)
    own = to.order("rider-7", start, 30, company=ELEME, worker_id_kind="stable_key")
    to.tell("feed_quality", [own], midnight(day), measure="stable_keys", worker_id=None, order_ids=[])


def plant_storm(to: Planter, day: date) -> None:
    """Orders handed out under a red warning, over the limits under an orange one, and open without an extension."""
    for held in to.storm.binding:
        if not midnight(day) <= held.start < midnight(day + timedelta(days=1)):
            continue
        start, there = held.start + 10 * MINUTE_MS, {"county": held.county}
        if held.colour == "red":
            sent = to.order(to.worker(), start, 30, **there)
            to.tell("weather_dispatch", [sent], start)
            to.order(to.worker(), held.start - 1, 30, **there)
            kept = to.order(to.worker(), held.start - 20 * MINUTE_MS, 30, promised_at=held.start, **there)
            to.tell("weather_extension", [kept], held.start)
        else:
            far = to.order(to.worker(), start, 30, distance_m=3001, **there)
            to.tell("weather_limit", [far], start)
            laden = to.worker()
            stack = [to.order(laden, start + n * MINUTE_MS, 30, **there) for n in range(4)]
            to.tell("weather_limit", [stack[3]], stack[3]["accepted_at"])


def plant_companies(to: Planter, first: date, days: int) -> None:
    """A company that pays too little for waiting; one that stops sending for a day and nearly stops on another."""
    for count in range(days):
        day = first + timedelta(days=count)
        volume = {5: 0, 8: 6}.get(count, 25)
        for number in range(volume):
            to.order(f"own-{number}", _at(day, "10:00") + number * 10 * MINUTE_MS, 9, company=GAPPY, trade="courier")
            to.planted.orders[-1]["worker_id"] = card_number(PLANTED + 900_000 + number)
        if count >= 3 and volume < 10:
            name = "missing_day" if volume == 0 else "collapsed_volume"
            to.tell("feed_quality", [], midnight(day), company_id=GAPPY.code, measure=name)
    for month in _months(first, days):
        start = _at(month, "09:00")
        rows = [
            to.order(card_number(PLANTED + 800_000 + n), start, 60, company=SLOW, trade="courier", worker_pay_fen=2100)
            for n in range(5)
        ]
        to.planted.oncall.extend(
            {
                "company_id": SLOW.code,
                "worker_id": row["worker_id"],
                "online_at": start,
                "offline_at": start + 90 * MINUTE_MS,
            }
            for row in rows
        )
        to.tell("pay_floor_company", rows, start, worker_id=None, order_ids=[])


def _months(first: date, days: int) -> Iterator[date]:
    seen = set()
    for count in range(days):
        day = first + timedelta(days=count)
        if (day.year, day.month) not in seen:
            seen.add((day.year, day.month))
            yield day


DAILY: Final[tuple[Callable[[Planter, date], None], ...]] = (
    plant_work, plant_money, plant_cover, plant_feed, plant_storm,
)  # fmt: skip


def plant(first: date, days: int, storm: Storm, times: int) -> Planted:
    """``times`` of every violation on every day, and once those that belong to a company's month."""
    to = Planter(storm)
    for count in range(days):
        for _ in range(times):
            for part in DAILY:
                part(to, first + timedelta(days=count))
    if times:
        plant_companies(to, first, days)
    return _joined(to.planted)


def _joined(planted: Planted) -> Planted:
    """Findings of a company and day are one, however often they were planted."""
    merged: dict[tuple[Any, ...], Row] = {}
    for row in planted.truth:
        key: tuple[Any, ...] = (row["detector"], row["started_at"], tuple(row["order_ids"]), row["worker_id"])
        if row["detector"] == "feed_quality":
            key = (row["detector"], row["started_at"], row["company_id"], row["measure"])
            if key in merged:
                merged[key]["order_ids"] = sorted(merged[key]["order_ids"] + row["order_ids"])
                continue
        merged[key] = row
    planted.truth = list(merged.values())
    return planted
