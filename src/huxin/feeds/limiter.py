"""One company's flood is its own: a bucket of tokens for each, and one delivery of each at a time.

In the memory of the process: a request that is turned away must not cost a write, least of all the one write lock that
the others wait for.  Every page process has its own buckets, so the city allows ``FEED_RATE`` times their number.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from django.conf import settings

BURST_SECONDS: Final = 10
LEAST_BURST: Final = 5


class TooManyError(Exception):
    """Turned away; ``seconds`` says when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Come back in {seconds} s.")
        self.seconds = seconds


@dataclass
class _Bucket:
    tokens: float
    at: float
    busy: threading.Lock = field(default_factory=threading.Lock)


_buckets: dict[str, _Bucket] = {}
_all = threading.Lock()


@contextmanager
def turn(company: str) -> Iterator[None]:
    """A turn of this company.  Raises TooManyError when it has none left, or another of its deliveries is at work."""
    bucket = _take(company, time.monotonic())
    if not bucket.busy.acquire(blocking=False):
        raise TooManyError(1)
    try:
        yield
    finally:
        bucket.busy.release()


def _take(company: str, now: float) -> _Bucket:
    rate = settings.FEED_RATE / 60
    most = max(LEAST_BURST, rate * BURST_SECONDS)
    with _all:
        bucket = _buckets.setdefault(company, _Bucket(most, now))
        bucket.tokens = min(most, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            raise TooManyError(ceil((1 - bucket.tokens) / rate))
        bucket.tokens -= 1
        return bucket


def forget() -> None:
    """Every bucket is full again; for tests."""
    with _all:
        _buckets.clear()
