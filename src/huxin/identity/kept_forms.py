"""What was sent after a session had ended: kept for the account that sent it, until it signs in again.

Nothing is done with it by itself: the page of the form shows it, and the person sends it once more.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from huxin.core.crypto import open_secret, seal_secret
from huxin.identity.models import Account, KeptForm

KEEP: Final = timedelta(hours=4)
"""A shift: whoever comes back later begins anew."""
FORMS_EACH: Final = 3
FIELDS: Final = 400
LONGEST: Final = 200_000
"""Characters of all fields together; more than any form of this program asks."""
VISITORS: Final = 1000
VISITOR_LONGEST: Final = 20_000
"""Of visitors fewer and shorter forms are kept, and no files: anybody could send them."""
LAST: Final = "huxin_last"
"""The cookie that says which account signed in here last: signed, readable by no script, of no use without a form."""
IDS: Final = "kept_forms"
NEVER: Final = frozenset({"csrfmiddlewaretoken", "password", "code", "kept-form"})
"""Fields that are never kept; nor is one whose name speaks of a password."""
NO_FORMS: Final = ("/login/", "/logout/", "/second-factor/", "/password/", "/language/", "/size/", "/sso/")


@dataclass(frozen=True)
class KeptFields:
    """Fields in their order, each with its values; files as (field, name, kind, content)."""

    path: str
    fields: Mapping[str, list[str]]
    files: Sequence[tuple[str, str, str, bytes]] = ()


def last_account(request: HttpRequest) -> Account | None:
    """Whose form this is: the account whose session just ended, else the one that signed in here last."""
    ended = getattr(request, "ended_account", None)
    if ended is None and isinstance(request.user, Account):
        return request.user
    try:
        number = ended or signing.loads(request.COOKIES.get(LAST, ""), salt=LAST, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return Account.objects.filter(pk=number, is_active=True).first()


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note the signed-in account in the cookie, where another one stands there or none."""
    if not isinstance(request.user, Account):
        return
    try:
        known = signing.loads(request.COOKIES.get(LAST, ""), salt=LAST, max_age=settings.SESSION_COOKIE_AGE // 2)
    except signing.BadSignature:
        known = None
    if known != request.user.pk:
        response.set_cookie(
            LAST, signing.dumps(request.user.pk, salt=LAST), max_age=settings.SESSION_COOKIE_AGE, httponly=True,
            samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def keep(request: HttpRequest, account: Account | None, path: str, fields: Mapping[str, list[str]]) -> str | None:
    """Keep a form with the files of the request; answers its id, or None where there is nothing to keep."""
    found = {name: values for name, values in fields.items() if name not in NEVER and "password" not in name}
    size, most = sum(len(one) for values in found.values() for one in values), LONGEST if account else VISITOR_LONGEST
    if not any(any(values) for values in found.values()) or len(found) > FIELDS or size > most:
        return None
    if path.startswith(NO_FORMS) or len(path) > (KeptForm._meta.get_field("path").max_length or 0):
        return None
    row = KeptForm(id=uuid.uuid4(), account=account, path=path, at=timezone.now())
    row.sealed = seal_secret(_packed(request if account else None, found), f"kept:{row.id}:{path}")
    row.save(force_insert=True)
    _drop_more(account)
    if account is None:
        request.session[IDS] = [*request.session.get(IDS, []), str(row.id)][-FORMS_EACH:]
    return str(row.id)


def _packed(request: HttpRequest | None, fields: Mapping[str, list[str]]) -> bytes:
    files, parts = [], []
    for name, sent in request.FILES.lists() if request is not None else ():
        for one in sent:
            parts.append(one.read())
            files.append([name, (one.name or "")[-120:], one.content_type or "", len(parts[-1])])
    head = json.dumps({"fields": fields, "files": files}, ensure_ascii=False).encode()
    return b"".join([len(head).to_bytes(4, "big"), head, *parts])


def _drop_more(account: Account | None) -> None:
    most = FORMS_EACH if account else VISITORS
    for old in KeptForm.objects.filter(account=account).order_by("-at").values_list("id", flat=True)[most:]:
        KeptForm.objects.filter(id=old).delete()


def find(request: HttpRequest, kept: str) -> KeptFields | None:
    """A form that this account or this visitor's session sent; None for any other, and for one whose time is over."""
    try:
        row = KeptForm.objects.filter(id=uuid.UUID(kept), at__gt=timezone.now() - KEEP).first()
    except ValueError:
        return None
    if row is None:
        return None
    mine = row.account_id == request.user.pk if row.account_id else str(row.id) in request.session.get(IDS, [])
    if not mine:
        return None
    try:
        packed = open_secret(bytes(row.sealed), f"kept:{row.id}:{row.path}")
    except InvalidTag:
        return None
    end = 4 + int.from_bytes(packed[:4], "big")
    head, files = json.loads(packed[4:end]), []
    for name, file, kind, size in head["files"]:
        files.append((name, file, kind, packed[end : end + size]))
        end += size
    return KeptFields(row.path, head["fields"], files)


def drop(kept: str) -> None:
    """It was sent."""
    try:
        KeptForm.objects.filter(id=uuid.UUID(kept)).delete()
    except ValueError:
        return


def drop_old_forms(now: datetime) -> None:
    """Forget what nobody came back for."""
    KeptForm.objects.filter(at__lt=now - KEEP).delete()
