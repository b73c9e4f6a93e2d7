"""The plan of a kernel: which names are needed, in which order, and in how many passes over a person's rows.

It starts from the results and lowers each rule when something first asks for it, so what no result needs is never
written.  A value that looks over all rows needs one pass; what the rows make of that value needs another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from huxin.law.evaluation.compiled import Compiled
from huxin.law.evaluation.facts import read_facts, type_of
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.expr import ir
from huxin.law.pack.model import FactSpec
from huxin.law.values import Unknown, read
from huxin.population import form as forms
from huxin.population.form import Form
from huxin.population.lower import joined, lower, negation
from huxin.population.numbers import aligned, chosen
from huxin.population.value import (
    NONE,
    CategoryWords,
    Context,
    NamesInReach,
    Place,
    Value,
    constant,
    fixed_truth,
    number,
    refuse,
    truth,
)


@dataclass(frozen=True)
class KernelLine:
    """``target = text``, possible once so many passes are done."""

    target: str
    text: str
    level: int


@dataclass(frozen=True)
class Gathered:
    """A word over the rows of a person (``table``) or over those of one key (``raw``), filled in a pass."""

    target: str
    word: ir.Word
    element: Value
    where: Value

    @property
    def level(self) -> int:
        return max(self.element.level, self.where.level)


@dataclass(frozen=True)
class State:
    """What a temporal word carries from row to row: set before the first, renewed in each by ``lines``."""

    target: str
    start: str
    level: int


@dataclass
class KernelPlan(Context):
    """Everything that the text of a kernel is written from."""

    compiled: Compiled
    form: Form
    lookups: PackLookups
    on: date
    most_money: int
    words: CategoryWords = field(default_factory=CategoryWords)
    person_lines: list[KernelLine] = field(default_factory=list)
    row_lines: list[KernelLine] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    gathered: dict[Place, list[Gathered]] = field(default_factory=lambda: {"raw": [], "table": []})
    where: Value = field(default_factory=lambda: fixed_truth(True))

    def __post_init__(self) -> None:
        item = self.compiled.item
        self.most_rows = item.facts[self.form.source].max_rows
        self._items: dict[str, Value] = {}
        self._rows: dict[str, Value] = {}
        self._raw: dict[str, Value] = {}
        self._specs, self._row_specs = forms.person_specs(item), forms.row_specs(item, self.form)
        table = [one for one in self.compiled.tables if one.table.source == self.form.source]
        if len(table) != 1:
            raise refuse(
                f"item {item.id}", f"{len(table)} tables of {self.form.source}", "Group the rows in one table."
            )
        self.table = table[0]
        self._constants()
        self._columns()
        if self.table.where is not None:
            self.where = lower(self.table.where, NamesInReach("raw"), self)

    def _constants(self) -> None:
        bare = {name: replace(spec, required=False) for name, spec in self.compiled.item.facts.items()}
        facts = read_facts(replace(self.compiled.item, facts=bare), self.form.everyone, self.on)
        self._items["on"] = replace(constant(ir.DATE, self.on, self.words), text="on")  # one text serves every day
        for name, value in facts.items():
            if name != self.form.source:
                self._items[name] = constant(self.compiled.types[name], value, self.words)
        for name, spec in self._row_specs.items():
            value = self.form.row_facts.get(name, spec.default)
            missing = Unknown(frozenset({f"{self.form.source}[].{name}"}))
            known = missing if value is None else read(spec.type, value)
            self._raw[name] = constant(type_of(spec), known, self.words)

    def _columns(self) -> None:
        for columns, specs, names, mark in (
            (self.form.person, self._specs, self._items, "p"),
            (self.form.rows, self._row_specs, self._raw, "c"),
        ):
            for column in columns:
                spec = specs[column.fact]
                for word in spec.values:
                    self.words.code(word)
                names[column.fact] = self._column(column, spec, mark)

    def _column(self, column: forms.FactColumn, spec: FactSpec, mark: str) -> Value:
        kind = forms.column_type(column, spec)
        text = f"{mark}_{column.fact}"
        if kind.kind == "bool":
            return truth(text, 0)
        bounds = forms.limits(column, spec, self.on, self.most_money)
        times = self.most_rows if mark == "c" and self.form.merged and kind.kind == "money" else 1
        return number(kind, text, bounds.low * times, bounds.high * times)

    # names

    def lower(self, node: ir.Node, scope: NamesInReach) -> Value:
        return lower(node, scope, self)

    def item_name(self, name: str) -> Value:
        if name not in self._items:
            found = [node for rule, node in self.compiled.rules if rule.name == name and rule.over is None]
            if not found:
                raise refuse(name, "a list", "Go over it with a word such as sum.")
            self._items[name] = self.written(f"i_{name}", lower(found[0], NamesInReach(), self), self.person_lines)
        return self._items[name]

    def row_name(self, name: str, place: Place) -> Value:
        if place == "raw" or name == self.table.table.group_by:
            return self._raw[name]
        if name not in self._rows:
            self._rows[name] = self._row(name)
        return self._rows[name]

    def _row(self, name: str) -> Value:
        if name in self.table.fields:
            value = lower(self.table.fields[name], NamesInReach(), self)
            return self.written(f"r_{name}", value, self.row_lines)
        over = self.table.name
        node = next(node for rule, node in self.compiled.rules if rule.name == name and rule.over == over)
        return self.written(f"r_{name}", lower(node, NamesInReach("table"), self), self.row_lines)

    def written(self, target: str, value: Value, lines: list[KernelLine]) -> Value:
        """A rule's value under a name of its own; what is constant needs none."""
        if value.fixed:
            return value
        lines.append(KernelLine(target, value.text, value.level))
        return replace(value, text=target)

    # words over rows

    def place_of(self, node: ir.Node) -> Place | None:
        if not isinstance(node, ir.Name) or node.level != "item":
            return None
        if node.name == self.form.source:
            raise refuse(node.name, "a word over the rows as they came in", "Go over the table that groups them.")
        return {"rows": "raw", self.table.name: "table"}.get(node.name)  # type: ignore[return-value]

    def gather(self, word: ir.Word, place: Place, element: Value, where: Value) -> Value:
        if element.unknown or where.unknown or word == "list":
            raise refuse(f"{word} over {place} rows", "an unknown value", "Choose a reading that does not ask for it.")
        if place == "raw" and self.form.merged:
            return self._only_row(word, element, where)
        same = [one for one in self.gathered[place] if (one.word, one.element, one.where) == (word, element, where)]
        found = same[0] if same else Gathered(f"a_{place}_{len(self.gathered[place])}", word, element, where)
        if not same:
            self.gathered[place].append(found)
        return self._result(found, found.level + (place == "table"))

    def _result(self, found: Gathered, level: int) -> Value:
        element, rows = found.element, self.most_rows
        if found.word in ("any", "all"):
            return truth(found.target, level)
        if found.word == "count":
            return number(ir.INT, found.target, 0, rows, 1, level)
        if found.word == "sum":
            low, high = min(0, element.low * rows), max(0, element.high * rows)
            return number(element.type, found.target, low, high, element.den, level)
        kind = replace(element.type, optional=True)
        return Value(kind, found.target, element.low, element.high, element.den, level)

    def _only_row(self, word: ir.Word, element: Value, where: Value) -> Value:
        """A word over the one row that the rows of a key were summed to."""
        if word in ("any", "all"):
            parts = [where, element] if word == "any" else [negation(where), element]
            return joined("and" if word == "any" else "or", parts, ir.Const(ir.BOOL, (0, 0), None), self)
        none = constant(ir.INT, 1 if word == "count" else 0, self.words)
        value = none if word == "count" else element
        other = (
            constant(value.type, 0, self.words)
            if word in ("sum", "count")
            else Value(value.type, str(NONE), const=None)
        )
        if where.fixed:
            return value if where.const else other
        kind = value.type if word in ("sum", "count") else replace(value.type, optional=True)
        return chosen(kind, where, value, other)

    def running(self, node: ir.Running, scope: NamesInReach) -> Value:
        if scope.row != "table" or scope.bound:
            raise refuse(node.word, "a temporal word inside another", "Give it a row rule of its own.")
        target = f"s_{len(self.states)}"
        of = lower(node.of, scope, self)
        if node.word == "previous":
            return self._previous(node, of, scope, target)
        step = f"(1 if {of.text} else 0)" if node.word == "running_count" else of.text
        self.states.append(State(target, "0", of.level))
        self.row_lines.append(KernelLine(target, f"{target} + {step}", of.level))
        one = Value(ir.INT, of.text) if node.word == "running_count" else of
        return self._result(Gathered(target, "sum", one, fixed_truth(True)), of.level)

    def _previous(self, node: ir.Running, of: Value, scope: NamesInReach, target: str) -> Value:
        start = Value(ir.NONE, str(NONE), const=None) if node.start is None else lower(node.start, scope, self)
        one, first = aligned([of, start])
        level = max(of.level, start.level)
        seen, kept = f"{target}_seen", f"{target}_kept"
        self.states += [State(kept, "False" if of.type.kind == "bool" else "0", level), State(seen, "False", level)]
        self.row_lines += [
            KernelLine(target, f"{kept} if {seen} else {first.text}", level),
            KernelLine(kept, one.text, level),
            KernelLine(seen, "True", level),
        ]
        shown = chosen(node.type, truth(seen, level), one, first)
        return replace(shown, text=target)
