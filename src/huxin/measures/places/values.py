"""Numbers of the pack that this room reckons with, as of today."""

from __future__ import annotations

from datetime import timedelta

from huxin.casework.service import city_pack, today
from huxin.supervision.rules import DetectorRules


def live() -> timedelta:
    """A count of bays that is older says nothing about now: a full lot empties within a few trains."""
    return timedelta(minutes=_number("places.live_minutes"))


def full_percent() -> int:
    """Of a hundred cars at a waiting area so many may find no bay before it has too few."""
    return _number("places.bays_full_percent")


def walk() -> int:
    """Straight metres of a walk of ten minutes."""
    return _number("places.walk_metres")


def _number(name: str) -> int:
    """Raises InputError where the pack has no value for today."""
    return DetectorRules(city_pack()).number(name, today())[0]
