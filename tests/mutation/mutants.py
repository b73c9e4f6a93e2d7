"""Small wrongs in the rules of a pack.

A comparison one step off or turned, a constant one more or less, ``and`` for ``or``, a lost ``not``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from huxin.law import Pack
from huxin.law.pack.model import Item, RuleSet

FLIPS: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip

Place = tuple[Any, ...]


@dataclass(frozen=True)
class Mutant:
    """A pack that is wrong in one place, and where."""

    item: str
    where: str
    before: str
    after: str
    pack: Pack


def texts(item: Item, sets: Mapping[str, RuleSet]) -> Iterator[tuple[Place, str]]:
    """Every rule text of an item with its place: rules, included rules, tables, outputs, reasons, verdict."""
    return chain(_rule_texts(item, sets), _table_texts(item), _result_texts(item))


def _rule_texts(item: Item, sets: Mapping[str, RuleSet]) -> Iterator[tuple[Place, str]]:
    for name in item.include:
        for index, rule in enumerate(sets[name].rules):
            yield ("include", name, index), rule.expr
    for index, rule in enumerate(item.rules):
        yield ("rules", index), rule.expr


def _table_texts(item: Item) -> Iterator[tuple[Place, str]]:
    for name, table in item.tables.items():
        if table.where:
            yield ("tables", name, "where"), table.where
        for field, text in table.fields.items():
            yield ("tables", name, field), text


def _result_texts(item: Item) -> Iterator[tuple[Place, str]]:
    for name, output in item.outputs.items():
        yield ("outputs", name), output.expr
        if output.when:
            yield ("outputs", name, "when"), output.when
    for index, reason in enumerate(item.reasons):
        yield ("reasons", index), reason.when
    for index, rule in enumerate(item.verdict):
        if rule.when:
            yield ("verdict", index), rule.when


def wrong(text: str) -> Iterator[str]:
    """Each text that differs from ``text`` by one small wrong."""
    tree = ast.parse(text.strip(), mode="eval")
    for node in list(ast.walk(tree)):
        for other in _wrong_nodes(node):
            yield ast.unparse(_Put(node, other).visit(tree))
            _Put(other, node).visit(tree)


def _wrong_nodes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=rest):
            for index, op in enumerate(ops):
                yield ast.Compare(left, [*ops[:index], FLIPS[type(op)](), *ops[index + 1 :]], rest)
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield from (ast.Constant(value + step) for step in (1, -1))
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of every item, one place at a time."""
    for item in pack.items.values():
        for place, text in texts(item, pack.rule_sets):
            for number, changed in enumerate(wrong(text)):
                name = "/".join(str(part) for part in place)
                digest = f"mutant:{item.id}:{name}:{number}"
                yield Mutant(item.id, name, text, changed, _with(replace(pack, hash=digest), item, place, changed))


def _with(pack: Pack, item: Item, place: Place, text: str) -> Pack:
    match place:
        case ("include", name, index):
            rules = _at(pack.rule_sets[name].rules, index, expr=text)
            sets = {**pack.rule_sets, name: replace(pack.rule_sets[name], rules=rules)}
            return replace(pack, rule_sets=sets)
        case ("rules", index):
            item = replace(item, rules=_at(item.rules, index, expr=text))
        case ("tables", name, "where"):
            item = replace(item, tables={**item.tables, name: replace(item.tables[name], where=text)})
        case ("tables", name, field):
            table = replace(item.tables[name], fields={**item.tables[name].fields, field: text})
            item = replace(item, tables={**item.tables, name: table})
        case ("outputs", name):
            item = replace(item, outputs={**item.outputs, name: replace(item.outputs[name], expr=text)})
        case ("outputs", name, "when"):
            item = replace(item, outputs={**item.outputs, name: replace(item.outputs[name], when=text)})
        case ("reasons", index):
            item = replace(item, reasons=_at(item.reasons, index, when=text))
        case ("verdict", index):
            item = replace(item, verdict=_at(item.verdict, index, when=text))
    return replace(pack, items={**pack.items, item.id: item})


def _at(rows: tuple[Any, ...], index: int, **changes: str) -> tuple[Any, ...]:
    return (*rows[:index], replace(rows[index], **changes), *rows[index + 1 :])
