"""Accounts of the staff change by two hands 双人管理: one security administrator asks, another agrees.

Whoever makes an account, gives it roles, or resets what it signs in with could otherwise be handler, approver and
finance in one person.  The first password is shown to the one who agrees, never to the one who asked.  Locking needs no
second person.  The first administrators of an installation are made at the server (``huxin account add``).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.identity import accounts
from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import STAFF, Actor
from huxin.identity.models import Account, AccountChange
from huxin.law import InputError

MADE: Final = "made"
CHANGES: Final = (MADE, "scope", "factor_reset", "password_reset", "linked")
_KEPT: Final = 50


def ask(by: Actor, what: str, account: Account | None, content: Mapping[str, Any] | None = None) -> AccountChange | str:
    """Ask for a change; for an account that is no staff's, such as a delegate's, it is done at once.

    Answers what waits for the second administrator, or a first password of what was done at once.  Raises InputError
    for something that could not be done anyway.
    """
    said = dict(content or {})
    if what not in CHANGES:
        raise InputError("do", "do", what, ", ".join(CHANGES), _("这一页没有这个按钮。"))
    if account is not None and account.pk == by.pk:
        hint = _("自己的账号要由另一位安全管理员来改。")
        raise InputError("own_account", "account", "your own", "somebody else's", hint)
    if account is not None and account.kind not in STAFF:
        return _do(by, what, account, said)[1]
    if what in (MADE, "scope"):
        wanted = _wanted(account, said).checked()
        said |= {"username": wanted.username, "roles": list(wanted.roles)}
    if what == MADE and Account.objects.filter(username=said["username"]).exists():
        raise InputError(
            "username", "username", said["username"], "a name that is free", _("这个账号已经有了，换一个。")
        )
    with transaction.atomic():
        row = AccountChange(id=uuid.uuid4(), what=what, account=account, content=said, asked_by_id=by.pk)
        row.asked_at = timezone.now()
        row.save(force_insert=True)
        known = account.pk if account is not None else None
        leave_trace("account", f"asked_{what}", by.pk, account=known, content={"change": str(row.id), **_told(row)})
    return row


def waiting() -> list[AccountChange]:
    """What waits for a second administrator, the oldest first."""
    rows = AccountChange.objects.filter(answered_at=None, what__in=CHANGES).select_related("account", "asked_by")
    return list(rows.order_by("asked_at")[:_KEPT])


def answered_by(account: int | None, *, agreed: bool) -> bool:
    """Whether this administrator answered a change so."""
    return AccountChange.objects.filter(answered_by_id=account, agreed=agreed).exists()


def answer(by: Actor, change: uuid.UUID | str, *, agreed: bool) -> tuple[Account | None, str]:
    """Agree to a change and do it, or refuse it.  Answers the account and its first password where one was made.

    Raises InputError where nothing waits, and for whoever asked for it or whose own account it is.
    """
    with transaction.atomic():
        waits = AccountChange.objects.select_for_update().filter(id=change, answered_at=None, what__in=CHANGES)
        row = waits.first()
        if row is None:
            raise InputError("change", "change", "nothing", "a change that waits", _("这一条已经有人答复过了。"))
        if agreed and by.pk in (row.asked_by_id, row.account_id):
            hint = _("要由另一位安全管理员同意，不能是提出的人，也不能是这个账号自己。")
            raise InputError("second_person", "change", "the same person", "another security administrator", hint)
        row.answered_by_id, row.answered_at, row.agreed = by.pk, timezone.now(), agreed
        row.save(update_fields=["answered_by", "answered_at", "agreed"])
        known = row.account_id
        what = f"agreed_{row.what}" if agreed else f"refused_{row.what}"
        leave_trace("account", what, by.pk, account=known, content={"change": str(row.id), "asked_by": row.asked_by_id})
        return _do(by, row.what, row.account, row.content) if agreed else (row.account, "")


def _do(by: Actor, what: str, account: Account | None, said: Mapping[str, Any]) -> tuple[Account, str]:
    if account is None:
        return accounts.make_account(by, _wanted(None, said))
    if what == "scope":
        accounts.change_scope(by, account, said["roles"], said["department"], said["county"])
    elif what == "factor_reset":
        accounts.reset_factor(by, account)
    elif what == "linked":
        accounts.link_identity(by, account, said["provider"], said["subject"])
    else:
        return account, accounts.reset_password(by, account)
    return account, ""


def _wanted(account: Account | None, said: Mapping[str, Any]) -> accounts.AccountForm:
    name, label = (account.username, account.label) if account is not None else (said["username"], said["label"])
    return accounts.AccountForm(name, label, said["department"], said["county"], tuple(said["roles"]))


def _told(row: AccountChange) -> dict[str, Any]:
    """What the sealed trace says of a change: no name on the screen and no name elsewhere."""
    return {name: row.content[name] for name in ("username", "roles", "department", "county") if name in row.content}
