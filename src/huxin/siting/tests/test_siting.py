"""The search against every choice there is, the bound against the optimum, the invariants of both."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from huxin.siting.bound import ascend, at, first_prices
from huxin.siting.building import CountyLimits, cover_problem, median_problem, network_problem
from huxin.siting.machine import begin, level
from huxin.siting.network import distances, read_network
from huxin.siting.problem import SitingProblem
from huxin.siting.reading import Points
from huxin.siting.relaxation import relax_cover
from huxin.siting.search import Search
from huxin.siting.solve import solve

EXAMPLES = int(os.environ.get("HUXIN_SITINGS", "40"))
UNHURRIED = 600.0
"""Seconds that a small town never takes, also where the first run has to be compiled on a busy machine."""


def _points(random: np.random.Generator, many: int, columns: dict[str, np.ndarray], counties: int = 1) -> Points:
    x, y = random.uniform(0, 100, many), random.uniform(0, 100, many)
    county = tuple(f"c{j % counties}" for j in range(many))
    return Points(tuple(f"p{j}" for j in range(many)), x, y, columns, county)


def _town(
    seed: int, goal: str, *, fixed: int = 0, counties: int = 1, whole: bool = True
) -> tuple[SitingProblem, np.ndarray]:
    """A small town, and what every point costs at every site."""
    random = np.random.default_rng(seed)
    weights = random.integers(0, 9, 25).astype(float) if whole else random.uniform(0, 9, 25)
    demand = _points(random, 25, {"weight": weights})
    stands = np.zeros(9)
    stands[:fixed] = 1
    candidates = _points(random, 9, {"fixed": stands, "cost": np.ones(9), "capacity": np.zeros(9)}, counties)
    way = np.hypot(demand.x[:, None] - candidates.x, demand.y[:, None] - candidates.y)
    groups = tuple(f"c{j}" for j in range(counties))
    limits = CountyLimits(groups, (1,) * counties, (2,) * counties) if counties > 1 else CountyLimits()
    if goal == "cover":
        return cover_problem(demand, candidates, "plane", 25.0, 3, limits), np.where(way <= 25, 0, weights[:, None])
    return median_problem(demand, candidates, "plane", 3, limits), way * weights[:, None]


def _best(problem: SitingProblem, costs: np.ndarray) -> float:
    """The least cost of all choices there are."""
    fixed = list(problem.fixed)
    free = [j for j in range(problem.sites) if j not in fixed]
    choices = [[*fixed, *more] for more in combinations(free, problem.count)]
    held = [np.bincount(problem.group[one], minlength=len(problem.least)) for one in choices]
    allowed = [
        one
        for one, many in zip(choices, held, strict=True)
        if (many >= problem.least).all() and (many <= problem.most).all()
    ]
    return min(float(costs[:, one].min(axis=1).sum()) for one in allowed)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["cover", "median"]),
    st.integers(0, 2),
    st.sampled_from([1, 3]),
    st.booleans(),
)
def test_small_towns_are_solved_to_the_end(seed: int, goal: str, fixed: int, counties: int, whole: bool) -> None:
    problem, costs = _town(seed, goal, fixed=fixed, counties=counties, whole=whole)
    best = _best(problem, costs)
    found = solve(problem, UNHURRIED, seed)
    assert found.value == pytest.approx(problem.value(best), rel=1e-9, abs=1e-9)
    assert (found.bound >= found.value) if goal == "cover" else (found.bound <= found.value)
    assert found.gap <= 1e-6
    assert found.proven_optimal == (found.bound == found.value)
    assert list(found.sites[:fixed]) == list(range(fixed))
    assert len(set(found.sites)) == 3 + fixed
    assert list(found.sites) == list(solve(problem, UNHURRIED, seed).sites)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["cover", "median"]), st.integers(0, 2), st.lists(st.floats(0, 50)))
def test_whatever_the_prices_are_the_bound_holds(seed: int, goal: str, fixed: int, drawn: list[float]) -> None:
    problem, costs = _town(seed, goal, fixed=fixed)
    prices = np.resize(np.asarray([*drawn, 1.0]), problem.points)
    best = _best(problem, costs)
    assert at(problem, np.minimum(prices, problem.lists.beyond)).lower <= best + 1e-9
    better = ascend(problem, at(problem, first_prices(problem)), best, np.inf, 200)
    assert better.lower <= best + 1e-9


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["cover", "median"]), st.integers(0, 2))
def test_what_the_search_counts_is_what_a_count_from_scratch_gives(seed: int, goal: str, fixed: int) -> None:
    problem, _ = _town(seed, goal, fixed=fixed)
    search = Search(problem, seed)
    for _ in range(5):
        search.run(np.inf, 1, -1.0)
        counted = search.state.gain.copy(), search.state.loss.copy(), search.state.extra.copy(), search._now
        value = begin(problem.lists, search.state)
        assert counted[3] == pytest.approx(value, abs=1e-6)
        assert problem.cost(search.state.opened) == pytest.approx(value, abs=1e-6)
        closed = search.state.slot < 0
        assert np.allclose(counted[0], search.state.gain, atol=1e-6)
        assert np.allclose(counted[1], search.state.loss, atol=1e-6)
        assert np.allclose(counted[2][closed], search.state.extra[closed], atol=1e-6)
        saved = search.state.gain[closed, None] - search.state.loss + search.state.extra[closed]
        for row, j in enumerate(np.flatnonzero(closed)):
            for k in range(len(search.state.opened)):
                after = search.state.opened.copy()
                after[k] = j
                assert problem.cost(after) == pytest.approx(value - saved[row, k], abs=1e-6)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 3))
def test_the_relaxation_is_that_of_a_solver_and_never_above_the_best(seed: int, fixed: int) -> None:
    problem, costs = _town(seed, "cover", fixed=fixed, whole=False)
    best, solved = _best(problem, costs), relax_cover(problem, np.inf, np.inf, 3_000)
    points, sites = costs.shape
    reached = (costs == 0).astype(float)
    rows = -np.hstack([reached, np.eye(points)])
    bounds = [(float(j in problem.fixed), 1.0) for j in range(sites)] + [(0.0, None)] * points
    all_sites = [[1.0] * sites + [0.0] * points]
    found = linprog(
        [0.0] * sites + list(costs.max(axis=1)), rows, -np.ones(points), all_sites, problem.count + fixed, bounds
    )
    assert solved.bound.lower <= best + 1e-6
    assert solved.bound.lower == pytest.approx(found.fun, abs=0.01 * max(1.0, problem.total))
    assert solved.shares.sum() == pytest.approx(problem.count + fixed)
    assert ((solved.shares >= -1e-9) & (solved.shares <= 1 + 1e-9)).all()
    assert (solved.shares[problem.fixed] == 1).all()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(st.floats(-50, 50), min_size=3, max_size=12), st.floats(-100, 100), st.integers(1, 2), st.integers(0, 9)
)
def test_what_all_pay_alike_leaves_as_many_shares_as_asked(
    drawn: list[float], theta: float, count: int, seed: int
) -> None:
    stride = np.random.default_rng(seed).uniform(0.01, 100, len(drawn))
    found = np.clip(np.asarray(drawn) - stride * level(np.asarray(drawn), stride, float(count), theta), 0, 1)
    assert found.sum() == pytest.approx(count, abs=1e-6)


def _roads(seed: int, many: int, path: Path) -> np.ndarray:
    """A network of the family of the OR-Library: a ring and drawn edges; gives the true ways."""
    random = np.random.default_rng(seed)
    ring = [(j + 1, (j + 1) % many + 1, int(random.integers(1, 100))) for j in range(many)]
    drawn = [(*map(int, random.integers(1, many + 1, 2)), int(random.integers(1, 100))) for _ in range(many)]
    edges = ring + drawn
    path.write_text(f"{many} {len(edges)} 3\n" + "".join(f" {i} {j} {cost}\n" for i, j, cost in edges))
    way = np.full((many, many), np.inf)
    np.fill_diagonal(way, 0)
    for i, j, cost in edges:
        if i != j:
            way[i - 1, j - 1] = way[j - 1, i - 1] = cost
    for middle in range(many):
        way = np.minimum(way, way[:, middle, None] + way[None, middle])
    return way


@pytest.mark.parametrize("seed", range(8))
def test_a_network_is_read_as_the_family_writes_it(tmp_path: Path, seed: int) -> None:
    way = _roads(seed, 14, tmp_path / "roads.txt")
    network = read_network(tmp_path / "roads.txt")
    assert np.array_equal(distances(network, np.arange(14)), way)
    best = min(way[:, list(one)].min(axis=1).sum() for one in combinations(range(14), 3))
    found = solve(network_problem(network, "median", 0.0, 3), 20.0, 1)
    assert (found.value, found.bound, found.proven_optimal) == (best, best, True)
    assert way[:, found.sites].min(axis=1).sum() == best
    most = max(int((way[:, list(one)].min(axis=1) <= 40).sum()) for one in combinations(range(14), 3))
    covered = solve(network_problem(network, "cover", 40.0, 3), 20.0, 1)
    assert (covered.value, covered.proven_optimal) == (most, True)


@pytest.mark.parametrize(("many", "sites"), [(150, 5), (150, 50), (250, 20)])
def test_middle_networks_come_close_and_the_bound_stays_below(tmp_path: Path, many: int, sites: int) -> None:
    way = _roads(3, many, tmp_path / "roads.txt")
    found = solve(network_problem(read_network(tmp_path / "roads.txt"), "median", 0.0, sites), 60.0, 1)
    assert found.value == way[:, found.sites].min(axis=1).sum()
    assert found.bound <= found.value
    assert found.gap <= 0.01


@pytest.mark.parametrize("goal", ["cover", "median"])
def test_more_sites_never_serve_less_and_scale_changes_nothing_but_scale(goal: str) -> None:
    random = np.random.default_rng(5)
    weights = random.integers(1, 9, 60).astype(float)
    demand = _points(random, 60, {"weight": weights})
    heavy = Points(demand.ids, demand.x, demand.y, {"weight": weights * 3}, demand.county)
    none = {"fixed": np.zeros(20), "cost": np.zeros(20), "capacity": np.zeros(20)}
    candidates = _points(random, 20, none)
    before = None
    for count in (1, 3, 5, 8, 20):
        values = [
            solve(
                cover_problem(one, candidates, "plane", 20.0, count, CountyLimits())
                if goal == "cover"
                else median_problem(one, candidates, "plane", count, CountyLimits()),
                20.0,
                1,
            ).value
            for one in (demand, heavy)
        ]
        assert values[1] == pytest.approx(3 * values[0])
        worth = values[0] if goal == "cover" else -values[0]
        assert before is None or worth >= before - 1e-9
        before = worth
