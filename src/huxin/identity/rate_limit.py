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

from huxin.identity.actor import actor_of
from huxin.identity.devices import Origin, device_for
from huxin.identity.models import Bucket

SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")
BY_DEVICE: Final = ("sign_in", "check")
"""What is counted for somebody without an account too: by device, and more generously by where it comes from."""
KEEP: Final = timedelta(hours=1)
"""A bucket that nobody used for an hour is full again, so it need not be kept."""


def take(name: str, who: str, most: int, seconds: int = 60, *, tokens: int = 1) -> int:
    """Take so many tokens; 0, or the seconds until there are as many.  The bucket holds what ``seconds`` allow.

    A request that asks for more than the bucket ever holds takes a full one.
    """
    wanted = min(tokens, most)
    now, key = timezone.now(), _key(name, who)
    with transaction.atomic():
        row = Bucket.objects.select_for_update().filter(key=key).first()
        if row is None:
            Bucket.objects.update_or_create(key=key, defaults={"tokens": float(most - wanted), "at": now})
            return 0
        passed = max(0.0, (now - row.at).total_seconds())
        there = min(float(most), row.tokens + passed * most / seconds)
        if there < wanted:
            return ceil((wanted - there) * seconds / most)
        row.tokens, row.at = there - wanted, now
        row.save(update_fields=["tokens", "at"])
    return 0


def drop_old_buckets(now: datetime) -> None:
    """Forget buckets that are full again."""
    Bucket.objects.filter(at__lt=now - KEEP).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the last hop that our own proxy wrote, else the peer."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def origin_of(request: HttpRequest) -> Origin:
    """From where somebody tries to sign in; a browser that has no device yet gets one with the answer."""
    return Origin(address_of(request), device_for(request))


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
        known = actor.account_id is not None
        wait = take(name, actor.key, settings.RATES[name]) if known else _wait_of_stranger(request, name)
        if not wait:
            return None
        refused: HttpResponse = self.refuse(request)
        refused["Retry-After"] = str(wait)
        return refused


def _wait_of_stranger(request: HttpRequest, name: str) -> int:
    """Somebody without an account: thousands share the address of a carrier, so the device counts first.

    A device that somebody signed in on does not count with the strangers of its address.
    """
    address, allowed = address_of(request), settings.RATES
    wait = take("address", address, allowed["address"])
    if wait or name not in BY_DEVICE:
        return wait
    device = device_for(request)
    wait = take(name, device.id, allowed[name])
    if not wait and not device.known:
        wait = take(f"{name} address", address, allowed.get(f"{name}_address", allowed["address"]))
    return wait


def _key(name: str, who: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"rate:{name}:{who}".encode(), sha256).hexdigest()
