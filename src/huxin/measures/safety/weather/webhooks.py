"""Where a company is told 推送地址, and the signature by which it knows that it is us.

Signed is ``<timestamp>.<body>`` with Ed25519; the receiver compares the timestamp with its own clock, so that a message
caught on the way cannot be played again later.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from huxin.config.keys import read_key
from huxin.law import InputError
from huxin.measures.safety.models import Delivery, Webhook
from huxin.registry.service import Actor, company_of


@dataclass(frozen=True)
class Signed:
    """The headers that go with a body."""

    timestamp: str
    signature: str


def set_webhook(actor: Actor, url: str) -> Webhook | None:
    """A company sets its address; an empty one takes it away.  Raises InputError, PermissionError."""
    company, address = company_of(actor), url.strip()
    if not address:
        Webhook.objects.filter(company=company).delete()
        return None
    check_address(address)
    made = {"url": address, "changed_at": timezone.now(), "changed_by": actor.key}
    return Webhook.objects.update_or_create(company=company, defaults=made)[0]


def webhook_of(actor: Actor) -> str:
    """The company's address; empty where it set none."""
    return Webhook.objects.filter(company=company_of(actor)).values_list("url", flat=True).first() or ""


def deliveries_of(actor: Actor, most: int = 50) -> list[Delivery]:
    """What was sent to the company or is on its way, newest first, with every try."""
    rows = Delivery.objects.filter(company=company_of(actor)).prefetch_related("attempts")
    return list(rows.order_by("-asked_at", "id")[:most])


def check_address(url: str) -> tuple[str, int]:
    """(host, port) of an address to which we may send.  Raises InputError for any other.

    Only https, and no address inside a network: otherwise a company could make us knock at the city's own doors.
    The invented city may use http on this machine.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    schemes = ("https", "http") if settings.DEMO else ("https",)
    if parts.scheme not in schemes or not host or parts.username or len(url) > 300 or not url.isprintable():
        hint = "写完整的 https 地址，比如 https://open.example.cn/huxin。"
        raise InputError("url", "url", url, "an https address without a user name", hint)
    if not settings.DEMO and not _public(host, port):
        hint = "换一个公网能访问的地址。"
        raise InputError("url", "url", host, "a host of the public internet", hint)
    return host, port


def _public(host: str, port: int) -> bool:
    try:
        found = {one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)


def sign(body: bytes, at: datetime) -> Signed:
    """Timestamp in whole seconds, signature in hexadecimal."""
    stamp = str(int(at.timestamp()))
    return Signed(stamp, _key().sign(stamp.encode() + b"." + body).hex())


def public_key() -> str:
    """The key with which receivers check, in hexadecimal."""
    return _key().public_key().public_bytes_raw().hex()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(read_key(settings.DATA, "webhook"))
