"""Which kind of value comes out of an operation, so that units cannot be mixed by accident."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from huxin.law.expr import ir
from huxin.law.expr.ir import INT, MONEY, MONTHS, RATIO, Type

COUNTS: Final = ("int", "months", "days")
NUMBERS: Final = (*COUNTS, "ratio", "money")


def joined(a: Type, b: Type) -> Type | None:
    """The type of a value that comes from one of two places; None where they are of different kinds."""
    if a.kind == "none" or b.kind == "none":
        return replace(b if a.kind == "none" else a, optional=True)
    kinds = {a.kind, b.kind}
    if len(kinds) == 1:
        return replace(a, optional=a.optional or b.optional, rounded=a.rounded and b.rounded, choices=())
    if kinds <= {"category", "text", "code"}:
        return Type("category")
    if kinds == {"int", "ratio"}:
        return RATIO
    if kinds <= {"int", "months", "days"} and "int" in kinds:
        return a if b.kind == "int" else b
    return None


def arithmetic(op: str, left: Type, right: Type) -> Type | None:
    """The type of ``left op right``; None where that has no meaning."""
    a, b = left.kind, right.kind
    if op in ("+", "-"):
        return _additive(op, left, right)
    if op == "*":
        return _product(left, right)
    if op == "//":
        return left if a in COUNTS and b == "int" else INT if a == b and a in COUNTS else None
    if a == "money" and b in ("ratio", *COUNTS):
        return replace(MONEY, rounded=False)
    if (a == b and a in NUMBERS) or {a, b} <= {"int", "ratio", "months", "days"}:
        return RATIO
    return None


def _additive(op: str, left: Type, right: Type) -> Type | None:
    a, b = left.kind, right.kind
    if a == b and a in NUMBERS:
        return replace(left, rounded=left.rounded and right.rounded, optional=False)
    if {a, b} == {"int", "ratio"}:
        return RATIO
    if a in ("months", "days") and b == "int":
        return left
    if b in ("months", "days") and a == "int":
        return right
    if a == "month" and b in ("int", "months"):
        return ir.MONTH
    if a == "date" and b in ("int", "days"):
        return ir.DATE
    if op == "-" and a == b == "month":
        return MONTHS
    if op == "-" and a == b == "date":
        return ir.DAYS
    return None


def _product(left: Type, right: Type) -> Type | None:
    a, b = left.kind, right.kind
    if "money" in (a, b):
        other = right if a == "money" else left
        if other.kind in COUNTS:
            return left if a == "money" else right
        return replace(MONEY, rounded=False) if other.kind == "ratio" else None
    if a == b == "int":
        return INT
    if "ratio" in (a, b) and {a, b} <= {"ratio", *COUNTS}:
        return RATIO
    if {a, b} <= set(COUNTS) and "int" in (a, b):
        return left if b == "int" else right
    return None
