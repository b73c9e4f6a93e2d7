"""Signing in: a few tries, then a wait, and the same answer in the same time for a wrong name and a wrong password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password

from huxin.identity import tries
from huxin.identity.devices import Origin
from huxin.identity.models import Account
from huxin.identity.tries import LockedError, TryScope

__all__ = ["LockedError", "check_sign_in", "code_scopes"]
_NOWHERE = Origin()


def check_sign_in(username: str, password: str, origin: Origin = _NOWHERE) -> Account | None:
    """The account, or None for a wrong name or password.

    Raises LockedError while a try from there has to wait, whether the name exists or not.
    """
    known = Account.objects.filter(username=username, is_active=True).first() if "\0" not in username else None
    scopes = _password_scopes(known, origin)
    tries.begin(username, scopes)
    if known is None:
        make_password(password)  # takes as long as a real check, so that names cannot be guessed by time
        return None
    if not known.check_password(password):
        return None
    tries.right(username, scopes)
    return known


def _password_scopes(account: Account | None, origin: Origin) -> list[TryScope]:
    """A device that the account signed in on counts for itself.  Strangers count by where they come from, and all of
    them together with a far higher number, against those who come from many places.
    """
    if origin.device is not None and origin.device.knows(account):
        return [TryScope(f"password device {origin.device.id}", settings.LOGIN_ATTEMPTS)]
    return [
        TryScope(f"password address {origin.address}", settings.LOGIN_ATTEMPTS),
        TryScope("password anywhere", settings.LOGIN_ATTEMPTS_ANYWHERE, shared=True),
    ]


def code_scopes(account: Account, origin: Origin) -> list[TryScope]:
    """Wrong codes have a count of their own, which no right password sets back; whoever tries knows the password."""
    if origin.device is not None and origin.device.knows(account):
        return [TryScope(f"code device {origin.device.id}", settings.LOGIN_ATTEMPTS)]
    return [TryScope("code", settings.LOGIN_ATTEMPTS)]
