"""Encryption at rest: AES-256-GCM under a key of 32 bytes, secrets of the installation, keyed digests for finding."""

from __future__ import annotations

import hmac
import os
from functools import cache
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huxin.core.keys import read_key

NONCE: Final = 12


@cache
def _master() -> bytes:
    return read_key(settings.DATA, "master")


def seal_secret(content: bytes, place: str) -> bytes:
    """Encrypt what belongs to the installation and to no person, under the master key."""
    return encrypt(_master(), content, place)


def open_secret(content: bytes, place: str) -> bytes:
    """The opposite.  Raises cryptography's InvalidTag for bytes that were changed."""
    return decrypt(_master(), content, place)


def blind_index(value: str) -> str:
    """A keyed digest by which a number is found without being stored."""
    return hmac.new(_master(), b"index:" + value.upper().encode(), sha256).hexdigest()


def keyed_digest(value: str) -> str:
    """The same for what has to fit letter for letter."""
    return hmac.new(_master(), b"exact:" + value.encode(), sha256).hexdigest()


def encrypt(key: bytes, content: bytes, place: str) -> bytes:
    """Encrypt for one place (table and row): moved elsewhere it cannot be opened."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def decrypt(key: bytes, content: bytes, place: str) -> bytes:
    """The opposite.  Raises cryptography's InvalidTag for bytes that were changed."""
    return open_with(AESGCM(key), content, place)


def open_with(cipher: AESGCM, content: bytes, place: str) -> bytes:
    """``decrypt`` with a cipher that was made once for many pieces."""
    return cipher.decrypt(content[:NONCE], content[NONCE:], place.encode())
