"""Whatever is written in a pack, the reader of rules answers with a tree or with a fault that has a place."""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huxin.law import load_pack
from huxin.law.evaluation.compiled import all_rules
from huxin.law.expr.functions import FUNCTIONS
from huxin.law.expr.ir import BOOL, DATE, INT, MONEY, MONTH, MONTHS, Node, Type, walk
from huxin.law.expr.kinds import NUMBERS
from huxin.law.expr.parse import MAX_DEPTH, MAX_LENGTH, ExpressionError, ParameterType, ReadingType, Scope, parse
from huxin.law.expr.run import Env, advance, run, temporal
from huxin.law.values import Unknown

EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "150"))
PACK = load_pack("wenzhou")
ROW = {"paid": MONEY, "month": MONTH, "flag": BOOL, "kind": Type("category", choices=("own", "unit"))}
SCOPE = Scope(
    item={
        "on": DATE, "count": INT, "born": DATE, "age": MONTHS, "pay": MONEY, "yes": BOOL, "share": Type("ratio"),
        "rows": Type("list", element=Type("object", fields=ROW)),
    },
    row=dict(ROW),
    parameters={
        "a.ratio": ParameterType(Type("ratio")),
        "a.table": ParameterType(MONEY, table=True),
    },
    readings={"way": ReadingType(("one", "two"), dated=False)},
    later=frozenset({"further_down"}),
)  # fmt: skip
WORDS = [
    *SCOPE.item, *ROW, *FUNCTIONS, "further_down", "P.a.ratio", "P.a.table", "R.way", "round_fen", "entries",
    "sum", "count", "any", "all", "min", "max", "list", "first_where", "last_where", "running_count", "running_sum",
    "previous", "r", "r.paid", "for r in rows", "if", "else", "and", "or", "not", "in", "is", "None", "True",
    "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", "{", "}", ",", ".", ":",
    "'half_up'", "'own'", "0", "1", "36", "2.5", "1e400", "lambda x: x", "x := 1", "await", "yield", "@", "~", "元",
    "[on]", "[month]", "(r.paid for r in rows)", "__import__('os')", "().__class__", "\n", "\t", "\\", "#", "'", '"',
]  # fmt: skip
REAL = sorted({rule.expr for item in PACK.items.values() for _, rule in all_rules(PACK, item)})


def read(text: str) -> Node | None:
    """The tree, or None for a text that is refused with a place inside it and words on what to do."""
    try:
        return parse(text, SCOPE)
    except ExpressionError as error:
        refused = error
    assert refused.message.endswith((".", "!", "?"))
    assert refused.hint
    assert min(refused.line, refused.column) >= 0
    return None


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=200))
@example("\x00")
@example("\ud800")
@example("9" * 1999)
@example("'" + "x" * 1990 + "'")
@example("0x" + "f" * 1990)
@example("1 if yes")
def test_any_text(text: str) -> None:
    read(text)


@settings(max_examples=EXAMPLES * 4, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_words_of_the_language_in_any_order(words: list[str]) -> None:
    read(" ".join(words))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(REAL), st.integers(0, 2000), st.integers(0, 40), st.sampled_from(["", *WORDS]))
def test_a_real_rule_with_a_piece_cut_out_and_another_put_in(text: str, at: int, long: int, piece: str) -> None:
    at %= len(text) + 1
    read(text[:at] + piece + text[at + long :])


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "yes" + ")" * 500,
        "not " * 450 + "yes",
        "-" * 1900 + "1",
        " + ".join(["1"] * 480),
        " and ".join(["yes"] * 300),
        "yes" + " == yes" * 200,
        "1 if yes else " * 130 + "2",
        "sum(" * 300 + "1" + ")" * 300,
        "r" + ".paid" * 350,
        "P.a.ratio" + "[on]" * 400,
        "9 ** 9 ** 9 ** 9",
        "'x' * 999999999",
        "x" * (MAX_LENGTH + 1),
    ],
)
def test_deep_and_long_texts_are_answered_at_once(text: str) -> None:
    read(text)


def test_the_depth_that_is_allowed_is_really_read() -> None:
    assert read("not " * (MAX_DEPTH - 2) + "yes") is not None
    assert read("not " * (MAX_DEPTH + 2) + "yes") is None


class Answers:
    """Parameters and readings of the scope."""

    def parameter(self, name: str, clock: date | int, key: object) -> object:
        return {"a.ratio": Fraction(2, 3), "a.table": 12345}[name] if key != 36 else Unknown(pending=frozenset({name}))

    def reading(self, name: str, clock: date | int | None) -> str:
        return "one"


def values(known: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    missing = Unknown(frozenset({"fact"}))
    rows = [
        {"paid": 89240, "month": 24300, "flag": True, "kind": "own"},
        {"paid": 0 if known else missing, "month": 24301, "flag": False if known else missing, "kind": "unit"},
    ]
    item = {
        "on": date(2026, 6, 1), "count": 3, "born": date(1980, 2, 29) if known else missing, "age": 40, "pay": 12345,
        "yes": True if known else missing, "share": Fraction(2, 3), "rows": rows,
    }  # fmt: skip
    return item, rows


@settings(max_examples=EXAMPLES * 4, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), st.booleans())
@example(["running_count", "(", "flag", ")"], False)
@example(["sum", "(r.paid for r in rows)"], False)
@example(["pay", "*", "P.a.ratio", "[on]"], True)
def test_what_is_accepted_can_be_computed(words: list[str], known: bool) -> None:
    node = read(" ".join(words))
    if node is None:
        return
    item, rows = values(known)
    env = Env(Answers(), item)
    try:
        for row in rows:
            env.row = row
            advance(temporal(node), env)
            found = run(node, env)
    except (ZeroDivisionError, OverflowError):
        return  # a fault of the rule, told as such
    assert isinstance(found, Unknown) or node.type.kind not in NUMBERS or isinstance(found, (int, Fraction))
    assert all(part.type.kind for part in walk(node))
