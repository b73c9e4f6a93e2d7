"""Every message of a file, in XML or JSON; the JSON in the shape of the weather services' public interfaces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.files.trees import read_json
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.safety.weather.cap import read_alert, read_xml
from huxin.measures.safety.weather.places import places_of
from huxin.measures.safety.weather.received import ReceivedMessage, checked, kind_of, moment, united
from huxin.measures.safety.weather.whys import say
from huxin.measures.safety.weather.wording import Block, parts_of

LIMIT: Final = 900_000


@dataclass(frozen=True)
class ReadMessage:
    """One message of a file: the bytes that say it, and what it says or why it could not be read."""

    raw: bytes
    said: ReceivedMessage | InputError

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.raw).hexdigest()


def read_messages(content: bytes) -> list[ReadMessage]:
    """Every message of a file: one alert or several, or JSON: one, a list, or ``{"alerts": […]}``.

    Raises InputError where nothing of the file could be understood; a message that could not be read stands among
    the others with its fault.
    """
    if len(content) > LIMIT:
        raise InputError("too_big", "body", f"{len(content)} bytes", f"at most {LIMIT}", _("一次少发几条。"))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        found = [ReadMessage(raw, _tried(read_alert, one)) for raw, one in read_xml(content)]
    else:
        listed = _listed(content)
        found = [
            ReadMessage(json.dumps(one, ensure_ascii=False, sort_keys=True).encode(), _tried(_read, one))
            for one in listed
        ]
    if not any(isinstance(one.said, ReceivedMessage) and one.said.understood for one in found):
        raise _fault(found[0].said)
    return found


def _fault(said: ReceivedMessage | InputError) -> InputError:
    """The fault of a message of which nothing could be understood."""
    if isinstance(said, InputError):
        return said
    whys = list(dict.fromkeys(say([why.as_json()]) or "" for part in said.parts for why in part.whys))
    place = next(
        (why.values.get("place") or why.values.get("got", "") for p in said.parts for why in p.whys), "nothing"
    )
    wanted = "a colour, and counties by code or name"
    return InputError("not_understood", f"warning {said.identifier}", place, wanted, " ".join(whys))


def _tried(read: Any, one: Any) -> ReceivedMessage | InputError:
    try:
        found: ReceivedMessage = read(one)
    except InputError as error:
        return error
    return found


def _listed(content: bytes) -> list[dict[str, Any]]:
    held = read_json(content)
    listed = held.get("alerts", [held]) if isinstance(held, dict) else held
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise InputError(
            "json", "body", type(held).__name__, "a warning or a list of warnings", _("一条或者一组预警。")
        )
    return listed


def _read(one: Mapping[str, Any]) -> ReceivedMessage:
    sent = moment(_text(one, "issuedTime", "sent", "sendTime", "effectiveTime", "effective"), "issuedTime")
    kind = one.get("messageType", one.get("msgType", "alert"))
    events = [*_words(one.get("eventType")), *_words(one.get("event")), *_coded(one.get("eventCodes"))]
    colours = [*_words(one.get("color")), *_words(one.get("colour")), *_words(one.get("level"))]
    codes, names = _counties(one)
    starts = _text(one, "onsetTime", "onset", "effectiveTime", "effective")
    ends = _text(one, "expireTime", "expires", "expire")
    older = [
        one.get("supersedes"),
        one.get("relatedAlertIds"),
        kind.get("supersedes") if isinstance(kind, dict) else None,
    ]
    message = kind_of((_words(kind) or [""])[0], "messageType")
    block = Block(
        codes=tuple(word for word in events if word),
        event="",
        colours=tuple(colours),
        headline=_text(one, "headline", "title"),
        places=tuple(places_of(codes, names)),
        effective=moment(starts, "onsetTime") if starts else sent,
        expires=moment(ends, "expireTime") if ends else None,
    )
    return checked(
        ReceivedMessage(
            identifier=_text(one, "id", "identifier"),
            kind=message,
            sent=sent,
            sender=_text(one, "senderName", "sender")[:120],
            supersedes=tuple(dict.fromkeys(plain(old) for held in older if held for old in _many(held) if plain(old))),
            actual=_text(one, "status").lower() in ("", "actual"),
            parts=united(parts_of(block, day_of(sent))) if message != "cancel" else (),
        )
    )


def _counties(one: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(codes and names as written, names that stand beside a code) of every entry."""
    codes, names = list[str](), list[str]()
    for entry in [*_many(one.get("counties")), *_many(one.get("county")), *_many(one.get("areas"))]:
        if isinstance(entry, dict):
            code, name = _text(entry, "code", "id", "adcode"), _text(entry, "name")
            codes.append(code or name or json.dumps(entry, ensure_ascii=False)[:40])
            names += [name] if code and name else []
        else:
            codes.append(plain(entry) or "''")
    return codes, names


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(one: Mapping[str, Any], *names: str) -> str:
    """The first of these keys that holds a text."""
    return next((plain(one[name]) for name in names if isinstance(one.get(name), (str, int)) and one[name]), "")


def plain(value: object) -> str:
    """A text without control characters, which no database need keep."""
    return "".join(mark for mark in str(value) if mark.isprintable()).strip()


def _words(value: Any) -> list[str]:
    """A code as it stands, or the code and name of ``{"code": …, "name": …}``."""
    found = [value.get("code"), value.get("name")] if isinstance(value, dict) else _many(value)
    return [plain(one) for one in found if isinstance(one, (str, int)) and plain(one)]


def _coded(value: Any) -> list[str]:
    """The values of ``[{"name": …, "value": …}]``."""
    return [plain(one.get("value")) for one in _many(value) if isinstance(one, dict) and one.get("value")]
