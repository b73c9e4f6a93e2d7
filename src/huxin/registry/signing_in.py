"""Signing in: a few tries, then a pause, and the same answer for a wrong name and a wrong password."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from huxin.registry.models import Account


class LockedError(PermissionError):
    """Too many wrong passwords or codes; the account opens again by itself."""


def check_sign_in(username: str, password: str) -> Account | None:
    """The account, or None for a wrong name or password.  Raises LockedError while the account is locked."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(username=username, is_active=True).first()
        if account is None:
            make_password(password)  # takes as long as a real check, so that names cannot be guessed by time
            return None
        right = not _locked(account) and account.check_password(password)
        locked = _count(account, right)
    if locked:
        raise LockedError
    return account if right else None


def count_try(account: Account, right: bool) -> None:
    """Count a try at the second factor with those at the password.  Raises LockedError while the account is locked.

    The count is kept even so: it lies in the caller's transaction, and a wrong try raises nothing.
    """
    fresh = Account.objects.select_for_update().get(pk=account.pk)
    if _count(fresh, right):
        raise LockedError


def _locked(account: Account) -> bool:
    return account.locked_until is not None and account.locked_until > timezone.now()


def _count(account: Account, right: bool) -> bool:
    """Note a try; answers whether the account was locked before it."""
    if _locked(account):
        return True
    account.failed = 0 if right else account.failed + 1
    if account.failed >= settings.LOGIN_ATTEMPTS:
        account.locked_until = timezone.now() + timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
        account.failed = 0
    account.save(update_fields=["failed", "locked_until"])
    return False
