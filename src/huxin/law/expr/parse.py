"""Text of a rule → typed tree.

Python's ``ast`` parses the text; every node kind outside the whitelist, unknown name, clash of types, missing
clock or money that
was never rounded is refused here, when a pack loads, with the column and the nearest known name.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args

from huxin.law.errors import nearest
from huxin.law.expr import ir
from huxin.law.expr.functions import FUNCTIONS, ROUNDING
from huxin.law.expr.ir import BOOL, INT, MONEY, Node, Type
from huxin.law.expr.kinds import NUMBERS, arithmetic, joined

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 60
MAX_NESTED: Final = 2
"""How many lists a rule may go over inside one another, the rows that it is computed for among them."""
_WORDS: Final = get_args(ir.Word)
_RUNNING: Final = ("running_count", "running_sum", "previous")
_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


class ExpressionError(ValueError):
    """A rule text that is refused; ``line`` and ``column`` count within the text, from 0."""

    def __init__(self, message: str, hint: str, at: tuple[int, int] = (0, 0)) -> None:
        self.message, self.hint, self.line, self.column = message, hint, *at
        super().__init__(f"{message} {hint}")


@dataclass(frozen=True)
class ParameterType:
    """What the checker must know of a parameter: the type of its value or of its cells, and whether it is a table."""

    type: Type
    table: bool = False


@dataclass(frozen=True)
class ReadingType:
    choices: tuple[str, ...]
    dated: bool


@dataclass
class Scope:
    """The names that an expression may use."""

    item: dict[str, Type] = field(default_factory=dict)
    row: dict[str, Type] | None = None
    bound: dict[str, Type] = field(default_factory=dict)
    parameters: Mapping[str, ParameterType] = field(default_factory=dict)
    readings: Mapping[str, ReadingType] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    nested: int = 0

    def with_bound(self, name: str, element: Type) -> Scope:
        return replace(self, bound={**self.bound, name: element}, nested=self.nested + 1)


def parse(text: str, scope: Scope) -> Node:
    """Parse and check one expression.  Raises ExpressionError; never evaluates anything."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"The expression has {len(text)} characters, at most {MAX_LENGTH} are read.", "Split it into rules."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # what it warns of is refused below, or means what it says
            tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = (max(0, (getattr(error, "lineno", 1) or 1) - 1), max(0, (getattr(error, "offset", 1) or 1) - 1))
        raise ExpressionError(
            "This is not an expression of the rule language.", "See docs/en/rules.md for its words.", at
        ) from None
    _limit_depth(tree.body)
    return _Parser(scope).visit(tree.body)


def _limit_depth(root: ast.AST) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise ExpressionError(
        f"The expression nests deeper than {MAX_DEPTH} levels.", "Name its parts as rules of their own."
    )


def _at(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "lineno", 1) - 1, getattr(node, "col_offset", 0))


