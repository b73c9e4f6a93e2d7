"""Questions to other services: bounded in time, size and number; one that hangs stops nobody.

Others vouch for people and stamp the time.
A service that did not answer is left alone for some seconds; meanwhile whoever asks is told at once.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

STEP: Final = 3.0
"""Seconds to connect, and between two pieces of an answer."""
WHOLE: Final = 5.0
"""Seconds for all of it, however the answer drips."""
LEAVE_ALONE: Final = 10.0
AT_ONCE: Final = 2
"""Questions of one process; the others of its threads stay free for pages."""
TURN: Final = 0.2
LONGEST: Final = 256_000
_turns: Final = threading.BoundedSemaphore(AT_ONCE)
_away: Final[dict[str, float]] = {}


class AwayError(OSError):
    """The service does not answer, or others wait for it already."""


@dataclass(frozen=True)
class Response:
    """``headers`` in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Response:
    """One question.  Raises AwayError; no redirect is followed and no proxy of the environment asked."""
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.netloc}"
    if _away.get(place, 0.0) > time.monotonic() or not _turns.acquire(timeout=TURN):
        raise AwayError(place)
    try:
        return _ask(method, url, headers, body)
    except (OSError, HTTPException, ValueError) as error:
        _away[place] = time.monotonic() + LEAVE_ALONE
        raise AwayError(f"{place}: {type(error).__name__}") from None
    finally:
        _turns.release()


def _ask(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Response:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    line = (
        HTTPSConnection(parts.hostname, parts.port, timeout=STEP, context=ssl.create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(parts.hostname, parts.port, timeout=STEP)
    )
    began = time.monotonic()
    line.connect()
    watch = threading.Timer(WHOLE, _cut, (line.sock,))  # the line itself lets go of its socket before the body is read
    watch.daemon = True
    watch.start()
    try:
        line.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        answer = line.getresponse()
        content = answer.read(LONGEST + 1)
        if len(content) > LONGEST or time.monotonic() - began >= WHOLE:
            raise AwayError(url)
        return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
    finally:
        watch.cancel()
        line.close()


def _cut(held: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(held, socket.SHUT_RDWR)


def forget_away() -> None:
    """Ask every service again."""
    _away.clear()
