"""Reminders go out by mail and SMS; at night only those about safety."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from huxin.casework.dossier import Dossier, open_dossier
from huxin.casework.errors import DisposedError
from huxin.casework.models import Reminder
from huxin.casework.notices import Gateway, words_of
from huxin.casework.pack import city_pack
from huxin.law.dates import SHANGHAI
from huxin.ledger.service import Queue
from huxin.registry.service import ErasedError, details_of

NIGHT: Final = (22, 7)
"""From ten in the evening to seven in the morning nobody is disturbed."""


def quiet(now: datetime) -> bool:
    """Whether it is night in the city."""
    hour = now.astimezone(SHANGHAI).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def send_reminders() -> int:
    """Send every reminder that waits and may go out at this hour; answers how many."""
    return QUEUE.work_off()


def _waiting() -> QuerySet[Reminder]:
    """What may go out at this hour."""
    waiting = Reminder.objects.filter(sent_at__isnull=True)
    if not quiet(timezone.now()):
        return waiting
    urgent = [one.id for one in city_pack().procedures.values() if one.room == "safety"]
    return waiting.filter(case__procedure__in=urgent)


def _send(reminder: Reminder) -> int:
    gateway: Gateway = import_string(settings.SMS_GATEWAY)()
    try:
        dossier = open_dossier(reminder.case)
        if any(one.id == reminder.clock and one.open for one in dossier.clocks().clocks):
            _carry(gateway, reminder, dossier)
    except (ErasedError, DisposedError):
        pass  # nobody is left to be told, or nothing to tell of
    with transaction.atomic():
        Reminder.objects.filter(id=reminder.id).update(sent_at=timezone.now())
    return 1


QUEUE: Final = Queue("reminders", {"zh": "期限提醒", "en": "Reminders"}, _waiting, _send)


def _carry(gateway: Gateway, reminder: Reminder, dossier: Dossier) -> None:
    text = reminder_text(reminder, dossier)
    account = reminder.account
    if account is not None and account.mail:
        send_mail(text, f"{text}\n\n{reminder.case_id}", settings.DEFAULT_FROM_EMAIL, [account.mail])
    if account is not None:
        phone = account.phone
    else:
        phone = str(dossier.answers.get("phone") or details_of(reminder.case.applicant).phone)
    if phone:
        gateway.send(phone, text, str(reminder.id))


def reminder_text(reminder: Reminder, dossier: Dossier | None = None, language: str = "zh") -> str:
    """The words of a reminder; without a dossier the present version of the procedure gives the name of the clock."""
    procedure = dossier.procedure if dossier is not None else city_pack().procedures[reminder.case.procedure]
    message = "applicant" if reminder.account_id is None else "over" if reminder.kind == "over" else "office"
    clock = next((one.label[language] for one in procedure.clocks if one.id == reminder.clock), reminder.clock)
    return words_of(
        f"reminder-{message}",
        language,
        no=reminder.case_id,
        procedure=procedure.label[language],
        clock=clock,
        due=reminder.due.isoformat(),
    )
