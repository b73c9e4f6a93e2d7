"""A message as it was read, in whatever notation: one part for each county, weather and colour that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.utils.translation import gettext as _

from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.measures.safety.weather.whys import Why

Kind = Literal["alert", "update", "cancel"]
_KINDS: Final[Mapping[str, Kind]] = {"alert": "alert", "update": "update", "cancel": "cancel"}


@dataclass(frozen=True)
class MessagePart:
    """One county, weather and colour of a message.

    ``county`` is a division code of the city, or of another place, or empty where none could be read; ``colour`` and
    ``type`` are those of the tables, else what came, else empty.  ``ours``: whether it warns in this city.
    ``expires`` None: until it is cancelled.
    """

    county: str
    type: str
    colour: str
    effective: datetime
    expires: datetime | None
    event: str = ""
    headline: str = ""
    ours: bool = False
    whys: tuple[Why, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether it can be kept as a warning of this city."""
        return bool(self.ours and self.type and self.colour)

    @property
    def understood(self) -> bool:
        """Whether enough of it could be read that it need not be sent back."""
        return self.ours or any(one.code in ("foreign", "only_lifted") for one in self.whys)


@dataclass(frozen=True)
class ReceivedMessage:
    """One message.  A cancel 解除 names in ``supersedes`` what it takes back and needs nothing else."""

    identifier: str
    kind: Kind
    sent: datetime
    sender: str = ""
    supersedes: tuple[str, ...] = ()
    actual: bool = True
    parts: tuple[MessagePart, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether anything of it could be read."""
        return self.kind == "cancel" or any(one.understood for one in self.parts)


def moment(text: str, field: str, *, bare: bool = False) -> datetime:
    """An instant with its offset; ``bare``: without one it is on the country's clock.  Raises InputError."""
    found: datetime | None = None
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
    if found is not None and found.tzinfo is None and bare:
        found = found.replace(tzinfo=SHANGHAI)
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2100:
        hint = _("写成带时区的时间，比如 2026-08-06T14:00:00+08:00。")
        raise InputError("time", field, text, "a time with its offset, as RFC 3339 writes it", hint)
    return found


def kind_of(text: str, field: str) -> Kind:
    """Alert, update or cancel.  Raises InputError."""
    found = _KINDS.get(text.strip().lower())
    if found is not None:
        return found
    hint = _("只收发布、更新和解除（Alert、Update、Cancel）；回执（Ack）和出错（Error）不用转来。")
    raise InputError("message_type", field, text, "alert, update or cancel", hint)


def references(text: str) -> tuple[str, ...]:
    """``sender,identifier,sent`` triples apart by blanks → identifiers, each once.  Bare identifiers are taken too."""
    found: list[str] = []
    joined = re.sub(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\s+([0-9]{2}:[0-9]{2})", r"\1T\2", text)
    for token in re.split(r"[\s;；]+", joined):
        parts = [one for one in token.split(",") if one]
        found += parts[1::3] if parts and len(parts) % 3 == 0 else parts
    return tuple(dict.fromkeys(found))


def checked(one: ReceivedMessage) -> ReceivedMessage:
    """The same message when it says all that it needs.  Raises InputError that names what is missing."""
    if not one.identifier or len(one.identifier) > 200:
        raise InputError("identifier", "id", one.identifier, "1 to 200 characters", _("每条预警要有自己的编号。"))
    if one.kind == "cancel":
        if not one.supersedes:
            raise InputError(
                "references", "supersedes", "nothing", "the id of what is cancelled", _("写明解除的是哪一条。")
            )
        return one
    if not one.parts:
        hint = _("预警 %(identifier)s 没有写天气、颜色、哪些县（市、区）、从几点到几点，补上再发。") % {
            "identifier": one.identifier
        }
        raise InputError("missing", "info", "nothing", "weather, colour, counties and times", hint)
    for part in one.parts:
        if part.expires is not None and part.expires <= part.effective:
            raise InputError("time", "expires", str(part.expires), f"after {part.effective}", _("结束要在开始之后。"))
        colourless = any(why.code == "bad_colour" and not why.values["got"] for why in part.whys)
        for missing, field, wanted, what in (
            (not part.type, "eventType", "which weather", _("什么天气")),
            (colourless, "color", "a colour", _("什么颜色")),
            (any(why.code == "no_county" for why in part.whys), "counties", "codes or names", _("哪些县（市、区）")),
        ):
            if missing:
                said = {"identifier": one.identifier, "what": what}
                hint = _("预警 %(identifier)s 没有写%(what)s，补上再发。") % said
                raise InputError("missing", field, "nothing", wanted, hint)
    return one


def united(parts: Iterable[MessagePart]) -> tuple[MessagePart, ...]:
    """Parts that name the same county, weather and colour as one: from the earliest start to the latest end.

    Two languages of one warning are one; where the times differ the part says so.
    """
    found: dict[tuple[str, str, str, bool], MessagePart] = {}
    for part in parts:
        place = part.county if part.county else repr([one.as_json() for one in part.whys if one.code != "times"])
        key = (place, part.type, part.colour, part.ours)
        held = found.get(key)
        found[key] = part if held is None else _both(held, part)
    return tuple(found.values())


def _both(old: MessagePart, new: MessagePart) -> MessagePart:
    whys = tuple(dict.fromkeys((one.code, tuple(one.values.items())) for one in (*old.whys, *new.whys)))
    kept = [Why(code, dict(values)) for code, values in whys]
    if (old.effective, old.expires) != (new.effective, new.expires) and not any(one.code == "times" for one in kept):
        kept.append(Why.of("times"))
    ends = None if old.expires is None or new.expires is None else max(old.expires, new.expires)
    starts = min(old.effective, new.effective)
    return MessagePart(old.county, old.type, old.colour, starts, ends, old.event, old.headline, old.ours, tuple(kept))
