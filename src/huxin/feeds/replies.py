"""Repeated requests: an idempotency key stands for the bytes it was first used with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huxin.core.service import KeyReusedError, kept_answer, once
from huxin.feeds.landing import FeedDelivery
from huxin.feeds.signing import SignedRequest


@contextmanager
def same_request(delivery: FeedDelivery, signed: SignedRequest) -> Iterator[None]:
    """Around the landing of what the key stands for.

    Raises KeyReusedError where the key came with other bytes before.  A landing repeated is the landing itself, since
    the same bytes are the same batch; only what the key stood for is kept, once it succeeded.
    """
    actor = f"company-{delivery.company}"
    request = {"kind": delivery.kind, "sha256": signed.sha256}
    kept = kept_answer(actor, signed.idempotency_key)
    if kept is not None and kept != request:
        raise KeyReusedError(signed.idempotency_key)
    yield
    if kept is None:
        once(actor, signed.idempotency_key, request, lambda: request)
