"""What is money that the city pays out 发放, and what only looks like it: a fine, an award, a claim, a loan limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault
from huxin.law.procedures.fields import holds
from huxin.law.procedures.model import Payment, Procedure
from huxin.law.values import read

PAY: Final = "pay"
"""The act that records a payment; the pay batch alone does it."""
PAYING: Final = (PAY, "pay_again")
RETURNED: Final = "return_payment"
"""The bank could not pay 退汇: the city owes the money again."""
UNLISTED: Final = "unlist_payment"
"""Whoever checked the batch did not let it go: the city owes the money still."""


def owed(payment: Payment | None, decision: Mapping[str, Any]) -> int | None:
    """What a decision lets the city pay, in fen; None where it pays nothing."""
    if payment is None or payment.amount not in decision or not holds(payment.when, decision):
        return None
    amount = read("money", decision[payment.amount])
    return amount if isinstance(amount, int) else None


def collection_faults(procedure: Procedure, parameters: Mapping[str, Any]) -> Iterator[PathFault]:
    """What a side owes has a sum that is decided, an act that records it, a clock, and figures for being late."""
    found = procedure.collection
    if found is None:
        return
    decided = [one.name for one in procedure.acts["decide"].payload if one.kind == "money"]
    acts = list(procedure.acts)
    for part, name, known in (
        ("amount", found.amount, decided),
        ("paid", found.paid, acts),
        ("days", found.days, list(parameters)),
        ("rate", found.rate, list(parameters)),
        ("ceiling", found.ceiling, list(parameters)),
        ("enforce", found.enforce, list(parameters)),
    ):
        if name is not None and name not in known:
            yield PathFault(("collection", part), name, "something of this procedure or pack", nearest(name, known))
    if procedure.payment is not None:
        hint = "A sum is either paid by the city or owed to it."
        yield PathFault(("collection",), "beside 'payment'", "one of the two", hint)


@dataclass(frozen=True)
class AmountDue:
    """What a side owes on a day, in fen: ``sum``, by ``until`` (None: its time has not begun), and what being ``late``
    so many days adds, at most ``ceiling``."""

    sum: int
    until: date | None
    days_late: int
    late: int
    ceiling: int


def due_on(amount: int, until: date | None, on: date, rate: Fraction, ceiling: Fraction) -> AmountDue:
    """A fine on a day: for each day after the last one ``rate`` of it is added, at most ``ceiling`` (行政处罚法 72).

    Rounded down to the fen: nobody owes a part of one.
    """
    most = int(amount * ceiling)
    days = max((on - until).days, 0) if until is not None else 0
    return AmountDue(amount, until, days, min(int(amount * rate * days), most), most)


def payment_faults(procedure: Procedure) -> Iterator[PathFault]:
    """A payment has an act that pays, a sum that is decided and an account; and nobody pays without one."""
    payment = procedure.payment
    if payment is None:
        if PAY in procedure.acts:
            hint = "Write 'payment: {amount: …, account: …}', or take the act out."
            yield PathFault(("acts", PAY), "an act that pays", "'payment' in the procedure", hint)
        return
    if PAY not in procedure.acts:
        yield PathFault(("payment",), "no act 'pay'", "an act 'pay'", "Add 'pay', or take 'payment' out.")
    decided = {one.name: one for one in procedure.acts["decide"].payload} if "decide" in procedure.acts else {}
    asked = {one.name: one for step in procedure.form for one in step.fields}
    for part, name, known, kind in (
        ("amount", payment.amount, decided, "money"),
        ("account", payment.account, asked, "bank_card"),
    ):
        if name not in known:
            yield PathFault(("payment", part), name, f"a field of kind {kind}", nearest(name, known))
        elif known[name].kind != kind:
            yield PathFault(
                ("payment", part), f"{name} of kind {known[name].kind}", f"kind {kind}", "Name another field."
            )
    for name, wanted in (payment.when or {}).items():
        options = {option.value for option in decided[name].options} if name in decided else set()
        for value in wanted if isinstance(wanted, tuple) else (wanted,):
            if value not in options:
                yield PathFault(
                    ("payment", "when"), f"{name}: {value}", "an answer of 'decide'", nearest(str(value), options)
                )
