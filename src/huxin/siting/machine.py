"""The inner loops of the search and of the bound, as machine code.  Arrays in, arrays changed in place.

The names: point ``i`` (demand), site ``j`` (candidate), slot ``k`` (the place of an open site among the open ones).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Names = npt.NDArray[np.int32]
NONE: Final = -1
_Function = TypeVar("_Function", bound=Callable[..., Any])


class Lists(NamedTuple):
    """What each point pays at each site that is listed for it, nearest first; at no listed site it pays ``beyond``.

    ``starts``, ``sites``, ``costs``: by point.  ``turned``, ``points``, ``prices``: the same, by site.
    """

    starts: Places
    sites: Names
    costs: Numbers
    beyond: Numbers
    turned: Places
    points: Names
    prices: Numbers


class SearchState(NamedTuple):
    """A choice of sites, and for every swap what it would save: ``gain[j] - loss[k] + extra[j, k]``.

    ``slot[j]``: -1 when closed.  ``opened[k]``: the site.  ``nearest``, ``near``: the two nearest open sites of each
    point and their costs.  ``group``, ``held``, ``least``, ``most``: how many sites of a group are open and may be.
    ``barred[j]``: not to be touched now.  ``stirred[j]``: what swaps with ``j`` save changed since they were looked at.
    ``touched``: scratch.
    """

    slot: Places
    opened: Places
    nearest: Places
    near: Numbers
    gain: Numbers
    loss: Numbers
    extra: Numbers
    group: Places
    held: Places
    least: Places
    most: Places
    barred: Places
    stirred: Places
    touched: Places


class Mean(NamedTuple):
    """Prices of points and shares of sites now, ``ahead`` where the shares are going, and the sums of both."""

    price: Numbers
    share: Numbers
    ahead: Numbers
    prices: Numbers
    shares: Numbers


def _compiled(function: _Function) -> _Function:
    """Numba's machine code, kept beside the file; the plain function where Numba is not installed."""
    try:
        from numba import njit
    except ImportError:
        return function
    made: Any
    try:
        made = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep it
        made = njit(nogil=True)(function)
    return cast(_Function, made)


@_compiled
def find_two(i: int, lists: Lists, state: SearchState) -> None:
    """Write the two nearest open sites of point ``i``."""
    found = 0
    state.nearest[i, :] = NONE
    state.near[i, :] = lists.beyond[i]
    for at in range(lists.starts[i], lists.starts[i + 1]):
        if state.slot[lists.sites[at]] >= 0:
            state.nearest[i, found] = lists.sites[at]
            state.near[i, found] = lists.costs[at]
            found += 1
            if found == 2:
                return


@_compiled
def count_point(i: int, sign: float, lists: Lists, state: SearchState) -> None:
    """Add (``sign`` 1) or take away (-1) what point ``i`` means for every swap."""
    nearest_cost, next_cost = state.near[i, 0], state.near[i, 1]
    k = -1
    if state.nearest[i, 0] != NONE:
        k = state.slot[state.nearest[i, 0]]
        state.loss[k] += sign * (next_cost - nearest_cost)
    for at in range(lists.starts[i], lists.starts[i + 1]):
        cost = lists.costs[at]
        if cost >= next_cost:
            return
        j = lists.sites[at]
        state.stirred[j] = 1
        if cost < nearest_cost:
            state.gain[j] += sign * (nearest_cost - cost)
        if k >= 0:
            state.extra[j, k] += sign * (next_cost - max(cost, nearest_cost))


@_compiled
def begin(lists: Lists, state: SearchState) -> float:
    """Everything from scratch for the sites that have a slot; gives the value."""
    state.gain[:] = 0.0
    state.loss[:] = 0.0
    state.extra[:, :] = 0.0
    value = 0.0
    for i in range(len(lists.starts) - 1):
        find_two(i, lists, state)
        count_point(i, 1.0, lists, state)
        value += state.near[i, 0]
    return value


