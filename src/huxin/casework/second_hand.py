"""第二双手: who may let a batch of payments go to the bank, and who that could be when somebody asks.

Another finance officer of the same department, for all counties of the batch.  Where the city says so
(``payment.approver_checks``), an approver too: a county with one finance officer has a second hand of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from huxin.casework.law.city import number_of_city, today
from huxin.casework.models import Case, PayBatch
from huxin.identity.service import Account, Actor

SWITCH: Final = "payment.approver_checks"


def approvers_check() -> bool:
    """Whether the city lets approvers be the second hand."""
    return number_of_city(SWITCH, today()) is True


def is_hand(actor: Actor) -> bool:
    """Whether somebody may look at a batch to let it go."""
    return not _hands().isdisjoint(actor.roles)


def second_hands(batch: PayBatch) -> list[Account]:
    """Who could check a batch: open accounts that hold a right role for all of its counties, without who listed it."""
    counties = set(Case.objects.filter(no__in=batch.cases).values_list("county", flat=True))
    return _could(batch.by_id, batch.by.department, counties)


def hands_beside(actor: Actor) -> list[Account]:
    """Who could check what this finance officer lists next, as far as their county tells."""
    return _could(actor.pk, actor.department, {actor.county} if actor.county else set())


def _hands() -> set[str]:
    return {"finance", "approver"} if approvers_check() else {"finance"}


def _could(without: int, department: str, counties: Collection[str]) -> list[Account]:
    rows = Account.objects.filter(kind="officer", is_active=True, department=department).exclude(pk=without)
    wanted = _hands()
    return [
        one
        for one in rows.order_by("county", "username")
        if not wanted.isdisjoint(one.roles) and (not one.county or all(one.county == county for county in counties))
    ]
