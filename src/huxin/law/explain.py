"""The explanation tree: every value with its clause, its conditions (true or false) and its dated parameters.

Built from the values that the evaluation kept; nothing is computed twice and nothing is traced on the side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huxin.law.evaluate import Evaluation, fill
from huxin.law.expr import ir
from huxin.law.expr.run import Env, run
from huxin.law.lookups import Used
from huxin.law.pack.model import Pack, Rule
from huxin.law.values import UNITS, Unknown, show

Json = dict[str, Any]


def used_json(pack: Pack, used: Used) -> Json:
    """One parameter as the contract writes it."""
    segment = used.segment
    found: Json = {
        "id": used.id,
        "label": dict(pack.parameters[used.id].label),
        "value": used.shown,
        "unit": used.unit,
        "valid_from": segment.valid_from.isoformat() if segment.valid_from else None,
        "confidence": used.confidence,
        "source": pack.cite(segment.source),
    }
    return found | ({"key": used.key} if used.key is not None else {})


def explanation(found: Evaluation) -> Json:
    """The tree for all outputs of an evaluation, with what would change the result."""
    builder = _Builder(found)
    item = found.compiled.item
    return _node(item.id, item.label, found.verdict) | {
        "clause": found.pack.cite(item.clause),
        "because": [builder.output(name) for name, _, _ in found.compiled.outputs],
        "what_would_change_it": _changes(found),
    }


def _changes(found: Evaluation) -> list[Json]:
    """What would turn a refusal or change the amount: the missing facts first, then the reasons' own answers."""
    missing = [
        {"code": "missing", "fact": path, "text": {"zh": f"补上 {path}", "en": f"Give {path}"}}
        for path in found.missing
    ]
    return missing + [
        {
            "code": given.reason.code,
            "text": {language: fill(found, text) for language, text in given.reason.change.items()},
        }
        for given in found.reasons
        if given.reason.change
    ]


class _Builder:
    def __init__(self, found: Evaluation) -> None:
        self.found = found
        self.rules: dict[str, tuple[Rule, ir.Node]] = {rule.name: (rule, node) for rule, node in found.compiled.rules}
        self.seen: set[str] = set()

    def output(self, name: str) -> Json:
        _, output, node = next(part for part in self.found.compiled.outputs if part[0] == name)
        env = Env(self.found.lookups, self.found.values)
        value = self.found.outputs.get(name)
        head = self._head(
            name, output.label, node, value, output.clause or self.found.compiled.item.clause, output.expr
        )
        return head | {"conditions": self._conditions(node, env), "because": self._because(node, None)}

    def _head(
        self, name: str, label: Mapping[str, str], node: ir.Node, value: object, clause: str | None, text: str | None
    ) -> Json:
        cells = self.found.lookups.trace.get(name, {}).values()
        kind = node.type.kind
        shown = show(kind, value) if not isinstance(value, list) else len(value)
        return _node(name, label, shown) | {
            "unit": UNITS.get(kind),
            "clause": self.found.pack.cite(clause) if clause else None,
            "expression": text,
            "parameters": [used_json(self.found.pack, used) for used in cells],
        }

    def _conditions(self, node: ir.Node, env: Env) -> list[Json]:
        """Every comparison in a rule with its truth; those inside a bounded word belong to its rows."""
        if isinstance(node, ir.Over):
            return []
        found: list[Json] = []
        if isinstance(node, ir.Compare):
            try:
                held = run(node, env)
            except TypeError:  # the rule never came here: an earlier part asked whether the value is absent
                return []
            values = {
                part.name: show(part.type.kind, run(part, env))
                for part in ir.walk(node)
                if isinstance(part, ir.Name) and part.level != "bound"
            }
            return [{"text": node.text, "holds": None if isinstance(held, Unknown) else held, "values": values}]
        if isinstance(node, ir.Name) and node.type.kind == "bool":
            held = run(node, env)
            return [{"text": node.name, "holds": None if isinstance(held, Unknown) else held, "values": {}}]
        for child in ir.children(node):
            if not isinstance(node, ir.Running):
                found += self._conditions(child, env)
        return found

    def _because(self, node: ir.Node, row: Mapping[str, object] | None) -> list[Json]:
        """The premises of a node: each rule once in the tree, later mentions by reference."""
        found: list[Json] = []
        names = {part.name: part for part in ir.walk(node) if isinstance(part, ir.Name) and part.level != "bound"}
        for name, part in names.items():
            if part.level == "item":
                found.append(self._premise(name, part))
            elif row is not None and name not in self.rules:
                found.append(self._head(name, {"zh": name, "en": name}, part, row.get(name), None, None))
        return found

    def _premise(self, name: str, part: ir.Name) -> Json:
        if name in self.seen:
            return {"name": name, "ref": True, "value": self._value(part, name)}
        if name in self.rules:
            self.seen.add(name)
            rule, node = self.rules[name]
            env = Env(self.found.lookups, self.found.values)
            head = self._head(name, rule.label, node, self.found.values.get(name), rule.clause, rule.expr)
            return head | {"conditions": self._conditions(node, env), "because": self._because(node, None)}
        spec = self.found.compiled.item.facts.get(name)
        label = spec.label if spec else {"zh": name, "en": name}
        head = self._head(name, label, part, self.found.values.get(name), None, None)
        if name in {table.name for table in self.found.compiled.tables}:
            self.seen.add(name)
            return head | {"because": self._rows(name)}
        return head

    def _value(self, part: ir.Name, name: str) -> object:
        value = self.found.values.get(name)
        return len(value) if isinstance(value, list) else show(part.type.kind, value)

    def _rows(self, table: str) -> list[Json]:
        rows = self.found.values[table]
        return [] if isinstance(rows, Unknown) else [self._row(table, row) for row in rows]

    def _row(self, table: str, row: Mapping[str, object]) -> Json:
        listed = self.found.compiled.types[table].element
        key = next(iter(row))
        shown = show(listed.fields[key].kind if listed else "text", row[key])
        env = Env(self.found.lookups, self.found.values, row)
        parts = []
        for rule, node in self.found.compiled.rules:
            if rule.over == table and rule.shown:
                head = self._head(rule.name, rule.label, node, row.get(rule.name), rule.clause, rule.expr)
                parts.append(
                    head
                    | {
                        "parameters": [],
                        "conditions": self._conditions(node, env),
                        "because": self._because(node, row) if rule.shown else [],
                    }
                )
        label = {"zh": str(shown), "en": str(shown)}
        return _node(f"{table}[{shown}]", label, shown) | {"because": parts}


def _node(name: str, label: Mapping[str, str], value: object) -> Json:
    """A node with nothing in it yet."""
    return {
        "name": name,
        "label": dict(label),
        "value": value,
        "unit": None,
        "clause": None,
        "expression": None,
        "conditions": [],
        "parameters": [],
        "because": [],
    }
