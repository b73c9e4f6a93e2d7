"""A siting problem as the search sees it: sparse costs of points at sites; covering is the median of what is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from huxin.siting.machine import Lists, Names, Numbers, Places

COVER: Final = "cover"
MEDIAN: Final = "median"


@dataclass(frozen=True)
class SitingProblem:
    """``total`` − cost is the value of covering, the cost that of the median.

    ``fixed``: sites that stand already.  ``count``: how many more.  ``group``, ``least``, ``most``: limits by group.
    ``whole``: all costs are whole numbers, so a bound may be rounded.  ``measure``: the value from scratch, by no list
    that the search uses.
    """

    goal: str
    lists: Lists
    count: int
    fixed: Places
    group: Places
    least: Places
    most: Places
    whole: bool
    total: float
    measure: Callable[[Places], float]

    @property
    def points(self) -> int:
        """How many points are served."""
        return len(self.lists.starts) - 1

    @property
    def sites(self) -> int:
        """How many candidates there are, fixed ones included."""
        return len(self.group)

    @property
    def limited(self) -> bool:
        """Whether groups have limits of their own."""
        return len(self.least) > 1

    def value(self, cost: float) -> float:
        """A cost of the search in the words of the goal."""
        return self.total - cost if self.goal == COVER else cost

    def cost(self, chosen: Places) -> float:
        """The cost of a choice, from scratch."""
        measured = self.measure(chosen)
        return self.total - measured if self.goal == COVER else measured

    def pick(self, worth: Numbers) -> Places:
        """The best ``count`` sites by ``worth`` (least first) that the limits allow, after the fixed ones.

        Exact: first what each group must have, then the best of the rest as long as its group has room.
        """
        free = np.ones(self.sites, dtype=np.bool_)
        free[self.fixed] = False
        open_to_all = np.flatnonzero(free)
        if not self.limited:
            best = np.argpartition(worth[open_to_all], self.count - 1)[: self.count]
            return np.concatenate([self.fixed, open_to_all[best]])
        order = open_to_all[np.argsort(worth[open_to_all], kind="stable")]
        held = np.bincount(self.group[self.fixed], minlength=len(self.least))
        owed = np.maximum(self.least - held, 0)
        rank = np.empty(len(order), dtype=np.int64)
        for group in range(len(self.least)):
            mine = np.flatnonzero(self.group[order] == group)
            rank[mine] = np.arange(len(mine))
        of = self.group[order]
        must = rank < owed[of]
        rest = order[~must & (rank < np.maximum(self.most - held, 0)[of])]
        return np.concatenate([self.fixed, order[must], rest[: self.count - int(must.sum())]])


def turned(starts: Places, sites: Names, costs: Numbers, many: int) -> tuple[Places, Names, Numbers]:
    """Lists by point as lists by site."""
    points = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.argsort(sites, kind="stable")
    begins = np.zeros(many + 1, dtype=np.int64)
    np.cumsum(np.bincount(sites, minlength=many), out=begins[1:])
    return begins, points[order], costs[order]


def lists_of(starts: Places, sites: Names, costs: Numbers, beyond: Numbers, many: int) -> Lists:
    """Lists by point, nearest first, with the same by site."""
    kept = sites.astype(np.int32, copy=False)
    return Lists(starts, kept, costs, beyond, *turned(starts, kept, costs, many))


def merged(lists: Lists, weights: Numbers, many: int) -> tuple[Lists, Numbers]:
    """Points that the same sites cover, as one point of their weights; changes no optimum of covering."""
    keys: dict[bytes, int] = {}
    place = np.empty(len(weights), dtype=np.int64)
    firsts: list[int] = []
    for i in range(len(weights)):
        key = np.sort(lists.sites[lists.starts[i] : lists.starts[i + 1]]).tobytes()
        place[i] = keys.setdefault(key, len(keys))
        if place[i] == len(firsts):
            firsts.append(i)
    total: Numbers = np.bincount(place, weights=weights, minlength=len(firsts)).astype(np.float64)
    lengths = (lists.starts[1:] - lists.starts[:-1])[firsts]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    pieces = [lists.sites[lists.starts[i] : lists.starts[i + 1]] for i in firsts]
    sites = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    return lists_of(starts, sites, np.zeros(len(sites)), total, many), total
