"""Personal data at rest: AES-256-GCM under a key of each person, and a blind index to find one by number."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huxin.config.keys import read_key
from huxin.registry.models import DataKey, Person

NONCE: Final = 12


class ErasedError(LookupError):
    """The person's data key is gone: what it sealed cannot be read any more."""


@cache
def _master() -> bytes:
    return read_key(settings.DATA, "master")


def make_key(person: Person) -> None:
    """Give a new person a data key of their own."""
    new_key(person).save(force_insert=True)


def new_key(person: Person) -> DataKey:
    """The same, not saved: for many people at once."""
    return DataKey(person=person, wrapped=_encrypt(_master(), os.urandom(32), f"key:{person.id}"))


def key_of(person: Person) -> bytes:
    """The person's data key.  Raises ErasedError when the person was erased."""
    try:
        wrapped = person.data_key.wrapped
    except DataKey.DoesNotExist:
        raise ErasedError(str(person.id)) from None
    return _decrypt(_master(), bytes(wrapped), f"key:{person.id}")


def seal_bytes(person: Person, content: bytes, place: str) -> bytes:
    """Encrypt for one place (table and row): moved elsewhere it cannot be opened."""
    return _encrypt(key_of(person), content, place)


def open_bytes(person: Person, content: bytes, place: str) -> bytes:
    """The opposite.  Raises ErasedError, or cryptography's InvalidTag for bytes that were changed."""
    return _decrypt(key_of(person), content, place)


def seal(person: Person, content: Mapping[str, Any], place: str) -> bytes:
    """Encrypt JSON."""
    return seal_bytes(person, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), place)


def unseal(person: Person, content: bytes, place: str) -> dict[str, Any]:
    """Decrypt JSON."""
    found: dict[str, Any] = json.loads(open_bytes(person, bytes(content), place))
    return found


def opener(person: Person) -> Callable[[bytes, str], dict[str, Any]]:
    """``unseal`` for many pieces of one person: the key is unwrapped once.  Raises ErasedError."""
    cipher = AESGCM(key_of(person))

    def open_piece(content: bytes, place: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(_open(cipher, bytes(content), place))
        return found

    return open_piece


def seal_secret(content: bytes, place: str) -> bytes:
    """Encrypt what belongs to the installation and to no person, under the master key."""
    return _encrypt(_master(), content, place)


def open_secret(content: bytes, place: str) -> bytes:
    """The opposite.  Raises cryptography's InvalidTag for bytes that were changed."""
    return _decrypt(_master(), content, place)


def blind_index(value: str) -> str:
    """A keyed digest by which a number is found without being stored."""
    return hmac.new(_master(), b"index:" + value.upper().encode(), sha256).hexdigest()


def keyed_digest(value: str) -> str:
    """The same for what has to fit letter for letter."""
    return hmac.new(_master(), b"exact:" + value.encode(), sha256).hexdigest()


def _encrypt(key: bytes, content: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def _decrypt(key: bytes, content: bytes, place: str) -> bytes:
    return _open(AESGCM(key), content, place)


def _open(cipher: AESGCM, content: bytes, place: str) -> bytes:
    return cipher.decrypt(content[:NONCE], content[NONCE:], place.encode())
