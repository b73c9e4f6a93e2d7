"""Elder mode 长辈版 as a province's app has it: opened with ``uiStyle=elder``, the pages that follow stay so.

The app says it by its ``getUiStyle``; letters are then larger, and what is pressed is at least 60 pixels high.  A size
that somebody chose themselves stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

NAME: Final = "uiStyle"
COOKIE: Final = "huxin_style"
STYLES: Final = ("normal", "elder")


def style_of(request: HttpRequest) -> str:
    """How the app shows its pages: as the address says, else as an earlier one said, else ``normal``."""
    said = (request.GET.get(NAME, ""), request.COOKIES.get(COOKIE, ""))
    return next((one for one in said if one in STYLES), STYLES[0])


class ElderMiddleware:
    """Remembers what an address said, as long as the browser is open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and request.GET.get(NAME, "") in STYLES:
            response.set_cookie(
                COOKIE, style_of(request), samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
            )
        return response
