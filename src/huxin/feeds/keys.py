"""Keys of companies 报送密钥: made by the city, told once, revoked when somebody asks."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from huxin.feeds.models import CompanyKey
from huxin.feeds.sealing import open_secret, seal_secret
from huxin.law import InputError
from huxin.law.cleaning import company_code


@dataclass(frozen=True)
class NewKey:
    """A key that was just made.  ``secret`` (hexadecimal) is shown this once; an Ed25519 key has none here."""

    id: str
    secret: str | None


def add_key(company: str, public: str | None = None) -> NewKey:
    """A shared secret of our making, or the company's own Ed25519 public key (64 hexadecimal digits).

    Raises InputError for something that is no public key or no credit code.
    """
    company = company_code(company)
    name, secret = secrets.token_hex(8), None
    if public is None:
        secret = secrets.token_bytes(32)
        sealed = seal_secret(secret, name)
    else:
        sealed = _public(public)
    kind = "hmac" if secret is not None else "ed25519"
    CompanyKey.objects.create(id=name, company=company, kind=kind, sealed=sealed, created_at=timezone.now())
    return NewKey(name, secret.hex() if secret is not None else None)


def revoke_key(name: str) -> CompanyKey:
    """Nothing signed with it is taken any more.  Raises InputError for a key that does not exist."""
    key = CompanyKey.objects.filter(id=name).first()
    if key is None:
        raise InputError("key", "key", name, "the id of a key", "List them with: huxin feed key list --company ID")
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
    return key


def keys_of(company: str) -> list[CompanyKey]:
    """The keys of a company, newest first, revoked ones too."""
    return list(CompanyKey.objects.filter(company=company).order_by("-created_at"))


def fits(key: CompanyKey, message: bytes, signature: bytes) -> bool:
    """Whether a signature over a message was made with the key."""
    if key.kind == "hmac":
        return hmac.compare_digest(hmac.digest(open_secret(bytes(key.sealed), key.id), message, "sha256"), signature)
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.sealed)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _public(text: str) -> bytes:
    try:
        content = bytes.fromhex(text)
        Ed25519PublicKey.from_public_bytes(content)
    except ValueError:
        hint = "Print it with: openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | xxd -p -c 64"
        raise InputError("key", "--public", text, "an Ed25519 public key, 64 hexadecimal digits", hint) from None
    return content
