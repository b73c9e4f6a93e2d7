"""Facts that nobody reads 问了没有用的事实: what an item asks must decide something, or it is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from huxin.law.evaluation.compiled import Compiled
from huxin.law.expr import ir
from huxin.law.pack.model import Pack

Path = tuple[str | int, ...]
_NAMED: Final = re.compile(r"\{([a-z_0-9]+)")
"""What the words of a reason show."""
PLACE = "county"
"""The program itself reads this fact: it chooses the readings of a county."""


def unread(pack: Pack, compiled: Compiled) -> Iterator[tuple[Path, str]]:
    """(path, name) of each fact of an item, and of each column of its rows, that no line of it reads."""
    names, whole = _read(compiled)
    placed = any(part.county is not None for reading in pack.readings.values() for part in reading.default)
    grouped = {table.table.source: table.table.group_by for table in compiled.tables}
    for name, spec in compiled.item.facts.items():
        known_as = spec.name or name
        if spec.stands_for is not None or not spec.asked or (name == PLACE and placed):
            continue
        if known_as not in names and known_as not in grouped:
            yield ("facts", name), name
        for part, column in spec.row.items() if known_as not in whole else ():
            if column.asked and (column.name or part) not in names and grouped.get(known_as) != (column.name or part):
                yield ("facts", name, "row", part), f"{name}.{part}"


def _read(compiled: Compiled) -> tuple[set[str], set[str]]:
    """Names that bear on a result, and those of objects that ``entries`` reads as a whole.

    What outputs, reasons and the verdict name bears on it, and what the rules and tables name by which those come
    about; a rule that nothing goes back to reads for nobody.
    """
    nodes = [node for _, _, node in compiled.outputs] + [node for _, node in compiled.reasons]
    nodes += [node for _, node in compiled.verdict if node is not None] + list(compiled.given_when.values())
    names = {column for output in compiled.item.outputs.values() for column in output.columns}
    for reason, _ in compiled.reasons:
        names |= {reason.over or "", *_NAMED.findall(f"{reason.text} {reason.change}")}
    waiting = dict(enumerate(node for _, node in compiled.rules))
    tables = {table.name: table for table in compiled.tables}
    whole: set[str] = set()
    while nodes:
        parts = [part for node in nodes for part in ir.walk(node)]
        names |= {part.name for part in parts if isinstance(part, (ir.Name, ir.Field))}
        called = [part for part in parts if isinstance(part, ir.Call) and part.name == "entries"]
        whole |= {inner.name for part in called for inner in ir.walk(part) if isinstance(inner, (ir.Name, ir.Field))}
        nodes = []
        for name in [one for one in tables if one in names]:
            table = tables.pop(name)
            nodes += [*table.fields.values(), *([table.where] if table.where is not None else [])]
            names |= {table.table.source, *table.fields}
        for at in [one for one in waiting if compiled.rules[one][0].name in names]:
            nodes.append(waiting.pop(at))
            names.add(compiled.rules[at][0].over or "")
    return names, whole
