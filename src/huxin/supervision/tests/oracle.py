"""A second opinion, written apart from the SQL: plain Python loops over sorted intervals, slow and short.

Thresholds are written out here, as of July 2026 in Wenzhou, and not read from the pack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

Row = dict[str, Any]
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LIMIT, BREAK, DAILY, LONGEST = 240 * MINUTE, 20 * MINUTE, 480 * MINUTE, 720 * MINUTE
SLOW = {"takeaway": 15, "instant_delivery": 15, "courier": 15}
JUDGED = {"courier", "takeaway", "instant_delivery", "ride_hailing", "designated_driver", "city_freight"}
TIERS = {"330302": 2400, "330303": 2400, "330304": 2400, "330381": 2200, "330382": 2200}
LOW_TIER = {"330305", "330324", "330326", "330327", "330328", "330329", "330383"}
SEVERE = {"typhoon", "rainstorm", "snowstorm", "road_ice", "haze"}
NOTICE = 15 * MINUTE


@dataclass
class City:
    """The records of a scan."""

    orders: list[Row]
    oncall: list[Row] = field(default_factory=list)
    warnings: list[Row] = field(default_factory=list)
    cover: list[Row] = field(default_factory=list)
    regimes: dict[tuple[str, str], str | None] = field(default_factory=dict)


def day_of(instant: int) -> int:
    return (instant + 8 * HOUR) // DAY


def midnight(day: int) -> int:
    return day * DAY - 8 * HOUR


def floor_of(county: str | None) -> int | None:
    return 2000 if county in LOW_TIER else TIERS.get(county or "")


def name_of(row: Row) -> str:
    return f"{row['company_id']}:{row['worker_id']}" if row.get("worker_id_kind") == "stable_key" else row["worker_id"]


def newest(rows: Iterable[Row]) -> list[Row]:
    best: dict[tuple[str, str], Row] = {}
    for row in rows:
        if None in (row["order_id"], row["company_id"], row["worker_id"], row["accepted_at"]):
            continue
        old = best.get((row["company_id"], row["order_id"]))
        if old is None or (row["recorded_at"] or -1) > (old["recorded_at"] or -1):
            best[row["company_id"], row["order_id"]] = row
    return [prepared(row) for row in best.values()]


def prepared(row: Row) -> Row:
    began = row["accepted_at"] if row["started_at"] is None else row["started_at"]
    closed = row["cancelled_at"] if row["completed_at"] is None else row["completed_at"]
    fault = None
    if row["trade"] not in JUDGED:
        fault = "not_judged"
    elif closed is None:
        fault = "unclosed"
    elif closed < began:
        fault = "reversed"
    elif closed - began > LONGEST:
        fault = "too_long"
    return {**row, "worker": name_of(row), "began": began, "ended": None if fault else closed, "fault": fault}


def union(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[list[int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [(start, end) for start, end in merged]


def by(rows: Iterable[Row], *names: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def in_work_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["began"], row["company_id"], row["order_id"]))


def finding(detector: str, rows: list[Row], start: int, end: int | None, measure: float, /, **evidence: Any) -> Row:
    rows = in_work_order(rows)
    companies = sorted({row["company_id"] for row in rows})
    return {
        "detector": detector,
        "worker_key": rows[0]["worker"] if rows else None,
        "company_id": companies[0] if len(companies) == 1 else None,
        "started_at": start,
        "ended_at": end,
        "measure": round(float(measure), 6),
        "order_ids": [row["order_id"] for row in rows],
        "evidence": evidence,
    }


def chains_of(rows: list[Row]) -> list[list[Row]]:
    chains: list[list[Row]] = []
    end = 0
    for row in in_work_order(rows):
        if chains and row["began"] - end < BREAK:
            chains[-1].append(row)
            end = max(end, row["ended"])
        else:
            chains.append([row])
            end = row["ended"]
    return chains


def length(chain: list[Row]) -> int:
    return max(row["ended"] for row in chain) - min(row["began"] for row in chain)


def shared(rows: list[Row], minutes: Callable[[list[Row]], float]) -> Row:
    """The companies of a finding, and each one's own part where there are several."""
    firms = by(rows, "company_id")
    own = [{"company_id": firm, "minutes": minutes(held)} for (firm,), held in sorted(firms.items())]
    return {"companies": [one["company_id"] for one in own]} | ({"own": own} if len(own) > 1 else {})


