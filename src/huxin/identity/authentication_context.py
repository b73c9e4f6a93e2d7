"""How somebody came to sign or to sit an examination: the way of signing in, the browser and the session."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

PASSWORD: Final = "password"  # noqa: S105 - the name of a way, not one
SINGLE_SIGN_ON: Final = "single sign-on"
_WAY: Final = "signed_in_by"


@dataclass(frozen=True)
class Presence:
    """What shows later who it was; browser and session are kept as digests alone."""

    login_method: str
    device: str
    session: str

    def hashed(self) -> dict[str, str]:
        """What is stored."""
        return {
            "login_method": self.login_method[:20],
            "device": hashlib.sha256(self.device.encode()).hexdigest(),
            "session": hashlib.sha256(self.session.encode()).hexdigest(),
        }


def came_by(request: HttpRequest, way: str) -> None:
    """Keep with the session by which way somebody signed in; nothing said means the password."""
    request.session[_WAY] = way


def presence_of(request: HttpRequest) -> Presence:
    """Whoever sent the request, as it is kept beside what they sign."""
    way = str(request.session.get(_WAY, PASSWORD))
    return Presence(way, request.META.get("HTTP_USER_AGENT", "")[:500], request.session.session_key or "")
