"""Where the deadlines would stand if what is awaited came today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from huxin.law.calendar import Calendar
from huxin.law.clocks.engine import run
from huxin.law.clocks.model import ClockState, LengthLookup
from huxin.law.dates import SHANGHAI
from huxin.law.procedures.fold import ActRecord, Folded, after, refusal
from huxin.law.procedures.model import Procedure


@dataclass(frozen=True)
class Forecast:
    """The clocks that would run after ``act`` on the day ``on``."""

    act: Literal["complete", "resume"]
    on: date
    clocks: list[ClockState]

    def as_json(self) -> dict[str, Any]:
        """``{"act", "on", "clocks": [{"id", "party", "due", "provisional", "days_left"}]}``."""
        rows = [
            {
                "id": one.id,
                "party": one.party,
                "due": one.due and one.due.isoformat(),
                "provisional": one.provisional,
                "days_left": one.days_left,
            }
            for one in self.clocks
        ]
        return {"act": self.act, "on": self.on.isoformat(), "clocks": rows}


def forecast(
    procedure: Procedure,
    acts: Sequence[ActRecord],
    calendar: Calendar,
    on: date,
    parameters: LengthLookup | None = None,
) -> Forecast | None:
    """The deadlines if the papers came in, or the case went on, on ``on``; None where neither is awaited.

    Raises InputError as ``run`` does.
    """
    seen = [record for record in acts if record.day <= on]
    state = Folded()
    for record in seen:
        state = after(procedure, state, record)
    awaited: Literal["complete", "resume"] = "complete" if state.status == "completion_asked" else "resume"
    at = datetime.combine(on, time.max, SHANGHAI)
    coming = ActRecord(awaited, at, min(procedure.words(awaited)) if awaited in procedure.acts else None)
    if refusal(procedure, state, coming) is not None:
        return None
    report = run(procedure, [*seen, coming], calendar, on, parameters)
    return Forecast(awaited, on, [one for one in report.clocks if one.open])
