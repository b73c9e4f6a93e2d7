"""Leave 请假 of an officer, with a substitute 代办的人 of the same office who works on their cases meanwhile.

Nothing is moved: whose case it is stays; while the leave lasts the substitute may do what its handler may, under their
own name.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import Actor
from huxin.identity.models import Absence, Account
from huxin.law import InputError
from huxin.law.dates import day_of


def go_away(by: Actor, account: Account, substitute: Account, since: date, until: date) -> Absence:
    """Note a leave, both days included.

    Raises InputError for days that are over or lie wrong, for a substitute who is no colleague or away themselves, and
    for a second leave of the same days.
    """
    if until < since or until < day_of(timezone.now()):
        hint = _("“到哪天”要在“从哪天”之后，也不能已经过去。")
        raise InputError("days", "until", until.isoformat(), "a day after the first, not past", hint)
    office = substitute.department == account.department and substitute.county in ("", account.county)
    alike = bool(set(substitute.roles) & set(account.roles))
    if substitute.pk == account.pk or not substitute.is_active or not office or not alike:
        hint = _("选同一单位、有同样角色的另一位同事。")
        raise InputError("substitute", "substitute", substitute.username, "a colleague with the same role", hint)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        both = Absence.objects.filter(ended_at=None, since__lte=until, until__gte=since)
        if both.filter(account__in=[account.pk, substitute.pk]).exists():
            hint = _("这些天已经有人请了假：本人，或者要代办的人。先结束那一次，或者换一位。")
            raise InputError("away", "substitute", "another leave", "days without one", hint)
        row = Absence(id=uuid.uuid4(), account=account, substitute=substitute, since=since, until=until, by_id=by.pk)
        row.save(force_insert=True)
        said = {"since": since.isoformat(), "until": until.isoformat(), "substitute": substitute.pk}
        leave_trace("account", "absence", by.pk, account=account.pk, content=said)
    return row


def end_leave(by: Actor, absence: Absence) -> None:
    """Somebody is back before the day; nothing happens to a leave that has ended."""
    with transaction.atomic():
        if Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=timezone.now()):
            leave_trace("account", "absence_ended", by.pk, account=absence.account_id)


def absences_of(accounts: Iterable[int]) -> dict[int, Absence]:
    """The leave of each of some accounts that lasts or comes next."""
    rows = Absence.objects.filter(account__in=list(accounts), ended_at=None, until__gte=day_of(timezone.now()))
    return {one.account_id: one for one in rows.select_related("substitute").order_by("-since")}


def stands_in_for(actor: Actor) -> frozenset[int]:
    """The accounts for which this officer stands in today."""
    if actor.kind != "officer" or actor.account_id is None:
        return frozenset()
    now = day_of(timezone.now())
    rows = Absence.objects.filter(substitute_id=actor.account_id, ended_at=None, since__lte=now, until__gte=now)
    return frozenset(rows.values_list("account_id", flat=True))
