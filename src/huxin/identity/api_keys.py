"""Keys with which a program speaks for an account: shown once, kept as a hash, taken back at any time."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Final

from django.utils import timezone

from huxin.identity.actor import Actor
from huxin.identity.models import Account, ApiKey

_PREFIX: Final = "huxin_"


def make_api_key(actor: Actor, label: str) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again later."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(id=uuid.uuid4(), account_id=actor.pk, label=label.strip()[:60], digest=_digest(secret))
    row.save(force_insert=True)
    return row, secret


def account_of_key(secret: str) -> Account | None:
    """The account for which a key speaks; None for one that is unknown or taken back.

    While a password that somebody else chose waits to be changed, no key speaks for the account either.
    """
    found = ApiKey.objects.select_related("account").filter(digest=_digest(secret), revoked_at=None).first()
    account = found.account if found is not None else None
    return account if account is not None and account.is_active and not account.must_change else None


def api_keys(actor: Actor) -> list[ApiKey]:
    """The keys of an account, newest first."""
    return list(ApiKey.objects.filter(account_id=actor.pk).order_by("-made_at"))


def revoke_api_key(actor: Actor, key: uuid.UUID) -> bool:
    """Take a key back; False where the account has none of that id in use."""
    own = ApiKey.objects.filter(id=key, account_id=actor.pk, revoked_at=None)
    return own.update(revoked_at=timezone.now()) == 1


def _digest(secret: str) -> str:
    """The secret has 256 bits from the system, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
