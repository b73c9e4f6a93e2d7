"""What a clock shows: the day it ends, where it stands, and the lines that explain it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from huxin.law.procedures.fold import ActRecord
from huxin.law.procedures.model import Clock, Status

ClockStatus = Literal["running", "suspended", "met", "missed", "void"]


@dataclass(frozen=True)
class Length:
    """A length from a parameter.  ``value`` None: pending.  ``certain`` False: neither decision-grade nor adopted."""

    value: int | None
    certain: bool = True
    source: str = ""


UNTIL: Final = "until"
"""Under this name an act that asks for something says by which day."""
LengthLookup = Callable[[str, date], Length]
"""(parameter id, day on which the clock starts) → length."""


@dataclass(frozen=True)
class ClockState:
    """One clock on one day.  ``days_left`` in ``unit`` (w working, c calendar days), negative when late.

    Stopped clocks count ``days_left`` on the day they stopped.  ``due`` None: the city has not fixed the length yet.
    """

    id: str
    due: date | None
    state: ClockStatus
    provisional: bool
    party: str | None
    unit: Literal["w", "c"]
    days_left: int | None
    lines: list[str]
    lines_en: list[str]
    label: dict[str, str]
    who: dict[str, str]
    started_on: date
    stopped_on: date | None = None
    uncertain_parameters: list[str] = field(default_factory=list)
    whose: str | None = None
    """Who has to act, where the clock does not run for one served party."""
    alias: str | None = None
    lapses: bool = True

    @property
    def open(self) -> bool:
        """Whether somebody still has to act: not stopped, be it on time or late."""
        return self.stopped_on is None

    @property
    def proposed(self) -> bool:
        """Whether it ends by a length that the pack proposes and the city has not adopted."""
        return self.due is not None and bool(self.uncertain_parameters)

    def as_json(self) -> dict[str, Any]:
        """The contract's shape, with labels and English lines added."""
        return {
            "id": self.id,
            "due": self.due and self.due.isoformat(),
            "state": self.state,
            "provisional": self.provisional,
            "party": self.party or self.whose,
            "unit": self.unit,
            "days_left": self.days_left,
            "lines": self.lines,
            "lines_en": self.lines_en,
            "label": self.label,
            "who": self.who,
            "started_on": self.started_on.isoformat(),
            "stopped_on": self.stopped_on and self.stopped_on.isoformat(),
            "uncertain_parameters": self.uncertain_parameters,
        }


@dataclass(frozen=True)
class ClockReport:
    """Status and every clock that has started, in the order of the procedure."""

    status: Status | None
    clocks: list[ClockState]

    def as_json(self) -> dict[str, Any]:
        rows = [clock.as_json() for clock in self.clocks]
        also = [clock.as_json() | {"id": clock.alias, "alias_of": clock.id} for clock in self.clocks if clock.alias]
        return {"status": self.status, "clocks": rows + also}

    @property
    def next_due(self) -> ClockState | None:
        """The open clock that ends first; None when nobody waits for a date."""
        waiting = [clock for clock in self.clocks if clock.open and clock.due is not None]
        return min(waiting, key=lambda clock: clock.due or date.max, default=None)


@dataclass
class Pause:
    """A stretch that does not count: the days after ``start`` up to and with ``end``; None while it lasts."""

    start: date
    kind: Literal["suspend", "completion"]
    ground: str = ""
    end: date | None = None


@dataclass
class ClockRun:
    """One run of a clock for one party, while the acts are read."""

    clock: Clock
    party: str | None
    start: date
    by: ActRecord
    length: Length
    source: str
    since: str | None = None
    pauses: list[Pause] = field(default_factory=list)
    extension: int = 0
    extended_on: date | None = None
    stop: date | None = None
    stopped_by: ActRecord | None = None
    ended: bool = False
    """Stopped because the whole case ended, not by an act that meets it."""
    lapsed: bool = False
    """Stopped by the act that the program does when the clock has run out."""
    void: bool = False
    """Stopped because another act made it moot."""
    lapses: bool = True
    earlier: ClockRun | None = None

    @property
    def set_day(self) -> date | None:
        """The day that the act itself set ("改到哪天"): it counts where the length is no more than a proposal."""
        told = self.by.payload.get(UNTIL)
        if self.length.value is None or self.length.certain or self.clock.before or self.extension or not told:
            return None
        try:
            return date.fromisoformat(str(told))
        except ValueError:
            return None

    @property
    def open_pause(self) -> Pause | None:
        return next((pause for pause in self.pauses if pause.end is None), None)
