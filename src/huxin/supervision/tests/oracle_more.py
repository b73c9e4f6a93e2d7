"""The rest of the second opinion: pay, cover and the feed itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

from huxin.supervision.tests.oracle import (
    DAY,
    HOUR,
    MINUTE,
    City,
    Row,
    by,
    continuous_work,
    daily_hours,
    day_of,
    finding,
    floor_of,
    in_work_order,
    midnight,
    name_of,
    newest,
    single_orders,
    union,
    weather,
)

EPOCH = date(1970, 1, 1)


def month_of(instant: int) -> str:
    return (EPOCH + timedelta(days=day_of(instant))).isoformat()[:7]


def paid_orders(orders: list[Row]) -> list[Row]:
    found = []
    for row in orders:
        floor = floor_of(row["county"])
        if row["ended"] is not None and row["worker_pay_fen"] is not None and floor is not None:
            net = row["worker_pay_fen"] - (row["penalty_fen"] or 0)
            found.append({**row, "floor": floor, "net": net, "month": month_of(row["began"])})
    return found


def owed(rows: list[Row]) -> tuple[int, int]:
    """Time of the union in ms and what is due for it in fen × ms; an overlap goes to the order that began first."""
    spent = due = 0
    free: int | None = None
    for row in sorted(rows, key=lambda one: (one["began"], one["ended"], one["floor"])):
        start = row["began"] if free is None else max(free, row["began"])
        if row["ended"] > start:
            spent += row["ended"] - start
            due += (row["ended"] - start) * row["floor"]
        free = row["ended"] if free is None else max(free, row["ended"])
    return spent, due


def pay_floors(orders: list[Row], oncall: list[Row]) -> Iterable[Row]:
    paid = paid_orders(orders)
    for rows in by(paid, "worker", "company_id", "month").values():
        spent, due = owed(rows)
        pay = sum(row["net"] for row in rows)
        if spent and pay * HOUR < due:
            yield finding(
                "pay_floor_worker", rows, min(row["began"] for row in rows), max(row["ended"] for row in rows),
                pay * HOUR / spent, pay_fen=pay, minutes=spent / MINUTE, floor_fen_per_hour=due / spent,
            )  # fmt: skip
    for (company, month), rows in by(paid, "company_id", "month").items():
        online = [row for row in oncall if row["company_id"] == company and month_of(row["online_at"]) == month]
        online = [row for row in online if 0 < row["offline_at"] - row["online_at"] <= 1440 * MINUTE]
        if online:
            yield from company_floor(company, rows, online)


def company_floor(company: str, rows: list[Row], online: list[Row]) -> Iterable[Row]:
    spent, due = map(sum, zip(*(owed(mine) for mine in by(rows, "worker").values()), strict=True))
    people = {row["worker"] for row in rows} | {row["worker"] for row in online}
    present = 0
    for person in people:
        pairs = [(row["began"], row["ended"]) for row in rows if row["worker"] == person]
        pairs += [(row["online_at"], row["offline_at"]) for row in online if row["worker"] == person]
        present += sum(end - start for start, end in union(pairs))
    pay = sum(row["net"] for row in rows)
    if spent and pay * HOUR * spent < due * present:
        found = finding(
            "pay_floor_company", [], min(row["began"] for row in rows), max(row["ended"] for row in rows),
            pay * HOUR / present, pay_fen=pay, minutes=present / MINUTE, floor_fen_per_hour=due / spent,
        )  # fmt: skip
        yield {**found, "company_id": company}


def cover_gaps(orders: list[Row], city: City) -> Iterable[Row]:
    gaps = []
    for row in orders:
        if row["cover_no"]:
            continue
        at = row["accepted_at"]
        records = [c for c in city.cover if c["company_id"] == row["company_id"] and c["worker"] == row["worker"]]
        if any(c["from"] <= at and (c["to"] is None or at < c["to"]) for c in records):
            continue
        regime = city.regimes.get((row["company_id"], row["trade"]))
        same_day = any(
            other["cover_no"] and other["worker"] == row["worker"] and other["company_id"] == row["company_id"]
            and day_of(other["accepted_at"]) == day_of(at)
            for other in orders
        )  # fmt: skip
        if regime in ("B", "C") and (same_day or any(c["kind"] != "A" for c in records)):
            gaps.append({**row, "regime": regime, "day": day_of(at)})
    for row in gaps:
        if row["regime"] == "C":
            yield finding("cover_gap", [row], row["accepted_at"], row["ended"], 1, regime="C", order_id=row["order_id"])
    for (_, _, day), rows in by((row for row in gaps if row["regime"] == "B"), "worker", "company_id", "day").items():
        found = finding("cover_gap", rows, midnight(day), midnight(day + 1), len(rows), regime="B", day=day)
        ordered = sorted(rows, key=lambda row: (row["accepted_at"], row["order_id"]))
        yield {**found, "order_ids": [row["order_id"] for row in ordered]}


def feed_quality(orders: list[Row], days: Iterable[int]) -> Iterable[Row]:
    days = list(days)
    for (company,), rows in by(orders, "company_id").items():
        volume = {
            day: len(held) for (day,), held in by(({**r, "day": day_of(r["began"])} for r in rows), "day").items()
        }
        for day in days:
            yield from volumes(company, day, volume)
            today = [row for row in rows if day_of(row["began"]) == day]
            bad = [
                row for row in today
                if row["fault"] in ("unclosed", "reversed", "too_long") or row["ended"] == row["began"]
            ]  # fmt: skip
            if bad:
                counts = {
                    name: sum(row["fault"] == name for row in bad) for name in ("unclosed", "reversed", "too_long")
                }
                counts["zero_minutes"] = sum(row["ended"] == row["began"] for row in bad)
                ids = sorted(row["order_id"] for row in bad)
                yield feed(company, day, "implausible_orders", len(bad), **counts) | {"order_ids": ids}
            stable = sum(row.get("worker_id_kind") == "stable_key" for row in today)
            if stable:
                yield feed(company, day, "stable_keys", stable)


def volumes(company: str, day: int, volume: dict[int, int]) -> Iterable[Row]:
    before = [volume[one] for one in range(day - 28, day) if one in volume]
    if len(before) < 3 or median(before) < 20:
        return
    now = volume.get(day, 0)
    if now == 0:
        yield feed(company, day, "missing_day", 0)
    elif now * 100 < median(before) * 30:
        yield feed(company, day, "collapsed_volume", now)


def feed(company: str, day: int, measure: str, number: int, **counts: int) -> Row:
    found = finding("feed_quality", [], midnight(day), midnight(day + 1), number, day=day, measure=measure, **counts)
    return {**found, "company_id": company}


def judge(city: City, first: date, last: date) -> list[Row]:
    """Every finding that belongs to the days from ``first`` to ``last``."""
    orders = in_work_order(newest(city.orders))
    stable = {row["worker"] for row in orders if row.get("worker_id_kind") == "stable_key"}
    for record in (*city.oncall, *city.cover):
        own = f"{record['company_id']}:{record['worker_id']}"
        record["worker"] = own if own in stable else name_of(record)
    window = range((first - EPOCH).days, (last - EPOCH).days + 1)
    found = [
        *continuous_work(orders), *daily_hours(orders), *weather(orders, city.warnings), *single_orders(orders),
        *pay_floors(orders, city.oncall), *cover_gaps(orders, city), *feed_quality(orders, window),
    ]  # fmt: skip
    return [one for one in found if window.start * DAY - 8 * HOUR <= one["started_at"] < window.stop * DAY - 8 * HOUR]
