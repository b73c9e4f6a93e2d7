"""Accounts: made, given roles, locked, retired; every change leaves a sealed trace.

Those of the staff are the security administrator's to change, and never their own (三员分立).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.crypto import keyed_digest
from huxin.identity import tries
from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import STAFF, Actor
from huxin.identity.models import Account, Identity, SecondFactor
from huxin.identity.roles import check_company_roles, check_roles
from huxin.law import InputError

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class AccountForm:
    """An account as the form describes it.  ``county`` empty: the whole city."""

    username: str
    label: str
    department: str
    county: str
    roles: tuple[str, ...]

    def checked(self) -> AccountForm:
        """With its roles in order.  Raises InputError."""
        name = self.username.strip()
        if not name or len(name) > 60 or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
            hint = _("账号用字母、数字和短横线，最多 60 个字。不要用身份证号和姓名。")
            raise InputError("username", "username", name or "nothing", "letters, digits and hyphens", hint)
        if not self.label.strip():
            raise InputError("label", "label", "nothing", "a name for the screen", _("写一个页面上显示的名字。"))
        return replace(self, username=name, roles=tuple(check_roles(self.roles, self.department)))


def make_account(by: Actor | None, wanted: AccountForm) -> tuple[Account, str]:
    """(new account, its first password, which is shown once and has to be changed).  Raises InputError.

    ``by`` None: whoever sits at the server.
    """
    one, password = wanted.checked(), first_password()
    content = {"roles": list(one.roles), "department": one.department, "county": one.county}
    try:
        with transaction.atomic():
            account = Account.objects.make(
                one.username, password, kind="officer", label=one.label.strip()[:60], must_change=True, **content
            )
            leave_trace("account", "made", by.pk if by else None, account=account.pk, content=content)
    except IntegrityError:
        raise InputError(
            "username", "username", one.username, "a name that is free", _("这个账号已经有了，换一个。")
        ) from None
    return account, password


def open_account(
    kind: Literal["worker", "company", "delegate"],
    person: UUID,
    label: str,
    by: int | None,
    content: Mapping[str, Any],
    roles: Sequence[str] = (),
) -> Account:
    """An account for somebody who is no staff, under a name that tells nothing of them; it has no password yet.

    Who a delegate is stands in the trace alone: the account speaks for those whose consent it has, never for itself.

    ``by`` None: the person.  ``content`` says in the sealed trace how they came.  Raises django.db.IntegrityError for
    a person who has one already.
    """
    with transaction.atomic():
        holder = None if kind == "delegate" else person
        known = {"kind": kind, "label": label[:60], "person_id": holder, "roles": list(roles)}
        account = Account.objects.make(_free_name(kind[0]), None, **known)
        leave_trace("account", "registered", by, account=account.pk, person=person, content=content)
    return account


def _free_name(letter: str) -> str:
    while True:
        name = f"{letter}-{random_letters(8)}"
        if not Account.objects.filter(username=name).exists():
            return name


def random_letters(length: int) -> str:
    """Letters and digits without those that look alike; each is worth almost five bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def first_password() -> str:
    """Four groups of letters and digits."""
    return "-".join(random_letters(4) for _unused in range(4))


def change_scope(by: Actor, account: Account, roles: Iterable[str], department: str, county: str) -> None:
    """Other roles, department or county.  Raises InputError."""
    found = AccountForm(account.username, account.label, department, county, tuple(roles)).checked()
    content = {"roles": list(found.roles), "department": department, "county": county}
    before = {name: getattr(account, name) for name in content}
    _change(by, account, "scope", content, {"before": before, "after": content})
    end_sessions(account)


def give_company_roles(by: Actor, account: Account, roles: Iterable[str]) -> None:
    """What a colleague's account may do in the name of the company.  Raises InputError."""
    after = check_company_roles(roles)
    _change(by, account, "scope", {"roles": after}, {"before": {"roles": account.roles}, "after": {"roles": after}})
    end_sessions(account)


def lock(by: Actor, account: Account) -> None:
    """Nobody signs in with it until it is opened; whoever is signed in is put out."""
    _change(by, account, "locked", {"is_active": False})
    end_sessions(account)


