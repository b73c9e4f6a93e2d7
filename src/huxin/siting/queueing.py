"""Queues at a waiting area 候客区: how often all bays are taken, and how long a car waits for one (Erlang).

Cars arrive at random and stay as long as they stay; ``load`` is how many bays they would fill on average if there were
enough: arrivals an hour × minutes of stay ÷ 60.  Where a full area turns cars away, Erlang's loss formula B says how
many; where they queue for a bay, his delay formula C says how many wait, and how long.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Final

from huxin.law.errors import InputError

MOST_BAYS: Final = 100_000
_HOUR: Final = 60


@dataclass(frozen=True)
class QueueHour:
    """One hour.  ``full``: share of cars that find no bay and go on (B); ``waits``: share that queue for one (C).

    ``minutes``: mean wait of all cars, ``length``: mean number that queue.  Where more come than leave the queue grows
    without end: ``waits`` is 1, ``minutes`` and ``length`` are infinite.
    """

    bays: int
    load: float
    full: float
    waits: float
    minutes: float
    length: float


def queue(bays: int, arrivals: float, stay: float) -> QueueHour:
    """``arrivals`` cars an hour that stay ``stay`` minutes each.  Raises InputError for what cannot be."""
    _check(bays, arrivals, stay)
    load = arrivals * stay / _HOUR
    full = loss(load, bays)
    if load == 0:
        return QueueHour(bays, load, full, full, 0.0, 0.0)
    if load >= bays:
        return QueueHour(bays, load, full, 1.0, inf, inf)
    waits = full / (1 - load / bays * (1 - full))
    minutes = waits * stay / (bays - load)
    return QueueHour(bays, load, full, waits, minutes, arrivals / _HOUR * minutes)


def loss(load: float, bays: int) -> float:
    """Erlang's B: B(0) = 1, B(n) = load × B(n−1) ÷ (n + load × B(n−1)).  Stable: every term lies between 0 and 1."""
    found = 1.0
    for n in range(1, bays + 1):
        found = load * found / (n + load * found)
    return found


def bays_for(arrivals: float, stay: float, most_full: float) -> int:
    """The fewest bays of which at most this share of cars finds none.  Raises InputError for a share that is none."""
    _check(0, arrivals, stay)
    return bays_for_load(arrivals * stay / _HOUR, most_full)


def bays_for_load(load: float, most_full: float) -> int:
    """The same of the number of bays that the cars would fill on average if there were enough."""
    if not 0 < most_full < 1:
        raise InputError("share", "most_full", most_full, "a share between 0 and 1", "For example 0.05.")
    found, bays = 1.0, 0
    while found > most_full:
        bays += 1
        if bays > MOST_BAYS:
            hint = "Check the cars an hour and the minutes that each stays."
            raise InputError("bays", "load", load, f"a lot of at most {MOST_BAYS:,} bays", hint)
        found = load * found / (bays + load * found)
    return bays


def _check(bays: int, arrivals: float, stay: float) -> None:
    if not 0 <= bays <= MOST_BAYS:
        raise InputError("bays", "bays", bays, f"from 0 to {MOST_BAYS:,}", "A bay is room for one car.")
    for name, value, hint in (
        ("arrivals", arrivals, "How many cars come in an hour."),
        ("stay", stay, "How many minutes a car stays."),
    ):
        if not (isfinite(value) and 0 <= value <= 1e6):
            raise InputError(name, name, value, "a number from 0 to 1e6", hint)
