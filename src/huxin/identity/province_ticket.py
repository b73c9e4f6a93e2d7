"""Single sign-on by ticket 票据, in the shape of 浙里办: ticketId → token → user; a ticket is good once.

The provider's two addresses come from the settings; both answer JSON.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huxin.core.crypto import blind_index
from huxin.core.http import outside
from huxin.identity.accounts import subject_digest
from huxin.identity.models import Account, Identity, UsedTicket
from huxin.law import InputError
from huxin.law.cleaning import text

KEEP: Final = timedelta(days=1)
_LONGEST: Final = 80
"""Characters of a name; no person's and no company's is longer."""
_AGAIN: Final = lazy("这个登录链接已经用过了，回到原来的应用再点一次。")
_SHAPES: Final = {
    "person": re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII),
    "legal": re.compile(r"[0-9A-Za-z]{18}", re.ASCII),
}
"""公民身份号码 GB 11643 and 统一社会信用代码 GB 32100: neither passes for the other's holder."""
UserType = Literal["person", "legal"]


@dataclass(frozen=True)
class TicketUser:
    """Whom the provider vouches for; ``number``: identity number, or unified social credit code of a legal person.

    ``name`` empty: the provider did not say it.
    """

    kind: UserType
    number: str
    name: str = ""


def begin(held: dict[str, Any]) -> str:
    """Where to send a browser that begins here: the provider's page, with a state that the browser alone holds."""
    held["ticket_state"] = secrets.token_urlsafe(24)
    glue = "&" if "?" in settings.TICKET_LOGIN_URL else "?"
    return f"{settings.TICKET_LOGIN_URL}{glue}{urlencode({'state': held['ticket_state']})}"


def began_here(held: Mapping[str, Any], state: str) -> bool:
    """Whether a ticket comes back to the browser that asked for it."""
    wanted = held.get("ticket_state")
    return isinstance(wanted, str) and compare_digest(wanted.encode(), state.encode(errors="replace"))


def user_of_ticket(ticket: str) -> TicketUser:
    """Trade a ticket for the user.

    Raises InputError: no ticket or one that was shown before (``ticket``), an answer that cannot be used or none at
    all (``provider``).  A ticket counts as used from the moment that the provider vouched for it: what nobody vouched
    for leaves no row.
    """
    if not ticket or len(ticket) > 500:
        raise InputError("ticket", "ticketId", "no ticket", "a ticket of the provider", _AGAIN)
    token = _ask(settings.TICKET_TOKEN_URL, {"ticketId": ticket, "appId": settings.TICKET_APP_ID}).get("accessToken")
    if not isinstance(token, str) or not token:
        raise _unusable()
    user = _ask(settings.TICKET_USER_URL, {"token": token})
    kind = user.get("userType")
    number = user.get("idNo" if kind == "person" else "creditCode")
    if kind not in ("person", "legal") or not isinstance(number, str) or not _SHAPES[kind].fullmatch(number.strip()):
        raise _unusable()
    _use(ticket)
    name = user.get("name")
    return TicketUser(kind, number.strip().upper(), text(name)[:_LONGEST] if isinstance(name, str) else "")


def hold(user: TicketUser) -> dict[str, Any]:
    """What the browser keeps, sealed, while somebody without an account opens one."""
    return {"vouched": {"kind": user.kind, "number": user.number, "name": user.name}}


def held_user(held: Mapping[str, Any]) -> TicketUser | None:
    """Whom the provider vouched for in this browser minutes ago; None for nobody."""
    found = held.get("vouched")
    return TicketUser(**found) if isinstance(found, dict) else None


def account_of(user: TicketUser) -> Account | None:
    """The account of a natural person by their number, of a legal person by the identity it was linked to.

    A person comes in as a worker and as nobody else; whoever comes for a legal person never as a worker.
    """
    if user.kind == "person":
        workers = Account.objects.filter(kind="worker", is_active=True, person__kind="natural")
        return workers.filter(person__index=blind_index(user.number)).first()
    identity = Identity.objects.select_related("account").filter(
        provider="ticket", subject=subject_digest("ticket", user.number), account__is_active=True
    )
    row = identity.exclude(account__kind="worker").first()
    return row.account if row is not None else None


def drop_old_tickets(now: datetime) -> None:
    """The provider forgets a ticket within minutes; a day is enough to refuse it."""
    UsedTicket.objects.filter(at__lt=now - KEEP).delete()


def _use(ticket: str) -> None:
    try:
        with transaction.atomic():
            UsedTicket.objects.create(digest=sha256(ticket.encode()).hexdigest(), at=timezone.now())
    except IntegrityError:
        raise InputError("ticket", "ticketId", "a ticket that was used", "a fresh one", _AGAIN) from None


def _ask(address: str, sent: dict[str, str]) -> dict[str, Any]:
    """One question to the provider; its ``data`` part.  Raises InputError."""
    body = json.dumps({**sent, "appSecret": settings.TICKET_APP_SECRET}).encode()
    try:
        answer = outside.ask("POST", address, {"Content-Type": "application/json"}, body)
        found = json.loads(answer.body) if answer.status == 200 else None
    except (OSError, ValueError, RecursionError):
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
        _("统一登录那边没有认出你。回到原来的应用再点一次，或者用账号密码登录。"),
    )
