"""The conditions of a rule with their truth and the values that stood in them."""

from __future__ import annotations

from typing import Any

from huxin.law.expr import ir
from huxin.law.expr.run import Env, run
from huxin.law.values import Unknown, show

Json = dict[str, Any]


def shown_value(kind: ir.Type, value: object) -> object:
    """A value as JSON: a list as its length, an object by its fields, the rest as the contract writes it."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        return {name: shown_value(field, value.get(name)) for name, field in kind.fields.items()}
    return show(kind.kind, value)


def conditions(node: ir.Node, env: Env) -> list[Json]:
    """Every comparison of a rule; those inside a bounded or temporal word belong to other rows and are left out."""
    if isinstance(node, (ir.Over, ir.Running)):
        return []
    if isinstance(node, ir.Compare):
        return _comparison(node, env)
    if isinstance(node, ir.Name) and node.type.kind == "bool":
        return [{"text": node.name, "holds": _truth(run(node, env)), "values": {}}]
    return [one for child in ir.children(node) for one in conditions(child, env)]


def _comparison(node: ir.Compare, env: Env) -> list[Json]:
    if any(isinstance(part, ir.Running) for part in ir.walk(node)):
        return []
    try:
        held = run(node, env)
    except (TypeError, AttributeError):  # the rule never came here: an earlier part asked whether the value is absent
        return []
    values = {
        part.name: shown_value(part.type, run(part, env))
        for part in ir.walk(node)
        if isinstance(part, ir.Name) and part.level != "bound"
    }
    return [{"text": node.text, "holds": _truth(held), "values": values}]


def _truth(held: object) -> bool | None:
    return None if isinstance(held, Unknown) else bool(held)
