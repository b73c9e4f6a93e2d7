"""A sum that can be checked on paper: the figures in the place of the names, and its result.

Read from the explanation alone.  A sum is shown only when working it out again gives the value that is shown for it;
what does not come down to plain arithmetic has none.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from huxin.law.explanation.conditions import Json

_SIGNS: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_TURNED: Final = {"+": "−", "−": "+"}
"""How a sign is written before a number below nothing."""
_RANK: Final = {"+": 1, "−": 1, "×": 2, "÷": 2}
_WHOLE: Final = 3
_ROUNDED: Final = ("round_fen",)
_SAME: Final = ("yuan", "whole")
_PERCENT: Final = 100
_DIGITS: Final = 6
_LONGEST: Final = 160


@dataclass(frozen=True)
class Term:
    """A number with how it is written; ``rank`` binds as its outermost sign does; ``share``: a part of something."""

    text: str
    value: Fraction
    rank: int = _WHOLE
    share: bool = False

    def inside(self, rank: int) -> str:
        return f"({self.text})" if self.rank < rank else self.text


class NoSumError(Exception):
    """An expression that is no plain arithmetic of known figures."""


def figure(value: object) -> str:
    """A number for people: 7/400 as 1.75%, 2/3 as 2/3, an amount as it stands."""
    number = number_of(value)
    return str(value) if number is None or "/" not in str(value) else share(number)


def share(number: Fraction) -> str:
    """A part of something: 1.75%, and 2/3 where per cent would have no end."""
    text = decimal(number * _PERCENT)
    return f"{text}%" if text is not None else str(number)


def number_of(value: object) -> Fraction | None:
    """A JSON value as a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return None


def decimal(number: Fraction) -> str | None:
    """A number with few digits behind the point, exactly; None where it has more."""
    scaled = number * 10**_DIGITS
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(scaled.numerator), 10**_DIGITS)
    tail = f".{rest:0{_DIGITS}d}".rstrip("0").rstrip(".")
    return f"{'-' if number < 0 else ''}{whole}{tail}"


Rows = Mapping[str, Mapping[str, tuple[object, Json]]]
"""By name, for each row its value and the node that holds it."""


def rows_of(nodes: Iterable[Json]) -> Rows:
    """The values of the rows of an explanation, the groups of a table put together."""
    found: dict[str, dict[str, tuple[object, Json]]] = {}
    groups = {node["name"]: node for node in nodes if "rows" in node}
    for group in groups.values():
        first = groups.get(group.get("like", ""))
        told = ({} if first is None else _in_group(first)) | _in_group(group)
        for name, node in told.items():
            own = node.get("values", {})
            for row in group["rows"]:
                found.setdefault(name, {}).setdefault(row, (own.get(row, node["value"]), node))
    return found


def _in_group(group: Json) -> dict[str, Json]:
    """The nodes below a group by name; one that stands in full before one that refers to it."""
    found: dict[str, Json] = {}
    waiting = list(group["because"])
    while waiting:
        node = waiting.pop()
        if "rows" not in node:
            if node["name"] not in found or "ref" in found[node["name"]]:
                found[node["name"]] = node
            waiting += node.get("because", [])
    return found


def sum_of(node: Json, known: Mapping[str, Json], rows: Rows) -> str | None:
    """``892.40 × 2/3 = 594.93`` for a node of the explanation; None where there is no sum to show.

    ``known``: the nodes by name.  A node of rows gives the sum of its first row.
    """
    if not node.get("expression"):
        return None
    row = next(iter(node.get("values", {})), None)
    shown = node["values"][row] if row is not None else node["value"]
    value = number_of(shown)
    if value is None or "rows" in node:
        return None
    try:
        tree = ast.parse(f"({node['expression']})", mode="eval").body
    except SyntaxError:
        return None
    for part in _Sums(node, known, rows, row).ways(tree):
        near = part.value == value if part.share else _cents(part.value) == _cents(value)
        if part.rank < _WHOLE and near and len(part.text) <= _LONGEST:
            sign = "=" if part.value == value else "≈"
            return f"{part.text} {sign} {share(value) if part.share else _shown(shown, value)}"
    return None


