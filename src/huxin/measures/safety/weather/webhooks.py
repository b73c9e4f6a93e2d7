"""Where a company is told 推送地址, and the signature by which it knows that it is us.

Signed is ``<timestamp>.<body>`` with Ed25519; the receiver compares the timestamp with its own clock, so that a message
caught on the way cannot be played again later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from huxin.core.keys import read_key
from huxin.identity.service import Actor
from huxin.measures.safety.models import Delivery, Webhook
from huxin.measures.safety.weather.addresses import target_of
from huxin.people.service import company_of


@dataclass(frozen=True)
class SignedHeaders:
    """The headers that go with a body."""

    timestamp: str
    signature: str


def set_webhook(actor: Actor, url: str) -> Webhook | None:
    """A company sets its address; an empty one takes it away.  Raises InputError, PermissionError."""
    company, address = company_of(actor), url.strip()
    if not address:
        Webhook.objects.filter(company=company).delete()
        return None
    target_of(address)
    made = {"url": address, "changed_at": timezone.now(), "changed_by": actor.key}
    return Webhook.objects.update_or_create(company=company, defaults=made)[0]


def webhook_of(actor: Actor) -> str:
    """The company's address; empty where it set none."""
    return Webhook.objects.filter(company=company_of(actor)).values_list("url", flat=True).first() or ""


def deliveries_of(actor: Actor, most: int = 50) -> list[Delivery]:
    """What was sent to the company or is on its way, newest first, with every try."""
    rows = Delivery.objects.filter(company=company_of(actor)).prefetch_related("attempts")
    return list(rows.order_by("-asked_at", "id")[:most])


def sign(body: bytes, at: datetime) -> SignedHeaders:
    """Timestamp in whole seconds, signature in hexadecimal."""
    stamp = str(int(at.timestamp()))
    return SignedHeaders(stamp, _key().sign(stamp.encode() + b"." + body).hex())


def public_key() -> str:
    """The key with which receivers check, in hexadecimal."""
    return _key().public_key().public_bytes_raw().hex()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(read_key(settings.DATA, "webhook"))
