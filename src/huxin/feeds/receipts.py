"""Receipts 回执: what came, when, and what became of it, signed with Ed25519 by the installation.

Both sides keep it as evidence: the company that it sent, the city what it was given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from huxin.core.keys import read_key
from huxin.core.service import Entry
from huxin.feeds.models import Batch
from huxin.feeds.sealed import batch_digest, part_fault
from huxin.law.dates import SHANGHAI

SIGNED: Final = (
    "id", "company", "kind", "sha256", "sm3", "size", "rows", "accepted", "flagged", "quarantined", "landed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """What a check of a receipt found.  ``fault`` says what is wrong, or is None."""

    id: str
    signature: bool
    known: bool = False
    sealed: bool = False
    fault: str | None = None

    @property
    def good(self) -> bool:
        return self.fault is None


def as_json(batch: Batch) -> dict[str, Any]:
    """The receipt of a batch; ``key`` is the public key that the signature is checked with."""
    return {**_content(batch), "key": _key().public_key().public_bytes_raw().hex(), "signature": batch.signature}


def sign(batch: Batch) -> str:
    """The signature over the receipt of a batch that is not saved yet."""
    return _key().sign(_message(_content(batch))).hex()


def check(receipt: Mapping[str, Any]) -> Check:
    """Whether a receipt is ours, unchanged, and what it speaks of is still here as it landed."""
    name = str(receipt.get("id", ""))
    if not signed_by_us(receipt):
        return Check(name, signature=False, fault="the signature does not fit: the receipt is not ours or was changed")
    batch = Batch.objects.filter(id=name).first()
    if batch is None:
        return Check(name, signature=True, fault="the batch is not in this lake")
    if _content(batch) != {field: receipt[field] for field in SIGNED}:
        return Check(name, signature=True, known=True, fault="the batch says something else than its receipt")
    entry = Entry.objects.filter(kind="feed", subject=name).first()
    if entry is None or entry.digest != batch_digest(batch):
        return Check(name, signature=True, known=True, fault="the batch is not what was sealed in the log")
    fault = next(filter(None, map(part_fault, batch.parts.filter(gone_at=None))), None)
    return Check(name, signature=True, known=True, sealed=True, fault=fault)


def signed_by_us(receipt: Mapping[str, Any]) -> bool:
    """Whether the present key signed a receipt."""
    public: Ed25519PublicKey = _key().public_key()
    try:
        public.verify(bytes.fromhex(str(receipt["signature"])), _message(receipt))
    except (KeyError, ValueError, InvalidSignature):
        return False
    return True


def _content(batch: Batch) -> dict[str, Any]:
    found = {name: getattr(batch, name) for name in SIGNED}
    return {**found, "landed_at": batch.landed_at.astimezone(SHANGHAI).isoformat(timespec="milliseconds")}


def _message(receipt: Mapping[str, Any]) -> bytes:
    return json.dumps([receipt[name] for name in SIGNED], ensure_ascii=False, separators=(",", ":")).encode()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(read_key(settings.DATA, "receipt"))
