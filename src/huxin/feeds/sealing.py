"""What must not lie open on a disk: the bytes that came, and the secrets that companies sign with.

Bytes are encrypted in frames of a megabyte: AES-256-GCM with a counter as nonce under a key of the file's own, derived
from a random salt; the number of a frame and whether it is the last are bound to it, so none can be moved or left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from huxin.core.keys import read_key

FRAME: Final = 1 << 20
_SALT, _TAG, _NONCE = 16, 16, 12


@cache
def _key() -> bytes:
    return read_key(settings.DATA, "feeds")


@cache
def worker_key() -> bytes:
    """The key of the workers' keyed hashes, made once at set-up; without it, old and new records cannot be joined.

    A final line break is left out, as ``huxin supervise scan --key`` reads the same file.
    """
    return read_key(settings.DATA, "pseudonym").rstrip(b"\r\n")


class FileSealer:
    """Writes an encrypted file bit by bit."""

    def __init__(self, out: IO[bytes], name: str) -> None:
        salt = os.urandom(_SALT)
        out.write(salt)
        self._out, self._box, self._held, self._number = out, _box(salt, name), bytearray(), 0

    def write(self, content: bytes) -> None:
        """Take more bytes."""
        self._held += content
        while len(self._held) > FRAME:
            self._frame(bytes(self._held[:FRAME]), last=False)
            del self._held[:FRAME]

    def close(self) -> None:
        """Write what is left; without it the file cannot be opened."""
        self._frame(bytes(self._held), last=True)

    def _frame(self, content: bytes, *, last: bool) -> None:
        self._out.write(self._box.encrypt(self._number.to_bytes(_NONCE, "big"), content, b"last" if last else b"more"))
        self._number += 1


def opened(path: Path, name: str) -> Iterator[bytes]:
    """The bytes of an encrypted file.  Raises cryptography's InvalidTag for one that was changed or cut short."""
    with path.open("rb") as stream:
        box, number = _box(stream.read(_SALT), name), 0
        frame = stream.read(FRAME + _TAG)
        while True:
            following = stream.read(FRAME + _TAG)
            yield box.decrypt(number.to_bytes(_NONCE, "big"), frame, b"more" if following else b"last")
            if not following:
                return
            frame, number = following, number + 1


def _box(salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"raw:" + name.encode()).derive(_key()))


def seal_secret(secret: bytes, key_id: str) -> bytes:
    """A company's shared secret, encrypted for one key."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, secret, f"company-key:{key_id}".encode())


def open_secret(sealed: bytes, key_id: str) -> bytes:
    """The opposite."""
    return AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], f"company-key:{key_id}".encode())
