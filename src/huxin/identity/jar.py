"""What a browser keeps while somebody is at another service to sign in: sealed, for ten minutes, and no row of ours."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from huxin.core import crypto

COOKIE: Final = "huxin_sso"
PATH: Final = "/sso/"
SECONDS: Final = 600


def content_of(request: HttpRequest) -> dict[str, Any]:
    """What the browser brought back; nothing for a cookie that is too old, changed or not there."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(COOKIE, "").encode())
        found = json.loads(crypto.open_secret(sealed, COOKIE))
    except (InvalidTag, ValueError):
        return {}
    return dict(found["held"]) if found["at"] > time.time() - SECONDS else {}


@contextmanager
def in_place_of_session(request: HttpRequest, held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The client keeps its notes in what it takes for the session; gives what it kept."""
    session = request.session
    request.session = held  # type: ignore[assignment]
    try:
        yield held
    finally:
        request.session = session


def hand_out(answer: HttpResponseBase, held: dict[str, Any]) -> None:
    """Let the browser keep it."""
    content = json.dumps({"at": time.time(), "held": held}).encode()
    answer.set_cookie(
        COOKIE,
        urlsafe_b64encode(crypto.seal_secret(content, COOKIE)).decode(),
        max_age=SECONDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(answer: HttpResponseBase) -> None:
    """It is good once."""
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
