"""Token buckets 令牌桶: how often a person or an address may sign in or send something; shared by all processes."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from huxin.registry.actors import actor_of
from huxin.registry.models import Bucket

SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")
BY_ADDRESS: Final = ("sign_in", "check")
"""What is counted for somebody without an account too, by where it comes from."""
KEEP: Final = timedelta(hours=1)
"""A bucket that nobody used for an hour is full again, so it need not be kept."""


def take(name: str, who: str, per_minute: int) -> int:
    """Take one token; 0, or the seconds until there is one.  The bucket holds a minute's worth."""
    now, key = timezone.now(), _key(name, who)
    with transaction.atomic():
        row = Bucket.objects.select_for_update().filter(key=key).first()
        if row is None:
            Bucket.objects.update_or_create(key=key, defaults={"tokens": per_minute - 1.0, "at": now})
            return 0
        passed = max(0.0, (now - row.at).total_seconds())
        tokens = min(float(per_minute), row.tokens + passed * per_minute / 60)
        if tokens < 1:
            return ceil((1 - tokens) * 60 / per_minute)
        row.tokens, row.at = tokens - 1, now
        row.save(update_fields=["tokens", "at"])
    return 0


def drop_old_buckets(now: datetime) -> None:
    """Forget buckets that are full again."""
    Bucket.objects.filter(at__lt=now - KEEP).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the last hop that our own proxy wrote, else the peer."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def limited(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Count what is sent to a view under this name of ``settings.RATES`` and not under ``submit``."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.rate = name  # type: ignore[attr-defined]
        return view

    return mark


class RateMiddleware:
    """429 with a plain page where somebody sends too much; nothing is counted for pages that are only read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.refuse = import_string(settings.TOO_MANY_VIEW)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> HttpResponse | None:
        """None lets the view run."""
        if request.method in SAFE or not settings.RATES:
            return None
        name = getattr(view, "rate", "submit")
        actor = actor_of(request)
        wait = take("address", address_of(request), settings.RATES["address"])
        if not wait and (name in BY_ADDRESS or actor.account_id is not None):
            who = address_of(request) if actor.account_id is None else actor.key
            wait = take(name, who, settings.RATES[name])
        if not wait:
            return None
        refused: HttpResponse = self.refuse(request)
        refused["Retry-After"] = str(wait)
        return refused


def _key(name: str, who: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"rate:{name}:{who}".encode(), sha256).hexdigest()
