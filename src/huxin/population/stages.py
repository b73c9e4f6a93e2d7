"""Seconds by stage and peak memory of a run."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Stages:
    """A stopwatch with named stages; a stage may be entered many times."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def over(self, name: str, source: Iterable[T]) -> Iterator[T]:
        """The same things; the time that it takes to get each is put on a stage."""
        things = iter(source)
        while True:
            with self.stage(name):
                found = next(things, None)
            if found is None:
                return
            yield found

    def as_json(self) -> dict[str, float]:
        """Rounded to milliseconds, with the whole at the end."""
        rounded = {name: round(value, 3) for name, value in self.seconds.items()}
        return {**rounded, "whole": round(time.perf_counter() - self.started, 3)}


def peak_memory_mib() -> float:
    """The most memory that this process ever held.

    Linux keeps it for the program that runs; the usual call would count what a parent held before it started us.
    """
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return round(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024, 1)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale, 1)
