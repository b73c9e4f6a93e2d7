"""What is asked of a simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from huxin.law.pack.model import Pack

Told = Callable[[int, int], None]
"""Hears how many rows were read now, and how many there are."""


@dataclass(frozen=True)
class SimulationRequest:
    """An item for everybody of two Parquet files, into a third.

    ``sets`` and ``readings`` are as for one person; with ``compare`` they are the reform and the pack alone is the law
    before.  ``by`` names columns of people.  ``compiled`` None means: where Numba is installed.  ``memory`` bounds what
    sorting may take, in DuckDB's notation.
    """

    pack: Pack
    item: str
    people: Path
    months: Path
    out: Path
    on: date
    sets: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    compare: bool = False
    by: tuple[str, ...] = ()
    compiled: bool | None = None
    memory: str = "512MB"


def quiet(now: int, whole: int) -> None:
    """Hears, and tells nobody."""
