"""For whom a delegate 代办人 acts: read from the sealed traces of consent, which the person gives and takes back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from huxin.identity.models import Account, Trace

CONSENT: Final = "consent"
"""The kind of trace that a consent leaves; ``what`` is its purpose."""
DELEGATE: Final = "delegate"


def delegates(account: int, person: str | UUID) -> bool:
    """Whether this account may act for the person now."""
    rows = Trace.objects.filter(person_id=person, account_id=account, kind=CONSENT, what=DELEGATE)
    return Account.objects.filter(pk=account, is_active=True).exists() and given(rows.order_by("-at", "-id").first())


def given(row: Trace | None) -> bool:
    """Whether the latest word about a consent is yes."""
    return row is not None and bool(row.content["given"])
