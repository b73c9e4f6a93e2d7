"""The report of a simulation, in the contract's shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from huxin.law.values import yuan
from huxin.population.laws import Laws
from huxin.population.request import SimulationRequest
from huxin.population.stages import Stages, peak_memory_mib

NUMBERS: Final = ("after", "before", "granted", "winners", "losers", "unchanged", "undecided")


@dataclass(frozen=True)
class Sums:
    """Whole numbers of one group of people (fen, months, people) by the names in ``NUMBERS``."""

    group: tuple[str | None, ...]
    persons: int
    numbers: Mapping[str, int]


def report(
    request: SimulationRequest, made: Laws, stages: Stages, sums: Sequence[Sums], rows: int, engine: str
) -> dict[str, Any]:
    """Everybody, then group by group; how it was computed and how long it took."""
    whole = {name: sum(one.numbers.get(name, 0) for one in sums) for name in NUMBERS}
    found: dict[str, Any] = {
        "item": request.item,
        "on": request.on.isoformat(),
        "persons": sum(one.persons for one in sums),
        "months": rows,
        "months_granted": whole["granted"],
        "total": yuan(whole["after"]),
        "unit": "CNY",
        "undecided": whole["undecided"],
    }
    if request.compare:
        found |= _change(whole)
    if request.by:
        found["by"] = list(request.by)
        found["groups"] = [_group(request, one) for one in sorted(sums, key=_place)]
    return found | {
        "sets": dict(request.sets),
        "readings": [
            {"name": name, "choice": choice} for name, choice in sorted(made.after.program.lookups.read.items())
        ],
        "engine": {"name": engine, "compiled": made.after.compiled},
        "seconds": stages.as_json(),
        "peak_memory_mib": peak_memory_mib(),
        "pack": {"id": request.pack.id, "version": request.pack.version, "hash": request.pack.hash},
    }


def _group(request: SimulationRequest, one: Sums) -> dict[str, Any]:
    numbers = _change(one.numbers) if request.compare else {"total": yuan(one.numbers["after"])}
    return {"group": dict(zip(request.by, one.group, strict=True)), "persons": one.persons, **numbers}


def _place(one: Sums) -> list[tuple[bool, str]]:
    """By value; people without one last."""
    return [(part is None, part or "") for part in one.group]


def _change(numbers: Mapping[str, int]) -> dict[str, Any]:
    before, after = numbers["before"], numbers["after"]
    return {
        "cost_before": yuan(before),
        "cost_after": yuan(after),
        "difference": yuan(after - before),
        "winners": numbers["winners"],
        "losers": numbers["losers"],
        "unchanged": numbers["unchanged"],
    }
