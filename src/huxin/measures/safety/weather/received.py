"""A warning as it was read from a message, whatever notation it came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from huxin.casework.service import city_pack
from huxin.law import InputError
from huxin.supervision.rules import Rules

Kind = Literal["alert", "update", "cancel"]
_KINDS: Final[Mapping[str, Kind]] = {"alert": "alert", "update": "update", "cancel": "cancel"}


@dataclass(frozen=True)
class Received:
    """One message.  A cancel 解除 names in ``supersedes`` what it takes back and needs nothing else.

    ``counties`` are division codes of the city; ``foreign`` counts codes of other places.
    """

    identifier: str
    kind: Kind
    sent: datetime
    sender: str = ""
    supersedes: tuple[str, ...] = ()
    event: str = ""
    type: str = ""
    colour: str = ""
    counties: tuple[str, ...] = ()
    foreign: int = 0
    effective: datetime | None = None
    expires: datetime | None = None
    headline: str = ""
    actual: bool = True


def moment(text: str, field: str) -> datetime:
    """An instant with its offset.  Raises InputError."""
    found: datetime | None = None
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2100:
        hint = "写成带时区的时间，比如 2026-08-06T14:00:00+08:00。"
        raise InputError("time", field, text, "a time with its offset, as RFC 3339 writes it", hint)
    return found


def kind_of(text: str, field: str) -> Kind:
    """Alert, update or cancel.  Raises InputError."""
    found = _KINDS.get(text.strip().lower())
    if found is not None:
        return found
    raise InputError("message_type", field, text, "alert, update or cancel", "回执（Ack）和出错（Error）不用转来。")


def type_of(words: Iterable[str], on: date) -> str:
    """The type of the tables for the first code or word that they know; else the first that came."""
    said = [one.strip() for one in words if one.strip()]
    known = _table("weather.event_types", on)
    for one in said:
        if one in known or one in known.values():
            return known.get(one, one)
    inside = [kind for one in said for word, kind in known.items() if not word.isdigit() and word in one]
    return inside[0] if inside else said[0] if said else ""


def colour_of(words: Iterable[str], on: date) -> str:
    """The colour of the tables for what came; a colour that they do not know stays as it came."""
    said = [one.strip() for one in words if one.strip()]
    known = _table("weather.colour_words", on)
    for one in said:
        if one in known or one.lower() in known.values():
            return known.get(one, one.lower())
    inside = [colour for one in said for word, colour in known.items() if len(word) > 1 and word in one]
    return inside[0] if inside else said[0].lower() if said else ""


def counties_of(codes: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """(division codes of the city, how many others): a street's code counts for its county, a city's for all."""
    divisions = city_pack().divisions
    found: set[str] = set()
    foreign = 0
    for code in codes:
        digits = code.strip()
        inside = {one for one in divisions if digits[:6] == one or (digits[4:6] == "00" and digits[:4] == one[:4])}
        found |= inside
        foreign += not inside
    return tuple(sorted(found)), foreign


def checked(one: Received) -> Received:
    """The same message when it says all that a warning needs.  Raises InputError that names what is missing."""
    if not one.identifier or len(one.identifier) > 200:
        raise InputError("identifier", "id", one.identifier, "1 to 200 characters", "每条预警要有自己的编号。")
    if one.kind == "cancel" and not one.supersedes:
        raise InputError("references", "supersedes", "nothing", "the id of what is cancelled", "写明解除的是哪一条。")
    if one.kind == "cancel":
        return one
    missing: Mapping[str, object] = {
        "eventType": one.type, "color": one.colour, "expires": one.expires, "effective": one.effective,
    }  # fmt: skip
    for field, value in missing.items():
        if not value:
            raise InputError("missing", field, "nothing", "a value", f"预警 {one.identifier} 缺这一项，补上再发。")
    if one.effective is not None and one.expires is not None and one.expires <= one.effective:
        raise InputError("time", "expires", str(one.expires), f"after {one.effective}", "结束要在开始之后。")
    if not one.counties and not one.foreign:
        raise InputError("county", "counties", "nothing", "division codes of six digits", "写明是哪些县（市、区）。")
    return one


def _table(name: str, on: date) -> dict[str, str]:
    return {key: str(cell[0]) for key, cell in Rules(city_pack()).table(name, on).items()}
