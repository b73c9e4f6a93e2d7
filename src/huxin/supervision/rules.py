"""The pack as the detectors read it: numbers, tables and sources, each with the days it holds for.

A scan is cut into periods in which nothing that a detector reads changes.  In each, the rule is a set of plain
numbers and rows that go into one SQL text, and its hash names text and values together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.pack.model import Pack
from huxin.law.values import Unknown
from huxin.supervision.model import REGIMES, SEVERITY, STRENGTH, TRADES, Detector

READ: Final = ("judged", "loaded", "tied", "settled", "newest", "orders")
"""The texts that every detector builds upon."""
Cell = tuple[Any, str | None]
"""A value and the id of its parameter where that is uncertain."""


@dataclass(frozen=True, order=True)
class FindingSource:
    """What a finding rests on; sources sort from the weakest to the strongest."""

    strength: int
    clause: str
    status: str
    severity: str
    doubt: str | None


@dataclass(frozen=True)
class DetectorRule:
    """One detector in one period, ``first`` and ``last`` inclusive.

    ``basis`` gives the source by trade (for cover by regime); ``cells`` the rows of every further table, by its key.
    """

    detector: Detector
    first: date
    last: date
    numbers: Mapping[str, int]
    basis: Mapping[str, FindingSource]
    cells: Mapping[str, Mapping[str, Cell]]
    uncertain: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class Idle:
    """A detector that cannot run in a period, and why."""

    detector: str
    first: date
    why: str


class DetectorRules:
    """The rules of one pack, with values that the caller tries out."""

    def __init__(self, pack: Pack, sets: Mapping[str, str] | None = None) -> None:
        self.pack = pack
        self._lookups = PackLookups(pack, dict(sets or {}), {}, ())

    def cell(self, name: str, day: date, key: str | None = None) -> Cell | None:
        """The value of a parameter on a day, or None where the pack has none."""
        if name not in self.pack.parameters:
            return None
        self._lookups.used.clear()
        value = self._lookups.parameter(name, day, key)
        if isinstance(value, Unknown):
            return None
        (used,) = self._lookups.used.values()
        return value, name if used.uncertain else None

    def number(self, name: str, day: date) -> tuple[int, str | None]:
        """A whole number that must be there.  Raises InputError that names the parameter and the day."""
        found = self.cell(name, day)
        if found is None:
            raise InputError(
                "parameter", name, f"no value on {day}", "a value in the pack", "Add it to parameters/supervision.yaml."
            )
        return int(found[0]), found[1]

    def keys(self, name: str) -> list[str]:
        """Every key that any segment of a table has."""
        parameter = self.pack.parameters.get(name)
        values = () if parameter is None else parameter.values
        return sorted({str(key) for segment in values for key in segment.value or ()})

    def table(self, name: str, day: date) -> dict[str, Cell]:
        """The cells of a table on a day."""
        found = {key: self.cell(name, day, key) for key in self.keys(name)}
        return {key: cell for key, cell in found.items() if cell is not None}

    def changes(self, names: tuple[str, ...]) -> set[date]:
        """The days on which one of the parameters may change."""
        return {day for name in names if name in self.pack.parameters for day in self._lookups.changes(name)}

    def periods(self, detector: Detector, first: date, last: date) -> Iterator[DetectorRule | Idle]:
        """The rules of a detector from ``first`` to ``last``, period by period; a monthly one has a period a month."""
        names = (detector.basis, *(name for name, _ in detector.numbers.values()), *detector.cells)
        cuts = _months(first, last) if detector.monthly else self.changes(names)
        if "cover.regime" in detector.cells:
            cuts = cuts | self._starts_of_regime_c()
        starts = [first, *sorted(day for day in cuts if first < day <= last)]
        for start, after in zip(starts, [*starts[1:], last + timedelta(days=1)], strict=True):
            yield self._rule(detector, start, after - timedelta(days=1))

    def _rule(self, detector: Detector, first: date, last: date) -> DetectorRule | Idle:
        read = first.replace(day=1) if detector.monthly else first
        numbers, doubts = {}, set()
        for name, (parameter, factor) in detector.numbers.items():
            cell = self.cell(parameter, read)
            if cell is None:
                return Idle(detector.name, first, f"no value for {parameter} in pack {self.pack.id}")
            least = 1 if parameter.startswith("work.") else 0
            if int(cell[0]) < least:
                raise InputError("parameter", parameter, cell[0], f"{least} or more", "Choose another value.")
            numbers[name] = int(cell[0]) * factor
            doubts |= {cell[1]} - {None}
        basis = self._basis(detector, read)
        if not basis:
            return Idle(detector.name, first, f"no source in {detector.basis} of pack {self.pack.id}")
        cells = {name: self._cells(detector, name, read) for name in detector.cells}
        if detector.cells and not any(cells.values()):
            return Idle(detector.name, first, f"no value for {detector.cells[0]} in pack {self.pack.id}")
        uncertain = tuple(sorted(str(one) for one in doubts))
        return DetectorRule(
            detector, first, last, numbers, basis, cells, uncertain, _hash(detector, numbers, basis, cells, uncertain)
        )

    def _cells(self, detector: Detector, name: str, day: date) -> dict[str, Cell]:
        """A table on a day; of a monthly detector all tables of the month, keys with their first day behind ``@``."""
        if not detector.monthly:
            return self.table(name, day)
        after = _next_month(day)
        starts = [day, *sorted(one for one in self.changes((name,)) if day < one < after)]
        return {f"{key}@{start}": cell for start in starts for key, cell in self.table(name, start).items()}

    def _starts_of_regime_c(self) -> set[date]:
        """The first days that the readings of ``regime_c_from`` choose between."""
        day = date.max
        cells = self.table("cover.regime_c_from", day)
        return {one for one, _ in cells.values() if isinstance(one, date)} | self.changes(("cover.regime_c_trade",))

    def _basis(self, detector: Detector, day: date) -> dict[str, FindingSource]:
        keys = {"cover.basis": REGIMES, "feed.basis": ("feed",)}.get(detector.basis, TRADES)
        found = {key: self.cell(detector.basis, day, key) for key in keys}
        return {key: self._source(detector, key, cell) for key, cell in found.items() if cell is not None}

    def _source(self, detector: Detector, key: str, cell: Cell) -> FindingSource:
        text, doubt = str(cell[0]), cell[1]
        instrument = self.pack.instruments.get(text.partition(" ")[0])
        if instrument is None:
            where, hint = f"{detector.basis}[{key}]", nearest(text.partition(" ")[0], self.pack.instruments)
            raise InputError("parameter", where, text, "'<instrument id> <article>'", hint)
        severity = SEVERITY[instrument.status]
        if detector.basis == "cover.basis" and key == "B" and severity in ("rectify", "case"):
            severity = "consultation"  # regime B is open to platforms, not compulsory
        return FindingSource(STRENGTH.index(severity), self.pack.cite(text), instrument.status, severity, doubt)


def _months(first: date, last: date) -> set[date]:
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return {day for day in days if day.day == 1}


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@cache
def sql(name: str) -> str:
    """The SQL text ``sql/<name>.sql``, with the digest of an order's content where it is asked for."""
    text = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return text.replace("{row_digest}", sql("row_digest").rstrip()) if "{row_digest}" in text else text


def _hash(
    detector: Detector,
    numbers: Mapping[str, int],
    basis: Mapping[str, FindingSource],
    cells: Mapping[str, Mapping[str, Cell]],
    uncertain: tuple[str, ...],
) -> str:
    """SHA-256 over the SQL text and every value that it is given."""
    held = {
        "detector": detector.name,
        "sql": [sql(name) for name in (*READ, *detector.stages, detector.name)],
        "numbers": dict(numbers),
        "basis": {key: [one.clause, one.status, one.severity, one.doubt] for key, one in basis.items()},
        "cells": {name: {key: list(cell) for key, cell in table.items()} for name, table in cells.items()},
        "uncertain": list(uncertain),
    }
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
