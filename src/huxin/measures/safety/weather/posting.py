"""One message over one connection: to the address that was looked at, under the name that the certificate must have.

No redirect is followed and no proxy asked: both could lead to an address that the company may not name.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection
from typing import Final

from huxin.measures.safety.weather.addresses import Address

TIMEOUT: Final = 5.0
"""Seconds for each step: to connect, to take the message, to answer."""
PATIENCE: Final = 15.0
"""Seconds for all of it: whoever answers byte by byte does not hold up the messages to others."""
LONGEST_ANSWER: Final = 4096


class _Pinned(HTTPConnection):
    """Connects to the addresses of the target, whatever its name would lead to now."""

    def __init__(self, target: Address) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        if target.secure:
            self.default_port = 443  # else the Host header would name the port
        self._target = target
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Raises OSError when none of the addresses answers, or the certificate is not for the name."""
        self.sock = self._first()
        if self._target.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)
        self._held = self.sock

    def _first(self) -> socket.socket:
        failed = OSError("no address")
        for address in self._target.addresses:
            try:
                return socket.create_connection((str(address), self._target.port), TIMEOUT)
            except OSError as error:
                failed = error
        raise failed

    def cut(self) -> None:
        """End the connection from another thread; ``sock`` is let go of already while a body without length is read."""
        with suppress(OSError):
            if self._held is not None:
                socket.socket.shutdown(self._held, socket.SHUT_RDWR)


def post(target: Address, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """(HTTP status, the beginning of the answer).  Raises OSError or HTTPException where none came."""
    connection = _Pinned(target)
    watch = threading.Timer(PATIENCE, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    finally:
        watch.cancel()
        connection.close()
