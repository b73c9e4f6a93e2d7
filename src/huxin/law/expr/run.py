"""The scalar evaluator: the reference for what a rule means.

Three-valued: an unknown value spreads until known facts decide (``False and unknown`` is ``False``).  Pure but
for the look-ups, which record every parameter and reading that was really used.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Protocol

from huxin.law.errors import InputError
from huxin.law.expr import ir
from huxin.law.expr.functions import FUNCTIONS, round_half
from huxin.law.values import Unknown


class Lookups(Protocol):
    """What an expression may ask the pack."""

    def parameter(self, name: str, clock: date | int, key: object) -> object: ...

    def reading(self, name: str, clock: date | int | None) -> str: ...


@dataclass(slots=True)
class Env:
    """Values in reach of an expression.  ``running`` carries the state of temporal words from row to row."""

    lookups: Lookups
    item: Mapping[str, object]
    row: Mapping[str, Any] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)
    running: dict[int, object] = field(default_factory=dict)


Ready = Callable[[Env], Any]
"""A node that can be asked for its value; asked many times, for a person has many months."""


def run(node: ir.Node, env: Env) -> Any:
    """The value of a node: a plain value or ``Unknown``."""
    return ready(node)(env)


def ready(node: ir.Node) -> Ready:
    """A node as a function of the values in reach, made once and kept beside the node's own fields."""
    kept: Ready | None = node.__dict__.get("ready")
    if kept is None:
        kept = node.__dict__["ready"] = _READY[type(node)](node)
    return kept


def temporal(node: ir.Node) -> list[ir.Running]:
    """The temporal words of a row rule, in the order of the text; found once and kept as in ``ready``."""
    kept: list[ir.Running] | None = node.__dict__.get("temporal")
    if kept is None:
        kept = node.__dict__["temporal"] = [part for part in ir.walk(node) if isinstance(part, ir.Running)]
    return kept


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


def _const(node: ir.Const) -> Ready:
    value = node.value
    return lambda env: value


def _name(node: ir.Name) -> Ready:
    name = node.name
    if node.level == "bound":
        return lambda env: env.bound[name]
    if node.level == "row":
        return lambda env: env.row[name]
    return lambda env: env.item[name]


def _field(node: ir.Field) -> Ready:
    of, name = ready(node.of), node.name

    def field_of(env: Env) -> object:
        value = of(env)
        return value if isinstance(value, Unknown) else value[name]

    return field_of


def _parameter(node: ir.Parameter) -> Ready:
    name, day = node.id, ready(node.clock)
    cell = _nothing if node.key is None else ready(node.key)

    def parameter(env: Env) -> object:
        clock, key = day(env), cell(env)
        if isinstance(clock, Unknown) or isinstance(key, Unknown):
            return _unknown(clock, key)
        return env.lookups.parameter(name, clock, key)

    return parameter


def _reading(node: ir.Reading) -> Ready:
    name, day = node.name, _nothing if node.clock is None else ready(node.clock)

    def reading(env: Env) -> object:
        clock = day(env)
        return clock if isinstance(clock, Unknown) else env.lookups.reading(name, clock)

    return reading


def _nothing(env: Env) -> None:
    return None


def _unary(node: ir.Unary) -> Ready:
    of, change = ready(node.of), operator.not_ if node.op == "not" else operator.neg

    def unary(env: Env) -> object:
        value = of(env)
        return value if isinstance(value, Unknown) else change(value)

    return unary


def _binary(node: ir.Binary) -> Ready:
    left, right, join = ready(node.left), ready(node.right), _joining(node)

    def binary(env: Env) -> object:
        first, second = left(env), right(env)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return _unknown(first, second)
        return join(first, second)

    return binary


def _joining(node: ir.Binary) -> Callable[[Any, Any], Any]:
    if node.type.kind == "date":
        add = FUNCTIONS["add_days"].run
        return add if node.op == "+" else lambda day, count: add(day, -count)
    if node.type.kind == "days" and node.left.type.kind == "date":
        return lambda later, earlier: (later - earlier).days
    return _ARITHMETIC[node.op]


MOST_BITS: Final = 512
"""How long a number may grow: far beyond any sum of money in fen, and short enough to be multiplied at once."""


def _bounded(value: int | Fraction) -> int | Fraction:
    """The number itself.  Raises InputError for one that has outgrown what a rule of law can mean."""
    if value.numerator.bit_length() > MOST_BITS or value.denominator.bit_length() > MOST_BITS:
        raise InputError(
            "too_large", "rule", f"a number of {value.numerator.bit_length()} bits", f"at most {MOST_BITS}",
            "A rule multiplies what it computed again and again; name the sum that the law means.",
        )  # fmt: skip
    return value


