"""Idle sign-ins end: staff after a quarter of an hour, others after half an hour; ``kept`` keeps what came late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huxin.identity.actor import STAFF
from huxin.identity.kept_forms import remember
from huxin.identity.models import Account

SEEN: Final = "seen"
STRIDE: Final = 60
"""Seconds between two notes of the last visit, so that reading a page does not always write a session."""


def idle_minutes(account: Account) -> int:
    """How long this account may be away."""
    return int(settings.STAFF_IDLE_MINUTES if account.kind in STAFF else settings.PUBLIC_IDLE_MINUTES)


class IdleMiddleware:
    """Signs out whoever was away for too long, and remembers the visit otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            self._visit(request, request.user)
        response = self.get_response(request)
        remember(request, response)
        return response

    def _visit(self, request: HttpRequest, account: Account) -> None:
        now = int(timezone.now().timestamp())
        minutes = idle_minutes(account)
        seen = request.session.get(SEEN)
        if seen is not None and now - seen > minutes * 60:
            request.ended_account = account.pk  # type: ignore[attr-defined]
            logout(request)
            request.ended_by_idling = True  # type: ignore[attr-defined]
        elif seen is None or abs(now - seen) >= STRIDE:
            request.session[SEEN] = now
