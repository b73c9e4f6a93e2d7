"""The holder learns by SMS that a certificate came or holds no more; nothing of it stands in the message."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from huxin.casework.service import send_sms, words_of
from huxin.core.service import Queue
from huxin.measures.careers.models import Certificate, CertificateNotice
from huxin.people.service import ErasedError, details_of

ISSUED: Final = "certificate-issued"
REVOKED: Final = "certificate-revoked"


def ask(certificate: Certificate, message: str, at: datetime) -> None:
    """Put a message into the queue, in the transaction of what it tells of."""
    CertificateNotice.objects.create(certificate=certificate, message=message, asked_at=at)


def _waiting() -> QuerySet[CertificateNotice]:
    return CertificateNotice.objects.filter(sent_at__isnull=True)


def _tell(notice: CertificateNotice) -> int:
    holder = Certificate.objects.select_related("person__data_key").get(id=notice.certificate_id).person
    with suppress(ErasedError):  # nobody is left to be told
        send_sms(details_of(holder).phone, words_of(notice.message, "zh"), f"{notice.certificate_id}:{notice.message}")
    CertificateNotice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return 1


QUEUE: Final = Queue("certificates", {"zh": "告诉人证书的事", "en": "News of certificates"}, _waiting, _tell)
