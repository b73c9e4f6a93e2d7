"""Small hostile cities: few workers, times on the edges of every threshold, gaps in every optional field."""

from __future__ import annotations

import random
from collections.abc import Callable

from huxin.supervision.tests.oracle import DAY, HOUR, MINUTE, City, Row
from huxin.supervision.tests.support import ELEME, EXPRESS, MEITUAN, ORDER_SCHEMA, REGIMES, at

COUNTIES = ("330302", "330302", "330381", "330329", None, "310101")
TRADES = ("takeaway",) * 5 + ("courier", "instant_delivery", "ride_hailing", "city_freight", "long_haul", "unknown")
COMPANIES = (MEITUAN, MEITUAN, ELEME, EXPRESS)
START = at("2026-06-27 00:00")
DAYS = 10


def make(seed: int, workers: int = 6, busy: float = 0.7) -> City:
    """A city from 27 June to 6 July 2026, so that a month ends in its middle."""
    rng = random.Random(seed)
    orders: list[Row] = []
    for worker in range(workers):
        for day in range(DAYS):
            if rng.random() < busy:
                orders += shift(rng, f"w{worker}", START + day * DAY + rng.choice((0, 5, 9, 20)) * HOUR)
    orders += [steady(rng, START + day * DAY + n * MINUTE) for day in range(DAYS) for n in volume(rng, day)]
    orders += [corrected(rng, row) for row in rng.sample(orders, len(orders) // 8)]
    rng.shuffle(orders)
    return City(orders, oncall(rng, workers), warnings(rng), cover(rng, workers), dict(REGIMES))


def shift(rng: random.Random, worker: str, start: int) -> list[Row]:
    """A chain of orders with gaps around the break and lengths around the limits."""
    rows, now = [], start
    if rng.random() < 0.4:  # a stack at one company
        rows = [order(rng, worker, start + n * MINUTE, 40 * MINUTE) | {"company_id": MEITUAN} for n in range(5)]
    for _ in range(rng.randrange(1, 14)):
        length = rng.choice((0, 1, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE, rng.randrange(3 * HOUR)))
        if rng.random() < 0.04:
            length = rng.choice((720 * MINUTE, 720 * MINUTE + 1, 10 * HOUR))
        rows.append(order(rng, worker, now, length))
        gap = rng.choice((0, 1, 10 * MINUTE, 20 * MINUTE - 1, 20 * MINUTE, 20 * MINUTE + 1, -15 * MINUTE, 2 * HOUR))
        now = max(start, now + length + gap)
    return rows


def order(rng: random.Random, worker: str, began: int, length: int) -> Row:
    row: Row = dict.fromkeys(ORDER_SCHEMA.names)
    company, stable = rng.choice(COMPANIES), rng.random() < 0.05
    accepted = began - rng.choice((0, 0, 0, 7 * MINUTE, 30 * HOUR))
    promised = began + rng.choice((10, 30, 45)) * MINUTE
    row |= {
        "order_id": f"o{rng.randrange(10**12)}",
        "company_id": company,
        "worker_id": f"{worker}s" if stable else worker,
        "worker_id_kind": "stable_key" if stable else rng.choice(("id_card", "licence", None)),
        "trade": rng.choice(TRADES),
        "county": rng.choice(COUNTIES),
        "status": "completed",
        "accepted_at": accepted,
        "started_at": None if accepted == began else began,
        "picked_up_at": maybe(rng, lambda: began + rng.choice((0, 5, 40)) * MINUTE),
        "completed_at": began + length,
        "recorded_at": began + length + rng.choice((0, MINUTE, DAY)),
        "promised_at": maybe(rng, lambda: promised),
        "extended_to": maybe(rng, lambda: promised + rng.choice((0, 20, 30, 59, 60)) * MINUTE),
        "distance_m": maybe(rng, lambda: rng.choice((0, 2500, 3000, 3001, 7500, 20_000))),
        "worker_pay_fen": maybe(rng, lambda: rng.choice((0, 300, 800, 1200, 4000))),
        "penalty_fen": maybe(rng, lambda: rng.choice((0, 100, 5000))),
        "penalty_reason": rng.choice((None, "late", "complaint")),
        "cover_no": rng.choice((None, None, "c")),
    }
    return row | fault(rng, began)


def fault(rng: random.Random, began: int) -> Row:
    return rng.choices(
        (
            {},
            {"completed_at": None, "status": "open"},
            {"completed_at": began - 1},
            {"completed_at": began + 13 * HOUR},
            {"completed_at": None, "cancelled_at": began + 5 * MINUTE, "status": "cancelled"},
        ),
        (90, 2, 2, 2, 4),
    )[0]


def maybe(rng: random.Random, value: Callable[[], int]) -> int | None:
    return value() if rng.random() < 0.7 else None


def volume(rng: random.Random, day: int) -> range:
    """A company with some thirty orders a day, a day without any, and a day with few."""
    return range({6: 0, 8: 4}.get(day, 25 + rng.randrange(10)))


def steady(rng: random.Random, began: int) -> Row:
    plain = order(rng, f"x{rng.randrange(3)}", began, 10 * MINUTE)
    return plain | {"company_id": EXPRESS, "trade": "courier", "worker_id_kind": "id_card"}


def corrected(rng: random.Random, row: Row) -> Row:
    """A later version, or an earlier one that arrives late."""
    later = rng.choice((-1, 1)) * rng.randrange(1, DAY)
    changes: Row = {"recorded_at": row["recorded_at"] + later}
    if rng.random() < 0.5:
        changes |= {"accepted_at": row["accepted_at"] + rng.choice((-DAY, MINUTE, 2 * DAY)), "started_at": None}
    if rng.random() < 0.3:
        changes |= {"worker_id": "w0", "worker_id_kind": None}
    return row | changes


def oncall(rng: random.Random, workers: int) -> list[Row]:
    rows = []
    for _ in range(20):
        start = START + rng.randrange(DAYS * DAY)
        end = start + rng.choice((-1, 0, HOUR, 9 * HOUR, 24 * HOUR, 24 * HOUR + 1))
        worker = f"w{rng.randrange(workers)}{rng.choice(('', '', 's'))}"
        rows.append({
            "company_id": rng.choice((MEITUAN, ELEME)), "worker_id": worker, "online_at": start, "offline_at": end,
        })  # fmt: skip
    return rows


def warnings(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for number in range(20):
        start = START + rng.randrange(DAYS * 24) * HOUR
        county = rng.choice(("330302", "330381", "330329"))
        earlier = [row["id"] for row in rows if row["county"] == county]
        rows.append({
            "id": f"a{number:02d}",
            "type": rng.choice(("typhoon", "typhoon", "rainstorm", "heat", "gale")),
            "colour": rng.choice(("red", "orange", "orange", "yellow")),
            "county": county,
            "effective_at": start,
            "expires_at": start + rng.choice((10 * MINUTE, 15 * MINUTE, 6 * HOUR, 30 * HOUR)),
            "cancelled_at": start + 2 * HOUR if rng.random() < 0.2 else None,
            "supersedes": [rng.choice(earlier)] if earlier and rng.random() < 0.4 else None,
        })  # fmt: skip
    return rows


def cover(rng: random.Random, workers: int) -> list[Row]:
    rows = []
    for worker in range(workers):
        for company in (MEITUAN, ELEME, EXPRESS):
            if rng.random() < 0.6:
                start = START + rng.randrange(DAYS * DAY)
                end = start + rng.randrange(1, 3 * DAY) if rng.random() < 0.6 else None
                rows.append({
                    "company_id": company, "worker_id": f"w{worker}", "kind": rng.choice("ABC"), "from": start,
                    "to": end,
                })  # fmt: skip
    return rows