def _dotted(node: ast.AST) -> str | None:
    """``P.subsidy.ratio`` as a dotted name, None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


class _Parser:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def visit(self, node: ast.AST) -> Node:
        handler: Callable[[Any], Node] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise ExpressionError(
                f"'{type(node).__name__}' is not part of the rule language.",
                "Use names, numbers, and the words of docs/en/rules.md.",
                _at(node),
            )
        return handler(node)

    # names and values

    def _constant(self, node: ast.Constant) -> Node:
        value = node.value
        kinds = {bool: BOOL, int: INT, str: Type("category"), type(None): ir.NONE}
        found = kinds.get(type(value))
        if found is None:
            raise ExpressionError(
                f"{value!r} cannot stand in a rule.",
                "Write fractions as 2 / 3; decimals belong into a parameter.",
                _at(node),
            )
        return ir.Const(found, _at(node), value)

    def _name(self, node: ast.Name) -> Node:
        name, scope = node.id, self.scope
        for level, names in (("bound", scope.bound), ("row", scope.row or {}), ("item", scope.item)):
            if name in names:
                return ir.Name(names[name], _at(node), name, level)  # type: ignore[arg-type]
        if name in scope.later:
            raise ExpressionError(
                f"'{name}' is defined further down: rules may not run in a circle.",
                "Move that rule above this one, or break the circle.",
                _at(node),
            )
        raise ExpressionError(
            f"'{name}' is not known.", nearest(name, {*scope.bound, *(scope.row or {}), *scope.item}), _at(node)
        )

    def _attribute(self, node: ast.Attribute) -> Node:
        dotted = _dotted(node) or ""
        if dotted.startswith("P."):
            raise ExpressionError(
                f"The look-up of '{dotted[2:]}' names no clock.",
                f"Write {dotted}[date or month]: the day whose law counts.",
                _at(node),
            )
        if dotted.startswith("R."):
            return self._reading(node, dotted[2:], None)
        of = self.visit(node.value)
        if node.attr not in of.type.fields:
            raise ExpressionError(f"'{node.attr}' is not a field here.", nearest(node.attr, of.type.fields), _at(node))
        return ir.Field(of.type.fields[node.attr], _at(node), of, node.attr)

    def _subscript(self, node: ast.Subscript) -> Node:
        if isinstance(node.value, ast.Subscript):
            return self._parameter(node, node.value.value, self.visit(node.value.slice), self.visit(node.slice))
        dotted = _dotted(node.value) or ""
        if dotted.startswith("R."):
            return self._reading(node, dotted[2:], self.visit(node.slice))
        return self._parameter(node, node.value, self.visit(node.slice), None)

    def _parameter(self, node: ast.AST, base: ast.AST, clock: Node, key: Node | None) -> Node:
        dotted = _dotted(base) or ""
        known = self.scope.parameters.get(dotted.removeprefix("P."))
        if not dotted.startswith("P.") or known is None:
            raise ExpressionError(
                f"There is no parameter '{dotted.removeprefix('P.')}'.",
                nearest(dotted.removeprefix("P."), self.scope.parameters),
                _at(node),
            )
        self._want(clock, ("date", "month"), "A clock is a date or a month.")
        if known.table != (key is not None):
            raise ExpressionError(
                f"'{dotted}' is {'a table' if known.table else 'one value'}.",
                f"Write {dotted}[clock]{'[key]' if known.table else ''}.",
                _at(node),
            )
        return ir.Parameter(known.type, _at(node), dotted[2:], clock, key)

    def _reading(self, node: ast.AST, name: str, clock: Node | None) -> Node:
        known = self.scope.readings.get(name)
        if known is None:
            raise ExpressionError(f"There is no reading '{name}'.", nearest(name, self.scope.readings), _at(node))
        if known.dated and clock is None:
            raise ExpressionError(
                f"The reading '{name}' changes with time and names no clock.", f"Write R.{name}[date].", _at(node)
            )
        return ir.Reading(Type("category", choices=known.choices), _at(node), name, clock)

    # logic

    def _boolop(self, node: ast.BoolOp) -> Node:
        items = tuple(self._want(self.visit(v), ("bool",), "'and' and 'or' join conditions.") for v in node.values)
        return ir.Bool(BOOL, _at(node), "and" if isinstance(node.op, ast.And) else "or", items)

    def _unaryop(self, node: ast.UnaryOp) -> Node:
        of = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return ir.Unary(BOOL, _at(node), "not", self._want(of, ("bool",), "'not' turns a condition round."))
        if isinstance(node.op, ast.USub):
            return ir.Unary(of.type, _at(node), "-", self._want(of, NUMBERS, "Only a number can be negative."))
        raise ExpressionError("This sign is not part of the rule language.", "Use 'not' or '-'.", _at(node))

    def _compare(self, node: ast.Compare) -> Node:
        ops = tuple(_OPERATORS[type(op)] for op in node.ops)
        if ops[0] in ("in", "not in"):
            return self._membership(node, ops)
        items = tuple(self.visit(item) for item in (node.left, *node.comparators))
        for op, left, right in zip(ops, items, items[1:], strict=False):
            self._comparable(op, left, right)
        return ir.Compare(BOOL, _at(node), ops, items, ast.unparse(node))

    def _membership(self, node: ast.Compare, ops: tuple[str, ...]) -> Node:
        if len(ops) != 1 or not isinstance(node.comparators[0], ast.Tuple):
            raise ExpressionError("'in' needs a list of choices.", "Write x in ('a', 'b').", _at(node))
        left = self.visit(node.left)
        tests = []
        for choice in node.comparators[0].elts:
            right = self.visit(choice)
            self._comparable("==", left, right)
            text = f"{ast.unparse(node.left)} == {ast.unparse(choice)}"
            tests.append(ir.Compare(BOOL, _at(choice), ("==",), (left, right), text))
        found = ir.Bool(BOOL, _at(node), "or", tuple(tests))
        return found if ops[0] == "in" else ir.Unary(BOOL, _at(node), "not", found)

    def _comparable(self, op: str, left: Node, right: Node) -> None:
        kinds = {left.type.kind, right.type.kind}
        if op in ("is", "is not"):
            if "none" not in kinds:
                raise ExpressionError("'is' only asks for None.", "Use == for values.", right.at)
            return
        if op in ("<", "<=", ">", ">=") and kinds & {"bool", "category", "text", "none", "list", "object"}:
            raise ExpressionError(
                f"{left.type} and {right.type} have no order.", "Compare numbers, months or dates.", right.at
            )
        same = (
            len(kinds) == 1
            or kinds <= {"category", "text", "code"}
            or kinds <= {"int", "ratio"}
            or kinds <= {"int", "months"}
            or kinds <= {"int", "days"}
        )
        if not same:
            raise ExpressionError(
                f"{left.type} cannot be compared with {right.type}.", "Convert one of them first.", right.at
            )
        self._choice(left, right)
        self._choice(right, left)

    def _choice(self, one: Node, other: Node) -> None:
        if one.type.choices and isinstance(other, ir.Const) and other.value not in one.type.choices:
            raise ExpressionError(
                f"'{other.value}' is not one of its choices.", nearest(str(other.value), one.type.choices), other.at
            )

    def _ifexp(self, node: ast.IfExp) -> Node:
        test = self._want(self.visit(node.test), ("bool",), "'if' needs a condition.")
        then, other = self.visit(node.body), self.visit(node.orelse)
        return ir.If(_joined(then, other), _at(node), test, then, other)

    # arithmetic

    def _binop(self, node: ast.BinOp) -> Node:
        op = _OPERATORS.get(type(node.op))
        left, right = self.visit(node.left), self.visit(node.right)
        result = None if op is None else arithmetic(op, left.type, right.type)
        if result is None:
            raise ExpressionError(
                f"{left.type} {op or type(node.op).__name__} {right.type} has no meaning.",
                "Check the units.",
                _at(node),
            )
        return ir.Binary(result, _at(node), op, left, right)  # type: ignore[arg-type]

    # words

    def _call(self, node: ast.Call) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or not name:
            raise ExpressionError(
                "Only the named functions can be called.", nearest(name, {*FUNCTIONS, *_WORDS, *_RUNNING}), _at(node)
            )
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._over(node, name, node.args[0])
        if name in _RUNNING:
            return self._running(node, name)
        args = tuple(self.visit(arg) for arg in node.args)
        if name == "round_fen":
            return self._rounding(node, args)
        if name == "entries":
            return self._entries(node, args)
        if name == "codes":
            return self._codes(node, args)
        if name in ("min", "max", "abs"):
            return self._extreme(node, name, args)
        return self._function(node, name, args)

    def _function(self, node: ast.Call, name: str, args: tuple[Node, ...]) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            raise ExpressionError(
                f"There is no function '{name}'.",
                nearest(name, {*FUNCTIONS, *_WORDS, *_RUNNING, "round_fen", "entries", "codes"}),
                _at(node),
            )
        if len(args) != len(function.accepts):
            raise ExpressionError(
                f"'{name}' takes {len(function.accepts)} values, got {len(args)}.", function.doc, _at(node)
            )
        for arg, kinds in zip(args, function.accepts, strict=True):
            if kinds != ("any",):
                self._want(arg, kinds, f"'{name}': {function.doc}.")
        return ir.Call(function.result or args[0].type, _at(node), name, args)

    def _rounding(self, node: ast.Call, args: tuple[Node, ...]) -> Node:
        if len(args) != 2 or not isinstance(args[1], ir.Const) or args[1].value not in ROUNDING:
            raise ExpressionError("round_fen takes an amount and a mode.", f"Modes: {', '.join(ROUNDING)}.", _at(node))
        self._want(args[0], ("money",), "Only money is rounded to fen.")
        return ir.Call(MONEY, _at(node), "round_fen", args)

    def _entries(self, node: ast.Call, args: tuple[Node, ...]) -> Node:
        kinds = {field.kind for field in args[0].type.fields.values()} if len(args) == 1 else set()
        if len(kinds) != 1:
            raise ExpressionError(
                "entries takes an object whose fields are all of one kind.",
                "It gives rows of code and value.",
                _at(node),
            )
        value = next(iter(args[0].type.fields.values()))
        row = Type("object", fields={"code": ir.TEXT, "value": value})
        return ir.Call(Type("list", element=row), _at(node), "entries", args)

    def _codes(self, node: ast.Call, args: tuple[Node, ...]) -> Node:
        for arg in args:
            self._want(arg, ("category", "text", "code"), "codes lists words.")
        return ir.Call(Type("list", element=ir.TEXT), _at(node), "codes", args)

    def _extreme(self, node: ast.Call, name: str, args: tuple[Node, ...]) -> Node:
        if not args or (name == "abs" and len(args) != 1) or (name != "abs" and len(args) < 2):
            raise ExpressionError(
                f"'{name}' needs {'one value' if name == 'abs' else 'two or more values'}.",
                "See docs/en/rules.md.",
                _at(node),
            )
        for arg in args:
            self._want(arg, (*NUMBERS, "month", "date"), f"'{name}' compares numbers, months or dates.")
            self._comparable("<", args[0], arg)
        rounded = all(arg.type.rounded for arg in args)
        return ir.Call(replace(args[0].type, optional=False, rounded=rounded), _at(node), name, args)

    def _running(self, node: ast.Call, name: str) -> Node:
        wanted = 2 if name == "previous" else 1
        if self.scope.row is None or len(node.args) != wanted:
            raise ExpressionError(
                f"'{name}' stands in a row rule and takes {wanted} value(s).",
                "Give the rule 'over: <list>'.",
                _at(node),
            )
        args = [self.visit(arg) for arg in node.args]
        if name == "running_count":
            self._want(args[0], ("bool",), "running_count counts a condition.")
            return ir.Running(INT, _at(node), "running_count", args[0], None)
        if name == "running_sum":
            self._want(args[0], NUMBERS, "running_sum adds numbers.")
            return ir.Running(args[0].type, _at(node), "running_sum", args[0], None)
        return ir.Running(_joined(args[0], args[1]), _at(node), "previous", args[0], args[1])

    def _over(self, node: ast.Call, name: str, generator: ast.GeneratorExp) -> Node:
        part = generator.generators[0]
        if (
            name not in _WORDS
            or len(generator.generators) != 1
            or not isinstance(part.target, ast.Name)
            or part.is_async
        ):
            raise ExpressionError(
                "A bounded word goes over one list with one name.", f"Words: {', '.join(_WORDS)}.", _at(node)
            )
        source = self.visit(part.iter)
        if source.type.kind != "list" or source.type.element is None:
            raise ExpressionError(f"{source.type} is not a list.", "Go over a list of facts or a table.", source.at)
        inner = _Parser(self.scope.with_bound(part.target.id, source.type.element))
        if inner.scope.nested + (self.scope.row is not None) > MAX_NESTED:
            raise ExpressionError(
                f"More than {MAX_NESTED} lists are gone over inside one another.",
                "Name the inner sum as a rule of its own.",
                _at(node),
            )
        conditions = [inner._want(inner.visit(test), ("bool",), "'if' needs a condition.") for test in part.ifs]
        where = (
            None
            if not conditions
            else conditions[0]
            if len(conditions) == 1
            else ir.Bool(BOOL, _at(node), "and", tuple(conditions))
        )
        element = inner.visit(generator.elt)
        return ir.Over(_over_type(name, element, inner), _at(node), name, source, part.target.id, element, where)  # type: ignore[arg-type]

    def _want(self, node: Node, kinds: tuple[str, ...], rule: str) -> Node:
        if node.type.kind not in kinds:
            raise ExpressionError(f"This is {node.type}, wanted {' or '.join(kinds)}.", rule, node.at)
        return node


def _over_type(word: str, element: Node, parser: _Parser) -> Type:
    if word == "count":
        return INT
    if word in ("any", "all"):
        parser._want(element, ("bool",), f"'{word}' asks a condition.")
        return BOOL
    if word == "list":
        return Type("list", element=element.type)
    if word == "sum":
        parser._want(element, NUMBERS, "'sum' adds numbers.")
        return element.type
    return replace(element.type, optional=True)


def _joined(one: Node, other: Node) -> Type:
    found = joined(one.type, other.type)
    if found is None:
        raise ExpressionError(f"One side is {one.type}, the other {other.type}.", "Both must be of one kind.", other.at)
    return found
