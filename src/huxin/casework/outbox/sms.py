"""Short messages: asked for with the act, sent by the worker through a gateway that can be exchanged."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.visibility import standing
from huxin.casework.errors import DisposedError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Letter, Notice
from huxin.core.service import Queue, UnreachableError
from huxin.people.service import ErasedError, details_of

_APART: Final = re.compile(r"[\s\-.()\u2010-\u2015]")
_MATTER: Final = {"zh": "办件", "en": "matter"}
_NUMBER: Final = re.compile(r"\+?[0-9]{5,20}")


class Gateway(Protocol):
    """What carries a short message.  ``reference`` names the message, so that a carrier can drop a repetition."""

    def send(self, phone: str, text: str, reference: str) -> None: ...


class FileGateway:
    """Appends to ``outbox/sms.jsonl`` under the data folder: for trying out, and for a carrier that reads files."""

    def send(self, phone: str, text: str, reference: str) -> None:
        """One line of JSON per message."""
        path = Path(settings.DATA) / "outbox" / "sms.jsonl"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"to": phone, "text": text, "reference": reference}, ensure_ascii=False) + "\n")


def text_of(dossier: Dossier, message: str, language: str = "zh") -> str:
    """The words of a notice."""
    return words_of(message, language, no=dossier.case.no, procedure=matter_of(dossier, language))


def matter_of(dossier: Dossier, language: str) -> str:
    """What a message to the applicant calls the case: whoever owns the telephone, or looks over a shoulder, does not
    read that somebody reported or complained 举报、投诉."""
    return _MATTER[language] if standing(dossier) != "party" else dossier.procedure.label[language]


def words_of(message: str, language: str, **filled: str) -> str:
    """A message of the pack with its places filled in; empty where the pack has none of that name."""
    found = city_pack().messages.get(message)
    return found.text[language].format(**filled) if found is not None else ""


def phone_of(dossier: Dossier) -> str:
    """Where the applicant of a case is told: the number given with it, else their own; may be empty."""
    return str(dossier.answers.get("phone") or details_of(dossier.case.applicant).phone)


def plain_phone(phone: str) -> str:
    """A telephone number in plain figures, as it is compared and dialled."""
    return _APART.sub("", unicodedata.normalize("NFKC", phone)).strip()


def send_sms(phone: str, text: str, reference: str) -> None:
    """Hand one message to the carrier of this installation, the number in plain figures.

    Raises UnreachableError for an empty text and for one that is no telephone number: it was not sent.
    """
    number = plain_phone(phone)
    if not _NUMBER.fullmatch(number):
        raise UnreachableError("no telephone number")
    gateway: Gateway = import_string(settings.SMS_GATEWAY)()
    gateway.send(number, text, reference)


def _send(notice: Notice) -> int:
    try:
        dossier = open_dossier(notice.case)
        send_sms(phone_of(dossier), text_of(dossier, notice.message), str(notice.id))
    except (ErasedError, DisposedError):
        pass  # nobody is left to be told, or nothing to tell of
    Notice.objects.filter(id=notice.id).update(sent_at=timezone.now())
    return 1


def may_be_told() -> QuerySet[Notice]:
    """Notices of acts whose letters are all there: nobody hears of a paper that does not exist."""
    unset = Letter.objects.filter(case=OuterRef("case"), act_seq=OuterRef("act_seq"), issued_at__isnull=True)
    return Notice.objects.filter(~Exists(unset))


QUEUE = Queue(
    "notices", {"zh": "短消息", "en": "Short messages"}, lambda: may_be_told().filter(sent_at__isnull=True), _send
)
