"""The access log 访问日志: which route, by which account, with what answer; no address, no name, no query, no number.

One JSON object a line in ``logs/access-<day>.jsonl`` under the data folder, appended by every process.
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huxin.identity.actor import Actor, actor_of
from huxin.law.dates import day_of

FOLDER: Final = "logs"
_NOTE: Final = "access_note"


class AccessLogMiddleware:
    """One line for every request that reached the sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started, before = time.monotonic(), actor_of(request)
        response = self.get_response(request)
        actor = before if before.account_id is not None else actor_of(request)
        match = request.resolver_match
        write(
            actor,
            request.method or "",
            str(match.route) if match is not None else "—",
            response.status_code,
            round((time.monotonic() - started) * 1000),
            getattr(request, _NOTE, {}),
        )
        return response


def note(request: HttpRequest, **more: str | int) -> None:
    """Have the line of this request say more: of a search, as what the text was understood and how much was found."""
    setattr(request, _NOTE, more)


def write(
    actor: Actor, method: str, route: str, status: int, milliseconds: int, more: Mapping[str, str | int] | None = None
) -> None:
    """Append one line, whole: a single write to a file opened for appending."""
    now = timezone.now()
    line = {
        "at": now.isoformat(timespec="milliseconds"),
        "who": actor.key,
        "kind": actor.kind,
        "method": method,
        "route": route,
        "status": status,
        "ms": milliseconds,
        **(more or {}),
    }
    path = _file(day_of(now))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(handle)


def latest(day: date, *, count: int = 200, refused: bool = False) -> list[dict[str, Any]]:
    """The last lines of a day, newest first; ``refused``: only what was turned away."""
    kept: deque[dict[str, Any]] = deque(maxlen=count)
    for one in _lines(_file(day)):
        if not refused or one["status"] in (401, 403, 404, 429):
            kept.appendleft(one)
    return list(kept)


def drop_old(now: datetime) -> int:
    """Delete the days that are older than ACCESS_LOG_DAYS; answers how many."""
    before = day_of(now) - timedelta(days=settings.ACCESS_LOG_DAYS)
    old = [path for path in _folder().glob("access-*.jsonl") if path.stem.removeprefix("access-") < before.isoformat()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.endswith("\n"):
                    yield json.loads(line)


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _file(day: date) -> Path:
    return _folder() / f"access-{day.isoformat()}.jsonl"
