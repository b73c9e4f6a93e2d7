"""Signing in: a few tries, then a pause, and the same answer for a wrong name and a wrong password."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from huxin.registry.models import Account


class LockedError(PermissionError):
    """Too many wrong passwords; the account opens again by itself."""


def check_sign_in(username: str, password: str) -> Account | None:
    """The account, or None for a wrong name or password.  Raises LockedError while the account is locked."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(username=username, is_active=True).first()
        if account is None:
            make_password(password)  # takes as long as a real check, so that names cannot be guessed by time
            return None
        now = timezone.now()
        locked = account.locked_until is not None and account.locked_until > now
        if not locked:
            right = account.check_password(password)
            account.failed = 0 if right else account.failed + 1
            if account.failed >= settings.LOGIN_ATTEMPTS:
                account.locked_until, account.failed = now + timedelta(minutes=settings.LOGIN_LOCK_MINUTES), 0
            account.save(update_fields=["failed", "locked_until"])
    if locked:
        raise LockedError
    return account if right else None
