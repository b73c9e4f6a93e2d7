"""Tries at signing in: counted before they are looked at, each kind by itself; too many make the next one wait.

Nobody is locked out: a wait grows from half a minute to a quarter of an hour, it ends by itself, and what strangers
try elsewhere never makes the owner's own device wait.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from huxin.identity.devices import Origin
from huxin.identity.models import Account, Tries

FIRST_WAIT: Final = 30
"""Seconds; each further wrong try doubles it."""
FORGET: Final = timedelta(days=1)
"""After a day without a try a count begins anew."""


class LockedError(PermissionError):
    """Too many wrong passwords or codes; ``seconds`` until the next try is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        return ceil(self.seconds / 60)


@dataclass(frozen=True)
class TryScope:
    """What tries are counted by: ``free`` many cost nothing.  ``shared``: a right try takes itself back and no more."""

    name: str
    free: int
    shared: bool = False


def of_strangers(origin: Origin) -> list[TryScope]:
    """For a door that asks for no name: the device counts first, and where it comes from with a far higher number, for
    thousands share the address of a carrier."""
    found = [TryScope(f"address {origin.address}", settings.LOGIN_ATTEMPTS_ANYWHERE, shared=True)]
    return found + (
        [TryScope(f"device {origin.device.id}", settings.LOGIN_ATTEMPTS)] if origin.device is not None else []
    )


def begin(owner: str, scopes: Sequence[TryScope]) -> None:
    """Count a try, before it is looked at, so that many at once cannot slip through.  Raises LockedError."""
    now, wait = timezone.now(), 0
    with transaction.atomic():
        rows = [_row(owner, scope, now) for scope in sorted(scopes, key=lambda one: one.name)]
        waits = [(row.until - now).total_seconds() for row, _ in rows if row.until is not None and row.until > now]
        wait = ceil(max(waits, default=0))
        for row, scope in rows if not wait else ():
            row.count, row.at = row.count + 1, now
            row.until = now + timedelta(seconds=_wait(row.count - scope.free)) if row.count >= scope.free else None
            row.save(update_fields=["count", "at", "until"])
    if wait:
        raise LockedError(wait)


def right(owner: str, scopes: Iterable[TryScope]) -> None:
    """The try was right: its own counts end; a shared one loses this try, and keeps those of others."""
    for scope in scopes:
        rows = Tries.objects.filter(key=_key(owner, scope))
        if scope.shared:
            rows.filter(count__gt=0).update(count=F("count") - 1, until=None)
        else:
            rows.delete()


def forget(account: Account) -> None:
    """Somebody who may opened the account: nothing waits any more."""
    Tries.objects.filter(owner=_digest(account.username)).delete()


def waiting(accounts: Iterable[Account]) -> set[int]:
    """Those for which somebody somewhere has to wait now, by number."""
    by_owner = {_digest(one.username): one.pk for one in accounts}
    rows = Tries.objects.filter(owner__in=by_owner, until__gt=timezone.now())
    return {by_owner[owner] for owner in rows.values_list("owner", flat=True)}


def drop_old_tries(now: datetime) -> None:
    """Forget counts that begin anew anyway."""
    Tries.objects.filter(at__lt=now - FORGET).delete()


def _row(owner: str, scope: TryScope, now: datetime) -> tuple[Tries, TryScope]:
    made = {"owner": _digest(owner), "count": 0, "at": now}
    key = _key(owner, scope)
    Tries.objects.get_or_create(key=key, defaults=made)
    row = Tries.objects.select_for_update().filter(key=key).first() or Tries(key=key, **made)
    if row.at < now - FORGET:
        row.count, row.until = 0, None
    return row, scope


def _wait(over: int) -> int:
    return min(FIRST_WAIT * (1 << min(over, 20)), int(settings.LOGIN_LOCK_MINUTES) * 60)


def _key(owner: str, scope: TryScope) -> str:
    return _digest(f"{owner}\n{scope.name}")


def _digest(text: str) -> str:
    """Names of accounts, addresses and devices are not kept, only found again."""
    return hmac.new(settings.SECRET_KEY.encode(), b"tries:" + text.encode(errors="replace"), sha256).hexdigest()
