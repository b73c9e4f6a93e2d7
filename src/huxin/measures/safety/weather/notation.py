"""Warnings as JSON, in the shape of the weather services' public interfaces; CAP where the content is XML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.safety.weather.cap import read_cap
from huxin.measures.safety.weather.received import (
    Received,
    checked,
    colour_of,
    counties_of,
    kind_of,
    moment,
    type_of,
)

LIMIT: Final = 900_000


def read_messages(content: bytes) -> list[tuple[bytes, Received]]:
    """Every warning of a file with the bytes that say it: one CAP alert, or JSON: one, a list, or ``{"alerts": […]}``.

    Raises InputError; then nothing of the file counts.
    """
    if len(content) > LIMIT:
        raise InputError("too_big", "body", f"{len(content)} bytes", f"at most {LIMIT}", "一次少发几条。")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return [(content, read_cap(content))]
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError("json", "body", content[:40].decode("utf-8", "replace"), "JSON or XML", "检查格式。") from None
    listed = held.get("alerts", [held]) if isinstance(held, dict) else held
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise InputError("json", "body", type(held).__name__, "a warning or a list of warnings", "一条或者一组预警。")
    return [(json.dumps(one, ensure_ascii=False, sort_keys=True).encode(), _read(one)) for one in listed]


def _read(one: Mapping[str, Any]) -> Received:
    sent = moment(_text(one, "issuedTime", "sent", "effectiveTime", "effective"), "issuedTime")
    event, headline = _parts(one.get("eventType")), _text(one, "headline")
    given = one.get("counties", one.get("county", ()))
    codes = [given] if isinstance(given, (str, int)) else given if isinstance(given, list) else []
    counties, foreign = counties_of(str(code) for code in codes)
    starts = _text(one, "onsetTime", "onset", "effectiveTime", "effective")
    ends = _text(one, "expireTime", "expires", "expire")
    kind = one.get("messageType", "alert")
    older = one.get("supersedes") or (kind.get("supersedes") if isinstance(kind, dict) else ()) or ()
    return checked(
        Received(
            identifier=_text(one, "id"),
            kind=kind_of(_parts(kind)[0], "messageType"),
            sent=sent,
            sender=_text(one, "senderName")[:120],
            supersedes=tuple(plain(old) for old in (older if isinstance(older, list) else [older])) if older else (),
            event=event[0][:60],
            type=type_of(event if any(event) else [headline], day_of(sent)),
            colour=colour_of([*_parts(one.get("color", one.get("colour"))), headline], day_of(sent)),
            counties=counties,
            foreign=foreign,
            effective=moment(starts, "onsetTime") if starts else sent,
            expires=moment(ends, "expireTime") if ends else None,
            headline=(headline or _text(one, "description"))[:300],
            actual=_text(one, "status").lower() in ("", "actual"),
        )
    )


def _text(one: Mapping[str, Any], *names: str) -> str:
    """The first of these keys that holds a text."""
    return next((plain(one[name]) for name in names if isinstance(one.get(name), (str, int)) and one[name]), "")


def plain(value: object) -> str:
    """A text without control characters, which no database need keep."""
    return "".join(mark for mark in str(value) if mark.isprintable()).strip()


def _parts(value: Any) -> list[str]:
    """A code as it stands, or the code and name of ``{"code": …, "name": …}``."""
    found = [value.get("code"), value.get("name")] if isinstance(value, dict) else [value]
    return [plain(one) for one in found if isinstance(one, (str, int))] or [""]
