"""One case by a code 凭验证码看一件事: whoever holds the telephone that was given with a case sees where it stands.

No account and no password.  Nobody learns whether a number of a case and a telephone belong together: only the message
says it, and it goes to the telephone of the case.  The code is made from the row and kept nowhere.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.visibility import seen
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.models import Case, CaseCode
from huxin.casework.outbox.sms import phone_of, plain_phone, send_sms, words_of
from huxin.core.crypto import keyed_digest, open_secret, seal_secret
from huxin.core.service import Queue
from huxin.identity.service import Actor, Origin, tries
from huxin.law import InputError
from huxin.law.cleaning import half
from huxin.people.service import ErasedError

LASTS: Final = timedelta(minutes=10)
"""So long a code is good."""
LOOKS: Final = timedelta(minutes=30)
"""So long the case can be looked at with it."""
A_DAY: Final = 5
"""Codes of one case within a day: a telephone is not rung by strangers."""
WRONG: Final = 5
"""After so many wrong ones a code is none any more."""
_OWNER: Final = "codes of cases"
_OWN: Final = frozenset({"worker", "kin"})
_PLACE: Final = "case-code"
_ASKED: Final = "case-code asked"


def ask_code(no: str, phone: str) -> None:
    """Have a code sent to the telephone of the case, if it is this one.

    Says nothing either way, and takes the same time: what was given is put aside, and compared where nobody waits.
    """
    row = CaseCode(id=uuid4(), asked_at=timezone.now())
    row.asked = seal_secret(json.dumps([no, phone]).encode(), f"{_ASKED} {row.id}")
    row.save(force_insert=True)


def redeem_code(no: str, code: str, origin: Origin) -> str:
    """A pass for the case, to be kept by the browser.

    Raises InputError (``code``) for one that is none any more, LockedError for too many wrong ones from one place.
    """
    scopes = tries.of_strangers(origin)
    tries.begin(_OWNER, scopes)
    now = timezone.now()
    rows = CaseCode.objects.filter(case_id=_number(no), asked_at__gt=now - LASTS)
    row = rows.order_by("-asked_at").first()
    if row is None or not CaseCode.objects.filter(id=row.id, used_at=None, wrong__lt=WRONG).update(
        wrong=F("wrong") + 1
    ):
        raise _no_code()
    if not hmac.compare_digest(code_of(row).encode(), half(code).strip().encode()):
        raise _no_code()
    tries.right(_OWNER, scopes)
    CaseCode.objects.filter(id=row.id).update(used_at=now)
    held = json.dumps({"no": row.case_id, "until": (now + LOOKS).isoformat()}).encode()
    return urlsafe_b64encode(seal_secret(held, _PLACE)).decode()


def case_by_pass(text: str) -> Dossier:
    """The case as its applicant may see it.  Raises NotFoundError for a pass that is over, changed or not there."""
    try:
        held = json.loads(open_secret(urlsafe_b64decode(text.encode()), _PLACE))
    except (InvalidTag, ValueError):
        raise NotFoundError("no pass") from None
    dossier = _of_person(str(held["no"])) if datetime.fromisoformat(held["until"]) > timezone.now() else None
    if dossier is None:
        raise NotFoundError("the pass is over")
    return seen(Actor("worker", person_id=dossier.case.applicant_id), dossier)


def code_of(row: CaseCode) -> str:
    """Six digits that belong to the row."""
    return f"{int(keyed_digest(f'case-code:{row.id}')[:15], 16) % 1_000_000:06}"


def drop_old_codes(now: datetime) -> None:
    """Forget codes once they count no more."""
    CaseCode.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()


def _of_person(no: str) -> Dossier | None:
    """A case that a person filed, as long as there is something to see."""
    case = Case.objects.filter(no=_number(no)).select_related("applicant__data_key").first()
    try:
        dossier = open_dossier(case) if case is not None else None
        if dossier is None or dossier.steps[0].by not in _OWN:
            return None
        phone_of(dossier)
    except (DisposedError, ErasedError):
        return None
    return dossier


def _number(no: str) -> str:
    """As the number of a case is written, however it was typed; no number at all where it can be none."""
    plain = half(no).strip()
    return plain if plain.isascii() and plain.isprintable() else ""


def _no_code() -> InputError:
    hint = _("验证码不对，或者过期了、用过了。看清楚再填；还不行，再要一个。")
    return InputError("code", "code", "another one", "a code that is good", hint)


def _send(row: CaseCode) -> int:
    """The message to the telephone of the case; of what belongs to none, or was asked too often, nothing is kept."""
    no, phone = json.loads(open_secret(bytes(row.asked), f"{_ASKED} {row.id}"))
    dossier = _of_person(no)
    if dossier is None or not plain_phone(phone) or plain_phone(phone_of(dossier)) != plain_phone(phone):
        row.delete()
        return 0
    now = timezone.now()
    with transaction.atomic():
        case = Case.objects.select_for_update().get(no=dossier.case.no)
        today = CaseCode.objects.filter(case=case, asked_at__gt=now - timedelta(days=1)).exclude(id=row.id)
        if row.asked_at <= now - LASTS or today.count() >= A_DAY:
            row.delete()
            return 0
        CaseCode.objects.filter(id=row.id).update(case=case)
    said = {"no": case.no, "code": code_of(row), "minutes": str(int(LASTS.total_seconds()) // 60)}
    send_sms(phone_of(dossier), words_of("case-code", "zh", **said), str(row.id))
    CaseCode.objects.filter(id=row.id).update(sent_at=timezone.now(), asked=b"")
    return 1


QUEUE: Final = Queue(
    "case_codes",
    {"zh": "看办件的验证码", "en": "Codes to look at a case"},
    lambda: CaseCode.objects.filter(sent_at__isnull=True),
    _send,
)
