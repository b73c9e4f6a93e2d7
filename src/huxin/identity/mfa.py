"""The second factor 第二因素: a code that changes every thirty seconds (RFC 6238), and codes for a lost phone."""

from __future__ import annotations

import os
import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest
from typing import Final

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone

from huxin.core import crypto
from huxin.identity import tries
from huxin.identity.devices import Origin
from huxin.identity.models import Account, SecondFactor
from huxin.identity.sign_in import code_scopes

_NOWHERE: Final = Origin()
STEP: Final = 30
"""Seconds; ordinary authenticator apps know SHA-1, six digits and this step."""
SEED: Final = 20
RECOVERY_CODES: Final = 10


def has_factor(account: Account) -> bool:
    """Whether a second factor was set up and shown to work."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def seeds_there() -> bool:
    """Whether a sealed seed exists."""
    return SecondFactor.objects.exists()


def latest_seed_opens() -> bool | None:
    """Whether one of them can be opened; None where there is none."""
    row = SecondFactor.objects.select_related("account").order_by("-account_id").first()
    return opens(row) if row is not None else None


def begin(account: Account) -> bytes:
    """The seed to enrol with: the one of an enrolment that was begun, else a new one.

    Raises PermissionError for an account whose factor works already.
    """
    row = SecondFactor.objects.filter(account=account).first()
    if row is None:
        row = set_seed(account, os.urandom(SEED))
    if row.confirmed_at is not None:
        raise PermissionError(f"{account.username} has a second factor")
    return _seed(row)


def set_seed(account: Account, seed: bytes, confirmed_at: datetime | None = None) -> SecondFactor:
    """Give an account this seed in place of any other."""
    sealed = crypto.seal_secret(seed, _place(account))
    row, _ = SecondFactor.objects.update_or_create(
        account=account,
        defaults={"sealed_seed": sealed, "confirmed_at": confirmed_at, "last_step": 0, "recovery": []},
    )
    return row


def uri(account: Account, seed: bytes) -> str:
    """The ``otpauth`` address that an authenticator app reads."""
    return _totp(seed).get_provisioning_uri(account.username, "Huxin")


def picture(address: str) -> str:
    """The address as a QR code: an SVG in a ``data:`` address, drawn here and nowhere else."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4))


def readable(seed: bytes) -> str:
    """The seed in groups of four, for whoever types it."""
    text = b32encode(seed).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def code_at(seed: bytes, step: int) -> str:
    """The six digits of a step."""
    return _totp(seed).generate(step * STEP).decode()


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def confirm(account: Account, code: str, origin: Origin = _NOWHERE) -> list[str] | None:
    """Finish an enrolment; answers the recovery codes, which are shown once.  None for a wrong code."""
    if not check(account, code, origin):
        return None
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    kept = [_recovery(account, one) for one in codes]
    SecondFactor.objects.filter(account=account).update(confirmed_at=timezone.now(), recovery=kept)
    return codes


def check(account: Account, code: str, origin: Origin = _NOWHERE) -> bool:
    """Whether a code or a recovery code is right now; each is good once.

    Raises LockedError after too many wrong ones: they are counted by themselves, and only a right one ends the count.
    """
    scopes = code_scopes(account, origin)
    tries.begin(account.username, scopes)
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(account=account).first()
        right = row is not None and (_use_step(row, code) or _use_recovery(row, code))
    if right:
        tries.right(account.username, scopes)
    return right


def _use_step(row: SecondFactor, code: str) -> bool:
    """The step before and after count too, for clocks that differ; never one that is not newer than the last used."""
    now, sent = step_of(timezone.now()), code.replace(" ", "")
    for step in (now - 1, now, now + 1):
        if step > row.last_step and compare_digest(code_at(_seed(row), step).encode(), sent.encode()):
            row.last_step = step
            row.save(update_fields=["last_step"])
            return True
    return False


def _use_recovery(row: SecondFactor, code: str) -> bool:
    digest = _recovery(row.account, code.strip().lower())
    if row.confirmed_at is None or digest not in row.recovery:
        return False
    row.recovery = [one for one in row.recovery if one != digest]
    row.save(update_fields=["recovery"])
    return True


def _recovery(account: Account, code: str) -> str:
    return crypto.blind_index(f"recovery:{account.pk}:{code}")


def _totp(seed: bytes) -> TOTP:
    return TOTP(seed, 6, SHA1(), STEP)  # noqa: S303 - RFC 6238; collisions do not matter in an HMAC


def _seed(row: SecondFactor) -> bytes:
    return crypto.open_secret(bytes(row.sealed_seed), _place(row.account))


def opens(row: SecondFactor) -> bool:
    """Whether a seed can be opened with the present key.  Raises InvalidTag where it cannot."""
    return len(_seed(row)) > 0


def _place(account: Account) -> str:
    return f"second-factor:{account.pk}"
