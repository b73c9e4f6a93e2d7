"""What every template knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.identity.service import Account, actor_of, idle_minutes
from huxin.ui.elder import style_of
from huxin.ui.success import not_taken

SIZE_COOKIE: Final = "huxin_size"
SIZES: Final = ("normal", "large", "largest")
"""How large letters are 字号: of 17 pixels, a quarter more, and so that text has 30, as the elderly are promised."""
BY_STYLE: Final = {"normal": "normal", "elder": "large"}
"""The size for whoever chose none, by the style of the app around the pages."""


def house(request: HttpRequest) -> dict[str, Any]:
    """The actor, the city, whether it is invented, the size of letters, and what of the things sent was not taken."""
    size = request.COOKIES.get(SIZE_COOKIE, "")
    actor = actor_of(request) if hasattr(request, "user") else None
    return {
        "actor": actor,
        "city": city_pack().label,
        "demo": settings.DEMO,
        "text_size": size if size in SIZES else BY_STYLE[style_of(request)],
        "text_sizes": lambda: zip(SIZES, (_("标准"), _("大"), _("特大")), strict=True),
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
