"""What became of everything that a message named: one row a county, weather and colour, and one a reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from huxin.core.service import hint_of
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.safety.models import Cancellation, Message, WeatherWarning
from huxin.measures.safety.weather.demands import demand
from huxin.measures.safety.weather.received import ReceivedMessage
from huxin.measures.safety.weather.whys import Why, say

_NOTHING: Final[dict[str, Any]] = {"county": None, "type": None, "colour": None}


def parts_as_kept(one: ReceivedMessage) -> list[dict[str, Any]]:
    """The parts of a message as they are kept beside it."""
    return [
        {
            "id": one.identifier, "county": part.county or None,
            "type": part.type or None, "colour": part.colour or None,
            "whys": _kept(part.whys),
        }
        for part in one.parts
    ]  # fmt: skip


def references_as_kept(one: ReceivedMessage, now: datetime) -> list[dict[str, Any]]:
    """What each reference meets before this message counts: a row for each warning that it means."""
    found: list[dict[str, Any]] = []
    for old in one.supersedes:
        rows = list(WeatherWarning.objects.filter(identifier=old).order_by("county", "type", "colour"))
        if not rows:
            known = Message.objects.filter(identifier=old).exists()
            why = Why.of("ended" if known else "unknown", got=old)
            found.append({"id": old, **_NOTHING, "whys": _kept([why]), "reference": True})
        found += [
            {
                "id": old, "county": row.county, "type": row.type, "colour": row.colour,
                "whys": _kept(_no_longer(row, one, now)), "reference": True,
            }
            for row in rows
        ]  # fmt: skip
    return found


def refused(error: InputError) -> dict[str, Any]:
    """The row of a message that could not be taken."""
    problem = error.problem
    told = f"{hint_of(error)} ({problem.field}: {problem.got})"
    return {"id": None, **_NOTHING, "whys": _kept([Why.of("refused", got=told)])}


def answer(message: Message, now: datetime) -> list[dict[str, Any]]:
    """The rows of a message as they are told: {id, county, type, colour, kind, order, why}."""
    return [_row(message, kept, now) for kept in message.answers]


def waiting(actor: Actor) -> list[Message]:
    """Every message of which somebody of the emergency office has to look at a part, newest first."""
    rows = Message.objects.filter(attention=True, seen_at__isnull=True).order_by("-received_at").defer("content")
    if not actor.county:
        return list(rows)
    return [row for row in rows if {kept["county"] for kept in row.answers} & {actor.county, None}]


def see(actor: Actor, key: str, now: datetime) -> None:
    """Put on record that somebody looked at a message.  One that is not theirs to see stays as it is."""
    mine = next((one for one in waiting(actor) if str(one.id) == key), None)
    if mine is not None:
        Message.objects.filter(id=mine.id).update(seen_at=now, seen_by=actor.key)


def _row(message: Message, kept: dict[str, Any], now: datetime) -> dict[str, Any]:
    row = {name: kept[name] for name in ("id", "county", "type", "colour")}
    warning = WeatherWarning.objects.filter(
        identifier=kept["id"] or "", county=kept["county"] or "", type=kept["type"] or "", colour=kept["colour"] or ""
    ).first()
    asked = None
    if warning is not None:
        asked = demand(warning.type, warning.colour, warning.county, day_of(warning.effective_at))
    order = warning.order.case_id if warning is not None and hasattr(warning, "order") else None
    whys = [why for why in kept["whys"] if why["code"] != "unknown" or warning is None]
    if order is None and not whys:
        code = "test" if not message.acted_on else "no_measure" if asked is None else "over"
        whys = _kept([Why.of(code)])
    told = [{name: value for name, value in why.items() if name != "attention"} for why in whys]
    return row | {"kind": asked.kind if asked is not None else None, "order": order, "why": say(told)}


def _no_longer(row: WeatherWarning, one: ReceivedMessage, now: datetime) -> list[Why]:
    """Why a reference to a warning ends nothing: it is over, taken back, or another has replaced it already."""
    newer = _newest(row)
    if newer is not None:
        return [Why.of("replaced", got=row.identifier, newer=newer.identifier)]
    moment = min(one.sent, now)
    back = Cancellation.objects.filter(identifier=row.identifier, at__lte=one.sent).exists()
    over = row.expires_at is not None and row.expires_at <= moment
    return [Why.of("ended", got=row.identifier)] if back or over else []


def _newest(row: WeatherWarning) -> WeatherWarning | None:
    """The last of the warnings that replaced this one in its county; None where none did."""
    found, seen = None, {row.identifier}
    names = Q(county=row.county)
    while True:
        held = found or row
        later = [
            each
            for each in WeatherWarning.objects.filter(names, effective_at__gte=held.effective_at)
            if held.identifier in each.supersedes and each.identifier not in seen
        ]
        if not later:
            return found
        found = max(later, key=lambda each: each.effective_at)
        seen.add(found.identifier)


def _kept(whys: Any) -> list[dict[str, Any]]:
    return [one.as_json() | {"attention": one.attention} for one in whys]
