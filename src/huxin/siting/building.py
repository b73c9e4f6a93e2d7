"""Points and networks as problems: which sites serve which points, at what cost, within the memory there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from huxin.law.errors import InputError
from huxin.siting.machine import Numbers, Places
from huxin.siting.network import Network, distances, nearest
from huxin.siting.problem import COVER, MEDIAN, SitingProblem, lists_of, merged
from huxin.siting.reading import Points, fixed_of

EARTH: Final = 6_371_008.8
"""Metres: the mean radius, of a sphere on which ways are great circles."""
MOST_PAIRS: Final = 20_000_000
MOST_SWAPS: Final = 60_000_000
_CHUNK: Final = 2_000


@dataclass(frozen=True)
class CountyLimits:
    """``groups``: the names of counties; ``least`` and ``most`` new and standing sites of each."""

    groups: tuple[str, ...] = ()
    least: tuple[int, ...] = ()
    most: tuple[int, ...] = ()


def space(points: Points, crs: str) -> Numbers:
    """Points in space in metres: straight ways there grow as great circles do."""
    if crs == "plane":
        return np.column_stack([points.x, points.y])
    lng, lat = np.radians(points.x), np.radians(points.y)
    return EARTH * np.column_stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])


def metres(through: Numbers, crs: str) -> Numbers:
    """Straight ways through the sphere as ways on it."""
    if crs == "plane":
        return through
    return np.asarray(2 * EARTH * np.arcsin(np.minimum(1.0, through / (2 * EARTH))))


def straight(radius: float, crs: str) -> float:
    """A way on the sphere as the straight one through it."""
    if crs == "plane":
        return radius
    return float(2 * EARTH * np.sin(min(radius / (2 * EARTH), np.pi / 2)))


def cover_problem(
    demand: Points, candidates: Points, crs: str, radius: float, count: int, limits: CountyLimits
) -> SitingProblem:
    """Maximal covering within ``radius`` metres.  Raises InputError when it does not fit in memory."""
    from scipy.spatial import cKDTree

    sites = space(candidates, crs)
    tree, reach = cKDTree(sites), straight(radius, crs)
    where = space(demand, crs)
    counts = np.asarray(tree.query_ball_point(where, reach, return_length=True), dtype=np.int64)
    _check_pairs(int(counts.sum()), "--radius")
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    near = np.zeros(int(starts[-1]), dtype=np.int32)
    for begin in range(0, len(where), _CHUNK):
        found = tree.query_ball_point(where[begin : begin + _CHUNK], reach, return_sorted=True)
        for at, one in enumerate(found, start=begin):
            near[starts[at] : starts[at + 1]] = one
    weights = demand.columns["weight"]
    lists = lists_of(starts, near, np.zeros(len(near)), weights, len(sites))
    reached, _ = merged(lists, weights, len(sites))

    def measure(chosen: Places) -> float:
        far, _ = cKDTree(sites[chosen]).query(where)
        return float(weights[far <= reach].sum())

    return _problem(COVER, reached, count, fixed_of(candidates), candidates.county, limits, weights, measure)


def median_problem(demand: Points, candidates: Points, crs: str, count: int, limits: CountyLimits) -> SitingProblem:
    """The least sum of weight × metres.  Each point lists its nearest sites; others cost it at least the last."""
    from scipy.spatial import cKDTree

    sites, where, weights = space(candidates, crs), space(demand, crs), demand.columns["weight"]
    fixed = fixed_of(candidates)
    tree = cKDTree(sites)
    listed = _listed(len(where), len(sites), count + len(fixed))
    far, near = tree.query(where, k=listed)
    far, near = far.reshape(len(where), -1), near.reshape(len(where), -1)
    costs = metres(far, crs) * weights[:, None]
    starts = np.arange(0, costs.size + 1, costs.shape[1], dtype=np.int64)
    lists = lists_of(starts, near.ravel(), costs.ravel(), costs[:, -1].copy(), len(sites))

    def measure(chosen: Places) -> float:
        through, _ = cKDTree(sites[chosen]).query(where)
        return float((metres(through, crs) * weights).sum())

    return _problem(MEDIAN, lists, count, fixed, candidates.county, limits, weights, measure, whole=False)


def network_problem(network: Network, goal: str, radius: float, count: int) -> SitingProblem:
    """Every vertex a point of weight 1 and a candidate, shortest ways."""
    n = network.vertices
    weights, nobody = np.ones(n), np.zeros(0, dtype=np.int64)
    listed = n if goal == COVER else _listed(n, n, count)
    pieces, counts = [], np.zeros(n, dtype=np.int64)
    for begin in range(0, n, _CHUNK):
        rows = distances(network, np.arange(begin, min(n, begin + _CHUNK)))
        for at, row in enumerate(rows, start=begin):
            order = np.flatnonzero(row <= radius) if goal == COVER else np.argsort(row, kind="stable")[:listed]
            counts[at] = len(order)
            pieces.append((order.astype(np.int32), np.zeros(len(order)) if goal == COVER else row[order]))
        _check_pairs(int(counts.sum()), "--radius")
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sites, costs = np.concatenate([one for one, _ in pieces]), np.concatenate([one for _, one in pieces])
    beyond = weights if goal == COVER else costs[starts[1:] - 1]
    lists = lists_of(starts, sites, costs, beyond.copy(), n)

    def measure(chosen: Places) -> float:
        far = nearest(network, chosen)
        return float((far <= radius).sum()) if goal == COVER else float(far.sum())

    if goal == COVER:
        lists, _ = merged(lists, weights, n)
    return _problem(goal, lists, count, nobody, (), CountyLimits(), weights, measure, goal == COVER or network.whole)


def _listed(points: int, sites: int, count: int) -> int:
    """How many sites a point lists: all when memory allows, else several times those before its nearest open one."""
    fair = min(sites, max(40, 12 * sites // max(1, count)))
    _check_pairs(points * fair, "--sites")
    return min(sites, max(fair, min(MOST_PAIRS // 4 // points, sites)))


def _check_pairs(pairs: int, where: str) -> None:
    if pairs > MOST_PAIRS:
        hint = "Take a smaller radius or more sites, or merge points that are close together."
        raise InputError("size", where, f"{pairs:,} pairs of a point and a site", f"at most {MOST_PAIRS:,}", hint)


def _problem(
    goal: str, lists: Any, count: int, fixed: Places, county: tuple[str, ...], limits: CountyLimits,
    weights: Numbers, measure: Any, whole: bool | None = None,
) -> SitingProblem:  # fmt: skip
    sites = len(lists.turned) - 1
    if not 1 <= count <= sites - len(fixed):
        got = f"{count} sites, {sites - len(fixed)} candidates that do not stand yet"
        raise InputError(
            "sites", "--sites", got, "from 1 to the number of candidates", "Ask for fewer, or add candidates."
        )
    if sites * (count + len(fixed)) > MOST_SWAPS:
        got = f"{sites:,} candidates × {count + len(fixed):,} sites"
        raise InputError("size", "--sites", got, f"at most {MOST_SWAPS:,}", "Drop candidates that nobody would build.")
    of = {name: at for at, name in enumerate(limits.groups)}
    group = np.asarray([of[name] for name in county] if of else np.zeros(sites), dtype=np.int64)
    total = count + len(fixed)
    least = np.asarray(limits.least or (0,), dtype=np.int64)
    most = np.minimum(np.asarray(limits.most or (total,), dtype=np.int64), total)
    even = bool((weights == np.floor(weights)).all()) if whole is None else whole
    sum_of = float(weights.sum()) if goal == COVER else 0.0
    return SitingProblem(goal, lists, count, fixed, group, least, most, even and sum_of < 2**50, sum_of, measure)
