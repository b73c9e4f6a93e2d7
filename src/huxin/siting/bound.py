"""How good a choice can be at best: a Lagrangian bound, valid whatever the prices are.

Each point may pay a price for being served.  Given prices, the best sites are found by sorting, so the relaxed problem
is solved exactly and its cost is never above the true one.  A subgradient method looks for prices that say most.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from huxin.siting.machine import Numbers, Places, relax, served
from huxin.siting.problem import SitingProblem

_STALLED: Final = 20
_SMALLEST_STEP: Final = 1e-4


@dataclass
class LowerBound:
    """``lower``: no choice costs less.  ``prices``: those that prove it.  ``worth``: of the sites at these prices."""

    lower: float
    prices: Numbers
    worth: Numbers
    chosen: Places


def first_prices(problem: SitingProblem) -> Numbers:
    """The second smallest cost of each point for the median; for covering the weight shared among its sites."""
    lists = problem.lists
    lengths = np.diff(lists.starts)
    if problem.goal == "cover":
        return np.asarray(lists.beyond / np.maximum(lengths, 1))
    second = lists.beyond.copy()
    has = np.flatnonzero(lengths > 1)
    second[has] = lists.costs[lists.starts[has] + 1]
    return second


def at(problem: SitingProblem, prices: Numbers) -> LowerBound:
    """The bound that these prices prove."""
    worth = np.zeros(problem.sites)
    relax(prices, problem.lists, worth)
    chosen = problem.pick(worth)
    return LowerBound(float(prices.sum() + worth[chosen].sum()), prices, worth, chosen)


def rounded(problem: SitingProblem, lower: float) -> float:
    """A bound that costs in whole numbers cannot be below; else with room for the rounding of sums."""
    room = 1e-9 * max(1.0, abs(lower), problem.total)
    return float(np.ceil(lower - 1e-6)) if problem.whole else lower - room


def ascend(
    problem: SitingProblem, start: LowerBound, upper: float, until: float, rounds: int, step: float = 1.5
) -> LowerBound:
    """Better prices by a deflected subgradient, until ``rounds`` are over or the clock says ``until``."""
    best, prices = start, start.prices.copy()
    slope, before = np.zeros(problem.points), np.zeros(problem.points)
    idle, now = 0, start
    for _ in range(rounds):
        if rounded(problem, best.lower) >= upper - 1e-9 * abs(upper) or time.monotonic() > until:
            break
        served(now.chosen, prices, problem.lists, slope)
        slope[(prices <= 0) & (slope < 0)] = 0.0
        slope[(prices >= problem.lists.beyond) & (slope > 0)] = 0.0
        before = 0.6 * slope + 0.4 * before
        size = float(before @ before)
        if size == 0 or step < _SMALLEST_STEP:
            break
        aim = max(upper - now.lower, 1e-6 * abs(upper))
        prices = np.clip(prices + step * aim / size * before, 0.0, problem.lists.beyond)
        now = at(problem, prices)
        idle += 1
        if now.lower > best.lower:
            idle = 0 if now.lower > best.lower + 1e-6 * abs(upper - best.lower) else idle
            best = now
        if idle >= _STALLED:
            idle, step = 0, step * 0.6
            prices, now, before = best.prices.copy(), best, np.zeros(problem.points)
    return best
