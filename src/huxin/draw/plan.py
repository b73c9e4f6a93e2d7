"""The plan of a draw 抽查计划: how many of each stratum, with which weights, by how many inspectors.

Law fixes no shares: risk and credit raise or lower how often a firm is checked (浙江省综合行政执法条例 art. 21), and
the office says by how much.  So every number stands in its plan, and none in this program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from huxin.draw.directories import Target
from huxin.draw.text import canonical, cell, digest, fields
from huxin.law.errors import InputError, nearest, shown

FIELDS: Final = ("draw", "matter", "inspectors_each", "stratify_by", "strata", "weights")
STRATIFY_BY: Final = ("county", "credit", "risk")
WEIGHED: Final = ("risk", "credit")
MOST_EACH: Final = 100
_NUMBER: Final = re.compile(r"[0-9]{1,9}(/[0-9]{1,9}|\.[0-9]{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Quota:
    """How many of a stratum: a share 抽查比例, rounded up so that it is at least that, or a count."""

    share: Fraction | None = None
    count: int = 0

    def of(self, size: int) -> int:
        return self.count if self.share is None else -(-self.share.numerator * size // self.share.denominator)


@dataclass(frozen=True)
class Plan:
    """A plan that holds together; ``data`` is what was written and what is published."""

    draw: str
    matter: str
    inspectors_each: int
    stratify_by: str
    strata: Mapping[str, Quota]
    weights: Mapping[str, Mapping[str, Fraction]]
    data: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """Over the canonical JSON, so that the order in which names were written does not count."""
        return digest(canonical(self.data))

    def stratum(self, target: Target) -> str:
        """The class that the object is drawn in."""
        found: str = getattr(target, self.stratify_by)
        return found

    def weight(self, target: Target) -> Fraction:
        """The weight of the risk class times that of the credit class, exactly.  InputError for an unknown one."""
        found = Fraction(1)
        for name in WEIGHED:
            table, value = self.weights[name], getattr(target, name)
            if value not in table:
                where = f"objects '{target.id}', {name}"
                raise InputError("class", where, value, f"a class in weights.{name}", nearest(value, table))
            found *= table[value]
        return found


def read_plan(data: object) -> Plan:
    """The plan from parsed JSON.  Raises InputError that names the entry."""
    held = fields(data, FIELDS, "plan")
    weights = fields(held["weights"], WEIGHED, "plan.weights")
    return Plan(
        draw=cell(held["draw"], "plan.draw"),
        matter=cell(held["matter"], "plan.matter"),
        inspectors_each=_whole(held["inspectors_each"], "plan.inspectors_each", least=1, most=MOST_EACH),
        stratify_by=_column(held["stratify_by"]),
        strata={name: _quota(one, f"plan.strata.{name}") for name, one in _table(held["strata"], "plan.strata")},
        weights={column: _weights(weights[column], f"plan.weights.{column}") for column in WEIGHED},
        data=held,
    )


def _column(value: object) -> str:
    if not isinstance(value, str) or value not in STRATIFY_BY:
        raise InputError("plan", "plan.stratify_by", value, "a column", nearest(str(value), STRATIFY_BY))
    return value


def _table(data: object, where: str) -> list[tuple[str, Any]]:
    if not isinstance(data, dict) or not data:
        raise InputError("plan", where, data, "an object by class", 'Write {"high": …, "low": …}.')
    return [(cell(name, f"{where}, name of a class"), value) for name, value in data.items()]


def _quota(data: object, where: str) -> Quota:
    if not isinstance(data, dict) or set(data) not in ({"share"}, {"count"}):
        raise InputError("plan", where, data, "a share or a count", 'Write {"share": "1/2"} or {"count": 3}.')
    if "count" in data:
        return Quota(count=_whole(data["count"], f"{where}.count", least=0, most=10**9))
    share = _fraction(data["share"], f"{where}.share")
    if not 0 <= share <= 1:
        raise InputError("plan", f"{where}.share", data["share"], "a share from 0 to 1", "Write one half as 1/2.")
    return Quota(share=share)


def _weights(data: object, where: str) -> dict[str, Fraction]:
    return {name: _weight(value, f"{where}.{name}") for name, value in _table(data, where)}


def _weight(value: object, where: str) -> Fraction:
    found = _fraction(value, where)
    if found == 0:
        hint = "What may never be drawn does not belong into the directory."
        raise InputError("plan", where, value, "a weight above 0", hint)
    return found


def _fraction(value: object, where: str) -> Fraction:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text) or re.search(r"/0+$", text):
        raise InputError("number", where, shown(value), 'a number such as 3, "2/3" or "0.5"', "Up to nine digits.")
    return Fraction(text)


def _whole(value: object, where: str, *, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("number", where, value, f"a whole number from {least} to {most}", "Write it without quotes.")
    return value
