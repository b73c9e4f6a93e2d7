"""What an expression becomes on the way to a kernel: a text of whole-number Python with proven bounds.

Everything is a whole number or a truth value.  Money is fen, a month ``year * 12 + month - 1``, a date its proleptic
day number (``date.toordinal``), a category the number of its word, an absent value ``NONE``.  A ratio, and money that
still owes its rounding, is a whole number over a denominator that is fixed when the kernel is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Literal, Protocol

from huxin.law.errors import InputError
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.expr import ir
from huxin.law.values import Unknown

MOST: Final = 2**62 - 1
"""No intermediate value of a kernel may be larger than this, so that 64 bits are always enough."""
NONE: Final = -(2**62)
"""Stands for None in a column of whole numbers."""
NUMERIC: Final = ("int", "months", "days", "ratio", "money", "month", "date")
VARIES: Final = object()


class TooWideError(ArithmeticError):
    """With these limits on the facts, some value might not fit into 64 bits."""


@dataclass(frozen=True)
class Value:
    """A lowered expression.

    ``text`` computes ``low .. high`` over ``den``; ``level`` is the number of passes over the rows that must be done
    first; ``const`` is the value itself where it is known when the kernel is made (a list or an object always is).
    """

    type: ir.Type
    text: str = ""
    low: int = 0
    high: int = 1
    den: int = 1
    level: int = 0
    const: object = VARIES

    @property
    def fixed(self) -> bool:
        return self.const is not VARIES

    @property
    def unknown(self) -> bool:
        return isinstance(self.const, Unknown)


Place = Literal["raw", "table"]
"""Where a row lies: as it came in, or in the table that the item makes of it."""


@dataclass(frozen=True)
class NamesInReach:
    """The names in reach: ``row`` says what a bare row name means, ``bound`` what the word's own name means."""

    row: Place | None = None
    bound: Mapping[str, Value | Place] = field(default_factory=dict)


class CategoryWords:
    """Numbers for the words of categories, in the order in which they are met."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def code(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))


class Context(Protocol):
    """What the parts of the lowering ask of the plan that they build."""

    lookups: PackLookups
    words: CategoryWords
    most_rows: int

    def lower(self, node: ir.Node, scope: NamesInReach) -> Value: ...

    def item_name(self, name: str) -> Value: ...

    def row_name(self, name: str, place: Place) -> Value: ...

    def place_of(self, node: ir.Node) -> Place | None: ...

    def gather(self, word: ir.Word, place: Place, element: Value, where: Value) -> Value: ...

    def running(self, node: ir.Running, scope: NamesInReach) -> Value: ...


def refuse(what: str, got: object, hint: str) -> InputError:
    """The error for a rule that has no population form."""
    return InputError("population", what, got, "something that a whole population can be computed with", hint)


def number(kind: ir.Type, text: str, low: int, high: int, den: int = 1, level: int = 0) -> Value:
    """A value with its bounds.  Raises TooWideError where 64 bits might not do."""
    if low < -MOST or high > MOST:
        raise TooWideError(text)
    if low == high and kind.kind in NUMERIC and not kind.optional:
        return Value(kind, str(low), low, high, den, 0, _exact(kind, low, den))
    return Value(kind, text, low, high, den, level)


def truth(text: str, level: int) -> Value:
    return Value(ir.BOOL, text, level=level)


def fixed_truth(value: bool) -> Value:
    return Value(ir.BOOL, str(value), int(value), int(value), const=value)


def constant(kind: ir.Type, value: object, words: CategoryWords) -> Value:
    """A value that is known when the kernel is made; lists, objects and unknowns carry no text."""
    if value is None:
        return Value(kind, str(NONE), NONE, NONE, const=None)
    if isinstance(value, bool):
        return fixed_truth(value)
    if isinstance(value, date):
        return whole(kind, value.toordinal(), value)
    if isinstance(value, int):
        return whole(kind, value)
    if isinstance(value, Fraction):
        found = whole(kind, value.numerator, value)
        return Value(kind, found.text, found.low, found.high, value.denominator, const=value)
    if isinstance(value, str):
        return whole(kind, words.code(value), value)
    return Value(kind, const=value)


def whole(kind: ir.Type, count: int, value: object = None) -> Value:
    """The constant ``count``; ``value`` is what it stands for, the count itself unless given."""
    if abs(count) > MOST:
        raise TooWideError(str(count))
    return Value(kind, str(count), count, count, const=count if value is None else value)


def _exact(kind: ir.Type, count: int, den: int) -> object:
    if kind.kind == "date":
        return date.fromordinal(count)
    return Fraction(count, den) if den != 1 or kind.kind == "ratio" else count
