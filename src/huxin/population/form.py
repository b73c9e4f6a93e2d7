"""The population form of an item: which fact lies in which column, and what holds for everyone.

A form says nothing about the law; it only joins columns of files to the facts that the rules already know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from huxin.law.dates import parse_month
from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.facts import type_of
from huxin.law.expr.ir import Type
from huxin.law.pack.model import FactSpec, Item
from huxin.law.values import read

FIRST_MONTH: Final = parse_month("1900-01")
LAST_MONTH: Final = parse_month("2199-12")
"""Months outside this century and its neighbours are slips of the pen."""
_WIDEST: Final = 10**9


@dataclass(frozen=True)
class FactColumn:
    """One fact in a column.

    ``stored`` is how it is written there: a month "YYYY-MM", a day as the month of which it is the first, fen, a whole
    number, a truth value or a category's word; ``date`` is a day itself, which no file holds.  ``empty`` says what a
    null means: nothing may be null, the first month of the person's rows, or None.  ``ahead``: the day may lie after
    the decision date, for a population looks at months to come.
    """

    name: str
    fact: str
    stored: Literal["month", "day", "fen", "whole", "flag", "word", "date"]
    empty: Literal["refused", "first_month", "none"] = "refused"
    ahead: bool = False


@dataclass(frozen=True)
class Form:
    """The columns of people and of their rows, the facts that hold for everyone, and the results by column."""

    item: str
    person: tuple[FactColumn, ...]
    source: str
    rows: tuple[FactColumn, ...]
    everyone: Mapping[str, Any]
    results: Mapping[str, str]
    merged: bool = True
    row_facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ValueRange:
    """The least and greatest value of a column that a kernel takes, in the kernel's numbers."""

    low: int
    high: int


SUBSIDY: Final = Form(
    item="social-insurance-subsidy",
    person=(
        FactColumn("birth_month", "birth_date", "day"),
        FactColumn("category", "category", "word"),
        FactColumn("first_approved_month", "first_approved_on", "day", empty="first_month", ahead=True),
        FactColumn("used_months", "used_months", "whole"),
    ),
    source="months",
    rows=(
        FactColumn("month", "month", "month"),
        FactColumn("paid_fen", "paid", "fen"),
        FactColumn("refunded_fen", "refunded", "fen"),
        FactColumn("unit_insured", "unit_insured", "flag"),
        FactColumn("subsidised", "subsidised", "flag"),
    ),
    everyone={"recognised": [{"kind": "hardship", "from": "0001-01-01", "to": None}], "exclusions": []},
    row_facts={"line": "pension", "payer": "own"},
    results={"amount_fen": "amount", "months_granted": "months_granted", "extension": "extension"},
)
FORMS: Final = {SUBSIDY.item: SUBSIDY}


def form_of(item: str) -> Form:
    """The columns for an item.  Raises InputError for an item without a population form."""
    if item not in FORMS:
        raise InputError("item", "item", item, "an item with a population form", nearest(item, FORMS))
    return FORMS[item]


def column_type(column: FactColumn, spec: FactSpec) -> Type:
    """The type of the fact as the rules see it; optional only where a column can say None."""
    found = type_of(spec)
    return Type(found.kind, column.empty != "refused", choices=found.choices)


def limits(column: FactColumn, spec: FactSpec, on: date, most_money: int) -> ValueRange:
    """The bounds of a fact: those of the pack, else generous ones of its kind."""
    low, high = {
        "month": (FIRST_MONTH, LAST_MONTH),
        "date": (date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()),
        "money": (-most_money, most_money),
        "bool": (0, 1),
    }.get(spec.type, (-_WIDEST, _WIDEST))
    least = low if spec.least is None else max(low, _count(read(spec.type, spec.least)))
    most = high if spec.most is None else min(high, _count(read(spec.type, spec.most)))
    return ValueRange(least, min(most, on.toordinal()) if spec.not_after == "on" and not column.ahead else most)


def _count(value: object) -> int:
    return value.toordinal() if isinstance(value, date) else int(value)  # type: ignore[call-overload]


def row_specs(item: Item, form: Form) -> Mapping[str, FactSpec]:
    """The facts of a row by the names that rules use."""
    return {spec.name or name: spec for name, spec in item.facts[form.source].row.items()}


def person_specs(item: Item) -> Mapping[str, FactSpec]:
    return {spec.name or name: spec for name, spec in item.facts.items()}
