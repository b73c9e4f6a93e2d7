"""Siting: value, bound and gap beside plain HiGHS with the same time, and on networks of the OR-Library family.

Run: ``python bench/siting.py [--small]``.  Both take turns on the same instances; ratios count, not seconds.
A network file in the form "n m p" and lines "i j cost" can be named with ``--network FILE [--optimum N]``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from huxin.siting.building import CountyLimits, cover_problem, network_problem
from huxin.siting.exact import SitesLeft
from huxin.siting.exact import solve as whole
from huxin.siting.machine import Numbers
from huxin.siting.network import read_network
from huxin.siting.problem import SitingProblem
from huxin.siting.reading import Points
from huxin.siting.solve import solve, warm

COVERS = ((2_000, 500, 50, 800.0, 10.0), (10_000, 2_000, 100, 800.0, 30.0), (50_000, 5_000, 200, 600.0, 120.0))
NETWORKS = (
    (100, 5),
    (100, 33),
    (200, 10),
    (200, 67),
    (300, 30),
    (400, 40),
    (500, 50),
    (600, 60),
    (700, 140),
    (800, 80),
    (900, 5),
    (900, 90),
)


def town(points: int, sites: int, seed: int = 7) -> tuple[Points, Points]:
    """Demand in heavy-tailed clusters over 100 km, drawn weights, candidates drawn from the demand."""
    random = np.random.default_rng(seed)
    centres, share = random.uniform(0, 100_000, (40, 2)), random.pareto(1.2, 40) + 0.2
    at = centres[random.choice(40, points, p=share / share.sum())] + random.normal(0, 3_000, (points, 2))
    weights = np.ceil(random.pareto(1.5, points) * 10 + 1)
    spots = at[random.choice(points, sites, replace=False)] + random.normal(0, 100, (sites, 2))
    none: dict[str, Numbers] = {"fixed": np.zeros(sites), "cost": np.zeros(sites), "capacity": np.zeros(sites)}
    return (
        Points(tuple(map(str, range(points))), at[:, 0], at[:, 1], {"weight": weights}, ("",) * points),
        Points(tuple(map(str, range(sites))), spots[:, 0], spots[:, 1], none, ("",) * sites),
    )


def network(vertices: int, sites: int, seed: int, folder: Path) -> Path:
    """The family: n²/50 edges, a path through all vertices and drawn ones, lengths 1 to 100."""
    random = np.random.default_rng(seed)
    drawn = vertices * vertices // 50 - vertices + 1
    ends = [(j, j + 1) for j in range(1, vertices)] + [
        tuple(one) for one in random.integers(1, vertices + 1, (drawn, 2))
    ]
    path = folder / f"{vertices}-{sites}.txt"
    lines = [f"{i} {j} {int(random.integers(1, 101))}" for i, j in ends]
    path.write_text(f"{vertices} {len(lines)} {sites}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def plain(problem: SitingProblem, seconds: float) -> dict[str, Any]:
    """The whole model in HiGHS, nothing before it."""
    begun = time.monotonic()
    none = np.zeros(0, dtype=np.int64)
    found = whole(problem, SitesLeft(np.arange(problem.sites), none), problem.total, seconds)
    value = 0.0 if found.chosen is None else problem.measure(found.chosen)
    bound = problem.total - max(found.lower, 0.0)
    return {"value": value, "bound": bound, "gap": (bound - value) / bound, "seconds": time.monotonic() - begun}


def _row(found: Any) -> dict[str, Any]:
    names = ("value", "bound", "gap", "proven_optimal", "seconds", "method")
    return {name: getattr(found, name) for name in names}


def main() -> None:
    """Print a line of JSON for each instance."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="only the smallest of each")
    parser.add_argument("--network", type=Path)
    parser.add_argument("--optimum", type=float)
    args = parser.parse_args()
    if args.network:
        held = read_network(args.network)
        problem = network_problem(held, "median", 0.0, held.sites)
        warm(problem)
        found = _row(solve(problem, 5.0, 1))
        over = {} if args.optimum is None else {"over": found["value"] / args.optimum - 1}
        print(json.dumps({"network": args.network.name, **found, **over}))
        return
    for points, sites, count, radius, seconds in COVERS[: 1 if args.small else None]:
        demand, candidates = town(points, sites)
        problem = cover_problem(demand, candidates, "plane", radius, count, CountyLimits())
        warm(problem)
        busy = time.process_time()
        ours = _row(solve(problem, seconds, 1)) | {"of the processor": round(time.process_time() - busy, 1)}
        theirs = plain(problem, seconds)
        print(json.dumps({"cover": [points, sites, count], "huxin": ours, "plain HiGHS": theirs}), flush=True)
    gaps = []
    with tempfile.TemporaryDirectory() as folder:
        for vertices, sites in NETWORKS[: 2 if args.small else None]:
            held = read_network(network(vertices, sites, vertices + sites, Path(folder)))
            problem = network_problem(held, "median", 0.0, sites)
            warm(problem)
            found = _row(solve(problem, 5.0, 1))
            gaps.append(1 - found["bound"] / found["value"])
            print(json.dumps({"median": [vertices, sites], **found}), flush=True)
    told = {"mean": round(float(np.mean(gaps)), 6), "worst": round(max(gaps), 6)}
    print(json.dumps({"median, at most so much over the optimum": told}))


if __name__ == "__main__":
    main()
