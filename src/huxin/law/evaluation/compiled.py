"""An item with its rules parsed and checked: names, types, order, clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from huxin.law.errors import nearest
from huxin.law.evaluation.facts import row_types
from huxin.law.expr.ir import BOOL, DATE, Node, Type
from huxin.law.expr.parse import ExpressionError, ParameterType, ReadingType, Scope, parse
from huxin.law.pack.model import Item, Output, Pack, Parameter, Reason, Rule, Table, VerdictRule

PathInItem = tuple[str | int, ...]


class RuleError(ValueError):
    """A rule of an item that is refused; ``path`` leads to it in the item's file."""

    def __init__(self, path: PathInItem, error: ExpressionError) -> None:
        self.path, self.error = path, error
        super().__init__(str(error))


@dataclass(frozen=True)
class CompiledTable:
    name: str
    table: Table
    where: Node | None
    fields: dict[str, Node]


@dataclass(frozen=True)
class Compiled:
    """Everything that an evaluation runs, in the order of the pack."""

    item: Item
    types: dict[str, Type]
    tables: tuple[CompiledTable, ...]
    rules: tuple[tuple[Rule, Node], ...]
    outputs: tuple[tuple[str, Output, Node], ...]
    reasons: tuple[tuple[Reason, Node], ...]
    verdict: tuple[tuple[VerdictRule, Node | None], ...]
    given_when: Mapping[str, Node]
    """By output: the condition under which it is given."""


def compile_item(pack: Pack, name: str) -> Compiled:
    """The checked form of an item, kept per pack hash.  Raises RuleError (a pack that loaded has none)."""
    return _compile(_Key(pack), name)


class _Key:
    """A pack as a cache key: equal when the content hash is equal."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.pack.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.pack.hash == self.pack.hash


@lru_cache(maxsize=256)
def _compile(key: _Key, name: str) -> Compiled:
    return _Compiler(key.pack, key.pack.items[name]).run()


def parameter_type(parameter: Parameter) -> ParameterType:
    kind = parameter.of or "text" if parameter.type == "table" else parameter.type
    return ParameterType(Type(kind), parameter.type == "table")


def all_rules(pack: Pack, item: Item) -> list[tuple[PathInItem, Rule]]:
    """The included rules, then the item's own, each with the path to it."""
    found: list[tuple[PathInItem, Rule]] = []
    for index, name in enumerate(item.include):
        if name not in pack.rule_sets:
            raise RuleError(
                ("include", index),
                ExpressionError(f"There are no rules '{name}'.", f"Known: {', '.join(pack.rule_sets)}."),
            )
        found += [(("include", index), rule) for rule in pack.rule_sets[name].rules]
    return found + [(("rules", index), rule) for index, rule in enumerate(item.rules)]


