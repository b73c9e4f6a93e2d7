"""Logs as one JSON object a line: what happened and where, never what somebody sent.

The arguments of an exception can hold personal data, so only its type and place are written.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from huxin.core.http.request_log import REQUEST, route_of


class JsonFormatter(logging.Formatter):
    """Level, logger, message template, the request's number and route and, for a fault, the chain of places."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
        }
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            found["route"], found["method"] = route_of(request), request.method
        found |= getattr(record, "fields", {})
        if REQUEST.get():
            found["request"] = REQUEST.get()
        if record.exc_info and record.exc_info[0] is not None:
            found["fault"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            found["places"] = [
                f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]
            ]
        return json.dumps(found, ensure_ascii=False)
