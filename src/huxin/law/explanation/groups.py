"""Rows with the same answers, put together: twelve equal months are one line of an explanation, not twelve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from huxin.law.dates import format_month
from huxin.law.evaluation.evaluate import Evaluation
from huxin.law.explanation.conditions import Json, conditions, shown_value
from huxin.law.expr import ir
from huxin.law.expr.run import Env
from huxin.law.pack.model import Rule
from huxin.law.values import UNITS, Unknown

_ANSWERS = ("bool", "category", "text")


@dataclass(frozen=True)
class Group:
    """Rows of one table with the same conditions, answers and reason."""

    types: Mapping[str, ir.Type]
    rows: tuple[Mapping[str, Any], ...]
    names: tuple[str, ...]
    conditions: Mapping[str, list[Json]]
    reason: str | None

    @cached_property
    def key(self) -> str:
        """The field that names a row: the first one."""
        return next(iter(self.types))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(str(shown_value(self.types[self.key], row[self.key])) for row in self.rows)

    @cached_property
    def label(self) -> str:
        """``2023-01..2023-12`` for a run of months, else the rows by name."""
        if self.types[self.key].kind != "month":
            return ", ".join(self.keys)
        return ", ".join(_spans([row[self.key] for row in self.rows]))

    def value(self, name: str) -> Json:
        """One ``value`` when the rows agree, else ``values`` by row."""
        found = {
            key: shown_value(self.types[name], row.get(name)) for key, row in zip(self.keys, self.rows, strict=True)
        }
        different = {str(value) for value in found.values()}
        return {"value": next(iter(found.values()))} if len(different) == 1 else {"value": None, "values": found}

    def unit(self, name: str) -> str | None:
        return UNITS.get(self.types[name].kind)


def groups(found: Evaluation, table: str, rules: Sequence[tuple[Rule, ir.Node]]) -> list[Group]:
    """The rows of ``table`` by equal answers, in the order in which they first appear."""
    element = found.compiled.types[table].element
    types = element.fields if element else {}
    reasons = _reasons(found, table, types)
    lookups = found.lookups.apart()
    sorted_rows: dict[tuple[Any, ...], tuple[list[Mapping[str, Any]], dict[str, list[Json]]]] = {}
    for index, row in enumerate(found.values[table]):
        env = Env(lookups, found.values, row)
        told = {rule.name: conditions(node, env) for rule, node in rules}
        mark = (
            reasons.get(index),
            *(_answer(types[name], row.get(name)) for name in types),
            *(one["holds"] for conds in told.values() for one in conds),
        )
        sorted_rows.setdefault(mark, ([], told))[0].append(row)
    hidden = {rule.name for rule, _ in found.compiled.rules if rule.over == table and not rule.shown}
    names = tuple(name for name in types if name not in hidden)[1:]
    return [Group(types, tuple(rows), names, told, mark[0]) for mark, (rows, told) in sorted_rows.items()]


def _answer(kind: ir.Type, value: object) -> object:
    """What makes two rows different: an answer, or that a value is absent; never an amount."""
    if isinstance(value, Unknown):
        return "unknown"
    return value if kind.kind in _ANSWERS else value is None


def _reasons(found: Evaluation, table: str, types: Mapping[str, ir.Type]) -> dict[int, str]:
    """The code of the reason given for a row, by the row's place."""
    key = next(iter(types))
    given = {row: one.reason.code for one in found.reasons if one.reason.over == table for row in one.rows}
    shown = [str(shown_value(types[key], row[key])) for row in found.values[table]]
    return {index: given[name] for index, name in enumerate(shown) if name in given}


def _spans(months: Sequence[int]) -> list[str]:
    spans: list[list[int]] = []
    for month in sorted(months):
        if spans and month == spans[-1][1] + 1:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    return [
        format_month(first) if first == last else f"{format_month(first)}..{format_month(last)}"
        for first, last in spans
    ]
