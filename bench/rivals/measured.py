"""How a rival's run is told: seconds of its stages, by the clock and of processors, peak memory, and what it found."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def peak_mib() -> int:
    """The most memory that this program held, without what its parent held before it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


class Clock:
    """Stages by name, in the order in which they were first met."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], Any]) -> Any:
        start, used = time.perf_counter(), time.process_time()
        found = work()
        self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - start
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - used
        return found

    def tell(self, **found: Any) -> None:
        """One line of JSON on stdout."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {
            "stages": {name: round(value, 3) for name, value in self.stages.items()},
            "stage_cpu": {name: round(value, 3) for name, value in self.cpu.items()},
            "cpu": round(used.ru_utime + used.ru_stime, 2),
            "peak_mib": peak_mib(),
        }
        print(json.dumps({**told, **found}))
