"""The ladder: a good choice at once, a bound that is always valid, better of both as long as there is time.

1. Swaps from a drawn start (``search.py``).  2. A Lagrangian bound (``bound.py``), of covering by its relaxation
(``relaxation.py``).  3. While the search goes on, a linear solver solves what is left open, or sharpens the bound
(``exact.py``).  What is not proven is never called so.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from huxin.siting import bound as bounds
from huxin.siting import exact
from huxin.siting.bound import LowerBound
from huxin.siting.machine import Places
from huxin.siting.problem import COVER, SitingProblem
from huxin.siting.relaxation import relax_cover
from huxin.siting.search import Search

FIRST_ROUNDS: Final = 200
FIRST_SHARE: Final = 0.15
BOUND_ROUNDS: Final = 3_000
RELAXED_ROUNDS: Final = 10_000
BOUND_SHARE: Final = 0.3
_FEW: Final = 150
"""So many sites a solver takes at once; for more the prices of the relaxation first rule out what they can."""
_LEFT_OVER: Final = 0.06
"""Of the time, for measuring the answer."""
_MEETS: Final = 1e-9


@dataclass(frozen=True)
class Solution:
    """``sites``: fixed ones first.  ``value`` is measured from them, ``bound`` holds for every choice."""

    goal: str
    sites: Places
    value: float
    bound: float
    gap: float
    proven_optimal: bool
    seconds: float
    method: str
    seed: int


@dataclass
class _Run:
    """What is known so far."""

    problem: SitingProblem
    until: float
    search: Search
    bound: LowerBound
    lower: float = 0.0
    leaning: Places | None = None
    methods: list[str] = field(default_factory=lambda: ["interchange"])

    def raise_lower(self, lower: float) -> None:
        """A bound that is better than the one known."""
        self.lower = max(self.lower, lower)

    @property
    def closed(self) -> bool:
        """Whether the best choice is known to be one."""
        return bool(self.search.cost <= self.lower + _MEETS * max(1.0, abs(self.lower), self.problem.total))


def warm(problem: SitingProblem) -> None:
    """Have the machine code made, or read from where it is kept, before the clock starts."""
    search = Search(problem, 0)
    search.run(time.monotonic() + 3600, 1, -1.0)
    if _relaxes(problem):
        relax_cover(problem, search.cost, time.monotonic() + 3600, 1)
    bounds.ascend(problem, bounds.at(problem, bounds.first_prices(problem)), search.cost, time.monotonic() + 3600, 1)


def solve(problem: SitingProblem, seconds: float, seed: int) -> Solution:
    """The best choice found in so many seconds, with what is known about it."""
    begun = time.monotonic()
    until = begun + seconds * (1 - _LEFT_OVER)
    search = Search(problem, seed)
    search.run(begun + seconds * FIRST_SHARE, FIRST_ROUNDS, 0.0)
    start = bounds.at(problem, bounds.first_prices(problem))
    run = _Run(problem, until, search, start)
    _raise(run, begun + seconds * (FIRST_SHARE + BOUND_SHARE))
    if not run.closed:
        _together(run)
    return _answer(run, begun, seed)


def _relaxes(problem: SitingProblem) -> bool:
    return problem.goal == COVER and not problem.limited


def _raise(run: _Run, until: float) -> None:
    """The bound: of covering by its relaxation, which says where to look too; else by the prices alone."""
    problem = run.problem
    if not _relaxes(problem):
        _ascend(run, until, BOUND_ROUNDS)
        return
    found = relax_cover(problem, run.search.cost, until, RELAXED_ROUNDS)
    run.bound = found.bound
    run.raise_lower(bounds.rounded(problem, found.bound.lower))
    run.methods += ["Lagrangian bound", "relaxation by a primal-dual method"]
    if not run.closed:
        run.search.adopt(problem.pick(-found.shares))


def _ascend(run: _Run, until: float, rounds: int, step: float = 1.5) -> None:
    run.bound = bounds.ascend(run.problem, run.bound, run.search.cost, until, rounds, step)
    run.raise_lower(bounds.rounded(run.problem, run.bound.lower))
    if "Lagrangian bound" not in run.methods:
        run.methods.append("Lagrangian bound")


def _together(run: _Run) -> None:
    """The solver in a thread of its own, which needs no lock of Python, and the search beside it."""
    found = run.search.best.copy(), run.search.cost
    with ThreadPoolExecutor(1) as pool:
        waiting: Future[exact.Solved | None] = pool.submit(_sharpen, run, found[1])
        while not waiting.done() and time.monotonic() < run.until:
            run.search.run(min(run.until, time.monotonic() + 0.25), 1_000_000, 0.0)
        solved = waiting.result()
    if run.leaning is not None and not run.closed:
        run.search.adopt(run.leaning)
    if solved is not None:
        _take(run, solved, found)
    if not run.closed and not (solved is not None and solved.closed):  # what the solver ended, no search betters
        rest = time.monotonic()
        run.search.adopt(run.search.best)
        share = 1.0 if _relaxes(run.problem) else 0.7  # nothing is left to gain where the relaxation is solved
        run.search.run(rest + (run.until - rest) * share, 1_000_000, 0.0)
        if not _relaxes(run.problem):
            _ascend(run, run.until, BOUND_ROUNDS, 0.3)


def _take(run: _Run, solved: exact.Solved, found: tuple[Places, float]) -> None:
    """What the solver found, beside the choice from before it began."""
    run.methods.append("HiGHS")
    run.raise_lower(min(solved.lower, found[1]) if solved.chosen is None else solved.lower)
    if solved.closed and solved.chosen is None:  # the choice before the solver began: the same for the same seed
        run.search.best, run.search.cost = found
    elif solved.chosen is not None:
        cost = run.problem.cost(solved.chosen)
        if solved.closed or cost < run.search.cost:
            run.search.best, run.search.cost = solved.chosen, cost


def _sharpen(run: _Run, upper: float) -> exact.Solved | None:
    """A whole solve of what the bound leaves open; where that is too much, better prices from the relaxation."""
    problem = run.problem
    kept = exact.kept_sites(problem, run.bound, upper)
    left = run.until - time.monotonic()
    if problem.goal == COVER and problem.limited and left > 0.2 and len(kept.sites) > _FEW:
        found = exact.relaxed(problem, left * 0.75)
        if found is not None:
            better, run.leaning = bounds.at(problem, found[0]), found[1]
            run.bound = better if better.lower > run.bound.lower else run.bound
            run.raise_lower(bounds.rounded(problem, run.bound.lower))
            run.methods.append("prices of the relaxation")
            kept = exact.kept_sites(problem, run.bound, upper)
    left = (run.until - time.monotonic()) * 0.8
    return exact.solve(problem, kept, upper, left) if exact.fits(problem, kept, left) else None


def _answer(run: _Run, begun: float, seed: int) -> Solution:
    problem, sites = run.problem, run.search.best
    value = problem.measure(sites)
    cost = problem.total - value if problem.goal == COVER else value
    lower = min(max(run.lower, 0.0), cost)
    bound = problem.value(lower)
    scale = abs(bound if problem.goal == COVER else value)
    away = abs(bound - value)
    met = away <= _MEETS * max(1.0, abs(value))
    if met:
        bound, away = value, 0.0
    fixed = len(problem.fixed)
    order = np.concatenate([sites[:fixed], np.sort(sites[fixed:])])
    method = " + ".join(dict.fromkeys(run.methods))
    seconds = time.monotonic() - begun
    return Solution(problem.goal, order, value, bound, away / scale if scale else 0.0, met, seconds, method, seed)


def as_json(answer: Solution, names: tuple[str, ...], fixed: int, **more: Any) -> dict[str, Any]:
    """The answer in the names of the input: ids, whole numbers as such."""
    return {
        "goal": answer.goal,
        "sites": [names[j] for j in answer.sites],
        "fixed": [names[j] for j in answer.sites[:fixed]],
        "value": _plain(answer.value),
        "bound": _plain(answer.bound),
        "gap": round(answer.gap, 9),
        "proven_optimal": answer.proven_optimal,
        "seconds": round(answer.seconds, 3),
        "method": answer.method,
        "seed": answer.seed,
        **more,
    }


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
