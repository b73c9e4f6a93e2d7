"""Single sign-on by ticket 票据, in the shape of 浙里办: ticketId → token → user; a ticket is good once.

The provider's two addresses come from the settings; both answer JSON.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from huxin.law import InputError
from huxin.registry.accounts import subject_digest
from huxin.registry.models import Account, Identity, UsedTicket
from huxin.registry.people import person_by_number

KEEP: Final = timedelta(days=1)
LIMIT: Final = 64_000
UserType = Literal["person", "legal"]


@dataclass(frozen=True)
class TicketUser:
    """Whom the provider vouches for; ``number``: identity number, or unified social credit code of a legal person."""

    kind: UserType
    number: str


def user_of_ticket(ticket: str) -> TicketUser:
    """Trade a ticket for the user.

    Raises InputError: no ticket or one that was shown before (``ticket``), an answer that cannot be used or none at
    all (``provider``).  A ticket counts as used from the moment it is shown, whatever comes of it.
    """
    _use(ticket)
    token = _ask(settings.TICKET_TOKEN_URL, {"ticketId": ticket, "appId": settings.TICKET_APP_ID}).get("accessToken")
    user = _ask(settings.TICKET_USER_URL, {"token": str(token)}) if token else {}
    kind, number = user.get("userType"), str(user.get("idNo") or user.get("creditCode") or "").strip()
    if kind not in ("person", "legal") or not number:
        raise _unusable()
    return TicketUser(kind, number)


def account_of(user: TicketUser) -> Account | None:
    """The account of a natural person by their number, of a legal person by the identity it was linked to."""
    if user.kind == "person":
        person = person_by_number(user.number)
        found = Account.objects.filter(person=person, is_active=True).first() if person is not None else None
        return found
    identity = Identity.objects.select_related("account").filter(
        provider="ticket", subject=subject_digest("ticket", user.number), account__is_active=True
    )
    row = identity.first()
    return row.account if row is not None else None


def drop_old_tickets(now: datetime) -> None:
    """The provider forgets a ticket within minutes; a day is enough to refuse it."""
    UsedTicket.objects.filter(at__lt=now - KEEP).delete()


def _use(ticket: str) -> None:
    hint = "这个登录链接已经用过了，回到原来的应用再点一次。"
    if not ticket or len(ticket) > 500:
        raise InputError("ticket", "ticketId", "no ticket", "a ticket of the provider", hint)
    try:
        with transaction.atomic():
            UsedTicket.objects.create(digest=sha256(ticket.encode()).hexdigest(), at=timezone.now())
    except IntegrityError:
        raise InputError("ticket", "ticketId", "a ticket that was used", "a fresh one", hint) from None


def _ask(address: str, sent: dict[str, str]) -> dict[str, Any]:
    """One question to the provider; its ``data`` part.  Raises InputError."""
    body = {**sent, "appSecret": settings.TICKET_APP_SECRET}
    request = urllib.request.Request(  # noqa: S310 - the address is a setting
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            found = json.loads(answer.read(LIMIT))
    except (OSError, ValueError):
        raise _unusable() from None
    if not isinstance(found, dict) or found.get("success") is not True or not isinstance(found.get("data"), dict):
        raise _unusable()
    data: dict[str, Any] = found["data"]
    return data


def _unusable() -> InputError:
    return InputError(
        "provider",
        "ticketId",
        "no usable answer",
        "a user",
        "统一登录那边没有认出你。回到原来的应用再点一次，或者用账号密码登录。",
    )
