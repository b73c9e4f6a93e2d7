"""A typhoon day: a chain of warnings for a few counties, each replacing the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.supervision.lake import midnight
from huxin.supervision.model import MINUTE_MS

STRUCK: Final = ("330303", "330382")
"""Counties that the typhoon reaches."""
_CHAIN: Final[tuple[tuple[str, int], ...]] = (
    ("yellow", 6 * 60),
    ("orange", 10 * 60),
    ("red", 11 * 60 + 30),
    ("orange", 17 * 60),
    ("blue", 19 * 60),
)
_ENDS: Final = 22 * 60
_NOTICE: Final = 15


@dataclass(frozen=True)
class Binding:
    """A warning that limits work in a county in [start, end), milliseconds.

    ``taken_over``: from when it holds what the warning before it demanded already; ``start`` where that was nothing.
    """

    id: str
    county: str
    colour: str
    start: int
    end: int
    taken_over: int


@dataclass(frozen=True)
class Storm:
    """The warning records, and those among them that bind."""

    warnings: tuple[dict[str, Any], ...]
    binding: tuple[Binding, ...]


def typhoon(day: date | None) -> Storm:
    """The warnings of a typhoon on ``day``; none for None."""
    if day is None:
        return Storm((), ())
    opened, rows, binding = midnight(day), [], []
    for county in STRUCK:
        before: list[str] = []
        for place, (colour, minute) in enumerate(_CHAIN):
            name = f"typhoon-{day:%Y%m%d}-{county}-{place}"
            start, end = opened + minute * MINUTE_MS, opened + _ENDS * MINUTE_MS
            rows.append(
                {
                    "id": name, "type": "typhoon", "colour": colour, "county": county, "effective_at": start,
                    "expires_at": end, "cancelled_at": None, "supersedes": before,
                }
            )  # fmt: skip
            before = [name]
            if colour in ("orange", "red"):
                until = opened + _CHAIN[place + 1][1] * MINUTE_MS
                graver = _CHAIN[place - 1][0] == "red"
                begins = start if graver else start + _NOTICE * MINUTE_MS
                follows = _CHAIN[place - 1][0] in ("orange", "red")
                binding.append(Binding(name, county, colour, begins, until, start if follows else begins))
    return Storm(tuple(rows), tuple(binding))
