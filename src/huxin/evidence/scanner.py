"""The virus scanner: ClamAV's daemon, spoken to over a socket; nothing is written to disk for it."""

from __future__ import annotations

import socket
import struct
from typing import Final

from django.conf import settings

PIECE: Final = 64 * 1024
PATIENCE: Final = 60.0
"""Seconds after which a scanner that says nothing counts as away."""

GLANCE: Final = 2.0
"""Seconds for the question whether it is there: a page waits for it."""


class ScanError(OSError):
    """The scanner could not be asked, or could not say."""


def scan(content: bytes) -> str:
    """``clean`` or ``infected``.  Raises ScanError; whoever asks tries again later."""
    answer = _ask(b"zINSTREAM\0", content)
    if answer.endswith("OK"):
        return "clean"
    if answer.endswith("FOUND"):
        return "infected"
    raise ScanError(f"the scanner answered: {answer[:80]}")


def scanner_answers() -> bool:
    """Whether the scanner that is set up can be reached."""
    try:
        return _ask(b"zPING\0", patience=GLANCE) == "PONG"
    except ScanError:
        return False


def _ask(command: bytes, content: bytes | None = None, patience: float = PATIENCE) -> str:
    try:
        with _connect(settings.CLAMD, patience) as line:
            line.sendall(command)
            if content is not None:
                for begin in range(0, len(content), PIECE):
                    piece = content[begin : begin + PIECE]
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
            return _read(line)
    except OSError as error:
        raise ScanError(f"the scanner cannot be reached: {type(error).__name__}") from error


def _connect(where: str, patience: float) -> socket.socket:
    """``unix:/path`` or ``tcp:host:port``."""
    kind, _, rest = where.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        line.connect(rest)
        return line
    host, _, port = rest.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=patience)


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        more = line.recv(4096)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")