def _add(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    found = left + right
    return found if type(found) is int else _bounded(found)


def _subtract(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    found = left - right
    return found if type(found) is int else _bounded(found)


def _multiply(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    return _bounded(left * right)


def _divide(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    return _bounded(Fraction(left) / Fraction(right))


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "//": operator.floordiv,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "is": operator.is_,
    "is not": operator.is_not,
}


def _compare(node: ir.Compare) -> Ready:
    items, tests = [ready(item) for item in node.items], [_COMPARE[op] for op in node.ops]
    if len(items) == 2:
        return _compare_two(items[0], items[1], tests[0])

    def compare(env: Env) -> object:
        values = [item(env) for item in items]
        missing: list[object] = []
        for test, left, right in zip(tests, values, values[1:], strict=False):
            if isinstance(left, Unknown) or isinstance(right, Unknown):
                missing += [left, right]
            elif not test(left, right):
                return False
        return _unknown(*missing) if missing else True

    return compare


def _compare_two(left: Ready, right: Ready, test: Callable[[Any, Any], bool]) -> Ready:
    def compare(env: Env) -> object:
        first, second = left(env), right(env)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return _unknown(first, second)
        return test(first, second)

    return compare


def _bool(node: ir.Bool) -> Ready:
    """As ``kleene``, without a generator: most of what a rule does is this."""
    items, decisive = [ready(item) for item in node.items], node.op == "or"
    passing = not decisive

    def join(env: Env) -> object:
        missing: list[object] = []
        for item in items:
            value = item(env)
            if value is passing:
                continue
            if value is decisive:
                return decisive
            missing.append(value)
        return _unknown(*missing) if missing else passing

    return join


def kleene(values: Iterable[object], decisive: bool) -> object:
    """``or`` with ``decisive`` True, ``and`` with False: the first decisive value decides, else unknown spreads."""
    missing: list[object] = []
    for value in values:
        if value is decisive:
            return decisive
        if isinstance(value, Unknown):
            missing.append(value)
    return _unknown(*missing) if missing else not decisive


def _if(node: ir.If) -> Ready:
    test, then, other = ready(node.test), ready(node.then), ready(node.other)

    def choose(env: Env) -> object:
        held = test(env)
        if not isinstance(held, Unknown):
            return then(env) if held else other(env)
        first, second = then(env), other(env)
        if not isinstance(first, Unknown) and not isinstance(second, Unknown) and first == second:
            return first
        return held

    return choose


def _call(node: ir.Call) -> Ready:
    args, do = [ready(arg) for arg in node.args], _CALLS.get(node.name) or FUNCTIONS[node.name].run
    if node.name == "given":
        return lambda env: not isinstance(args[0](env), Unknown)

    def call(env: Env) -> object:
        values = [arg(env) for arg in args]
        for value in values:
            if isinstance(value, Unknown):
                return _unknown(*values)
        return do(*values)

    return call


_CALLS: dict[str, Callable[..., object]] = {
    "round_fen": round_half,
    "entries": lambda table: [{"code": name, "value": value} for name, value in table.items()],
    "codes": lambda *words: list(words),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
}


def _over(node: ir.Over) -> Ready:
    source, element = ready(node.source), ready(node.element)
    where = None if node.where is None else ready(node.where)
    finish = _DECIDING.get(node.word) or _counting(node.word)

    def over(env: Env) -> object:
        rows = source(env)
        if isinstance(rows, Unknown):
            return rows
        chosen: list[tuple[object, Env]] = []
        for row in rows:
            inner = Env(env.lookups, env.item, env.row, {**env.bound, node.variable: row}, env.running)
            keep = True if where is None else where(inner)
            if keep is not False:
                chosen.append((keep, inner))
        return finish(chosen, element)

    return over


Chosen = Sequence[tuple[object, Env]]


def _any(chosen: Chosen, element: Ready) -> object:
    return kleene((kleene((keep, element(inner)), False) for keep, inner in chosen), True)


def _all(chosen: Chosen, element: Ready) -> object:
    return kleene((_implied(keep, element(inner)) for keep, inner in chosen), False)


_DECIDING: dict[str, Callable[[Chosen, Ready], object]] = {"any": _any, "all": _all}


def _counting(word: str) -> Callable[[Chosen, Ready], object]:
    """The words for which every row must be known to belong."""

    def count(chosen: Chosen, element: Ready) -> object:
        doubts = [keep for keep, _ in chosen if isinstance(keep, Unknown)]
        if doubts:
            return _unknown(*doubts)
        if word == "count":
            return len(chosen)
        values = [element(inner) for _, inner in chosen]
        if word == "list":
            return values
        missing = [value for value in values if isinstance(value, Unknown)]
        return _unknown(*missing) if missing else _fold(word, values)

    return count


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


def _running(node: ir.Running) -> Ready:
    mark, previous = id(node), node.word == "previous"

    def running(env: Env) -> object:
        state: Any = env.running[mark]
        return state[0] if previous else state

    return running


_READY: dict[type[ir.Node], Callable[[Any], Ready]] = {
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
