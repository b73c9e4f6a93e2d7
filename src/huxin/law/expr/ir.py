"""The typed tree of a rule: what an expression means, free of its text and of any engine.

Every node is frozen and carries its type and its place in the text.  The scalar evaluator reads this tree; a population
kernel is generated from the same tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Word = Literal["sum", "count", "any", "all", "min", "max", "first_where", "last_where", "list"]


@dataclass(frozen=True)
class Type:
    """The type of a value.  ``rounded`` is False for money that still owes a rounding node."""

    kind: str
    optional: bool = False
    rounded: bool = True
    fields: Mapping[str, Type] = field(default_factory=dict)
    element: Type | None = None
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}{'' if self.rounded else ' (not rounded)'}{' or none' if self.optional else ''}"


BOOL, INT, RATIO, MONEY = Type("bool"), Type("int"), Type("ratio"), Type("money")
MONTHS, DAYS, MONTH, DATE, TEXT, NONE = (
    Type("months"),
    Type("days"),
    Type("month"),
    Type("date"),
    Type("text"),
    Type("none"),
)


@dataclass(frozen=True)
class Node:
    """Common to all nodes: the type and (line offset, column) in the expression's text."""

    type: Type
    at: tuple[int, int]


@dataclass(frozen=True)
class Const(Node):
    value: object


@dataclass(frozen=True)
class Name(Node):
    """A fact or an earlier rule; ``level`` says whether it belongs to the item, to the current row or to a
    bound word.
    """

    name: str
    level: Literal["item", "row", "bound"]


@dataclass(frozen=True)
class Field(Node):
    of: Node
    name: str


@dataclass(frozen=True)
class Parameter(Node):
    """``P.id[clock]`` or, for a table, ``P.id[clock][key]``."""

    id: str
    clock: Node
    key: Node | None


@dataclass(frozen=True)
class Reading(Node):
    """``R.name`` or ``R.name[clock]``: the city's choice where a text is open."""

    name: str
    clock: Node | None


@dataclass(frozen=True)
class Unary(Node):
    op: Literal["not", "-"]
    of: Node


@dataclass(frozen=True)
class Binary(Node):
    op: Literal["+", "-", "*", "/", "//"]
    left: Node
    right: Node


@dataclass(frozen=True)
class Compare(Node):
    """A comparison; ``text`` is what the rule says, for the explanation."""

    ops: tuple[str, ...]
    items: tuple[Node, ...]
    text: str = ""


@dataclass(frozen=True)
class Bool(Node):
    op: Literal["and", "or"]
    items: tuple[Node, ...]


@dataclass(frozen=True)
class If(Node):
    test: Node
    then: Node
    other: Node


@dataclass(frozen=True)
class Call(Node):
    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Over(Node):
    """A bounded word over a list: ``sum(r.paid for r in months if r.own)``."""

    word: Word
    source: Node
    variable: str
    element: Node
    where: Node | None


@dataclass(frozen=True)
class Running(Node):
    """A temporal word inside a row rule: the only state in the language."""

    word: Literal["running_count", "running_sum", "previous"]
    of: Node
    start: Node | None


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in the order of the text."""
    match node:
        case Field(of=of) | Unary(of=of):
            return (of,)
        case Parameter(clock=clock, key=key):
            return (clock,) if key is None else (clock, key)
        case Reading(clock=clock):
            return () if clock is None else (clock,)
        case Binary(left=left, right=right):
            return (left, right)
        case Compare(items=items) | Bool(items=items):
            return items
        case If(test=test, then=then, other=other):
            return (test, then, other)
        case Call(args=args):
            return args
        case Over(source=source, element=element, where=where):
            return (source, element) if where is None else (source, element, where)
        case Running(of=of, start=start):
            return (of,) if start is None else (of, start)
    return ()


def walk(node: Node) -> list[Node]:
    """A node and all below it, in the order of the text."""
    found = [node]
    for child in children(node):
        found.extend(walk(child))
    return found
