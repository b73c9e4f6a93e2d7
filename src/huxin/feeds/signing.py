"""Who sends: a request is signed with a key of the company over what it says and the digest of its body.

The text that is signed has a line each for: ``huxin-feed-1``, method, path, time (seconds since 1970), Idempotency-Key,
Content-Type and Content-Digest; an absent header is an empty line.  The digest binds the body, so the signature is
checked before a byte of the body is read, and the body is checked against the digest when it has come.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from huxin.feeds.keys import fits
from huxin.feeds.models import CompanyKey
from huxin.law import InputError

SCHEME: Final = "huxin-feed-1"
LEEWAY: Final = 300
"""Seconds by which the clocks may differ."""
_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


class UnsignedError(InputError):
    """The request is not signed by a key of the company: 401."""


@dataclass(frozen=True)
class SignedRequest:
    """A request whose signature fits.  ``sha256`` is what its body must have, in hexadecimal; empty without a body."""

    key: CompanyKey
    idempotency_key: str
    sha256: str


def signed_text(method: str, path: str, timestamp: str, idempotency_key: str, media_type: str, digest: str) -> bytes:
    """What is signed."""
    return "\n".join((SCHEME, method, path, timestamp, idempotency_key, media_type, digest)).encode()


def check_signature(request: HttpRequest, company: str) -> SignedRequest:
    """Raises UnsignedError where no key of this company signed the request, now and as it is."""
    head = request.headers
    stamp, name = head.get("Huxin-Timestamp", ""), head.get("Huxin-Key", "")
    _check_time(stamp)
    key = CompanyKey.objects.filter(id=name, company=company, revoked_at=None).first()
    parts = (head.get("Idempotency-Key", ""), head.get("Content-Type", ""), head.get("Content-Digest", ""))
    message = signed_text(str(request.method), request.get_full_path(), stamp, *parts)
    if key is None or not fits(key, message, _signature(head.get("Huxin-Signature", ""))):
        hint = "Sign with a key of this company that is not revoked; the page on feeds shows how, line by line."
        wanted = "a signature by a key of the company"
        raise UnsignedError("signature", "Huxin-Signature", "a signature that does not fit", wanted, hint)
    return SignedRequest(key, parts[0], _announced(parts[2]))


def _check_time(stamp: str) -> None:
    wanted = f"seconds since 1970-01-01 UTC, at most {LEEWAY} s from ours"
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        hint = "Send the headers Huxin-Key, Huxin-Timestamp and Huxin-Signature."
        raise UnsignedError("timestamp", "Huxin-Timestamp", stamp or "nothing", wanted, hint)
    if abs(int(stamp) - time.time()) > LEEWAY:
        raise UnsignedError("timestamp", "Huxin-Timestamp", stamp, wanted, "Set the clock, and sign each request anew.")


def _signature(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _announced(digest: str) -> str:
    """The digest in hexadecimal, empty where none was sent.  Raises UnsignedError for one of another form."""
    if not digest:
        return ""
    found = _DIGEST.fullmatch(digest)
    if found is None:
        hint = "Content-Digest: sha-256=:BASE64:, over the body as it is sent."
        raise UnsignedError("digest", "Content-Digest", digest, "sha-256 in base64 between colons (RFC 9530)", hint)
    return base64.b64decode(found[1]).hex()
