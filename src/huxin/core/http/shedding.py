"""When more people come than can be answered in time, some are told so at once, and the others wait no longer for it.

Otherwise all wait in one queue, which a rush makes longer than anybody's patience.  A page that is only looked at
and a call of a program, which can be made again, are turned away; what somebody sends with a form waits for its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from huxin.core.http.problems import is_program, problem

LONGEST: Final = 5.0
"""Seconds for which a request that can be made again waits for its turn."""
AGAIN: Final = 3
"""Seconds after which it is made again."""
WATCHES: Final = ("/healthz", "/readyz", "/metrics")
"""Whoever watches the service is answered also then."""
_READS: Final = ("GET", "HEAD", "OPTIONS")
_PAGE: Final = f"""<!DOCTYPE html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{AGAIN}">
<title>人太多了</title>
</head>
<body>
<h1>这会儿人太多了</h1>
<p>{AGAIN} 秒后这一页自己再打开一次。你填过的都还在。急事打 120、110 或者 12333。</p>
<p lang="en">Very many people are here just now. This page opens again by itself in {AGAIN} seconds.</p>
</body>
</html>
"""


class SheddingMiddleware:
    """Works on so many requests at once, lets so many more wait, and answers further ones with 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._turns = BoundedSemaphore(settings.REQUESTS_AT_ONCE)
        self._lock, self._waiting = Lock(), 0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in WATCHES:
            return self.get_response(request)
        if not self._turn(again=request.method in _READS or is_program(request)):
            return _later(request)
        try:
            return self.get_response(request)
        finally:
            self._turns.release()

    def _turn(self, *, again: bool) -> bool:
        """Wait for a turn.  ``again``: the request can be made again, so that it may be turned away."""
        if self._turns.acquire(blocking=False):
            return True
        with self._lock:
            if again and self._waiting >= settings.REQUESTS_WAITING:
                return False
            self._waiting += 1
        try:
            return self._turns.acquire(timeout=LONGEST if again else None)
        finally:
            with self._lock:
                self._waiting -= 1


def _later(request: HttpRequest) -> HttpResponse:
    if is_program(request):
        answer: HttpResponse = problem(429, "busy", "Too many requests just now", f"Ask again in {AGAIN} seconds.")
    else:
        answer = HttpResponse(_PAGE, status=429)
    answer.headers["Retry-After"] = str(AGAIN)
    answer.headers["Cache-Control"] = "no-store"
    return answer
