"""Answers that are tried to learn whether a question can still change anything."""

from __future__ import annotations

from datetime import date, timedelta

from huxin.law.bundle.model import Answer
from huxin.law.pack.model import FactSpec, Pack

_DAYS = (0, 400, 2_600, 9_000, 15_000, 20_800, 23_500)
"""Days before the day asked: yesterday's papers as well as births."""


def probes(pack: Pack, answer: Answer, spec: FactSpec, on: date) -> list[object]:
    """Some answers of each kind, all of them where there are few."""
    if answer.choices:
        return list(answer.choices)
    if spec.type == "bool":
        return [True, False]
    if spec.values:
        return [[], *([one] for one in spec.values)] if spec.type == "list" else list(spec.values)
    days = [(on - timedelta(days=ago)).isoformat() for ago in _DAYS if ago < on.toordinal()]
    low, high = _whole(spec.least, 0), _whole(spec.most, 600)
    counts = sorted({count for count in (low, 1, 2, 3, 12, high) if low <= count <= high})
    by_kind: dict[str, list[object]] = {
        "date": [*days],
        "month": [day[:7] for day in days],
        "instant": [f"{day}T12:00:00+08:00" for day in days],
        "int": [*counts],
        "months": [*counts],
        "money": ["5000.00", "0.00", "8000.00", "30000.00"],
        "ratio": ["0.01", "0", "0.05"],
        "code": [*pack.divisions, "1"],
        "text": ["一", "二"],
    }
    return by_kind.get(spec.type, [])


def _whole(bound: str | None, otherwise: int) -> int:
    """A bound that is a whole number; days and amounts have other ones."""
    return int(bound) if bound is not None and bound.lstrip("-").isdigit() else otherwise
