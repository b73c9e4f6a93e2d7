"""The explanation tree: every value with its clause, its conditions (true or false) and its dated parameters.

Built from the values that the evaluation kept; nothing is traced on the side.  Each premise is unfolded once; a later
mention is a node of the same shape with ``ref`` and nothing in it.  Rows with the same answers form one group; a later
group says only where it differs from the first (``like``).
"""

from __future__ import annotations

from collections.abc import Mapping

from huxin.law.evaluation.evaluate import Evaluation, fill
from huxin.law.evaluation.lookups import Used, used_json
from huxin.law.explanation.conditions import Json, conditions, shown_value
from huxin.law.explanation.counterfactual import to_bring
from huxin.law.explanation.groups import Group, groups
from huxin.law.explanation.saying import asked, assumed, is_share, output_words, path_label, spec_of
from huxin.law.expr import ir
from huxin.law.expr.run import Env
from huxin.law.pack.model import Rule
from huxin.law.values import UNITS, Unknown, show


def explained(found: Evaluation) -> Json:
    """The contract's JSON of an evaluation with its tree."""
    return found.as_json() | {"explanation": explanation(found)}


def explanation(found: Evaluation) -> Json:
    """The tree for all outputs of an evaluation, with what the person can bring or do."""
    builder = _Builder(found)
    item = found.compiled.item
    return _node(item.id, item.label, found.verdict) | {
        "clause": found.pack.cite(item.clause),
        "counts": any(one.counts for one in item.outputs.values()),
        "because": [builder.output(name) for name, _, _ in found.compiled.outputs],
        "readings": [_reading(found, name, choice) for name, choice in sorted(found.lookups.read.items())],
        "what_would_change_it": [*_told(found), *to_bring(found)],
        "asked": asked(found.pack, item, found.facts),
        "assumed": assumed(item, found.facts),
    }


def _reading(found: Evaluation, name: str, choice: str) -> Json:
    """A reading that was followed, with the argument for it."""
    reading = found.pack.readings[name]
    chosen = reading.choices[choice]
    return {
        "name": name,
        "label": dict(reading.label),
        "choice": choice,
        "choice_label": dict(chosen.label),
        "argument": dict(chosen.argument),
        "adopted": reading.adopted,
    }


def _told(found: Evaluation) -> list[Json]:
    """The missing facts, then what the reasons themselves say would help."""
    missing = [
        {
            "code": "missing",
            "fact": path,
            "text": {
                language: f"{verb}{path_label(found.compiled.item, path)[language]}"
                for language, verb in (("zh", "补上："), ("en", "Give: "))
            },
        }
        for path in found.missing
    ]
    return missing + [
        {
            "code": given.reason.code,
            "text": {language: fill(found, text, language) for language, text in given.reason.change.items()},
        }
        for given in found.reasons
        if given.reason.change
    ]