@_compiled
def swap(k: int, j: int, lists: Lists, state: SearchState) -> float:
    """Close slot ``k`` and open ``j``; only points that feel it are counted anew.  Gives what it saved."""
    old = state.opened[k]
    many = 0
    for at in range(lists.turned[old], lists.turned[old + 1]):
        i = lists.points[at]
        if state.nearest[i, 0] == old or state.nearest[i, 1] == old:
            state.touched[many] = i
            many += 1
    for at in range(lists.turned[j], lists.turned[j + 1]):
        i = lists.points[at]
        if lists.prices[at] < state.near[i, 1] and state.nearest[i, 0] != old and state.nearest[i, 1] != old:
            state.touched[many] = i
            many += 1
    saved = 0.0
    for at in range(many):
        saved += state.near[state.touched[at], 0]
        count_point(state.touched[at], -1.0, lists, state)
    state.held[state.group[old]] -= 1
    state.held[state.group[j]] += 1
    state.slot[old] = -1
    state.slot[j] = k
    state.opened[k] = j
    state.loss[k] = 0.0
    state.extra[:, k] = 0.0
    for at in range(many):
        find_two(state.touched[at], lists, state)
        saved -= state.near[state.touched[at], 0]
        count_point(state.touched[at], 1.0, lists, state)
    return saved


@_compiled
def turn_back(wanted: Places, lists: Lists, state: SearchState) -> float:
    """Swap until the open sites are those of ``wanted``, in whatever slots.  Gives what it saved."""
    keeps = np.zeros(len(state.slot), dtype=np.bool_)
    for j in wanted:
        keeps[j] = True
    total, k = 0.0, 0
    for j in wanted:
        if state.slot[j] >= 0:
            continue
        while keeps[state.opened[k]]:
            k += 1
        total += swap(k, j, lists, state)
    state.stirred[:] = 0
    return total


@_compiled
def cheapest_slot(j: int, base: int, state: SearchState) -> tuple[int, float]:
    """The slot to close when ``j`` opens, -1 for none, and what closing it costs then."""
    best, cost = -1, np.inf
    inward = state.group[j]
    for k in range(base, len(state.opened)):
        here = state.loss[k] - state.extra[j, k]
        if here >= cost or state.barred[state.opened[k]] > 0:
            continue
        outward = state.group[state.opened[k]]
        if inward == outward or (
            state.held[outward] > state.least[outward] and state.held[inward] < state.most[inward]
        ):
            best, cost = k, here
    return best, cost


@_compiled
def descend(base: int, slack: float, moves: int, lists: Lists, state: SearchState) -> float:
    """Best swap after best swap until none of those looked at saves more than ``slack``.  Slots below ``base`` stay.

    A site is looked at again when it was stirred, or when it would save something for the slot that is missed least.
    Gives the saving.
    """
    total = 0.0
    for _ in range(moves):
        least = np.inf
        for k in range(base, len(state.opened)):
            least = min(least, state.loss[k])
        best, best_j, best_k = slack, -1, -1
        for j in range(len(state.slot)):
            if state.slot[j] >= 0 or state.gain[j] <= slack:  # closing never saves, so the gain is the most there is
                state.stirred[j] = 0
                continue
            if state.gain[j] <= best or (state.stirred[j] == 0 and state.gain[j] - least <= best):
                continue
            k, cost = cheapest_slot(j, base, state)
            if k < 0 or state.gain[j] - cost <= slack:
                state.stirred[j] = 0
            elif state.gain[j] - cost > best:
                best, best_j, best_k = state.gain[j] - cost, j, k
        if best_j < 0:
            break
        total += swap(best_k, best_j, lists, state)
    return total


