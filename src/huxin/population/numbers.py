"""Exact arithmetic on lowered values: every result carries its bounds and its denominator."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from huxin.law.expr import ir
from huxin.population.value import MOST, TooWideError, Value, number, refuse, truth


def scaled(value: Value, den: int) -> Value:
    """The same value over a multiple of its denominator."""
    times = den // value.den
    if times == 1 or value.const is None:
        return value
    text = f"({value.text} * {times})" if not value.fixed else str(value.low * times)
    low, high = value.low * times, value.high * times
    if max(abs(low), abs(high)) > MOST:
        raise TooWideError(text)
    return Value(value.type, text, low, high, den, value.level, value.const)


def aligned(values: Sequence[Value]) -> list[Value]:
    """Values over one denominator."""
    den = lcm(*(value.den for value in values))
    return [scaled(value, den) for value in values]


def arithmetic(kind: ir.Type, op: str, left: Value, right: Value) -> Value:
    """``left op right`` for an operator of the rule language."""
    level = max(left.level, right.level)
    if op in ("+", "-"):
        a, b = aligned([left, right])
        low, high = (a.low + b.low, a.high + b.high) if op == "+" else (a.low - b.high, a.high - b.low)
        return number(kind, f"({a.text} {op} {b.text})", low, high, a.den, level)
    if op == "*":
        corners = [x * y for x in (left.low, left.high) for y in (right.low, right.high)]
        text = f"({left.text} * {right.text})"
        return number(kind, text, min(corners), max(corners), left.den * right.den, level)
    if op == "/":
        return _divided(kind, left, right)
    if right.low <= 0 <= right.high:
        raise refuse(f"... // {right.text}", "a divisor that may be zero", "Divide by a number that is never zero.")
    corners = [x // y for x in (left.low, left.high) for y in (right.low, right.high)]
    return number(kind, f"({left.text} // {right.text})", min(corners), max(corners), 1, level)


def _divided(kind: ir.Type, left: Value, right: Value) -> Value:
    """Division by a constant moves into the denominator; there is none by a value that varies."""
    if not right.fixed or right.low == 0:
        raise refuse(
            f"... / {right.text or 'unknown'}", "a divisor that varies", "Divide by a constant or a parameter."
        )
    sign = 1 if right.low > 0 else -1
    times = right.den * sign
    low, high = sorted((left.low * times, left.high * times))
    text = left.text if times == 1 else f"({left.text} * {times})"
    return number(kind, text, low, high, left.den * abs(right.low), left.level)


def negated(value: Value) -> Value:
    return number(value.type, f"(-{value.text})", -value.high, -value.low, value.den, value.level)


def extreme(kind: ir.Type, name: str, values: Sequence[Value]) -> Value:
    """``min``, ``max`` or ``abs``."""
    parts = aligned(values)
    level = max(part.level for part in parts)
    text = f"{name}({', '.join(part.text for part in parts)})"
    if name == "abs":
        one = parts[0]
        low = 0 if one.low <= 0 <= one.high else min(abs(one.low), abs(one.high))
        return number(kind, text, low, max(abs(one.low), abs(one.high)), one.den, level)
    pick = min if name == "min" else max
    return number(kind, text, pick(p.low for p in parts), pick(p.high for p in parts), parts[0].den, level)


def rounded(kind: ir.Type, value: Value, mode: str) -> Value:
    """Money rounded to whole fen by a named mode."""
    if value.den == 1:
        return number(kind, value.text, value.low, value.high, 1, value.level)
    if 2 * max(abs(value.low), abs(value.high)) + value.den > MOST:
        raise TooWideError(value.text)
    text = f"round_{mode}({value.text}, {value.den})"
    return number(kind, text, value.low // value.den, -(-value.high // value.den), 1, value.level)


def compared(ops: Sequence[str], values: Sequence[Value]) -> Value | bool:
    """A chain of comparisons of values that are not None; True or False where the bounds decide it."""
    parts = aligned(values)
    held = [_decided(op, a, b) for op, a, b in zip(ops, parts, parts[1:], strict=False)]
    if False in held:
        return False
    if None not in held:
        return True
    text = " ".join([parts[0].text, *(f"{op} {part.text}" for op, part in zip(ops, parts[1:], strict=True))])
    return truth(f"({text})", max(part.level for part in parts))


def _decided(op: str, left: Value, right: Value) -> bool | None:
    """What the bounds alone say of a comparison."""
    if op in (">", ">="):
        left, right = right, left
    if op in ("<", ">"):
        return True if left.high < right.low else False if left.low >= right.high else None
    if op in ("<=", ">="):
        return True if left.high <= right.low else False if left.low > right.high else None
    return None


def chosen(kind: ir.Type, test: Value, then: Value, other: Value) -> Value:
    """``then if test else other`` for a test that varies."""
    parts = aligned([then, other])
    level = max(test.level, then.level, other.level)
    text = f"({parts[0].text} if {test.text} else {parts[1].text})"
    if kind.kind == "bool":
        return truth(text, level)
    bounded = [part for part in parts if part.const is not None]
    low, high = min(part.low for part in bounded), max(part.high for part in bounded)
    return Value(kind, text, low, high, parts[0].den, level)
