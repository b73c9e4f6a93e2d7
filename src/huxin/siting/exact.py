"""What a linear solver adds: prices of the linear relaxation, and small problems solved to the end.

Prices that a solver gives are only a proposal: the bound is computed from them by ``bound.at`` and valid whatever they
are.  A whole solve works on what is left after sites were ruled out or in by the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from huxin.siting.bound import LowerBound
from huxin.siting.machine import Numbers, Places
from huxin.siting.problem import COVER, SitingProblem

MOST_ENTRIES: Final = 120_000
_ENTRIES_A_SECOND: Final = {"cover": 12_000, "median": 4_000}
"""More than this a solver does not even begin on in time, and it looks at the clock only now and then."""
_ROOM: Final = 1e-7


@dataclass(frozen=True)
class Solved:
    """``lower``: no choice of the whole problem costs less.  ``chosen`` None: none better than ``upper`` was found."""

    lower: float
    chosen: Places | None
    closed: bool


@dataclass(frozen=True)
class SitesLeft:
    """Sites that may still be open in a better choice, and those that must."""

    sites: Places
    must: Places


def kept_sites(problem: SitingProblem, bound: LowerBound, upper: float) -> SitesLeft:
    """Sites that the bound does not rule out.  A choice that is no better than ``upper`` may be lost, no other."""
    every = np.arange(problem.sites)
    if problem.limited:
        return SitesLeft(every, problem.fixed)
    aim = upper - 1 + _ROOM * max(1.0, upper) if problem.whole else upper
    inside = np.zeros(problem.sites, dtype=np.bool_)
    inside[bound.chosen] = True
    standing = np.zeros(problem.sites, dtype=np.bool_)
    standing[problem.fixed] = True
    chosen, other = np.flatnonzero(inside & ~standing), np.flatnonzero(~inside)
    last = bound.worth[chosen].max()
    following = bound.worth[other].min() if len(other) else np.inf
    must = chosen[bound.lower + following - bound.worth[chosen] > aim]
    may = other[bound.lower + bound.worth[other] - last <= aim]
    return SitesLeft(
        np.sort(np.concatenate([problem.fixed, chosen, may])), np.sort(np.concatenate([problem.fixed, must]))
    )


def relaxed(problem: SitingProblem, seconds: float) -> tuple[Numbers, Places] | None:
    """Prices of covering from an interior-point solve of the linear relaxation, and the choice that it leans to; None
    when it gives none in time.
    """
    import highspy

    model = _Model(problem, SitesLeft(np.arange(problem.sites), problem.fixed))
    solver = _solver(seconds)
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.passModel(model.program(whole=False))
    if solver.run() == highspy.HighsStatus.kError:
        return None
    found = np.asarray(solver.getSolution().row_dual)
    if len(found) < len(model.rows) or not np.isfinite(found).all():
        return None
    prices = np.where(np.diff(problem.lists.starts) == 0, problem.lists.beyond, 0.0)  # what no site reaches is missed
    prices[model.rows] = found[: len(model.rows)]
    open_ = np.asarray(solver.getSolution().col_value)[: problem.sites]
    return np.clip(prices, 0.0, problem.lists.beyond), problem.pick(-open_)


def fits(problem: SitingProblem, kept: SitesLeft, seconds: float) -> bool:
    """Whether a whole solve has a chance in so many seconds."""
    listed = int(np.isin(problem.lists.sites, kept.sites).sum())
    return seconds > 0.2 and listed <= min(MOST_ENTRIES, _ENTRIES_A_SECOND[problem.goal] * seconds)


def solve(problem: SitingProblem, kept: SitesLeft, upper: float, seconds: float) -> Solved:
    """The best choice among what is kept."""
    import highspy

    model = _Model(problem, kept)
    solver = _solver(seconds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.99 if problem.whole else 1e-9 * max(1.0, upper))
    solver.passModel(model.program(whole=True))
    if solver.run() == highspy.HighsStatus.kError:
        return Solved(-np.inf, None, False)
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:  # nothing better is left
        return Solved(upper, None, True)
    lower = info.mip_dual_bound + model.constant - _ROOM * max(1.0, abs(upper))
    lower = min(float(np.ceil(lower)) if problem.whole and np.isfinite(lower) else lower, upper)
    chosen = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        open_ = np.asarray(solver.getSolution().col_value)[: len(kept.sites)]
        best = kept.sites[np.argsort(-open_, kind="stable")[: problem.count + len(problem.fixed)]]
        chosen = np.concatenate([problem.fixed, np.setdiff1d(best, problem.fixed)])
    return Solved(lower, chosen, status == highspy.HighsModelStatus.kOptimal)


def _solver(seconds: float) -> Any:
    from highspy._core import _Highs  # the class above it writes a banner to standard output when it is made

    solver = _Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", max(0.1, seconds))
    return solver


class _Model:
    """The linear program over the kept sites.  ``rows``: the points that have a row, in order."""

    def __init__(self, problem: SitingProblem, kept: SitesLeft) -> None:
        from scipy.sparse import csr_matrix

        self.problem, self.kept = problem, kept
        lists, many = problem.lists, problem.points
        column = np.full(problem.sites, -1, dtype=np.int64)
        column[kept.sites] = np.arange(len(kept.sites))
        points = np.repeat(np.arange(many), np.diff(lists.starts))
        standing = np.zeros(problem.sites, dtype=np.bool_)
        standing[kept.must] = True
        cap = lists.beyond.copy()
        np.minimum.at(cap, points[standing[lists.sites]], lists.costs[standing[lists.sites]])
        use = (column[lists.sites] >= 0) & (lists.costs < cap[points])
        self.cap, self.points, self.columns = cap, points[use], column[lists.sites[use]]
        self.costs = lists.costs[use]
        self.rows = np.unique(self.points)
        cover = problem.goal == COVER  # whose rows say what is missed, while those of the median say what is saved
        self.constant = float(cap.sum() - cap[self.rows].sum()) if cover else float(cap.sum())
        self._matrix = csr_matrix

    def program(self, *, whole: bool) -> Any:
        """The model as HiGHS takes it; with ``whole`` sites are open or closed."""
        import highspy
        from scipy.sparse import vstack

        sites = len(self.kept.sites)
        body, costs, low = self._cover() if self.problem.goal == COVER else self._median()
        limits, least, most = self._limits(body.shape[1])
        matrix = vstack([body, limits]).tocsr()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
        lp.col_cost_ = costs
        lower = np.zeros(len(costs))
        lower[:sites][np.isin(self.kept.sites, self.kept.must)] = 1.0
        lp.col_lower_, lp.col_upper_ = lower, np.ones(len(costs))
        lp.row_lower_ = np.concatenate([low, least])
        lp.row_upper_ = np.concatenate([np.full(len(low), np.inf), most])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        if whole:
            kinds = highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger] * sites + [kinds.kContinuous] * (len(costs) - sites)
        return lp

    def _cover(self) -> tuple[Any, Numbers, Numbers]:
        """A point is missed unless one of its sites is open."""
        rows = np.searchsorted(self.rows, self.points)
        sites, many = len(self.kept.sites), len(self.rows)
        across = np.concatenate([self.columns, sites + np.arange(many)])
        values = np.ones(len(rows) + many)
        matrix = self._matrix((values, (np.concatenate([rows, np.arange(many)]), across)), (many, sites + many))
        return matrix, np.concatenate([np.zeros(sites), self.cap[self.rows]]), np.ones(many)

    def _median(self) -> tuple[Any, Numbers, Numbers]:
        """Each point goes to at most one site that is open, and saves what it costs less there than at its cap."""
        rows = np.searchsorted(self.rows, self.points)
        sites, many, ways = len(self.kept.sites), len(self.rows), len(self.points)
        way = sites + np.arange(ways)
        down = np.concatenate([rows, many + np.arange(ways), many + np.arange(ways)])
        across = np.concatenate([way, self.columns, way])
        values = np.concatenate([-np.ones(ways), np.ones(ways), -np.ones(ways)])
        matrix = self._matrix((values, (down, across)), (many + ways, sites + ways))
        costs = np.concatenate([np.zeros(sites), self.costs - self.cap[self.points]])
        return matrix, costs, np.concatenate([-np.ones(many), np.zeros(ways)])

    def _limits(self, width: int) -> tuple[Any, Numbers, Numbers]:
        """So many sites in all, so many of each group."""
        sites, problem = len(self.kept.sites), self.problem
        total = float(problem.count + len(problem.fixed))
        groups = problem.group[self.kept.sites]
        down, across = np.zeros(sites), np.arange(sites)
        least, most = [total], [total]
        if problem.limited:
            down, across = np.concatenate([down, 1 + groups]), np.concatenate([across, across])
            least, most = [total, *map(float, problem.least)], [total, *map(float, problem.most)]
        matrix = self._matrix((np.ones(len(down)), (down, across)), (len(least), width))
        return matrix, np.asarray(least), np.asarray(most)