class _Compiler:
    def __init__(self, pack: Pack, item: Item) -> None:
        self.pack, self.item = pack, item
        self.scope = Scope(
            item={"on": DATE, **row_types(item.facts)},
            parameters={name: parameter_type(parameter) for name, parameter in pack.parameters.items()},
            readings={
                name: ReadingType(tuple(reading.choices), any(part.start is not None for part in reading.default))
                for name, reading in pack.readings.items()
            },
        )

    def run(self) -> Compiled:
        item = self.item
        rules = all_rules(self.pack, item)
        names = [rule.name for _, rule in rules]
        tables: list[CompiledTable] = []
        waiting = dict(item.tables)
        parsed: list[tuple[Rule, Node]] = []
        for index, (path, rule) in enumerate(rules):
            self._ready_tables(waiting, tables, rule.over)
            self.scope.later = frozenset(names[index:])
            parsed.append((rule, self._rule(path, rule)))
        self._ready_tables(waiting, tables, None, everything=True)
        self.scope.later = frozenset()
        outputs = tuple((name, output, self._output(name, output)) for name, output in item.outputs.items())
        given_when = {
            name: node
            for name, output in item.outputs.items()
            if (node := self._condition(("outputs", name, "when"), output.when)) is not None
        }
        reasons = tuple((reason, self._reason(index, reason)) for index, reason in enumerate(item.reasons))
        verdict = tuple(
            (rule, self._condition(("verdict", index, "when"), rule.when)) for index, rule in enumerate(item.verdict)
        )
        if not verdict or verdict[-1][1] is not None:
            raise RuleError(
                ("verdict",), ExpressionError("The last verdict has a condition.", "End with one that always holds.")
            )
        for index, (one, _) in enumerate(verdict):
            for name in one.outputs or ():
                if name not in item.outputs:
                    error = ExpressionError(f"'{name}' is not an output.", nearest(name, item.outputs))
                    raise RuleError(("verdict", index, "outputs"), error)
        types = dict(self.scope.item)
        return Compiled(item, types, tuple(tables), tuple(parsed), outputs, reasons, verdict, given_when)

    def _ready_tables(
        self, waiting: dict[str, Table], done: list[CompiledTable], over: str | None, *, everything: bool = False
    ) -> None:
        for name in [*waiting] if everything else [over] if over in waiting else []:
            table = waiting.pop(name)
            source = self.scope.item.get(table.source)
            if source is None or source.element is None or table.group_by not in source.element.fields:
                hint = f"Group a list of facts by one of its fields, here '{table.source}' by '{table.group_by}'."
                raise RuleError(("tables", name), ExpressionError(f"'{table.source}' cannot be grouped.", hint))
            rows = dict(source.element.fields)
            where = self._condition(("tables", name, "where"), table.where, rows)
            inner = replace(self.scope, item={**self.scope.item, "rows": source})
            fields = {
                field: self._parse(("tables", name, "fields", field), text, inner)
                for field, text in table.fields.items()
            }
            done.append(CompiledTable(name, table, where, fields))
            kinds = {table.group_by: rows[table.group_by], **{field: node.type for field, node in fields.items()}}
            self.scope.item[name] = Type("list", element=Type("object", fields=kinds))
            if table.distinct:
                key = {table.group_by: rows[table.group_by]}
                self.scope.item[f"doubled_{name}"] = Type("list", element=Type("object", fields=key))

    def _rule(self, path: PathInItem, rule: Rule) -> Node:
        here = (*path, "expr") if path[0] == "rules" else path
        if rule.over is None:
            node = self._parse(here, rule.expr, self.scope)
            self._new_name(path, rule.name, self.scope.item)
            self.scope.item[rule.name] = node.type
            return node
        listed = self.scope.item.get(rule.over)
        if listed is None or listed.element is None:
            raise RuleError(
                (*path, "over"), ExpressionError(f"'{rule.over}' is not a list.", "Name a list of facts or a table.")
            )
        columns = dict(listed.element.fields)
        node = self._parse(here, rule.expr, replace(self.scope, row=columns))
        self._new_name(path, rule.name, columns)
        columns[rule.name] = node.type
        self.scope.item[rule.over] = replace(listed, element=Type("object", fields=columns))
        return node

    def _new_name(self, path: PathInItem, name: str, taken: dict[str, Type]) -> None:
        if name in taken:
            raise RuleError(
                (*path, "name"), ExpressionError(f"'{name}' stands twice.", "Give one of them another name.")
            )

    def _reason(self, index: int, reason: Reason) -> Node:
        row = None
        if reason.over is not None:
            listed = self.scope.item.get(reason.over)
            if listed is None or listed.element is None:
                raise RuleError(
                    ("reasons", index, "over"), ExpressionError(f"'{reason.over}' is not a list.", "Name a table.")
                )
            row = dict(listed.element.fields)
        node = self._condition(("reasons", index, "when"), reason.when, row)
        assert node is not None  # noqa: S101 - a reason always has a condition
        return node

    def _output(self, name: str, output: Output) -> Node:
        node = self._parse(("outputs", name, "expr"), output.expr, self.scope)
        if node.type.kind == "money" and not node.type.rounded:
            error = ExpressionError(
                "This money was never rounded.", "Write round_fen(…, 'half_up') where the law rounds."
            )
            raise RuleError(("outputs", name, "expr"), error)
        return node

    def _condition(self, path: PathInItem, text: str | None, row: dict[str, Type] | None = None) -> Node | None:
        if text is None:
            return None
        node = self._parse(path, text, replace(self.scope, row=row))
        if node.type.kind != BOOL.kind:
            raise RuleError(
                path, ExpressionError(f"This is {node.type}, wanted a condition.", "Compare it with something.")
            )
        return node

    def _parse(self, path: PathInItem, text: str, scope: Scope) -> Node:
        try:
            return parse(text, scope)
        except ExpressionError as error:
            raise RuleError(path, error) from None


__all__ = ["Compiled", "CompiledTable", "RuleError", "all_rules", "compile_item", "parameter_type", "row_types"]
