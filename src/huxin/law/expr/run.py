"""The scalar evaluator: the reference for what a rule means.

Three-valued: an unknown value spreads until known facts decide (``False and unknown`` is ``False``).  Pure but
for the look-ups, which record every parameter and reading that was really used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from huxin.law.expr import ir
from huxin.law.expr.functions import FUNCTIONS, round_half
from huxin.law.values import Unknown


class Lookups(Protocol):
    """What an expression may ask the pack."""

    def parameter(self, name: str, clock: date | int, key: object) -> object: ...

    def reading(self, name: str, clock: date | int | None) -> str: ...


@dataclass
class Env:
    """Values in reach of an expression.  ``running`` carries the state of temporal words from row to row."""

    lookups: Lookups
    item: Mapping[str, object]
    row: Mapping[str, object] | None = None
    bound: Mapping[str, object] = field(default_factory=dict)
    running: dict[int, object] = field(default_factory=dict)


def run(node: ir.Node, env: Env) -> Any:
    """The value of a node: a plain value or ``Unknown``."""
    return _RUN[type(node)](node, env)


def temporal(node: ir.Node) -> list[ir.Running]:
    """The temporal words of a row rule, in the order of the text."""
    return [part for part in ir.walk(node) if isinstance(part, ir.Running)]


def advance(words: Iterable[ir.Running], env: Env) -> None:
    """Bring temporal words to the current row; called once per row, before ``run``."""
    for word in words:
        env.running[id(word)] = _step(word, env)


def _step(node: ir.Running, env: Env) -> object:
    value = run(node.of, env)
    if node.word == "previous":
        held: Any = env.running.get(id(node))
        start = None if node.start is None else run(node.start, env)
        return (start if held is None else held[1], value)
    before: Any = env.running.get(id(node), 0)
    if isinstance(before, Unknown) or isinstance(value, Unknown):
        return _unknown(before, value) if value is not False else before
    return before + (int(value) if node.word == "running_count" else value)


def _unknown(*values: object) -> Unknown:
    found = Unknown()
    for value in values:
        if isinstance(value, Unknown):
            found |= value
    return found


def _const(node: ir.Const, env: Env) -> object:
    return node.value


def _name(node: ir.Name, env: Env) -> object:
    if node.level == "bound":
        return env.bound[node.name]
    if node.level == "row":
        return (env.row or {})[node.name]
    return env.item[node.name]


def _field(node: ir.Field, env: Env) -> object:
    of = run(node.of, env)
    return of if isinstance(of, Unknown) else of[node.name]


def _parameter(node: ir.Parameter, env: Env) -> object:
    clock = run(node.clock, env)
    key = None if node.key is None else run(node.key, env)
    if isinstance(clock, Unknown) or isinstance(key, Unknown):
        return _unknown(clock, key)
    return env.lookups.parameter(node.id, clock, key)


def _reading(node: ir.Reading, env: Env) -> object:
    clock = None if node.clock is None else run(node.clock, env)
    return clock if isinstance(clock, Unknown) else env.lookups.reading(node.name, clock)


def _unary(node: ir.Unary, env: Env) -> object:
    value = run(node.of, env)
    if isinstance(value, Unknown):
        return value
    return (not value) if node.op == "not" else -value


def _binary(node: ir.Binary, env: Env) -> object:
    left, right = run(node.left, env), run(node.right, env)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(left, right)
    if node.type.kind == "date":
        return FUNCTIONS["add_days"].run(left, right if node.op == "+" else -right)
    if node.type.kind == "days" and node.left.type.kind == "date":
        return (left - right).days
    return _ARITHMETIC[node.op](left, right)


def _divide(left: int | Fraction, right: int | Fraction) -> Fraction:
    return Fraction(left) / Fraction(right)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "//": lambda a, b: a // b,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "is": lambda a, b: a is b,
    "is not": lambda a, b: a is not b,
}


def _compare(node: ir.Compare, env: Env) -> object:
    values = [run(item, env) for item in node.items]
    missing: list[object] = []
    for op, left, right in zip(node.ops, values, values[1:], strict=False):
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            missing += [left, right]
        elif not _COMPARE[op](left, right):
            return False
    return _unknown(*missing) if missing else True


def _bool(node: ir.Bool, env: Env) -> object:
    return kleene((run(item, env) for item in node.items), node.op == "or")


def kleene(values: Iterable[object], decisive: bool) -> object:
    """``or`` with ``decisive`` True, ``and`` with False: the first decisive value decides, else unknown spreads."""
    missing: list[object] = []
    for value in values:
        if value is decisive:
            return decisive
        if isinstance(value, Unknown):
            missing.append(value)
    return _unknown(*missing) if missing else not decisive


def _if(node: ir.If, env: Env) -> object:
    test = run(node.test, env)
    if not isinstance(test, Unknown):
        return run(node.then if test else node.other, env)
    then, other = run(node.then, env), run(node.other, env)
    if not isinstance(then, Unknown) and not isinstance(other, Unknown) and then == other:
        return then
    return test


def _call(node: ir.Call, env: Env) -> object:
    args = [run(arg, env) for arg in node.args]
    if node.name == "given":
        return not isinstance(args[0], Unknown)
    if any(isinstance(arg, Unknown) for arg in args):
        return _unknown(*args)
    if node.name == "round_fen":
        return round_half(args[0], args[1])
    if node.name == "entries":
        return [{"code": name, "value": value} for name, value in args[0].items()]
    if node.name in ("min", "max"):
        return (min if node.name == "min" else max)(args)
    return abs(args[0]) if node.name == "abs" else FUNCTIONS[node.name].run(*args)


def _over(node: ir.Over, env: Env) -> object:
    source = run(node.source, env)
    if isinstance(source, Unknown):
        return source
    chosen: list[tuple[object, Env]] = []
    for element in source:
        inner = Env(env.lookups, env.item, env.row, {**env.bound, node.variable: element}, env.running)
        keep = True if node.where is None else run(node.where, inner)
        if keep is not False:
            chosen.append((keep, inner))
    if node.word in ("any", "all"):
        decisive = node.word == "any"
        parts = (
            kleene((keep, run(node.element, inner)), False) if decisive else _implied(keep, run(node.element, inner))
            for keep, inner in chosen
        )
        return kleene(parts, decisive)
    doubts = [keep for keep, _ in chosen if isinstance(keep, Unknown)]
    if doubts:
        return _unknown(*doubts)
    if node.word == "count":
        return len(chosen)
    values = [run(node.element, inner) for _, inner in chosen]
    if node.word == "list":
        return values
    missing = [value for value in values if isinstance(value, Unknown)]
    return _unknown(*missing) if missing else _fold(node.word, values)


def _implied(keep: object, value: object) -> object:
    return value if keep is True else kleene((value,), True) if value is True else _unknown(keep, value)


def _fold(word: str, values: Sequence[Any]) -> object:
    if word == "sum":
        return sum(values)
    if not values:
        return None
    if word in ("min", "max"):
        return (min if word == "min" else max)(values)
    return values[0 if word == "first_where" else -1]


def _running(node: ir.Running, env: Env) -> object:
    state: Any = env.running[id(node)]
    return state[0] if node.word == "previous" else state


_RUN: dict[type[ir.Node], Callable[[Any, Env], object]] = {
    ir.Const: _const,
    ir.Name: _name,
    ir.Field: _field,
    ir.Parameter: _parameter,
    ir.Reading: _reading,
    ir.Unary: _unary,
    ir.Binary: _binary,
    ir.Compare: _compare,
    ir.Bool: _bool,
    ir.If: _if,
    ir.Call: _call,
    ir.Over: _over,
    ir.Running: _running,
}
