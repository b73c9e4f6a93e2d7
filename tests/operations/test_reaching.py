"""A message is sent when it went out: to a number, in plain figures, once, whatever failed beside it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from huxin.casework.models import Notice, Reminder, ReminderMail
from huxin.casework.outbox import delivery, sms
from huxin.casework.outbox.sms import send_sms
from huxin.casework.service import city_pack
from huxin.core.jobs.queue import MOST_TRIES, UnreachableError
from huxin.core.models import Fault
from huxin.core.service import queue_states
from huxin.identity.service import Account
from tests.support import City

pytestmark = pytest.mark.django_db
sent: list[str] = []


class Carrier:
    """Notes the numbers that it is given."""

    def send(self, phone: str, text: str, reference: str) -> None:
        sent.append(phone)


class Broken:
    def send(self, phone: str, text: str, reference: str) -> None:
        raise OSError("the carrier is away")


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture(autouse=True)
def _nothing_sent() -> None:
    sent.clear()


@pytest.mark.parametrize("phone", ["１３８１２３４５６７８", "138 1234 5678", "138-1234-5678", "13812345678"])
def test_a_number_goes_to_the_carrier_in_plain_figures(settings: Any, phone: str) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Carrier"
    send_sms(phone, "text", "1")
    assert sent == ["13812345678"]


@pytest.mark.parametrize("phone", ["", "none", "没有", "1"])
def test_what_is_no_number_is_not_sent(settings: Any, phone: str) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Carrier"
    with pytest.raises(UnreachableError):
        send_sms(phone, "text", "1")
    assert sent == []


def test_a_notice_to_nobody_is_laid_aside_and_told_and_not_sent(
    settings: Any, monkeypatch: pytest.MonkeyPatch, city: City
) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Carrier"
    no = city.file()
    Notice.objects.create(id=uuid4(), case_id=no, act_seq=1, message=min(city_pack().messages), asked_at=timezone.now())
    monkeypatch.setattr(sms, "phone_of", lambda dossier: "")
    monkeypatch.setattr(sms, "text_of", lambda dossier, message: "text")
    assert sms.QUEUE.work_off() == 0
    notice = Notice.objects.first()
    assert notice is not None
    assert (notice.sent_at, notice.tries) == (None, MOST_TRIES)
    assert Fault.objects.get(queue="notices").kind == "UnreachableError"
    assert next(one for one in queue_states() if one.name == "notices").dead == Notice.objects.count()


def _asked_for(city: City, **account: str) -> Reminder:
    no = city.file()
    Account.objects.filter(pk=city.handler.pk).update(**account)
    reminder = Reminder.objects.create(
        id=uuid4(), case_id=no, clock="review", kind="soon", due=timezone.now().date(), account_id=city.handler.pk,
        asked_at=timezone.now(),
    )  # fmt: skip
    ReminderMail.objects.create(reminder=reminder, asked_at=reminder.asked_at)
    return reminder


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminders wait for the morning; these tests do not."""
    monkeypatch.setattr(delivery, "quiet", lambda now: False)


@pytest.mark.usefixtures("by_day")
def test_a_mail_is_sent_once_while_the_carrier_is_away(settings: Any, city: City) -> None:
    settings.SMS_GATEWAY, settings.EMAIL_BACKEND = f"{__name__}.Broken", "django.core.mail.backends.locmem.EmailBackend"
    reminder = _asked_for(city, mail="a@example.org", phone="13812345678")
    for _ in range(3):
        assert delivery.QUEUE.work_off() == 0
        Reminder.objects.update(leased_until=None)
        delivery.MAILS.work_off()
    assert len(mail.outbox) == 1
    assert Reminder.objects.get(id=reminder.id).sent_at is None
    assert ReminderMail.objects.get(reminder=reminder).sent_at is not None


@pytest.mark.usefixtures("by_day")
def test_a_message_is_sent_while_no_mail_can_be(settings: Any, city: City) -> None:
    settings.SMS_GATEWAY, settings.EMAIL_BACKEND = f"{__name__}.Carrier", "nowhere.Backend"
    reminder = _asked_for(city, mail="a@example.org", phone="13812345678")
    assert (delivery.MAILS.work_off(), delivery.QUEUE.work_off()) == (0, 1)
    assert sent == ["13812345678"]
    assert ReminderMail.objects.get(reminder=reminder).sent_at is None


@pytest.mark.usefixtures("by_day")
def test_who_has_a_mail_alone_is_told_by_it(settings: Any, city: City) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reminder = _asked_for(city, mail="a@example.org", phone="")
    assert (delivery.QUEUE.work_off(), delivery.MAILS.work_off()) == (1, 1)
    assert len(mail.outbox) == 1
    assert Reminder.objects.get(id=reminder.id).sent_at is not None