def continuous_work(orders: list[Row]) -> Iterable[Row]:
    for rows in by((row for row in orders if row["ended"] is not None), "worker").values():
        for chain in chains_of(rows):
            if length(chain) > LIMIT:
                start, minutes = chain[0]["began"], length(chain) / MINUTE
                told = shared(chain, lambda mine: max(map(length, chains_of(mine))) / MINUTE)
                told |= {"minutes": minutes, "order_ids": [row["order_id"] for row in chain]}
                stop = start + length(chain)
                yield finding("continuous_work", chain, start, stop, minutes, ended_at=stop, **told)


def daily_hours(orders: list[Row]) -> Iterable[Row]:
    riders = by((row for row in orders if row["ended"] is not None and row["trade"] == "takeaway"), "worker")
    for rows in riders.values():
        for day in {day for row in rows for day in range(day_of(row["began"]), day_of(row["ended"]) + 1)}:
            inside = [row for row in rows if row["began"] < midnight(day + 1) and row["ended"] > midnight(day)]
            minutes = worked(inside, day)
            if minutes * MINUTE > DAILY:
                told = shared(inside, lambda mine, day=day: worked(mine, day))  # type: ignore[misc]
                start, stop = midnight(day), midnight(day + 1)
                yield finding("daily_hours", inside, start, stop, minutes, minutes=minutes, day=day, **told)


def worked(rows: list[Row], day: int) -> float:
    """Minutes of the union of the rows' intervals within a day."""
    start, stop = midnight(day), midnight(day + 1)
    parts = union((max(row["began"], start), min(row["ended"], stop)) for row in rows)
    return sum(end - begin for begin, end in parts) / MINUTE


def demanded(one: Row) -> tuple[bool, int, float, float]:
    """(no dispatch, minutes more, metres at most, orders at most) of a warning; a stop leaves nothing to hand out."""
    severe = one["type"] in SEVERE
    if severe and one["colour"] == "red":
        return True, 60, 0, 0
    if severe and one["colour"] == "orange":
        return False, 30, 3000, 3
    return False, 20 if (one["type"], one["colour"]) == ("heat", "red") else 0, inf, inf


def closing(one: Row, warnings: list[Row]) -> int:
    """When a warning ends: its time is over, it is taken back, or another replaces it."""
    ends = [one["expires_at"]] + ([one["cancelled_at"]] if one["cancelled_at"] is not None else [])
    return int(min(ends + [other["effective_at"] for other in warnings if one["id"] in (other["supersedes"] or [])]))


def told(one: Row, warnings: list[Row]) -> list[tuple[int, tuple[bool, int, float, float]]]:
    """What companies knew of a warning's demands, and since when: its predecessors said part of it."""
    own = demanded(one)
    found = [(one["effective_at"], own)]
    for old in warnings:
        follows = old["id"] in (one["supersedes"] or []) and old["county"] == one["county"]
        if follows and old["effective_at"] < one["effective_at"] <= closing(old, warnings):
            for at, (stop, more, far, many) in told(old, warnings):
                both = (stop and own[0], min(more, own[1]), max(far, own[2]), max(many, own[3]))
                found.append((at, both))
    return found


