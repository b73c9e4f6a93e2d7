"""Good choices fast: the best swap again and again, a shake, and on from the better of the two."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from huxin.siting.machine import Numbers, Places, SearchState, begin, descend, shake, turn_back
from huxin.siting.problem import SitingProblem

_MOST_MOVES: Final = 1_000_000
_WARMTH: Final = 0.06
"""Of what a site is missed: so much worse a choice may be, on average, to be gone on from at first."""
_COOLED: Final = 4_000
"""Rounds until only what is no worse is gone on from; then it begins again."""


@dataclass
class Search:
    """One run with its own random numbers: ``best`` is the best choice so far, the fixed sites first."""

    problem: SitingProblem
    seed: int

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.rounds = 0
        self.best = self.start()
        self.state = _state(self.problem, self.best)
        self._now = np.inf
        self._enter(self.best)
        self._descend()
        self.best, self.cost = self.state.opened.copy(), self._now
        self._current = self.best.copy(), self._now
        self._warmth = _WARMTH * float(self.state.loss.mean())

    def start(self) -> Places:
        """The first choice: drawn, in the order of what a site alone would save."""
        problem = self.problem
        alone = np.zeros(problem.sites)
        lists = problem.lists
        points = np.repeat(np.arange(problem.points), np.diff(lists.starts))
        np.add.at(alone, lists.sites, lists.costs - lists.beyond[points])
        return problem.pick(alone * self.random.random(problem.sites))

    def run(self, until: float, rounds: int, aim: float) -> None:
        """Go on for so many rounds, until the clock says ``until`` or the cost is no more than ``aim``."""
        last = self.rounds + rounds
        while self.rounds < last and time.monotonic() < until and self.cost > aim:
            self.rounds += 1
            most = min(8, self.problem.count // 4)
            times = int(self.random.integers(1, max(2, most) + 2))
            seed = int(self.random.integers(2**31))
            self._now -= shake(seed, times, len(self.problem.fixed), self.problem.lists, self.state)
            self._descend()
            if self._now < self.cost - self._slack:
                self._look_everywhere()
                self.cost, self.best = self._now, self.state.opened.copy()
            left = 1 - self.rounds % _COOLED / _COOLED
            worse = self._warmth * left * self.random.exponential()
            if self._now <= self._current[1] + worse + self._slack:
                self._current = self.state.opened.copy(), self._now
            else:
                self._now -= turn_back(self._current[0], self.problem.lists, self.state)

    def adopt(self, chosen: Places) -> None:
        """Go on from a choice that came from elsewhere, if it is better."""
        self._enter(chosen)
        self._descend()
        if self._now < self.cost - self._slack:
            self.cost, self.best = self._now, self.state.opened.copy()
        self._current = self.state.opened.copy(), self._now

    def _enter(self, chosen: Places) -> None:
        state = self.state
        state.slot[:] = -1
        state.opened[:] = chosen
        state.slot[chosen] = np.arange(len(chosen))
        state.held[:] = np.bincount(self.problem.group[chosen], minlength=len(state.held))
        self._now = begin(self.problem.lists, state)

    def _look_everywhere(self) -> None:
        self.state.stirred[:] = 1
        self._descend()

    @property
    def _slack(self) -> float:
        return 1e-9 * max(1.0, self._now)

    def _descend(self) -> None:
        self._now -= descend(len(self.problem.fixed), self._slack, _MOST_MOVES, self.problem.lists, self.state)


def _state(problem: SitingProblem, chosen: Places) -> SearchState:
    points, sites, many = problem.points, problem.sites, len(chosen)
    numbers: Numbers = np.zeros(sites)
    return SearchState(
        slot=np.full(sites, -1, dtype=np.int64),
        opened=chosen.astype(np.int64),
        nearest=np.zeros((points, 2), dtype=np.int64),
        near=np.zeros((points, 2)),
        gain=numbers,
        loss=np.zeros(many),
        extra=np.zeros((sites, many)),
        group=problem.group,
        held=np.zeros(len(problem.least), dtype=np.int64),
        least=problem.least,
        most=problem.most,
        barred=np.zeros(sites, dtype=np.int64),
        stirred=np.zeros(sites, dtype=np.int64),
        touched=np.zeros(points + 1, dtype=np.int64),
    )
