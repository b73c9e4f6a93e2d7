"""The plain days of the city: work in blocks with breaks, orders at peak hours, nothing that a detector may find.

Everything is drawn as arrays, so that a month of a large city takes seconds.  What keeps it clean stands beside each
draw: a block is shorter than the longest stretch, two blocks fit into a day's hours, stacks hold three orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from huxin.supervision.lake import midnight
from huxin.supervision.model import DAY_MS, MINUTE_MS, TRADES
from huxin.supervision.synth.people import COMPANIES, OWN, Array
from huxin.supervision.synth.storm import Storm

COUNTIES: Final = {
    "330302": (120.65, 28.01), "330303": (120.80, 27.93), "330304": (120.62, 27.98), "330305": (121.10, 27.85),
    "330324": (120.69, 28.15), "330326": (120.56, 27.67), "330327": (120.42, 27.52), "330328": (120.09, 27.79),
    "330329": (119.72, 27.56), "330381": (120.65, 27.78), "330382": (120.97, 28.12), "330383": (120.55, 27.58),
}  # fmt: skip
"""A point in each county, WGS-84."""
_CROWD: Final = np.array([24, 12, 16, 1, 6, 6, 4, 2, 2, 13, 12, 2]) / 100
_SHARES: Final = {
    "courier": 0.17, "takeaway": 0.46, "instant_delivery": 0.09, "ride_hailing": 0.16, "designated_driver": 0.04,
    "city_freight": 0.06, "long_haul": 0.02,
}  # fmt: skip
_MINUTES: Final = {
    "courier": 9, "takeaway": 11, "instant_delivery": 13, "ride_hailing": 24, "designated_driver": 40,
    "city_freight": 70, "long_haul": 110,
}  # fmt: skip
"""Minutes from one order to the next."""
STACKING: Final = ("courier", "takeaway", "instant_delivery")
FEN_PER_HOUR: Final = 3800
"""Well over the highest floor, on-call time included."""


@dataclass(frozen=True)
class CityPlan:
    """What to make; the same plan makes the same city.

    ``careless`` is the share of days on which the second block follows the first without a break: violations that are
    not written down as truth, for measuring how long a scan of an ordinary city takes.
    """

    first: date
    days: int
    workers: int
    seed: int
    careless: float = 0.0


@dataclass(frozen=True)
class Blocks:
    """Blocks of work: worker, day, start and end in milliseconds, and their trade, county and companies."""

    worker: Array
    start: Array
    end: Array
    trade: Array
    county: Array
    main: Array
    second: Array


Columns = dict[str, Array]


def blocks(plan: CityPlan, rng: np.random.Generator) -> Blocks:
    """Two blocks for everybody who works on a day, the second after a break of at least half an hour."""
    count = plan.workers
    trade = rng.choice(len(TRADES), count, p=[_SHARES[name] for name in TRADES])
    main, second = _employers(trade, rng)
    home = rng.choice(len(COUNTIES), count, p=_CROWD)
    night = (rng.random(count) < 0.08) | (trade == TRADES.index("designated_driver"))
    worker, day = np.nonzero(rng.random((count, plan.days)) < 0.86)
    late, size = night[worker], len(worker)
    # By day 9:50-11:00 and 16:20-17:30, at night 18:30-19:00 and 22:40-23:00, each for two to three and a half hours.
    starts = [
        np.where(late, rng.integers(1110, 1141, size), rng.integers(590, 661, size)),
        np.where(late, rng.integers(1360, 1381, size), rng.integers(980, 1051, size)),
    ]
    lengths = [np.where(late, rng.integers(100, 191, size), rng.integers(120, 221, size)) for _ in starts]
    hasty = rng.random(size) < plan.careless
    starts[1] = np.where(hasty, starts[0] + lengths[0] + 5, starts[1])
    opened = midnight(plan.first) + day * DAY_MS
    start = np.concatenate([opened + at * MINUTE_MS for at in starts])
    twice = np.concatenate([worker, worker])
    return Blocks(
        worker=twice,
        start=start,
        end=start + np.concatenate(lengths) * MINUTE_MS,
        trade=trade[twice],
        county=home[twice],
        main=main[twice],
        second=second[twice],
    )


def _employers(trade: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """A company per worker, and for a quarter of them a second one of the trade (-1 for the others)."""
    main, second = np.zeros(len(trade), dtype=int), np.full(len(trade), -1)
    for number, name in enumerate(TRADES):
        firms = [place for place, one in enumerate(COMPANIES[:-OWN]) if name in one.trades]
        mine = np.nonzero(trade == number)[0]
        turn = rng.integers(0, len(firms), len(mine))
        main[mine] = np.array(firms)[turn]
        if len(firms) > 1:
            other = np.array(firms)[(turn + 1) % len(firms)]
            second[mine] = np.where(rng.random(len(mine)) < 0.25, other, -1)
    return main, second


def orders(held: Blocks, rng: np.random.Generator, storm: Storm) -> Columns:
    """Orders of all blocks, as columns; what the storm forbids is not handed out."""
    step = np.array([_MINUTES[name] for name in TRADES])[held.trade] * MINUTE_MS
    number = np.maximum(1, (held.end - held.start) // step)
    block = np.repeat(np.arange(len(number)), number)
    place = np.arange(len(block)) - np.repeat(np.cumsum(number) - number, number)
    pace = ((held.end - held.start) // number)[block]
    size, trade = len(block), held.trade[block]
    began = held.start[block] + place * pace + (rng.random(size) * 0.5 * pace).astype(np.int64)
    # At most two and a half paces: the third order before this one is done, so three are in hand at most.
    stacks = np.isin(trade, [TRADES.index(name) for name in STACKING])
    longest = np.where(stacks, 1.2 + 1.3 * rng.random(size), 0.3 + 0.2 * rng.random(size))
    closed = np.minimum(began + (longest * pace).astype(np.int64), held.end[block])
    second = (held.second[block] >= 0) & (rng.random(size) < 0.4)
    # Paid for the whole time to the next order.  Who works for two companies is paid by each for its own orders' time,
    # so that no month at either falls under the floor.
    paid_time = np.where(held.second[block] >= 0, np.maximum(pace, (closed - began) * 2 // 3), pace)
    columns: Columns = {
        "worker": held.worker[block],
        "trade": trade,
        "county": held.county[block],
        "company": np.where(second, held.second[block], held.main[block]),
        "began": began,
        "closed": closed,
        "pay": FEN_PER_HOUR * paid_time // 3_600_000 + rng.integers(0, 200, size) + 1,
    }
    columns |= _details(columns, rng)
    return _weathered(columns, storm)


def _details(columns: Columns, rng: np.random.Generator) -> Columns:
    """Distance, pick-up, promise, cancellation, booking ahead, deductions, coordinates."""
    size, began, closed = len(columns["began"]), columns["began"], columns["closed"]
    distance = rng.gamma(2.2, 900, size).astype(np.int64) + 200
    picked = began + ((closed - began) * (0.15 + 0.3 * rng.random(size))).astype(np.int64)
    # 12 km/h from pick-up is 0.3 s a metre.
    promised = picked + np.maximum(rng.integers(18, 46, size) * MINUTE_MS, distance * 300)
    booked = (columns["trade"] == TRADES.index("ride_hailing")) & (rng.random(size) < 0.05)
    cancelled = rng.random(size) < 0.03
    complaint = rng.random(size) < 0.004
    point = np.array(list(COUNTIES.values()))[columns["county"]]
    return {
        "distance": distance,
        "picked": picked,
        "promised": promised,
        "extended": np.zeros(size, dtype=np.int64),
        "ahead": np.where(booked, rng.integers(1, 12, size) * 3_600_000, 0),
        "cancelled": cancelled,
        "penalty": np.where(complaint, 200, 0),
        "lng": point[:, 0] + rng.normal(0, 0.008, size),
        "lat": point[:, 1] + rng.normal(0, 0.008, size),
        "lag": rng.integers(1, 600, size) * 1000,
        "grabbed": rng.random(size) < 0.3,
        "tip": np.where(rng.random(size) < 0.05, rng.integers(100, 1000, size), 0),
    }


def _weathered(columns: Columns, storm: Storm) -> Columns:
    """Under a red warning nothing is handed out; under an orange one distances shrink; deadlines are extended."""
    names = list(COUNTIES)
    rides = np.isin(columns["trade"], [TRADES.index(name) for name in STACKING])
    keep = np.ones(len(columns["began"]), dtype=bool)
    for warned in storm.binding:
        there = rides & (columns["county"] == names.index(warned.county))
        inside = there & (columns["began"] >= warned.start) & (columns["began"] < warned.end)
        if warned.colour == "red":
            keep &= ~inside
        limited = there & (columns["began"] >= warned.taken_over) & (columns["began"] < warned.end)
        columns["distance"] = np.where(limited, np.minimum(columns["distance"], 2900), columns["distance"])
        opened = there & (columns["began"] < warned.start) & (columns["closed"] > warned.start)
        longer = columns["promised"] + 60 * MINUTE_MS
        columns["extended"] = np.where(opened, longer, columns["extended"])
    return {name: column[keep] for name, column in columns.items()}
