"""A search in a process of its own: whoever asked for it can end it at any moment, and its memory goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from huxin.law.errors import InputError, Problem
from huxin.siting.building import CountyLimits, cover_problem
from huxin.siting.reading import Points
from huxin.siting.solve import Solution, solve, warm

_PAUSE: Final = 0.5
_GRACE: Final = 5.0


@dataclass(frozen=True)
class SitingTask:
    """Covering in degrees of WGS-84: ``count`` new sites within ``reach`` metres, searched for ``seconds``."""

    demand: Points
    candidates: Points
    count: int
    reach: float
    seconds: float
    seed: int


def run_apart(task: SitingTask, stop: Callable[[], bool]) -> Solution | None:
    """The answer; None where ``stop``, asked twice a second, said so.  Raises InputError as the search does.

    Raises RuntimeError where the process ended without a word, for example for want of memory.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        while not ours.poll(_PAUSE):
            if stop():
                return None
        found: Solution | Problem = ours.recv()
    except EOFError:
        raise RuntimeError("the search ended without an answer") from None
    finally:
        ours.close()
        process.terminate()
        process.join(_GRACE)
    if isinstance(found, Problem):
        raise InputError(found.code, found.field, found.got, found.wanted, found.hint)
    return found


def _work(task: SitingTask, told: Connection) -> None:
    try:
        problem = cover_problem(task.demand, task.candidates, "wgs84", task.reach, task.count, CountyLimits())
        warm(problem)
        told.send(solve(problem, task.seconds, task.seed))
    except InputError as error:
        told.send(error.problem)
