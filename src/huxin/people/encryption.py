"""Personal data at rest: each person's under a data key of their own, which the master key wraps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huxin.core.crypto import decrypt, encrypt, open_secret, open_with, seal_secret
from huxin.people.models import DataKey, Person


class ErasedError(LookupError):
    """The person's data key is gone: what it sealed cannot be read any more."""


def make_key(person: Person) -> None:
    """Give a new person a data key of their own."""
    new_key(person).save(force_insert=True)


def new_key(person: Person) -> DataKey:
    """The same, not saved: for many people at once."""
    return DataKey(person=person, wrapped=seal_secret(os.urandom(32), f"key:{person.id}"))


def key_of(person: Person) -> bytes:
    """The person's data key.  Raises ErasedError when the person was erased."""
    try:
        wrapped = person.data_key.wrapped
    except DataKey.DoesNotExist:
        raise ErasedError(str(person.id)) from None
    return open_secret(bytes(wrapped), f"key:{person.id}")


def seal_bytes(person: Person, content: bytes, place: str) -> bytes:
    """Encrypt for one place (table and row): moved elsewhere it cannot be opened."""
    return encrypt(key_of(person), content, place)


def open_bytes(person: Person, content: bytes, place: str) -> bytes:
    """The opposite.  Raises ErasedError, or cryptography's InvalidTag for bytes that were changed."""
    return decrypt(key_of(person), content, place)


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
        found: dict[str, Any] = json.loads(open_with(cipher, bytes(content), place))
        return found

    return open_piece
