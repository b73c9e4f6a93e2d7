"""Requests that are too big are answered before anything reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


class BodyLimitMiddleware:
    """413 for a body that says it is over the limit, 411 for one that does not say how long it is.

    Order records are far longer than forms: their door reads as a stream and keeps a limit of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.refuse = import_string(settings.TOO_LARGE_VIEW)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.FEED_PATH):
            return self.get_response(request)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return HttpResponse(status=411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.BODY_LIMIT:
            refused: HttpResponse = self.refuse(request)
            return refused
        return self.get_response(request)
