"""What every template knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.identity.service import Account, actor_of, idle_minutes
from huxin.ui.success import not_taken


def house(request: HttpRequest) -> dict[str, Any]:
    """The actor, the city, and whether this is the invented city, and what of the things sent was not taken."""
    actor = actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        "city": city_pack().label,
        "demo": settings.DEMO,
        "not_taken": lambda: not_taken(request),
        "session_ends": _session_ends(request),
    }


def _session_ends(request: HttpRequest) -> dict[str, Any] | None:
    """When the sign-in ends if nobody stirs; None for a visitor."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return None
    minutes = idle_minutes(account)
    at = timezone.localtime(timezone.now() + timedelta(minutes=minutes))
    return {"minutes": minutes, "at": f"{at:%H:%M}"}