@_compiled
def shake(seed: int, times: int, base: int, lists: Lists, state: SearchState) -> float:
    """Open ``times`` sites, drawn evenly or by what they save, each for the slot that is missed least."""
    np.random.seed(seed)
    total = 0.0
    by_gain = np.random.random() < 0.5
    for _ in range(times):
        best, score = -1, -1.0
        for j in range(len(state.slot)):
            if state.slot[j] >= 0 or state.barred[j] > 0:
                continue
            here = np.random.random() * (state.gain[j] if by_gain else 1.0)
            if here > score:
                best, score = j, here
        if best < 0:
            break
        k, _cost = cheapest_slot(best, base, state)
        if k < 0:
            break
        state.barred[state.opened[k]] = 1
        state.barred[best] = 1
        total += swap(k, best, lists, state)
    state.barred[:] = 0
    return total


@_compiled
def relax(price: Numbers, lists: Lists, worth: Numbers) -> None:
    """What each site is worth when point ``i`` pays ``price[i]`` for service: ``worth[j]`` is never above 0."""
    worth[:] = 0.0
    for i in range(len(price)):
        for at in range(lists.starts[i], lists.starts[i + 1]):
            if lists.costs[at] >= price[i]:
                break
            worth[lists.sites[at]] += lists.costs[at] - price[i]


@_compiled
def served(chosen: Places, price: Numbers, lists: Lists, slope: Numbers) -> None:
    """1 for a point that no chosen site serves at its price, 0 for one, below 0 for more."""
    slope[:] = 1.0
    for at in range(len(chosen)):
        for place in range(lists.turned[chosen[at]], lists.turned[chosen[at] + 1]):
            if lists.prices[place] < price[lists.points[place]]:
                slope[lists.points[place]] -= 1.0


@_compiled
def approach(rounds: int, count: float, pace: Numbers, stride: Numbers, lists: Lists, mean: Mean) -> None:
    """So many steps of primal and dual at once (covering alone): prices rise where sites fall short, shares of sites
    follow the prices, and both are added up.

    ``pace[i]``, ``stride[j]``: how far a price and a share go in a step; a site of stride 0 stands already.
    """
    many, theta = len(mean.share), 0.0
    pulled = np.zeros(many)
    for _ in range(rounds):
        for i in range(len(mean.price)):
            short = 1.0
            for at in range(lists.starts[i], lists.starts[i + 1]):
                short -= mean.ahead[lists.sites[at]]
            mean.price[i] = min(max(mean.price[i] + pace[i] * short, 0.0), lists.beyond[i])
            mean.prices[i] += mean.price[i]
        for j in range(many):
            pull = 0.0
            for at in range(lists.turned[j], lists.turned[j + 1]):
                pull += mean.price[lists.points[at]]
            pulled[j] = mean.share[j] + stride[j] * pull
        theta = level(pulled, stride, count, theta)
        for j in range(many):
            share = mean.share[j]
            if stride[j] > 0:
                share = min(max(pulled[j] - stride[j] * theta, 0.0), 1.0)
            mean.ahead[j] = 2 * share - mean.share[j]
            mean.share[j] = share
            mean.shares[j] += share


@_compiled
def level(pulled: Numbers, stride: Numbers, count: float, theta: float) -> float:
    """What all shares pay alike, so that those of the sites to choose add up to ``count``, none below 0 or above 1."""
    low, high, wide = -np.inf, np.inf, 1.0
    for _ in range(200):
        total, slope = shared(pulled, stride, theta)
        if abs(total - count) <= 1e-9 * max(1.0, count):
            break
        if total > count:
            low = theta
        else:
            high = theta
        step = (total - count) / slope if slope > 0 else np.inf
        if not low < theta + step < high:  # the slope leads out of what is known: halve that, or look further
            known = high - low < np.inf
            step = (low + high) / 2 - theta if known else wide if total > count else -wide
            wide = wide if known else 4 * wide
        theta += step
    return theta


@_compiled
def shared(pulled: Numbers, stride: Numbers, theta: float) -> tuple[float, float]:
    """The sum of the shares at such a price, and how fast it falls with the price."""
    total, slope = 0.0, 0.0
    for j in range(len(pulled)):
        share = pulled[j] - stride[j] * theta
        if stride[j] > 0 and share >= 1:
            total += 1.0
        elif stride[j] > 0 and share > 0:
            total += share
            slope += stride[j]
    return total, slope
