"""The people of an office and what each has in hand 在办; cases are handed on one by one, each by its own act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from huxin.casework.case.bulk import BulkResult, perform_many
from huxin.casework.case.queries import left_behind, visible_cases
from huxin.casework.errors import ForbiddenError
from huxin.casework.law.city import today
from huxin.casework.models import Case
from huxin.identity.service import Absence, Account, Actor, absences_of
from huxin.law.procedures.model import CARRIERS, OPEN

MOST: Final = 500
"""So many cases are handed on at once."""


@dataclass(frozen=True)
class Load:
    """An officer with the open cases that they have: how many, how many of them late; ``left``: nobody is here who
    could go on with them, because the account is closed or works elsewhere now."""

    account: Account
    open: int
    late: int
    left: bool
    absence: Absence | None


def team(actor: Actor) -> list[Load]:
    """The officers of somebody's office who carry cases, and whoever left open ones behind, those with most first."""
    cases = _of_office(actor).filter(handler__isnull=False).order_by()
    late = Count("no", filter=Q(due__lt=today()))
    counted = {pk: (n, over) for pk, n, over in cases.values("handler").annotate(n=Count("no"), over=late).values_list(
        "handler", "n", "over")}  # fmt: skip
    gone = set(cases.filter(left_behind()).values_list("handler", flat=True))
    here = Q(department=actor.department, is_active=True) & (Q(county=actor.county) if actor.county else Q())
    people = Account.objects.filter(Q(pk__in=counted) | here, kind="officer").order_by("username")
    rows = [one for one in people if one.pk in counted or not CARRIERS.isdisjoint(one.roles)]
    away = absences_of(one.pk for one in rows)
    loads = [Load(one, *counted.get(one.pk, (0, 0)), one.pk in gone, away.get(one.pk)) for one in rows]
    return sorted(loads, key=lambda one: (not one.left, -one.open, one.account.username))


def open_cases(actor: Actor, account: Account) -> QuerySet[Case]:
    """The open cases in scope that an officer has, what is due first stands first."""
    found = _of_office(actor).filter(handler=account)
    return found.select_related("applicant__data_key", "handler").order_by("due", "no")


def _of_office(actor: Actor) -> QuerySet[Case]:
    """The open cases of somebody's own office; who audits sees others too, which are no colleagues' of theirs."""
    return visible_cases(actor).filter(status__in=OPEN, department=actor.department)


def open_count(account: int) -> int:
    """How many open cases an account has: what whoever closes or moves it has to know, and nothing more of them."""
    return Case.objects.filter(status__in=OPEN, handler_id=account).count()


def may_arrange(actor: Actor, account: Account) -> bool:
    """Whether an officer says who is away and hands cases on: for themselves, or for everybody as who approves."""
    return "approver" in actor.roles or actor.account_id == account.pk


def hand_on(actor: Actor, account: Account, numbers: Sequence[str], to: str, *, key: str) -> list[BulkResult]:
    """Give open cases of an officer to another one, each by its act; what did not go says why.

    Raises ForbiddenError for somebody who may not arrange this officer's work.
    """
    if not may_arrange(actor, account):
        raise ForbiddenError("Cases of others are handed on by who approves.")
    known = set(open_cases(actor, account).filter(no__in=list(numbers)[:MOST]).values_list("no", flat=True))
    return perform_many(actor, [no for no in numbers if no in known], "assign", {"to": to}, key=key)
