"""Reminders of deadlines 期限提醒 and the acts that follow when one ran out: found day by day, each done once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from huxin.casework.case.addressees import person_named
from huxin.casework.case.appointments import APPOINTMENT
from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.parties import parties_of
from huxin.casework.case.perform import perform
from huxin.casework.case.queries import office_accounts
from huxin.casework.case.remedies import REMEDY
from huxin.casework.case.reminded import reminded
from huxin.casework.case.turns import PLACED, place
from huxin.casework.case.visibility import eyes
from huxin.casework.collecting import ENFORCE, ENFORCEMENT
from huxin.casework.errors import DisposedError
from huxin.casework.law.city import forget_adoptions, today
from huxin.casework.models import Case, Reminder, ReminderMail
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import InputError
from huxin.law.clocks import ClockState, first_call, lapsed, reminder_now, waits_for
from huxin.law.procedures import Clock
from huxin.law.procedures.model import OFFICERS
from huxin.people.service import ErasedError

NAMES: Final = uuid.UUID("6f0c1c5e-4f0e-5f0a-9d6a-2f3c1d9b7e11")
"""Under this name the ids of reminders are made: the same reminder always has the same id."""
SHOWN: Final = 50
log = logging.getLogger("huxin.reminding")


def ask_due(on: date | None = None) -> int:
    """Look at every case whose day has come; answers how many reminders were asked for.

    Two workers share the work: a case that one of them looks at is skipped by the other.
    """
    forget_adoptions()  # what woke a case may be a length that was just adopted
    day, count = on or today(), 0
    while (found := _look(day)) is not None:
        count += found
    return count


def _look(day: date) -> int | None:
    """One case; None when no case waits."""
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        waiting = Case.objects.select_for_update(of=("self",), skip_locked=skip).filter(wake__lte=day)
        case = waiting.select_related("applicant__data_key", "handler").order_by("wake", "no").first()
        if case is None:
            return None
        try:
            dossier = open_dossier(case)
            place(dossier, day)
            count = _remind(dossier, day)
            coming = first_call(reminded(dossier, day), day + timedelta(days=1))
        except (ErasedError, DisposedError):
            Case.objects.filter(no=case.no).update(wake=None)
            return 0
        case.wake = coming
        case.save(update_fields=["wake", *PLACED])
    if coming is None or count:
        _lapse(case.no, day)
    return count


def _remind(dossier: Dossier, day: date) -> int:
    rows = [
        _row(dossier.case, one, kind.kind, account)
        for one in reminded(dossier, day)
        if (kind := reminder_now(one, day)) is not None
        for account in _recipients(dossier, one, kind.kind)
    ]
    known = set(Reminder.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    new = [row for row in rows if row.id not in known]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    mailed = [row for row in new if row.account is not None and row.account.mail]
    mails = [ReminderMail(reminder=row, asked_at=row.asked_at) for row in mailed]
    ReminderMail.objects.bulk_create(mails, ignore_conflicts=True)
    return len(new)


def _row(case: Case, one: ClockState, kind: str, account: Account | None) -> Reminder:
    who = "applicant" if account is None else f"account-{account.pk}"
    name = uuid.uuid5(NAMES, f"{case.no}/{one.id}/{one.party}/{one.started_on}/{kind}/{who}")
    assert one.due is not None  # noqa: S101 - a clock without an end has no reminders
    return Reminder(id=name, case=case, clock=one.id, kind=kind, due=one.due, account=account, asked_at=timezone.now())


def _recipients(dossier: Dossier, one: ClockState, kind: str) -> Iterable[Account | None]:
    """Before the day whoever can meet it; on the day after those who approve.  ``None`` is the applicant."""
    case, procedure = dossier.case, dossier.procedure
    if one.id.startswith(APPOINTMENT):
        return (None, *_called(dossier))
    if one.id.startswith(REMEDY):
        return () if kind == "over" else (None,)
    if one.id == ENFORCEMENT:
        return office_accounts(case, "approver") if kind == "over" else _of_roles(case, {*procedure.words(ENFORCE)})
    clock = procedure.clock(one.id)
    until_then = {by for act in procedure.acts.values() if act.after_clock == clock.id for by in act.by}
    if until_then:  # a time that must pass first: whoever goes on afterwards hears of its end
        return _of_roles(case, until_then) if kind == "over" else ()
    whose = waits_for(procedure, clock)
    if whose == "office":
        by = {role for event in clock.stop for role in event.by or procedure.words(event.act)}
        return office_accounts(case, "approver") if kind == "over" else _of_roles(case, by)
    if whose == "applicant" and one.party in (None, dossier.steps[0].by):
        return () if kind == "over" else (None,)
    return _of_roles(case, {"handler"}) if kind == "over" else ()


def _called(dossier: Dossier) -> list[Account]:
    """Whoever else a meeting calls: the accounts of the other sides that can be reached, and whoever carries it."""
    case = dossier.case
    sides = Account.objects.filter(person__in=[one.person_id for one in parties_of(case)], is_active=True)
    reached = [one for one in sides.order_by("pk") if one.phone or one.mail]
    return [*reached, *([case.handler] if case.handler is not None else [])]


def _of_roles(case: Case, by: set[str]) -> list[Account]:
    """The handler of the case, where a handler can act; else everybody of the office with one of the roles.

    A handler who left the office, or is none any more, is not the one to tell.
    """
    roles = set(OFFICERS) if "authority" in by else by & OFFICERS
    if "handler" in roles and case.handler in office_accounts(case, "handler"):
        return [case.handler]
    found = {one.pk: one for role in sorted(roles) for one in office_accounts(case, role)}
    return list(found.values())


def _lapse(no: str, day: date) -> None:
    """Do what follows by law for every clock that has run out; a case that moved on meanwhile is left alone."""
    dossier = open_dossier(Case.objects.select_related("applicant__data_key").get(no=no))
    for clock in lapsed(dossier.procedure, dossier.clocks(day), day):
        if clock.per_party and not _all_served(dossier, clock, day):
            continue
        assert clock.lapse is not None  # noqa: S101 - only such clocks lapse
        started = max(one.started_on for one in dossier.clocks(day).clocks if one.id == clock.id)
        try:
            perform(SYSTEM, no, clock.lapse.act, clock.lapse.payload, key=f"lapse/{no}/{clock.id}/{started}")
        except InputError as error:
            log.warning("%s: '%s' did not follow by itself: %s", no, clock.lapse.act, error.problem.code)


def _all_served(dossier: Dossier, clock: Clock, day: date) -> bool:
    """Whether the clock began for each side: to whom nothing was served, nothing has run out, and so for nobody."""
    served = {one.party or "" for one in dossier.clocks(day).clocks if one.id == clock.id}
    sides = {dossier.case.applicant_id, *(one.person_id for one in parties_of(dossier.case))}
    return len(served) > 1 and sides <= {person_named(dossier, one) for one in served}


def _mine(actor: Actor) -> QuerySet[Reminder]:
    """What an officer was told and has not ticked, as long as the case still waits for that day."""
    rows = Reminder.objects.filter(account_id=actor.pk, seen_at__isnull=True)
    own = Q(clock__startswith=APPOINTMENT, due__gte=today()) | Q(clock=ENFORCEMENT)
    return rows.filter(own | Q(case__due_clock=F("clock"), case__due=F("due")))


def reminders_of(actor: Actor) -> list[Reminder]:
    """The reminders of an officer, what ends first first."""
    return list(_mine(actor).select_related("case").order_by("due", "asked_at")[:SHOWN])


def reminder_count(actor: Actor) -> int:
    """How many there are, ``SHOWN`` at most."""
    return _mine(actor)[:SHOWN].count()


def see_reminders(actor: Actor, ids: Iterable[uuid.UUID]) -> None:
    """Tick reminders of one's own off."""
    Reminder.objects.filter(account_id=actor.pk, id__in=list(ids)).update(seen_at=timezone.now())


def reminders_to_applicant(dossier: Dossier) -> list[Reminder]:
    """What the applicant was told about deadlines of a case, newest first; nothing for another side."""
    if eyes(dossier).kind not in ("applicant", "office", "system"):
        return []
    return list(Reminder.objects.filter(case=dossier.case, account__isnull=True).order_by("-asked_at"))