def binding(warnings: list[Row]) -> list[tuple[Row, int, int, tuple[bool, int, float, float]]]:
    """(warning, from, to, what it demands in that time), cut wherever a notice period ends."""
    found = []
    for one in warnings:
        known, end = told(one, warnings), closing(one, warnings)
        cuts = sorted({max(one["effective_at"], at + NOTICE) for at, _ in known})
        for start, until in zip(cuts, [*cuts[1:], end], strict=True):
            now = [each for at, each in known if at + NOTICE <= start or max(one["effective_at"], at + NOTICE) <= start]
            sums = (any(x[0] for x in now), max(x[1] for x in now), min(x[2] for x in now), min(x[3] for x in now))
            if start < min(until, end):
                found.append((one, start, min(until, end), sums))
    return sorted(found, key=lambda item: (item[1], item[0]["id"]))


def weather(orders: list[Row], warnings: list[Row]) -> Iterable[Row]:
    held = binding(warnings)
    for row in orders:
        if row["trade"] not in SLOW:
            continue
        mine = [item for item in held if item[0]["county"] == row["county"]]
        now = [(one, asked) for one, start, end, asked in mine if start <= row["accepted_at"] < end]
        red = [one["id"] for one, asked in now if asked[0]]
        if red:
            yield finding(
                "weather_dispatch", [row], row["accepted_at"], row["ended"], 1, warning_id=red[0], warnings=red,
                order_id=row["order_id"],
            )  # fmt: skip
        limited = [one["id"] for one, asked in now if not asked[0] and asked[2] < inf]
        if limited:
            yield from limits(row, orders, limited[0])
        yield from extension(row, mine)


def limits(row: Row, orders: list[Row], warning: str) -> Iterable[Row]:
    at = row["accepted_at"]
    others = [
        other
        for other in orders
        if other["worker"] == row["worker"] and other["company_id"] == row["company_id"]
        and other is not row and other["ended"] is not None and other["began"] <= at < other["ended"]
    ]  # fmt: skip
    in_hand = 1 + len(others)
    far = row["distance_m"] is not None and row["distance_m"] > 3000
    if far or in_hand > 3:
        measure = row["distance_m"] if far else in_hand
        evidence = {"warning_id": warning, "order_id": row["order_id"], "in_hand": in_hand}
        if row["distance_m"] is not None:
            evidence["distance_m"] = row["distance_m"]
        yield finding("weather_limit", [row], at, row["ended"], measure, **evidence)


def extension(row: Row, held: list[tuple[Row, int, int, tuple[bool, int, float, float]]]) -> Iterable[Row]:
    if row["promised_at"] is None or row["ended"] is None:
        return
    kept = row["promised_at"] if row["extended_to"] is None else row["extended_to"]
    seen = set()
    for one, start, _, (_, minutes, _, _) in held:
        if minutes < demanded(one)[1] or one["id"] in seen:
            continue
        seen.add(one["id"])
        open_then = row["accepted_at"] < start < row["ended"]
        if minutes and open_then and kept < row["promised_at"] + minutes * MINUTE:
            measure = (kept - row["promised_at"]) / MINUTE
            ids = {"warning_id": one["id"], "order_id": row["order_id"]}
            yield finding("weather_extension", [row], start, row["ended"], measure, **ids)
            return


def single_orders(orders: list[Row]) -> Iterable[Row]:
    for row in orders:
        if row["trade"] in {*JUDGED, "long_haul"} and row["penalty_reason"] == "late" and (row["penalty_fen"] or 0) > 0:
            yield finding(
                "penalised_late", [row], row["began"], row["ended"], row["penalty_fen"], order_id=row["order_id"],
                penalty_fen=row["penalty_fen"],
            )  # fmt: skip
        if None in (row["distance_m"], row["promised_at"]) or row["trade"] not in SLOW:
            continue
        left = row["promised_at"] - (row["accepted_at"] if row["picked_up_at"] is None else row["picked_up_at"])
        if left > 0 and row["distance_m"] * 3600 > SLOW[row["trade"]] * left:
            speed = row["distance_m"] * 3600 / left
            yield finding(
                "infeasible_promise", [row], row["began"], row["ended"], speed, order_id=row["order_id"],
                needed_kmh=speed,
            )  # fmt: skip