class _Builder:
    """Walks from the outputs down to the facts; ``seen`` holds what already stands in the tree."""

    def __init__(self, found: Evaluation) -> None:
        self.found = found
        self.rules: dict[str, tuple[Rule, ir.Node]] = {
            rule.name: (rule, node) for rule, node in found.compiled.rules if rule.over is None
        }
        self.tables = {table.name: table for table in found.compiled.tables}
        self.env = Env(found.lookups.apart(), found.values)
        self.seen: set[str] = set()
        self.cells: set[tuple[str, object, object]] = set()

    def output(self, name: str) -> Json:
        _, output, node = next(part for part in self.found.compiled.outputs if part[0] == name)
        clause = output.clause or self.found.compiled.item.clause
        head = self._head(name, output.label, node, self.found.outputs.get(name), clause, output.expr)
        said = output_words(output.value_labels, head["value"])
        told = {} if said is None else {"said": said}
        return head | told | {"conditions": conditions(node, self.env), "because": self._because(node)}

    def _head(
        self, name: str, label: Mapping[str, str], node: ir.Node, value: object, clause: str | None, text: str | None
    ) -> Json:
        return _node(name, label, shown_value(node.type, value)) | {
            "unit": UNITS.get(node.type.kind),
            "clause": self.found.pack.cite(clause) if clause else None,
            "expression": text,
            "parameters": [self._parameter(*cell) for cell in self.found.lookups.trace.get(name, {}).items()],
        }

    def _parameter(self, mark: tuple[str, object, object], used: Used) -> Json:
        again = {"ref": used.id} if mark in self.cells else {}
        self.cells.add(mark)
        return used_json(self.found.pack, used) | again

    def _because(self, node: ir.Node) -> list[Json]:
        """The premises of a node among facts, earlier rules and tables."""
        parts = {part.name: part for part in ir.walk(node) if isinstance(part, ir.Name) and part.level == "item"}
        return [self._premise(name, part) for name, part in parts.items()]

    def _premise(self, name: str, part: ir.Name) -> Json:
        value = self.found.values.get(name)
        spec = None if name in self.rules else spec_of(self.found.compiled.item, name)
        plain = {"plain": True} if spec is not None and spec.type == "ratio" and not is_share(spec) else {}
        if name in self.seen:
            label = self.rules[name][0].label if name in self.rules else self._fact_label(name)
            return _again(name, label, shown_value(part.type, value)) | {"unit": UNITS.get(part.type.kind)} | plain
        self.seen.add(name)
        if name in self.rules:
            rule, node = self.rules[name]
            head = self._head(name, rule.label, node, value, rule.clause, rule.expr)
            rows = self._groups(name) if self._row_rules(name) else []
            return head | {"conditions": conditions(node, self.env), "because": [*self._because(node), *rows]}
        head = self._head(name, self._fact_label(name), part, value, None, None) | plain
        words = output_words(spec.value_labels, head["value"]) if spec is not None and spec.value_labels else None
        head |= _items(part.type, value) | ({} if words is None else {"said": words})
        return head | {"because": self._groups(name)} if name in self.tables or self._row_rules(name) else head

    def _fact_label(self, name: str) -> Mapping[str, str]:
        """The label of a fact; a table has that of the list which it groups."""
        facts = self.found.compiled.item.facts
        spec = next((spec for fact, spec in facts.items() if (spec.name or fact) == name), None)
        if spec is None and name in self.tables:
            spec = facts.get(self.tables[name].table.source)
        return spec.label if spec else _NAMES.get(name, _plain(name))

    def _row_rules(self, table: str) -> list[tuple[Rule, ir.Node]]:
        return [(rule, node) for rule, node in self.found.compiled.rules if rule.over == table and rule.shown]

    def _groups(self, table: str) -> list[Json]:
        if isinstance(self.found.values[table], Unknown):
            return []
        found = groups(self.found, table, self._row_rules(table))
        return [self._group(table, group, found[0]) for group in found]

    def _group(self, table: str, group: Group, first: Group) -> Json:
        name = f"{table}[{group.label}]"
        head = _node(name, self._row_label(table, group), len(group.rows))
        head |= {"rows": list(group.keys), "reason": group.reason}
        if group is first:
            return head | {"because": self._first(table, group)}
        return head | {"like": f"{table}[{first.label}]", "because": self._later(table, group, first)}

    def _row_label(self, table: str, group: Group) -> Mapping[str, str]:
        """The rows by name; an entry of an object of facts is told with the label of its fact."""
        node = self.rules[table][1] if table in self.rules else None
        if not (isinstance(node, ir.Call) and node.name == "entries" and isinstance(node.args[0], ir.Name)):
            return _plain(group.label)
        facts = self.found.compiled.item.facts
        specs = next((spec.row for name, spec in facts.items() if (spec.name or name) == node.args[0].name), {})
        return {
            language: ", ".join(f"{key} {specs[key].label[language]}" if key in specs else key for key in group.keys)
            for language in _BOTH
        }

    def _first(self, table: str, group: Group) -> list[Json]:
        """All row rules, each below the first one that needs it."""
        rules = self._row_rules(table)
        needed = {part.name for _, node in rules for part in ir.walk(node) if isinstance(part, ir.Name)}
        placed: set[str] = set()
        return [self._row_rule(table, rule.name, group, placed) for rule, _ in rules if rule.name not in needed]

    def _row_rule(self, table: str, name: str, group: Group, placed: set[str]) -> Json:
        if name in placed:
            return self._row_again(table, name, group)
        placed.add(name)
        for rule, node in self._row_rules(table):
            if rule.name == name:
                head = self._head(name, rule.label, node, None, rule.clause, rule.expr)
                because = self._row_because(table, node, group, placed)
                return head | group.value(name) | {"conditions": group.conditions[name], "because": because}
        known = self.tables[table].table.fields.get(name) if table in self.tables else None
        label = self._field_label(table, name)
        return _node(name, label, None) | group.value(name) | {"unit": group.unit(name), "expression": known}

    def _row_again(self, table: str, name: str, group: Group) -> Json:
        label = next((rule.label for rule, _ in self._row_rules(table) if rule.name == name), None)
        head = _again(name, label or self._field_label(table, name), None)
        return head | group.value(name) | {"unit": group.unit(name)}

    def _row_because(self, table: str, node: ir.Node, group: Group, placed: set[str]) -> list[Json]:
        parts = {part.name: part for part in ir.walk(node) if isinstance(part, ir.Name) and part.level != "bound"}
        return [
            self._row_rule(table, name, group, placed) if part.level == "row" else self._premise(name, part)
            for name, part in parts.items()
        ]

    def _field_label(self, table: str, name: str) -> Mapping[str, str]:
        known = self.tables[table].table.labels if table in self.tables else {}
        if name in known:
            return known[name]
        source = self.tables[table].table.source if table in self.tables else table
        specs = self.found.compiled.item.facts
        row = specs[source].row if source in specs else {}
        return next((spec.label for fact, spec in row.items() if (spec.name or fact) == name), _plain(name))

    def _later(self, table: str, group: Group, first: Group) -> list[Json]:
        """What is different from the first group; what is not named here is as there."""
        rules = self._row_rules(table)
        unfolded = {rule.name for rule, _ in rules} | {
            part.name for _, node in rules for part in ir.walk(node) if isinstance(part, ir.Name)
        }
        found: list[Json] = []
        for name in group.names:
            same_value = group.value(name) == first.value(name)
            told = group.conditions.get(name, [])
            before = [one["holds"] for one in first.conditions.get(name, [])]
            turned = [one for one, held in zip(told, before, strict=True) if one["holds"] != held]
            if not same_value or turned:
                more = {"conditions": turned} if turned else {}
                node = self._row_again(table, name, group) | more
                if name not in unfolded:
                    del node["ref"]  # no rule needs it, so it stands nowhere else
                found.append(node)
        return found


_BOTH = ("zh", "en")
_NUMBERS = ("money", "int", "ratio", "months")
_NAMES = {"on": {"zh": "决定日期", "en": "Day of the decision"}}


def _plain(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


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


def _items(kind: ir.Type, value: object) -> Json:
    """The numbers of a plain list, so that a sum over them can be written out."""
    if not isinstance(value, list) or kind.element is None or kind.element.kind not in _NUMBERS:
        return {}
    return {"items": [show(kind.element.kind, one) for one in value]}


def _again(name: str, label: Mapping[str, str], value: object) -> Json:
    """A node that stands in full further up."""
    return _node(name, label, value) | {"ref": name}
