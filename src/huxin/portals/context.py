"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from huxin.casework.service import city_pack
from huxin.portals.success import not_taken
from huxin.registry.service import actor_of


def house(request: HttpRequest) -> dict[str, Any]:
    """The actor, the city, and whether this is the invented city, and what of the things sent was not taken."""
    actor = actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        "city": city_pack().label,
        "demo": settings.DEMO,
        "not_taken": lambda: not_taken(request),
    }
