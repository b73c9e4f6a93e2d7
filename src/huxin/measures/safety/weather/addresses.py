"""To which addresses we send 推送地址: https, on the public internet, and to the very address that was looked at.

A name is resolved once and its answer is used: looked up a second time it could lead into the city's own network.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from huxin.law import InputError

LONGEST: Final = 300
_UNICAST: Final = ip_network("2000::/3")
"""All that is given out of IPv6 for the internet; what lies outside is local, of old or carries another address."""
_SPECIAL: Final = tuple(
    ip_network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "192.88.99.0/24", "240.0.0.0/4")
)
"""Ranges that carry an IPv4 address inside (Teredo, 6to4), relay to one, or belong to nobody."""
_ISATAP: Final = (0x00005EFE, 0x02005EFE)
"""Before an IPv4 address in the lower half of an IPv6 one (RFC 5214)."""
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", re.IGNORECASE)
"""What the system takes for an IPv4 address in another writing: decimal, octal, hexadecimal, with fewer parts."""
Ip = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Address:
    """Where a message goes: ``host`` is the name that the certificate must have, ``addresses`` where we connect."""

    host: str
    port: int
    path: str
    secure: bool
    addresses: tuple[Ip, ...]


def target_of(url: str) -> Address:
    """What an address leads to now.  Raises InputError for one to which we may not send.

    The invented city may use http; networks of ``HUXIN_WEBHOOK_NETWORKS`` count as public.
    """
    host, port, path, scheme = _parts(url)
    addresses = tuple(dict.fromkeys(_resolved(host, port)))
    if not addresses or not all(map(_allowed, addresses)):
        hint = _("换一个公网能访问的地址。")
        raise InputError("url", "url", host, "a host of the public internet", hint)
    return Address(host, port, path, scheme == "https", addresses)


def _parts(url: str) -> tuple[str, int, str, str]:
    """(host, port, path with query, scheme).  Raises InputError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    schemes = ("https", "http") if settings.DEMO else ("https",)
    plain = len(url) <= LONGEST and url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in schemes or not _plain_host(host) or parts.username is not None or not plain:
        hint = _("写完整的 https 地址，比如 https://open.example.cn/huxin。")
        raise InputError("url", "url", url, "an https address without a user name", hint)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return host, port, path, parts.scheme


def _plain_host(host: str) -> bool:
    """A name, or an address in its usual writing; none with a zone, a final dot or another base."""
    if not host or host.endswith(".") or "%" in host:
        return False
    if ":" in host or _NUMBER.fullmatch(host):
        try:
            ip_address(host)
        except ValueError:
            return False
    return True


def _resolved(host: str, port: int) -> Iterator[Ip]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    for *_unused, place in found:
        yield ip_address(str(place[0]).partition("%")[0])


def _allowed(address: Ip) -> bool:
    """Whether an address lies outside of every inner network, also under an IPv6 coat."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return _allowed(address.ipv4_mapped)
    if any(address in ip_network(one) for one in settings.WEBHOOK_NETWORKS):
        return True
    if isinstance(address, IPv6Address) and (address not in _UNICAST or int(address) >> 32 & 0xFFFFFFFF in _ISATAP):
        return False
    return address.is_global and not address.is_multicast and not any(address in one for one in _SPECIAL)
