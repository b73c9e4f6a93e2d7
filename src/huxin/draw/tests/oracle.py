"""The draw once more, from its description alone: lists, no tree, no sharing of code with what it checks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

Row = dict[str, Any]


def stream(key: str) -> Iterator[int]:
    counter = 0
    while True:
        yield int(hashlib.sha256(f"{key} {counter}".encode()).hexdigest(), 16)
        counter += 1


def below(numbers: Iterator[int], limit: int) -> int:
    for number in numbers:
        if number < 2**256 // limit * limit:
            return number % limit
    raise AssertionError


def redraw(objects: list[Row], inspectors: list[Row], plan: Row, key: str) -> list[tuple[str, list[str]]]:
    """(id of the object, ids of its inspectors) in the order of the draw."""
    numbers = stream(key)
    drawn: list[Row] = []
    for stratum in sorted(plan["strata"]):
        left = sorted((row for row in objects if row[plan["stratify_by"]] == stratum), key=lambda row: row["id"])
        weights = {row["id"]: _weight(row, plan) for row in left}
        scale = math.lcm(*(weight.denominator for weight in weights.values()))
        for _ in range(_quota(plan["strata"][stratum], len(left))):
            rest = below(numbers, int(sum(weights[row["id"]] for row in left) * scale))
            for row in left:
                rest -= int(weights[row["id"]] * scale)
                if rest < 0:
                    drawn.append(row)
                    left.remove(row)
                    break
    return [(row["id"], chosen) for row, chosen in _assign(drawn, inspectors, plan, numbers)]


def _assign(drawn: list[Row], inspectors: list[Row], plan: Row, numbers: Iterator[int]) -> Iterator[Any]:
    load = {row["id"]: 0 for row in inspectors}
    for target in drawn:
        chosen: list[str] = []
        for _ in range(plan["inspectors_each"]):
            may = sorted(
                row["id"]
                for row in inspectors
                if row["id"] not in chosen
                and target["id"] not in row["recused_objects"]
                and target["employer"] not in row["recused_employers"]
            )
            even = [one for one in may if load[one] == min(load[other] for other in may)]
            chosen.append(even[below(numbers, len(even))])
        for one in chosen:
            load[one] += 1
        yield target, chosen


def _weight(row: Row, plan: Row) -> Fraction:
    return Fraction(plan["weights"]["risk"][row["risk"]]) * Fraction(plan["weights"]["credit"][row["credit"]])


def _quota(quota: Row, size: int) -> int:
    return int(quota["count"]) if "count" in quota else math.ceil(Fraction(quota["share"]) * size)
