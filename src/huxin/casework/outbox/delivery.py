"""Reminders go out by mail and SMS; at night only those about safety."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone

from huxin.casework.case.appointments import APPOINTMENT
from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.remedies import remedy_label
from huxin.casework.case.reminded import reminded
from huxin.casework.collecting import ENFORCE, ENFORCEMENT
from huxin.casework.errors import DisposedError
from huxin.casework.law.city import city_pack, today
from huxin.casework.models import Reminder, ReminderMail
from huxin.casework.outbox.sms import matter_of, phone_of, send_sms, words_of
from huxin.core.service import Queue, UnreachableError
from huxin.law.dates import SHANGHAI
from huxin.people.service import ErasedError

NIGHT: Final = (22, 7)
"""From ten in the evening to seven in the morning nobody is disturbed."""


def quiet(now: datetime) -> bool:
    """Whether it is night in the city."""
    hour = now.astimezone(SHANGHAI).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def _tellable(by: str = "") -> Q:
    """What may go out at this hour; ``by``: the way from the row to the reminder."""
    if not quiet(timezone.now()):
        return Q()
    urgent = [one.id for one in city_pack().procedures.values() if one.room == "safety"]
    return Q(**{f"{by}case__procedure__in": urgent})


def _stands(reminder: Reminder) -> Dossier | None:
    """The case while it still waits for that day; None where nobody is left to be told, or nothing to tell of."""
    try:
        dossier = open_dossier(reminder.case)
        waits = any(one.id == reminder.clock and one.open for one in reminded(dossier, today()))
    except (ErasedError, DisposedError):
        return None
    return dossier if waits else None


def _send(reminder: Reminder) -> int:
    """The short message.  Raises UnreachableError where there is neither a number nor a mail."""
    dossier = _stands(reminder)
    if dossier is not None:
        phone = reminder.account.phone if reminder.account is not None else phone_of(dossier)
        try:
            send_sms(phone, reminder_text(reminder, dossier), str(reminder.id))
        except UnreachableError:
            if not ReminderMail.objects.filter(reminder=reminder).exists():
                raise
    Reminder.objects.filter(id=reminder.id).update(sent_at=timezone.now())
    return 1


def _mail(row: ReminderMail) -> int:
    reminder = row.reminder
    dossier, account = _stands(reminder), reminder.account
    if dossier is not None and account is not None and account.mail:
        text = reminder_text(reminder, dossier)
        send_mail(text, f"{text}\n\n{reminder.case_id}", settings.DEFAULT_FROM_EMAIL, [account.mail])
    ReminderMail.objects.filter(pk=row.pk).update(sent_at=timezone.now())
    return 1


QUEUE: Final = Queue(
    "reminders",
    {"zh": "期限提醒", "en": "Reminders"},
    lambda: Reminder.objects.filter(_tellable(), sent_at__isnull=True),
    _send,
)
MAILS: Final = Queue(
    "reminder_mails",
    {"zh": "期限提醒邮件", "en": "Mails of reminders"},
    lambda: ReminderMail.objects.filter(_tellable("reminder__"), sent_at__isnull=True),
    _mail,
)


def reminder_text(reminder: Reminder, dossier: Dossier | None = None, language: str = "zh") -> str:
    """The words of a reminder; without a dossier the present version of the procedure gives the name of the clock."""
    if reminder.clock.startswith(APPOINTMENT):
        return words_of("reminder-appointment", language, no=reminder.case_id, due=reminder.due.isoformat())
    procedure = dossier.procedure if dossier is not None else city_pack().procedures[reminder.case.procedure]
    message = "applicant" if reminder.account_id is None else "over" if reminder.kind == "over" else "office"
    named = next((one.label[language] for one in procedure.clocks if one.id == reminder.clock), None)
    asked = procedure.acts[ENFORCE].label[language] if reminder.clock == ENFORCEMENT else None
    clock = named or asked or remedy_label(procedure, reminder.clock, language) or reminder.clock
    told = matter_of(dossier, language) if dossier is not None and message == "applicant" else procedure.label[language]
    return words_of(
        f"reminder-{message}",
        language,
        no=reminder.case_id,
        procedure=told,
        clock=clock,
        due=reminder.due.isoformat(),
    )
