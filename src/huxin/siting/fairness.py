"""How evenly places serve: the way of the worst tenth, and two-step floating catchments by county."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from huxin.siting.building import metres, space, straight
from huxin.siting.machine import Numbers
from huxin.siting.reading import Points

TENTH: Final = 0.1


def ways(demand: Points, sites: Points, crs: str) -> Numbers:
    """Metres from every point to its nearest site; infinite where there is no site."""
    from scipy.spatial import cKDTree

    if not sites.ids:
        return np.full(len(demand.ids), np.inf)
    far, _ = cKDTree(space(sites, crs)).query(space(demand, crs))
    return metres(np.asarray(far), crs)


def worst_tenth(values: Numbers, weights: Numbers) -> float:
    """What the tenth of the weight that has it worst has at least, of a way for example.  0 without weight."""
    if weights.sum() == 0:
        return 0.0
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    at = np.searchsorted(reached, (1 - TENTH) * reached[-1], side="right")
    return float(values[order][min(int(at), len(order) - 1)])


def catchments(demand: Points, sites: Points, supply: Numbers, crs: str, reach: float) -> Numbers:
    """Supply for each unit of weight at every point (2SFCA).

    First each site's supply is shared by the weight within ``reach`` of it, then each point adds up the shares of the
    sites within ``reach``.  What all points take together is the supply of the sites that anybody reaches.
    """
    from scipy.spatial import cKDTree

    shares = np.zeros(len(demand.ids))
    if not sites.ids:
        return shares
    weights = demand.columns["weight"]
    near = cKDTree(space(demand, crs)).query_ball_point(space(sites, crs), straight(reach, crs))
    for site, points in enumerate(near):
        total = weights[points].sum()
        if total > 0:
            shares[points] += supply[site] / total
    return shares


def gini(values: Numbers, weights: Numbers) -> float:
    """Of values held by weights: 0 where all have the same, towards 1 where one has everything."""
    total, held = float(weights.sum()), float((values * weights).sum())
    if total == 0 or held == 0:
        return 0.0
    order = np.argsort(values, kind="stable")
    share = np.concatenate([[0.0], np.cumsum(values[order] * weights[order]) / held])
    width = weights[order] / total
    return float(1 - (width * (share[1:] + share[:-1])).sum())


def by_county(values: Numbers, weights: Numbers, county: Sequence[str]) -> dict[str, float]:
    """The weighted mean of each county."""
    names = np.asarray(county)
    found = {}
    for name in dict.fromkeys(county):
        mine = names == name
        total = float(weights[mine].sum())
        found[name] = float((values[mine] * weights[mine]).sum()) / total if total else 0.0
    return found
