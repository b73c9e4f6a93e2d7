"""One-time codes 一次性口令: whoever holds one chooses a password for the account, at the first time or after a loss.

A code is handed out at a window or by a company's administrator, is good once and for ``LASTS``, and takes the place
of an earlier one.  Until it is used the old password stays as it is.  Accounts of the staff have none: their password
changes by two hands.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.crypto import keyed_digest
from huxin.identity import tries
from huxin.identity.account_audit import leave_trace
from huxin.identity.accounts import choose_password, end_sessions, random_letters
from huxin.identity.actor import STAFF
from huxin.identity.devices import Origin
from huxin.identity.models import Account, EntryCode
from huxin.law import InputError
from huxin.law.cleaning import half

LASTS: Final = timedelta(hours=24)
_GROUPS: Final = 3
_OWNER: Final = "one-time codes"
"""Who holds a code is not known before it fits: wrong ones are counted by where they come from."""


def hand_out(by: int, account: Account) -> str:
    """A new code, shown once.  Raises InputError for an account of the staff and for a closed one."""
    if account.kind in STAFF or not account.is_active:
        hint = _("这个账号不能用一次性口令：工作人员的密码由两位安全管理员重设，停用的账号先启用。")
        raise InputError("code", "account", account.kind, "an open account of somebody who is no staff", hint)
    code = "-".join(random_letters(4) for _unused in range(_GROUPS))
    with transaction.atomic():
        known = {"digest": _digest(code), "made_at": timezone.now()}
        EntryCode.objects.update_or_create(account=account, defaults=known)
        leave_trace("account", "code_made", by, account=account.pk)
    return code


def redeem(code: str, password: str, origin: Origin) -> Account:
    """Choose a password with a code; whoever was signed in is put out.

    Raises InputError for a code that is none any more (``code``) and for a weak password (``new``), which leaves the
    code good; LockedError for too many wrong ones from one place.
    """
    scopes = tries.of_strangers(origin)
    tries.begin(_OWNER, scopes)
    since = timezone.now() - LASTS
    rows = EntryCode.objects.filter(digest=_digest(code), made_at__gt=since, account__is_active=True)
    row = rows.select_related("account").first()
    if row is None:
        raise _no_code()
    tries.right(_OWNER, scopes)
    with transaction.atomic():
        choose_password(row.account, password, "password_by_code")
        if not EntryCode.objects.filter(pk=row.pk, digest=row.digest).delete()[0]:
            raise _no_code()  # the same code in two browsers at once: the first one keeps its password
        tries.forget(row.account)
    end_sessions(row.account)
    return row.account


def drop_old_codes(now: datetime) -> None:
    """What nobody used in time."""
    EntryCode.objects.filter(made_at__lt=now - LASTS).delete()


def _no_code() -> InputError:
    hint = _("这个口令不对，或者用过了、过期了。看清楚再填一次；还不行，找给你口令的人再要一个。")
    return InputError("code", "code", "another one", "a code that is good", hint)


def _digest(code: str) -> str:
    """Blanks, hyphens, capitals and width do not count."""
    return keyed_digest("entry-code:" + re.sub(r"[^a-z0-9]", "", half(code).lower()))
