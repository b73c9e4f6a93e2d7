"""How far a date, a month, a count or an amount is from the bounds that the conditions name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from huxin.law.dates import add_months
from huxin.law.evaluate import Evaluation
from huxin.law.expr import ir
from huxin.law.expr.run import Env, run
from huxin.law.pack.model import FactSpec
from huxin.law.values import Unknown, read, show

FEW_ROWS: Final = 4
EACH_WAY: Final = 5
_MOVED: Final = ("date", "month", "int", "months", "days", "money", "ratio")
_UNITS: Final = {"date": ("day", "month"), "month": ("month",), "money": ("money",), "ratio": ("ratio",)}


@dataclass(frozen=True)
class Move:
    """One fact moved to another value; ``row`` and ``field`` for a fact inside a short list."""

    name: str
    row: int | None
    field: str
    label: Mapping[str, str]
    before: object
    after: object
    later: bool

    @property
    def path(self) -> str:
        return self.name if self.row is None else f"{self.name}[{self.row}].{self.field}"


@dataclass
class Bound:
    """One comparison: the facts that it depends on, and right minus left wherever it was made."""

    facts: frozenset[str]
    unit: str = ""
    gaps: set[Any] = field(default_factory=set)

    def nearest(self) -> list[Any]:
        """The smallest gap on either side."""
        above = [gap for gap in self.gaps if gap > 0]
        below = [gap for gap in self.gaps if gap <= 0]
        return [*([min(above)] if above else []), *([max(below)] if below else [])]


def moves(found: Evaluation) -> list[list[Move]]:
    """Per fact and direction, the moves from near to far."""
    bounds = _Measure(found).bounds()
    queues: list[list[Move]] = []
    for place in _places(found):
        for later in (True, False):
            queue = list(_towards(place, bounds, later))
            if queue:
                queues.append(queue)
    return queues


@dataclass(frozen=True)
class _Place:
    """A fact that can be moved, with the name that rules know it by."""

    name: str
    row: int | None
    field: str
    known_as: str
    spec: FactSpec
    label: Mapping[str, str]
    raw: Any


def _places(found: Evaluation) -> Iterator[_Place]:
    """Facts of the item, and those in lists of a few rows."""
    for name, spec in found.compiled.item.facts.items():
        raw = found.facts.get(name)
        known_as = spec.name or name
        if spec.type in _MOVED and raw is not None:
            yield _Place(name, None, "", known_as, spec, spec.label, raw)
        if spec.type == "list" and spec.row and isinstance(raw, list) and len(raw) <= FEW_ROWS:
            for index, row in enumerate(raw):
                for one, part in spec.row.items():
                    if part.type in _MOVED and isinstance(row, Mapping) and row.get(one) is not None:
                        label = {key: f"{spec.label[key]} · {part.label[key]}" for key in ("zh", "en")}
                        yield _Place(name, index, one, known_as, part, label, row[one])


def _towards(place: _Place, bounds: Iterable[Bound], later: bool) -> Iterator[Move]:
    value: Any = read(place.spec.type, place.raw)
    reached: set[Any] = set()
    for unit, size in _sizes(place, bounds):
        if (size > 0) is later:
            after = _shift(place.spec.type, value, unit, size)
            if after is not None and after != value:
                reached.add(after)
    for after in sorted(reached, key=lambda one: (abs(_distance(one, value)), str(one)))[:EACH_WAY]:
        shown = show(place.spec.type, after)
        yield Move(place.name, place.row, place.field, place.label, place.raw, shown, later)


def _sizes(place: _Place, bounds: Iterable[Bound]) -> Iterator[tuple[str, Any]]:
    """Steps to a bound and just over it, both ways."""
    units = _UNITS.get(place.spec.type, ("count",))
    for bound in bounds:
        if place.known_as in bound.facts and bound.unit in units:
            over = (0,) if bound.unit == "ratio" else (0, 1, -1)
            for gap in bound.nearest():
                yield from ((bound.unit, sign * gap + more) for sign in (1, -1) for more in over)


def _shift(kind: str, value: Any, unit: str, size: Any) -> object:
    try:
        if kind == "date":
            return value + timedelta(days=size) if unit == "day" else add_months(value, size)
        return value + size
    except (OverflowError, ValueError):
        return None


def _distance(after: Any, value: Any) -> Any:
    return (after - value).days if isinstance(after, date) else after - value


class _Measure:
    """Goes through the rules once more and measures every comparison that can be made."""

    def __init__(self, found: Evaluation) -> None:
        self.found = found
        self.lookups = found.lookups.apart()
        self.reach = _reach(found)
        self.seen: dict[int, Bound] = {}

    def bounds(self) -> list[Bound]:
        found = self.found
        whole = Env(self.lookups, found.values)
        for rule, node in found.compiled.rules:
            rows = [{}] if rule.over is None else found.values[rule.over]
            for row in [] if isinstance(rows, Unknown) else rows:
                self._node(node, Env(self.lookups, found.values, row), frozenset({rule.over or ""}))
        for _, condition in found.compiled.verdict:
            if condition is not None:
                self._node(condition, whole, frozenset())
        return [bound for bound in self.seen.values() if bound.unit]

    def _node(self, node: ir.Node, env: Env, over: frozenset[str]) -> None:
        if isinstance(node, ir.Running):
            return
        if isinstance(node, ir.Over):
            self._over(node, env, over)
            return
        if isinstance(node, ir.Compare) and not any(isinstance(part, ir.Running) for part in ir.walk(node)):
            self._compare(node, env, over)
        for child in ir.children(node):
            self._node(child, env, over)

    def _over(self, node: ir.Over, env: Env, over: frozenset[str]) -> None:
        source = run(node.source, env)
        if isinstance(source, Unknown) or len(source) > FEW_ROWS:
            return
        inside = over | {part.name for part in ir.walk(node.source) if isinstance(part, ir.Name)}
        for element in source:
            inner = Env(env.lookups, env.item, env.row, {**env.bound, node.variable: element})
            for part in (node.element, node.where):
                if part is not None:
                    self._node(part, inner, inside)

    def _compare(self, node: ir.Compare, env: Env, over: frozenset[str]) -> None:
        if id(node) not in self.seen:
            names = {part.name for part in ir.walk(node) if isinstance(part, (ir.Name, ir.Field))} | over
            self.seen[id(node)] = Bound(frozenset().union(*(self.reach.get(name, {name}) for name in names)))
        try:
            values = [run(item, env) for item in node.items]
        except (TypeError, AttributeError):  # a value that is absent here: the rule asked for that first
            return
        for left, right, item in zip(values, values[1:], node.items, strict=False):
            _note(self.seen[id(node)], left, right, item.type.kind)


def _note(bound: Bound, left: object, right: object, kind: str) -> None:
    if isinstance(left, date) and isinstance(right, date):
        bound.unit = "day"
        bound.gaps.add((right - left).days)
    elif _number(left) and _number(right):
        bound.unit = {"month": "month", "money": "money", "ratio": "ratio"}.get(kind, "count")
        bound.gaps.add(right - left)  # type: ignore[operator]


def _number(value: object) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _reach(found: Evaluation) -> dict[str, frozenset[str]]:
    """For every name of a rule or table: all names that its value depends on."""
    reach: dict[str, frozenset[str]] = {}
    for table in found.compiled.tables:
        nodes = [table.where, *table.fields.values()]
        reach[table.name] = frozenset({table.table.source}).union(*(_names(node, reach) for node in nodes if node))
    for rule, node in found.compiled.rules:
        reach[rule.name] = reach.get(rule.name, frozenset()) | _names(node, reach)
    return reach


def _names(node: ir.Node, reach: Mapping[str, frozenset[str]]) -> frozenset[str]:
    names = {part.name for part in ir.walk(node) if isinstance(part, (ir.Name, ir.Field))}
    return frozenset(names).union(*(reach.get(name, frozenset()) for name in names))
