"""Whether the chosen places hold everybody: an assignment by a linear program, after the choice."""

from __future__ import annotations

from typing import Any

import numpy as np

from huxin.siting.building import MOST_PAIRS, space, straight
from huxin.siting.machine import Places
from huxin.siting.reading import Points


def check_capacity(demand: Points, candidates: Points, crs: str, chosen: Places, radius: float) -> dict[str, Any]:
    """How much weight the capacities within ``radius`` serve at best, and the sites that are full then.

    A site of capacity 0 has none stated and takes whatever comes.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack
    from scipy.spatial import cKDTree

    weights = demand.columns["weight"]
    room = candidates.columns["capacity"][chosen]
    where, sites = space(demand, crs), space(candidates, crs)[chosen]
    near = cKDTree(sites).query_ball_point(where, straight(radius, crs))
    points = np.repeat(np.arange(len(where)), [len(one) for one in near])
    if len(points) == 0 or len(points) > MOST_PAIRS // 10:
        return {"reachable": 0 if len(points) == 0 else None, "served": 0 if len(points) == 0 else None, "full": []}
    to = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])
    ways = np.arange(len(points))
    of_point = csr_matrix((np.ones(len(ways)), (points, ways)), (len(where), len(ways)))
    of_site = csr_matrix((np.ones(len(ways)), (to, ways)), (len(chosen), len(ways)))
    limits = np.concatenate([weights, np.where(room > 0, room, weights.sum())])
    found = linprog(-np.ones(len(ways)), A_ub=vstack([of_point, of_site]), b_ub=limits, method="highs")
    used = of_site @ found.x
    full = [
        candidates.ids[int(j)] for j, load, most in zip(chosen, used, room, strict=True) if most and load >= most - 1e-6
    ]
    reached = np.unique(points)
    return {"reachable": float(weights[reached].sum()), "served": round(float(-found.fun), 6), "full": full}
