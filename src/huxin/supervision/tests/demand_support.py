"""Orders of people who wait between them, and the idle minutes of such a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from huxin.law.pack.load import load_pack
from huxin.supervision.demand import Demand, DemandRequest, demand
from huxin.supervision.hubs import read_hubs
from huxin.supervision.lake import Files, midnight
from huxin.supervision.tests.support import order, write

PACK = load_pack("wenzhou")
DAY, NEXT = date(2026, 7, 15), date(2026, 7, 16)
HUBS = read_hubs(PACK)
HERE, THERE, AWAY = (120.66682, 27.99942), (120.58043, 27.96981), (116.4, 39.9)
MINUTE, HOUR = 60_000, 3_600_000


def ends_at(worker: int, begin: str, end: str, point: tuple[float, float] = HERE, **more: Any) -> dict[str, Any]:
    lng, lat = point
    return order(begin, end, **({"worker_id": f"worker-{worker}", "end_lng": lng, "end_lat": lat} | more))


def demand_of(tmp_path: Path, rows: list[dict[str, Any]], **more: Any) -> Demand:
    path = tmp_path / "orders.parquet"
    write(path, rows)
    warnings = more.pop("warnings", None)
    files = Files(str(path), warnings=warnings)
    return demand(DemandRequest(more.pop("first", DAY), more.pop("last", DAY), files, PACK, **more))


def city_of_waiting(seed: int, workers: int = 120) -> list[dict[str, Any]]:
    draw, rows = Random(seed), []
    spots = [(HERE[0] + 0.004 * at, HERE[1] + 0.003 * at) for at in range(3)]
    for worker in range(workers):
        now = midnight(DAY) + draw.randrange(0, 4 * HOUR)
        for number in range(draw.randrange(1, 14)):
            now += draw.choice([0, 3 * MINUTE, 5 * MINUTE, draw.randrange(0, 3 * HOUR)])
            end = now + draw.choice([-MINUTE, 0, draw.randrange(MINUTE, HOUR), 13 * HOUR])
            row = ends_at(worker, "07-15 10:00", "07-15 10:30", draw.choice(spots))
            rows.append(row | {"order_id": f"{worker}-{number}", "accepted_at": now, "completed_at": end})
            now = draw.choice([now, max(now, min(end, now + HOUR))])
    return rows


def city_of_rides(seed: int, drivers: int = 120) -> list[dict[str, Any]]:
    """Rides to and from a station and elsewhere: given up, corrected later, of two companies, some of other trades."""
    draw, rows = Random(seed), []
    for worker in range(drivers):
        now = midnight(DAY) + draw.randrange(0, 3 * HOUR)
        for number in range(draw.randrange(2, 12)):
            now += draw.choice([0, 5 * MINUTE, draw.randrange(0, 150 * MINUTE)])
            begin, end = (draw.choice([THERE, THERE, (THERE[0] + 0.004, THERE[1]), HERE]) for _ in range(2))
            closed = now + draw.randrange(MINUTE, HOUR)
            given_up = draw.random() < 0.4
            row = ends_at(worker, "07-15 10:00", "07-15 10:30", end) | {
                "order_id": f"{worker}-{number}", "start_lng": begin[0], "start_lat": begin[1], "accepted_at": now,
                "trade": draw.choice(["ride_hailing", "ride_hailing", "ride_hailing", "courier"]),
                "completed_at": None if given_up else closed, "cancelled_at": closed if given_up else None,
                "picked_up_at": None if given_up else draw.choice([None, now + (closed - now) // 3]),
            }  # fmt: skip
            rows.append(row)
            if draw.random() < 0.1:
                rows.append(
                    row | {"recorded_at": row["recorded_at"] + HOUR, "start_lng": HERE[0], "start_lat": HERE[1]}
                )
            now = closed
    return rows
