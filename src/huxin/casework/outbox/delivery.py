"""Reminders go out by mail and SMS; at night only those about safety."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.errors import DisposedError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Reminder
from huxin.casework.outbox.sms import matter_of, phone_of, send_sms, words_of
from huxin.law.dates import SHANGHAI
from huxin.ledger.service import Queue, UnreachableError
from huxin.registry.service import ErasedError

NIGHT: Final = (22, 7)
"""From ten in the evening to seven in the morning nobody is disturbed."""


def quiet(now: datetime) -> bool:
    """Whether it is night in the city."""
    hour = now.astimezone(SHANGHAI).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def _waiting() -> QuerySet[Reminder]:
    """What may go out at this hour."""
    waiting = Reminder.objects.filter(sent_at__isnull=True)
    if not quiet(timezone.now()):
        return waiting
    urgent = [one.id for one in city_pack().procedures.values() if one.room == "safety"]
    return waiting.filter(case__procedure__in=urgent)


def _send(reminder: Reminder) -> int:
    try:
        dossier = open_dossier(reminder.case)
        if any(one.id == reminder.clock and one.open for one in dossier.clocks().clocks):
            _carry(reminder, dossier)
    except (ErasedError, DisposedError):
        pass  # nobody is left to be told, or nothing to tell of
    with transaction.atomic():
        Reminder.objects.filter(id=reminder.id).update(sent_at=timezone.now())
    return 1


QUEUE: Final = Queue("reminders", {"zh": "期限提醒", "en": "Reminders"}, _waiting, _send)


def _carry(reminder: Reminder, dossier: Dossier) -> None:
    """By mail and by SMS, each once: what went out is noted before the next is tried, and is not sent again with it.

    Raises UnreachableError where there is neither an address nor a number.
    """
    text = reminder_text(reminder, dossier)
    account = reminder.account
    if account is not None and account.mail and reminder.mailed_at is None:
        QUEUE.extend(reminder)
        send_mail(text, f"{text}\n\n{reminder.case_id}", settings.DEFAULT_FROM_EMAIL, [account.mail])
        reminder.mailed_at = timezone.now()
        Reminder.objects.filter(id=reminder.id).update(mailed_at=reminder.mailed_at)
    phone = account.phone if account is not None else phone_of(dossier)
    QUEUE.extend(reminder)
    try:
        send_sms(phone, text, str(reminder.id))
    except UnreachableError:
        if reminder.mailed_at is None:
            raise


def reminder_text(reminder: Reminder, dossier: Dossier | None = None, language: str = "zh") -> str:
    """The words of a reminder; without a dossier the present version of the procedure gives the name of the clock."""
    procedure = dossier.procedure if dossier is not None else city_pack().procedures[reminder.case.procedure]
    message = "applicant" if reminder.account_id is None else "over" if reminder.kind == "over" else "office"
    clock = next((one.label[language] for one in procedure.clocks if one.id == reminder.clock), reminder.clock)
    told = matter_of(dossier, language) if dossier is not None and message == "applicant" else procedure.label[language]
    return words_of(
        f"reminder-{message}",
        language,
        no=reminder.case_id,
        procedure=told,
        clock=clock,
        due=reminder.due.isoformat(),
    )
