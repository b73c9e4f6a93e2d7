"""How a procedure runs its item: where each fact comes from 事实来源, and how the result binds whoever decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from huxin.law.procedures.basics import Condition, Text2


@dataclass(frozen=True, kw_only=True)
class FactFrom:
    """Where one fact of the item comes from.  What nobody said is left unknown, never assumed.

    ``answer``: what the case says under that name, the latest act first.  ``among``: yes where the answer is one of
    these; ``values``: the answers in the words of the item; ``percent``: "3.50" stands for 0.035.  ``answers``: an
    object of several yes/no answers as 1 and 0.  ``rows``: a list with a row for each such act, its columns from the
    answers that ``row`` names; ``when`` there are none because nothing was asked, it is empty.  ``register``: what the
    registers know, by name, ``since`` the day that an answer names.  ``value``: what holds in every case.
    """

    answer: str | None = None
    among: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    percent: bool = False
    answers: tuple[str, ...] = ()
    rows: str | None = None
    row: Mapping[str, str] = field(default_factory=dict)
    when: Condition | None = None
    register: Literal["months_paid", "list_received", "today"] | None = None
    since: str | None = None
    value: str | bool | None = None


@dataclass(frozen=True, kw_only=True)
class ResultRule:
    """How the result binds whoever decides.

    ``when``: the item runs only with these answers of the case.  ``note``: what follows from it, said beside it.
    ``proposes``: the act in which an officer says the result first.  ``grants``: the outcomes that the rule must bear.
    ``amount``: its output that ``amount`` of the decision repeats.  ``outcome``: its output that says the outcome, in
    the words of ``outcomes``.  ``told``: the sides that see the result beside the office.
    """

    when: Condition | None = None
    note: Text2 | None = None
    proposes: str = "propose"
    grants: tuple[str, ...] = ("granted",)
    amount: str | None = "amount"
    outcome: str | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Literal["applicant", "respondent", "third"], ...] = ("applicant",)
