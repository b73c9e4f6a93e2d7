"""What a pack must satisfy beyond its shapes: sources exist, times do not overlap, every rule means something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from huxin.law.compiled import RuleError, compile_item
from huxin.law.errors import PackError, nearest
from huxin.law.pack.model import Pack, Parameter, Segment
from huxin.law.procedures.check import faults
from huxin.law.values import read

if TYPE_CHECKING:
    from huxin.law.pack.compose import Entries, Entry


def check(pack: Pack, entries: Entries) -> None:
    """Raises PackError for the first fault, with file, line and column."""
    for name, parameter in pack.parameters.items():
        _parameter(pack, parameter, entries["parameters"][name])
    for name, reading in pack.readings.items():
        for index, part in enumerate(reading.default):
            if part.choice not in reading.choices:
                where = entries["readings"][name].where(("default", index))
                raise PackError(
                    where, part.choice, f"one of {', '.join(reading.choices)}", nearest(part.choice, reading.choices)
                )
    for name in pack.items:
        _item(pack, name, entries["items"][name])
    for name, procedure in pack.procedures.items():
        for fault in faults(procedure, pack.parameters, lambda source: source.partition(" ")[0] in pack.instruments):
            raise PackError(entries["procedures"][name].where(fault.path), fault.got, fault.wanted, fault.hint)


def _parameter(pack: Pack, parameter: Parameter, entry: Entry) -> None:
    ordered = sorted(parameter.values, key=lambda segment: segment.valid_from or date.min)
    for before, after in pairwise(ordered):
        if (before.valid_to or date.max) > (after.valid_from or date.min):
            got = f"{parameter.id}: two values on {after.valid_from}"
            raise PackError(
                entry.where(("values",)), got, "times that do not overlap", "Give the earlier one 'valid_to'."
            )
    for index, segment in enumerate(parameter.values):
        cite(pack, segment.source, entry.where(("values", index, "source")))
        _value(parameter, segment, entry.where(("values", index, "value")))


def _value(parameter: Parameter, segment: Segment, where: str) -> None:
    if segment.value is None:
        return
    cells: Mapping[Any, Any] = {"": segment.value}
    if parameter.type == "table":
        if not isinstance(segment.value, dict):
            raise PackError(where, segment.value, "a table of values by key", "Write {key: value}.")
        cells = segment.value
    for key, raw in cells.items():
        try:
            read(parameter.of or "text" if parameter.type == "table" else parameter.type, raw)
        except ValueError as error:
            raise PackError(
                where, f"{key}: {raw}" if key != "" else raw, str(error), f"Parameter {parameter.id}."
            ) from None


def cite(pack: Pack, source: str, where: str) -> None:
    """A source begins with the id of an instrument that the pack holds."""
    head = source.partition(" ")[0]
    if head not in pack.instruments:
        raise PackError(where, source, "'<instrument id> <article>'", nearest(head, pack.instruments))


def _item(pack: Pack, name: str, entry: Entry) -> None:
    item = pack.items[name]
    cite(pack, item.clause, entry.where(("clause",)))
    for index, rule in enumerate(item.rules):
        if rule.clause is not None:
            cite(pack, rule.clause, entry.where(("rules", index, "clause")))
    for index, reason in enumerate(item.reasons):
        cite(pack, reason.clause, entry.where(("reasons", index, "clause")))
    try:
        compile_item(pack, name)
    except RuleError as fault:
        error = fault.error
        raise PackError(
            entry.where(fault.path, error.line, error.column), error.message, "a rule of docs/en/rules.md", error.hint
        ) from None
