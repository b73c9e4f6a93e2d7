"""Repeated requests: the same key is done once and answered the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from huxin.core.audit.chain import digest_of
from huxin.core.models import Reply


class KeyReusedError(ValueError):
    """An idempotency key came with another request than the first time."""


def once(actor: str, key: str, request: Mapping[str, Any], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of ``work``, or the kept one when this actor sent the key before.

    Work, kept answer and everything that work writes are one transaction.  Raises KeyReusedError when the key was
    used for a different request, and whatever ``work`` raises (then nothing is kept).
    """
    digest = digest_of(request)
    try:
        with transaction.atomic():
            answer = work()
            Reply.objects.create(actor=actor, key=key, request=digest, answer=answer)
            return answer
    except Exception:
        # Looked up only now: most requests come once.  A second one fails on its own work (the act is no longer
        # legal) or on the constraint, is rolled back, and gets the answer of the first.
        kept = _kept(actor, key, digest)
        if kept is None:
            raise
        return kept


def kept_answer(actor: str, key: str) -> dict[str, Any] | None:
    """What this actor's key was answered; None for a new key."""
    return Reply.objects.filter(actor=actor, key=key).values_list("answer", flat=True).first()


def _kept(actor: str, key: str, digest: str) -> dict[str, Any] | None:
    found = Reply.objects.filter(actor=actor, key=key).first()
    if found is None:
        return None
    if found.request != digest:
        raise KeyReusedError(key)
    answer: dict[str, Any] = found.answer
    return answer
