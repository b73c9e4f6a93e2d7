"""One line of log for each request, and a number by which the lines of a request are found together."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from django.http import HttpRequest, HttpResponse

REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The number of the request that this thread answers."""
_GIVEN: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger("huxin.request")


class RequestLogMiddleware:
    """Route, method, status and milliseconds; never the address itself, which can hold a secret link.

    A proxy may number the request in ``X-Request-ID``; the answer carries the number, so that a person can quote it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        mark, started = REQUEST.set(number), time.monotonic()
        try:
            response = self.get_response(request)
            spent = round((time.monotonic() - started) * 1000)
            response.headers["X-Request-ID"] = number
            found = {"route": route_of(request), "method": request.method, "status": response.status_code, "ms": spent}
            log.info("answered", extra={"fields": found})
            return response
        finally:
            REQUEST.reset(mark)


def route_of(request: HttpRequest) -> str:
    """The route as it stands in the list of addresses; empty for an address that is none."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else ""
