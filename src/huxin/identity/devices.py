"""Devices 设备: a browser that was here before is known by a signed cookie, so that strangers elsewhere do not count
against it.  No table holds them, and reading a page makes none.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from huxin.identity.models import Account

COOKIE: Final = "huxin_device"
MOST: Final = 5
"""Accounts that one device is known to: a family's telephone, a desk of an office."""
_SALT: Final = "huxin.identity.devices"


@dataclass(frozen=True)
class Device:
    """``known``: marks of the accounts that signed in here, whole, with their present password."""

    id: str
    known: tuple[str, ...] = ()

    def knows(self, account: Account | None) -> bool:
        return account is not None and _mark(account) in self.known


@dataclass(frozen=True)
class Origin:
    """From where somebody tries to sign in."""

    address: str = ""
    device: Device | None = None


def device_of(request: HttpRequest) -> Device | None:
    """The device that a request comes from; None for one without a cookie that we signed."""
    made: Device | None = getattr(request, "new_device", None)
    if made is not None:
        return made
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=settings.DEVICE_DAYS * 86400)
        return Device(str(found["id"]), tuple(str(one) for one in found["known"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def device_for(request: HttpRequest) -> Device:
    """The same; a new one for a browser that has none, which the answer takes with it."""
    found = device_of(request)
    if found is None:
        found = Device(secrets.token_hex(16))
        request.new_device = found  # type: ignore[attr-defined]
    return found


def remember(request: HttpRequest, account: Account) -> None:
    """Somebody signed in here, with everything that was asked of them."""
    device, mark = device_for(request), _mark(account)
    known = tuple(one for one in device.known if one != mark)[-(MOST - 1) :]
    request.new_device = replace(device, known=(*known, mark))  # type: ignore[attr-defined]


def _mark(account: Account) -> str:
    """Another password makes the device a strange one again."""
    return salted_hmac(_SALT, f"{account.pk}:{account.password}", algorithm="sha256").hexdigest()[:20]


class DeviceMiddleware:
    """Hands the cookie out with the answer where a device is new or came to know an account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        made: Device | None = getattr(request, "new_device", None)
        if made is not None:
            response.set_cookie(
                COOKIE,
                signing.dumps({"id": made.id, "known": list(made.known)}, salt=_SALT),
                max_age=settings.DEVICE_DAYS * 86400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
