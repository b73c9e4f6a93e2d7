"""From the typed tree of a rule to the text of a kernel, node by node.

What is known when the kernel is made is computed by the scalar evaluator itself; only what varies from person to
person becomes text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from huxin.law.expr import ir
from huxin.law.expr.run import Env, run
from huxin.law.values import Unknown
from huxin.population import lookup
from huxin.population.calls import absent, call
from huxin.population.numbers import arithmetic, chosen, compared, negated
from huxin.population.value import Context, NamesInReach, Value, constant, fixed_truth, refuse, truth, whole


def lower(node: ir.Node, scope: NamesInReach, plan: Context) -> Value:
    """The kernel's form of an expression.

    Raises InputError for what has no population form, TooWideError where 64 bits might not do.
    """
    handler = _LOWER.get(type(node))
    if handler is None:
        raise refuse(type(node).__name__, "a word without a population form", "Use another word in this rule.")
    return handler(node, scope, plan)


def _const(node: ir.Const, scope: NamesInReach, plan: Context) -> Value:
    return constant(node.type, node.value, plan.words)


def _name(node: ir.Name, scope: NamesInReach, plan: Context) -> Value:
    if node.level == "bound":
        bound = scope.bound[node.name]
        if isinstance(bound, Value):
            return bound
        raise refuse(node.name, "a whole row", "Name one of its fields.")
    if node.level == "row":
        return plan.row_name(node.name, scope.row or "table")
    return plan.item_name(node.name)


def _field(node: ir.Field, scope: NamesInReach, plan: Context) -> Value:
    if isinstance(node.of, ir.Name) and node.of.level == "bound":
        bound = scope.bound[node.of.name]
        if isinstance(bound, str):
            return plan.row_name(node.name, bound)
    return _folded(node, [plan.lower(node.of, scope)], plan)


def _folded(node: ir.Node, parts: Sequence[Value], plan: Context) -> Value:
    """The value of a node whose parts are all known, from the scalar evaluator."""
    if not all(part.fixed for part in parts):
        missing = [part.const for part in parts if isinstance(part.const, Unknown)]
        path = ", ".join(sorted(missing[0].paths | missing[0].pending)) if missing else type(node).__name__
        raise refuse(path, "nothing known", "Choose a reading that does not ask for it.")
    known = iter(ir.Const(child.type, child.at, part.const) for child, part in zip(_parts(node), parts, strict=True))
    return constant(node.type, run(_rebuilt(node, known), Env(plan.lookups, {})), plan.words)


def _parts(node: ir.Node) -> tuple[ir.Node, ...]:
    return node.args if isinstance(node, ir.Call) else ir.children(node)


def _rebuilt(node: ir.Node, parts: Any) -> ir.Node:
    match node:
        case ir.Call():
            return replace(node, args=tuple(parts))
        case ir.Compare() | ir.Bool():
            return replace(node, items=tuple(parts))
        case ir.Binary():
            return replace(node, left=next(parts), right=next(parts))
        case ir.Parameter():
            return replace(node, clock=next(parts), key=next(parts, None))
        case ir.Reading():
            return replace(node, clock=next(parts, None))
    return replace(node, of=next(parts))  # type: ignore[call-arg]


def _mixed(parts: Sequence[Value]) -> bool:
    """Whether some part varies and none is unknown: only then is there something to write down."""
    return any(not part.fixed for part in parts) and not any(part.unknown for part in parts)


def _parameter(node: ir.Parameter, scope: NamesInReach, plan: Context) -> Value:
    clock = plan.lower(node.clock, scope)
    key = None if node.key is None else plan.lower(node.key, scope)
    parts = [clock] if key is None else [clock, key]
    return lookup.parameter(node, clock, key, plan) if _mixed(parts) else _folded(node, parts, plan)


def _reading(node: ir.Reading, scope: NamesInReach, plan: Context) -> Value:
    if node.clock is None or node.name in plan.lookups.choices:
        return constant(node.type, plan.lookups.reading(node.name, None), plan.words)
    clock = plan.lower(node.clock, scope)
    return lookup.reading(node, clock, plan) if _mixed([clock]) else _folded(node, [clock], plan)


def _unary(node: ir.Unary, scope: NamesInReach, plan: Context) -> Value:
    of = plan.lower(node.of, scope)
    if of.fixed:
        return _folded(node, [of], plan)
    return truth(f"(not {of.text})", of.level) if node.op == "not" else negated(of)


def _binary(node: ir.Binary, scope: NamesInReach, plan: Context) -> Value:
    parts = [plan.lower(node.left, scope), plan.lower(node.right, scope)]
    return arithmetic(node.type, node.op, *parts) if _mixed(parts) else _folded(node, parts, plan)


def _compare(node: ir.Compare, scope: NamesInReach, plan: Context) -> Value:
    parts = [plan.lower(item, scope) for item in node.items]
    if not _mixed(parts):
        return _folded(node, parts, plan)
    if node.ops[0] in ("is", "is not"):
        asked = absent(next(part for part in parts if not part.fixed))
        return asked if node.ops[0] == "is" else negation(asked)
    found = compared(node.ops, parts)
    return fixed_truth(found) if isinstance(found, bool) else found


def negation(value: Value) -> Value:
    """``not value``; what is unknown stays so."""
    if value.unknown:
        return value
    return fixed_truth(not value.const) if value.fixed else truth(f"(not {value.text})", value.level)


def _bool(node: ir.Bool, scope: NamesInReach, plan: Context) -> Value:
    return joined(node.op, (plan.lower(item, scope) for item in node.items), node, plan)


def joined(op: str, items: Any, node: ir.Node, plan: Context) -> Value:
    """``and`` or ``or``: a decisive known part decides, known parts that do not decide fall away."""
    decisive = op == "or"
    open_parts: list[Value] = []
    for item in items:
        if item.const is decisive:
            return fixed_truth(decisive)
        if not item.fixed or item.unknown:
            open_parts.append(item)
    if not open_parts:
        return fixed_truth(not decisive)
    if any(part.unknown for part in open_parts):
        if all(part.fixed for part in open_parts):
            return open_parts[0]
        return _folded(node, open_parts, plan)
    if len(open_parts) == 1:
        return open_parts[0]
    return truth(f"({f' {op} '.join(part.text for part in open_parts)})", max(part.level for part in open_parts))


def _if(node: ir.If, scope: NamesInReach, plan: Context) -> Value:
    test = plan.lower(node.test, scope)
    if test.unknown:
        parts = [test, plan.lower(node.then, scope), plan.lower(node.other, scope)]
        if parts[1].fixed and parts[1].const == parts[2].const:
            return parts[1]
        return test
    if test.fixed:
        return plan.lower(node.then if test.const else node.other, scope)
    then, other = plan.lower(node.then, scope), plan.lower(node.other, scope)
    if then.unknown or other.unknown:
        return _folded(node, [test, then, other], plan)
    if then.fixed and other.fixed and then.const == other.const:
        return then
    return chosen(node.type, test, then, other)


def _call(node: ir.Call, scope: NamesInReach, plan: Context) -> Value:
    args = [plan.lower(arg, scope) for arg in node.args]
    if all(arg.fixed for arg in args) or any(arg.unknown for arg in args):
        return _folded(node, args, plan)
    return call(node, args)


def _over(node: ir.Over, scope: NamesInReach, plan: Context) -> Value:
    place = plan.place_of(node.source)
    if place is not None:
        inner = NamesInReach(scope.row, {**scope.bound, node.variable: place})
        where = fixed_truth(True) if node.where is None else plan.lower(node.where, inner)
        element = fixed_truth(True) if node.word == "count" or where.const is False else plan.lower(node.element, inner)
        return plan.gather(node.word, place, element, where)
    source = plan.lower(node.source, scope)
    if source.unknown:
        return source
    if not isinstance(source.const, list) or node.word not in ("any", "all", "count"):
        raise refuse(f"{node.word} over a list", "a list without columns", "Go over the table of the item's rows.")
    kind = node.source.type.element or ir.NONE
    known = [constant(kind, one, plan.words) for one in source.const]
    return _unrolled(node, [NamesInReach(scope.row, {**scope.bound, node.variable: one}) for one in known], plan)


def _unrolled(node: ir.Over, elements: Sequence[NamesInReach], plan: Context) -> Value:
    """A word over a list that is known: its elements one by one."""
    if node.word == "count":
        if node.where is None:
            return constant(node.type, len(elements), plan.words)
        counted = [plan.lower(node.where, inner) for inner in elements]
        doubts = [one for one in counted if one.unknown]
        return doubts[0] if doubts else _sum([_one_if(one) for one in counted])
    op = "or" if node.word == "any" else "and"
    parts = []
    for inner in elements:
        where = fixed_truth(True) if node.where is None else plan.lower(node.where, inner)
        element = plan.lower(node.element, inner)
        parts.append(
            joined("and", [where, element], node, plan)
            if node.word == "any"
            else joined("or", [negation(where), element], node, plan)
        )
    return joined(op, parts, node, plan)


def _one_if(test: Value) -> Value:
    if test.fixed:
        return whole(ir.INT, int(bool(test.const)))
    return Value(ir.INT, f"(1 if {test.text} else 0)", 0, 1, level=test.level)


def _sum(parts: Sequence[Value]) -> Value:
    total = whole(ir.INT, 0)
    for part in parts:
        total = arithmetic(ir.INT, "+", total, part)
    return total


_LOWER: Final[dict[type[ir.Node], Callable[[Any, NamesInReach, Context], Value]]] = {
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
    ir.Running: lambda node, scope, plan: plan.running(node, scope),
}