def _shown(shown: object, value: Fraction) -> str:
    if "/" not in str(shown):
        return str(shown)
    cents = _cents(value)
    return f"{'-' if cents < 0 else ''}{abs(cents) // _PERCENT}.{abs(cents) % _PERCENT:02d}"


def _cents(value: Fraction) -> int:
    """Rounded half up to a hundredth."""
    return (value * _PERCENT * 2 + 1) // 2 if value >= 0 else -((-value * _PERCENT * 2 + 1) // 2)


class _Sums:
    def __init__(self, node: Json, known: Mapping[str, Json], rows: Rows, row: str | None) -> None:
        self.known, self.rows, self.row = known, rows, row
        self.parameters: dict[str, list[object]] = {}
        for one in node["parameters"]:
            self.parameters.setdefault(one["id"], []).append(one["value"])

    def ways(self, tree: ast.expr) -> Iterator[Term]:
        """The expression as a sum, one for each branch of a condition."""
        branches = [tree.body, tree.orelse] if isinstance(tree, ast.IfExp) else [tree]
        for branch in branches:
            if isinstance(branch, ast.IfExp):
                yield from self.ways(branch)
                continue
            try:
                yield self.part(branch)
            except NoSumError:
                continue

    def part(self, tree: ast.expr) -> Term:
        for kind, read in _READ.items():
            if isinstance(tree, kind):
                return read(self, tree)
        raise NoSumError

    def constant(self, tree: ast.expr) -> Term:
        return self._number(getattr(tree, "value", None))

    def name(self, tree: ast.expr) -> Term:
        node = self.known.get(getattr(tree, "id", ""))
        if node is None:
            raise NoSumError
        rows = self.rows.get(node["name"], {})
        kind = {"money": node.get("unit") == "CNY", "plain": bool(node.get("plain"))}
        if self.row is not None and self.row in rows:
            return self._number(rows[self.row][0], **kind)
        if "values" in node:
            raise NoSumError
        return self._number(node["value"], **kind)

    def parameter(self, tree: ast.expr) -> Term:
        while isinstance(tree, ast.Subscript):
            tree = tree.value
        path: list[str] = []
        while isinstance(tree, ast.Attribute):
            path.insert(0, tree.attr)
            tree = tree.value
        found = self.parameters.get(".".join(path), []) if isinstance(tree, ast.Name) and tree.id == "P" else []
        if len(set(map(str, found))) != 1:
            raise NoSumError
        return self._number(found[0])

    def signed(self, tree: ast.expr) -> Term:
        if not isinstance(tree, ast.BinOp) or type(tree.op) not in _SIGNS:
            raise NoSumError
        sign = _SIGNS[type(tree.op)]
        rank = _RANK[sign]
        left, right = self.part(tree.left), self.part(tree.right)
        if sign == "÷" and not right.value:
            raise NoSumError
        value = _WORKED[sign](left.value, right.value)
        shares = left.share and (right.share if sign != "÷" else not right.share)
        if sign in _TURNED and right.text.startswith("-") and right.rank == _WHOLE:
            sign, right = _TURNED[sign], Term(right.text[1:], -right.value)
        stricter = rank + 1 if sign in "−÷" else rank
        return Term(f"{left.inside(rank)} {sign} {right.inside(stricter)}", value, rank, shares)

    def call(self, tree: ast.expr) -> Term:
        if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or not tree.args:
            raise NoSumError
        if tree.func.id in _ROUNDED:
            inside = self.part(tree.args[0])
            return Term(inside.text, Fraction(_cents(inside.value), _PERCENT), inside.rank)
        if tree.func.id in _SAME:
            return self.part(tree.args[0])
        if tree.func.id == "sum" and isinstance(tree.args[0], ast.GeneratorExp):
            return self.total(tree.args[0])
        raise NoSumError

    def total(self, tree: ast.GeneratorExp) -> Term:
        """The sum over rows; equal ones as one product, each written as its own sum where it is no round amount or the
        only one."""
        if isinstance(tree.elt, ast.Name):
            return self._listed(tree)
        of = self._of_row(tree.elt)
        rows = self.rows.get(of, {})
        for test in tree.generators[0].ifs:
            kept = {row for row, (value, _) in self.rows.get(self._of_row(test), {}).items() if value is True}
            rows = {row: found for row, found in rows.items() if row in kept}
        counts: dict[object, list[tuple[str, Json]]] = {}
        for row, (value, node) in rows.items():
            counts.setdefault(value, []).append((row, node))
        total: Term | None = None
        for value, (first, *more) in counts.items():
            term = self._term(value, *first, alone=len(rows) == 1)
            if more:
                count = len(more) + 1
                term = Term(f"{term.inside(2)} × {count}", term.value * count, 2, term.share)
            total = term if total is None else _added(total, term)
        if total is None:
            raise NoSumError
        return total

    def _listed(self, tree: ast.GeneratorExp) -> Term:
        """The sum over a plain list of numbers, equal ones as one product."""
        over = tree.generators[0]
        node = self.known.get(getattr(over.iter, "id", ""), {})
        if ast.dump(tree.elt) != ast.dump(ast.Name(getattr(over.target, "id", ""), ast.Load())) or over.ifs:
            raise NoSumError
        total: Term | None = None
        items: list[object] = node.get("items", [])
        for value, count in Counter(items).items():
            one = self._number(value)
            term = one if count == 1 else Term(f"{one.text} × {count}", one.value * count, 2, one.share)
            total = term if total is None else _added(total, term)
        if total is None:
            raise NoSumError
        return total

    def _term(self, value: object, row: str, node: Json, *, alone: bool) -> Term:
        plain = self._number(value)
        if "/" not in str(value) and not alone:
            return plain
        named = (one for _, one in self.rows.get(node["name"], {}).values() if one.get("expression"))
        whole = node if node.get("expression") else next(named, None)  # what is told again refers to the first group
        if whole is None:
            return plain
        tree = ast.parse(f"({whole['expression']})", mode="eval").body
        own = _Sums(whole, self.known, self.rows, row).ways(tree)
        return next((part for part in own if part.value == plain.value), plain)

    @staticmethod
    def _of_row(tree: ast.expr) -> str:
        if not isinstance(tree, ast.Attribute):
            raise NoSumError
        return tree.attr

    @staticmethod
    def _number(value: object, *, money: bool = False, plain: bool = False) -> Term:
        """``money``: an amount that is not rounded yet is written as the division that it is, 21100 ÷ 3.

        ``plain``: no part of something, as yuan for each order, so it is written with its digits.
        """
        number = number_of(value)
        if number is None:
            raise NoSumError
        if money and number.denominator != 1 and "/" in str(value):
            exact = decimal(number)
            return (
                Term(f"{number.numerator} ÷ {number.denominator}", number, 2) if exact is None else Term(exact, number)
            )
        exact = decimal(number) if plain else None
        return Term(exact or figure(value), number, share=exact is None and "/" in str(value))


def _added(total: Term, term: Term) -> Term:
    return Term(f"{total.text} + {term.inside(1)}", total.value + term.value, 1, total.share and term.share)


_READ: Final[Mapping[type[ast.expr], Callable[[_Sums, ast.expr], Term]]] = {
    ast.Constant: _Sums.constant,
    ast.Name: _Sums.name,
    ast.Subscript: _Sums.parameter,
    ast.Attribute: _Sums.parameter,
    ast.BinOp: _Sums.signed,
    ast.Call: _Sums.call,
}
_WORKED: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": lambda left, right: left + right,
    "−": lambda left, right: left - right,
    "×": lambda left, right: left * right,
    "÷": lambda left, right: left / right,
}
