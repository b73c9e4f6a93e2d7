"""Invented rides from and to the hubs of the city: drivers who wait for the next one, passengers who give up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from huxin.supervision.hubs import Hub
from huxin.supervision.lake import midnight
from huxin.supervision.model import HOUR_MS, MINUTE_MS
from huxin.supervision.synth.people import COMPANIES

_DRIVERS: Final = 60
_FROM, _TO = 6, 22
_AWAY: Final = 0.04
"""Degrees that a ride leads away from the hub."""


def make_rides(draw: Random, folder: Path, first: date, days: int, hubs: Sequence[Hub]) -> None:
    """A file of rides beside the orders in ``folder``, in the shape of those."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = parquet.read_schema(next(folder.glob("*.parquet")))
    rows = [
        row
        for hub in hubs
        for driver in range(_DRIVERS)
        for day in range(days)
        for row in _day(draw, hub, f"{hub.name}-{driver}", first + timedelta(days=day))
    ]
    none = dict.fromkeys(schema.names)
    parquet.write_table(pa.Table.from_pylist([none | row for row in rows], schema=schema), folder / "rides.parquet")


def _day(draw: Random, hub: Hub, driver: str, day: date) -> Iterator[dict[str, Any]]:
    """To the hub, a wait, away from the hub or given up before anybody got in, and so on."""
    at, firm = draw.choice(hub.points), next(one for one in COMPANIES if "ride_hailing" in one.trades)
    now, number = midnight(day) + draw.randint(_FROM, _FROM + 8) * HOUR_MS, 0
    stop = midnight(day) + _TO * HOUR_MS
    while now < stop:
        away = at[0] + draw.choice((-1, 1)) * draw.uniform(_AWAY, 2 * _AWAY), at[1]
        for start, end, lost in ((away, at, 0.0), (at, away, 0.12)):
            closed, given_up = now + draw.randint(12, 35) * MINUTE_MS, draw.random() < lost
            picked, gone = now + draw.randint(2, 11) * MINUTE_MS, now + draw.randint(3, 10) * MINUTE_MS
            number += 1
            yield {
                "order_id": f"{driver}-{day}-{number}", "company_id": firm.code, "worker_id": driver,
                "worker_id_kind": "id_card", "trade": "ride_hailing", "accepted_at": now, "recorded_at": closed,
                "picked_up_at": None if given_up else picked, "completed_at": None if given_up else closed,
                "cancelled_at": gone if given_up else None, "status": "cancelled" if given_up else "completed",
                "start_lng": start[0], "start_lat": start[1], "end_lng": end[0], "end_lat": end[1], "crs": "wgs84",
            }  # fmt: skip
            now = (gone if given_up else closed) + draw.randint(6, 40) * MINUTE_MS