def unlock(by: Actor, account: Account) -> None:
    """Open it again, whether it was locked by hand or because nobody used it; nothing waits any more either."""
    with transaction.atomic():
        _change(by, account, "unlocked", {"is_active": True, "made_at": timezone.now()})
        tries.forget(account)


def open_from_server(account: Account) -> None:
    """The same by whoever sits at the server: the way in for administrators that nobody else can open."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=True, made_at=timezone.now())
        tries.forget(account)
        leave_trace("account", "unlocked", None, account=account.pk)


def reset_factor(by: Actor, account: Account) -> None:
    """The phone is lost: the next sign-in sets up a new second factor."""
    with transaction.atomic():
        _change(by, account, "factor_reset", {})
        SecondFactor.objects.filter(account=account).delete()
    end_sessions(account)


def reset_password(by: Actor, account: Account) -> str:
    """A new first password, shown once."""
    password = first_password()
    with transaction.atomic():
        _change(by, account, "password_reset", {"must_change": True})
        account.set_password(password)
        account.save(update_fields=["password"])
    end_sessions(account)
    return password


def link_identity(by: Actor, account: Account, provider: str, digest: str) -> None:
    """Say by which name another service knows this account, as its digest.  Raises InputError for one that is taken."""
    try:
        with transaction.atomic():
            Identity.objects.create(provider=provider, subject=digest, account=account)
            _change(by, account, "linked", {}, {"provider": provider, "subject": digest})
    except IntegrityError:
        raise InputError("subject", "subject", "one in use", "a free one", _("这个标识已经连着另一个账号。")) from None


def subject_digest(provider: str, subject: str) -> str:
    """How another service's name for somebody is kept: found again, but not readable.

    ``sub`` of OpenID Connect tells capitals from small letters; a credit code does not.
    """
    return keyed_digest(f"{provider}:{subject.upper() if provider == 'ticket' else subject}")


def change_password(account: Account, old: str, new: str) -> None:
    """One's own password.  Raises InputError for a wrong old one or a weak new one, LockedError for too many."""
    scopes = [tries.TryScope("own password", settings.LOGIN_ATTEMPTS)]
    tries.begin(account.username, scopes)
    fits = account.check_password(old)
    if fits:
        tries.right(account.username, scopes)
    if not fits:
        raise InputError("password", "old", "another one", "your present password", _("现在的密码不对。"))
    if old == new:
        raise InputError("password", "new", "the same", "a new password", _("新密码要和原来的不一样。"))
    choose_password(account, new)


def choose_password(account: Account, new: str, what: str = "password_changed") -> None:
    """A password of one's own, by whoever has shown in another way who they are.  Raises InputError for a weak one."""
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise InputError("password", "new", "a weak one", "a stronger one", "".join(error.messages)) from None
    with transaction.atomic():
        account.set_password(new)
        account.must_change = False
        account.save(update_fields=["password", "must_change"])
        leave_trace("account", what, account.pk, account=account.pk)


def retire_stale(now: datetime) -> int:
    """Deactivate staff accounts that nobody used for STALE_DAYS days; answers how many."""
    before = now - timedelta(days=settings.STALE_DAYS)
    unused = Q(last_login__lt=before) & (Q(made_at__lt=before) | Q(made_at=None))
    never = Q(last_login=None, made_at__lt=before)
    found = Account.objects.filter(unused | never, kind__in=STAFF, is_active=True)
    count = 0
    for account in found:
        with transaction.atomic():
            changed = Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False)
            if changed:
                leave_trace("account", "retired", None, account=account.pk, at=now)
                count += 1
    return count


def _change(
    by: Actor, account: Account, what: str, fields: dict[str, Any], content: dict[str, Any] | None = None
) -> None:
    if by.pk == account.pk:
        raise InputError(
            "own_account", "account", "your own", "somebody else's", _("自己的账号要由另一个管账号的人来改。")
        )
    with transaction.atomic():
        if fields:
            Account.objects.filter(pk=account.pk).update(**fields)
        leave_trace("account", what, by.pk, account=account.pk, content=content)
    account.refresh_from_db()


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
