"""One company's flood is its own: a bucket of tokens for each, and one delivery of each at a time.

Both lie in small locked files that all page processes of the machine share: a request that is turned away must not cost
a write to the database, least of all the one write lock that the others wait for.  A process that dies lets go of its
locks by dying.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Final

from django.conf import settings

BURST_SECONDS: Final = 10
LEAST_BURST: Final = 5
_LONGEST: Final = 80


class TooManyError(Exception):
    """Turned away; ``seconds`` says when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Come back in {seconds} s.")
        self.seconds = seconds


@contextmanager
def turn(company: str) -> Iterator[None]:
    """A turn of this company.  Raises TooManyError when it has none left, or another of its deliveries is at work."""
    place = _folder() / hashlib.sha256(company.encode()).hexdigest()[:32]
    with _locked(place.with_suffix(".bucket")) as file:
        _take(file, time.monotonic())
    try:
        with _locked(place.with_suffix(".busy"), wait=False):
            yield
    except BlockingIOError:
        raise TooManyError(1) from None


def _folder() -> Path:
    folder: Path = settings.LAKE_FOLDER / ".turns"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """The file, nobody else's until the end.  Raises BlockingIOError where somebody has it and nobody waits."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield file
    finally:
        os.close(file)


def _take(file: int, now: float) -> None:
    """Take a token from the bucket in a file.  One of a time to come is from before the machine started: it is full."""
    rate = settings.FEED_RATE / 60
    most = max(LEAST_BURST, rate * BURST_SECONDS)
    tokens, at = _read(file, most, now)
    tokens = min(most, tokens + (now - at) * rate) if at <= now else most
    if tokens < 1:
        raise TooManyError(ceil((1 - tokens) / rate))
    os.pwrite(file, f"{tokens - 1!r} {now!r}".encode().ljust(_LONGEST), 0)


def _read(file: int, most: float, now: float) -> tuple[float, float]:
    """(tokens, since when); a new or damaged file is a full bucket."""
    try:
        tokens, at = map(float, os.pread(file, _LONGEST, 0).split())
    except ValueError:
        return most, now
    return tokens, at


def forget() -> None:
    """Every bucket is full again; for tests."""
    shutil.rmtree(settings.LAKE_FOLDER / ".turns", ignore_errors=True)
