"""Requests that are too big are answered before anything reads them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.utils.module_loading import import_string

from huxin.law.cleaning import whole_number

REST: Final = 64_000_000
"""Bytes that are read and thrown away, so that the answer arrives: a day of order records that is refused is larger."""


class BodyLimitMiddleware:
    """413 for a body that says it is over the limit, 411 for one that does not say how long it is.

    Order records are far longer than forms: their door reads as a stream and keeps a limit of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.refuse = import_string(settings.TOO_LARGE_VIEW)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if settings.BEHIND_PROXY:
            _read_rest(request)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.FEED_PATH):
            return self.get_response(request)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return HttpResponse(status=411)
        length = whole_number(request.META.get("CONTENT_LENGTH") or "0", 15, None)
        if length is None or length > settings.BODY_LIMIT:
            refused: HttpResponse = self.refuse(request)
            return refused
        return self.get_response(request)


def _read_rest(request: HttpRequest) -> None:
    """A proxy that has the whole body takes an answer that comes before it has sent all of it for a failure (502)."""
    with suppress(OSError, UnreadablePostError, RawPostDataException):
        for _ in range(REST // 65536):
            if not request.read(65536):
                return
