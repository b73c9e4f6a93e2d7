"""The linear relaxation of covering, where parts of sites may be open: its prices prove a bound, its shares are a lead.

A primal-dual method: every step costs two passes over who covers whom, and the mean of the steps settles.  From time to
time it begins anew from that mean.  The bound is computed from the prices by ``bound.at``, valid whatever they are.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from huxin.siting import bound as bounds
from huxin.siting.bound import LowerBound
from huxin.siting.machine import Mean, Numbers, approach
from huxin.siting.problem import SitingProblem

_LOOKS: Final = 100
"""Rounds between two looks at what the prices prove."""
_ANEW: Final = 4
"""So many looks, and the mean becomes the start."""
_NEAR: Final = 0.005
"""Of the way between the bound and the best choice known: nearer to the relaxation than this is near enough."""


@dataclass
class Relaxed:
    """The best bound found, and how much of each site the relaxation opens."""

    bound: LowerBound
    shares: Numbers


def relax_cover(problem: SitingProblem, upper: float, until: float, rounds: int) -> Relaxed:
    """Covering without limits of groups: until the bound is near the relaxation, meets ``upper``, or time is over."""
    lists = problem.lists
    lengths = np.maximum(np.diff(lists.starts), 1)
    held = np.bincount(lists.sites, weights=np.repeat(lists.beyond, np.diff(lists.starts)), minlength=problem.sites)
    pace, stride = lists.beyond / lengths, 1 / np.maximum(held, 1e-12)
    stride[problem.fixed] = 0.0
    share = np.full(problem.sites, problem.count / max(1, problem.sites - len(problem.fixed)))
    share[problem.fixed] = 1.0
    best = bounds.at(problem, bounds.first_prices(problem))
    price, leads = best.prices.copy(), share.copy()
    for look in range(max(1, rounds // _LOOKS)):
        if look % _ANEW == 0:
            mean = Mean(price, share, share.copy(), np.zeros(problem.points), np.zeros(problem.sites))
            steps = 0
        approach(_LOOKS, float(problem.count), pace, stride, lists, mean)
        steps += _LOOKS
        price, share = mean.prices / steps, mean.shares / steps
        for found in (bounds.at(problem, price), bounds.at(problem, mean.price.copy())):
            if found.lower > best.lower:
                best, leads = found, share.copy()
        missed = np.ones(problem.points) - np.add.reduceat(np.append(share[lists.sites], 0.0), lists.starts[:-1])
        missed[np.diff(lists.starts) == 0] = 1.0
        cost = float((lists.beyond * np.maximum(missed, 0.0)).sum())
        met = bounds.rounded(problem, best.lower) >= upper - 1e-9 * abs(upper)
        if met or cost - best.lower <= _NEAR * (upper - best.lower) or time.monotonic() > until:
            break
    return Relaxed(best, leads)
