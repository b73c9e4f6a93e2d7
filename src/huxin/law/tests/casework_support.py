"""Short ways to write acts and to look at one clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from huxin.law.clocks import ClockReport, ClockState, LengthLookup, lengths, run
from huxin.law.dates import SHANGHAI
from huxin.law.pack.load import load_pack
from huxin.law.procedures import ActRecord, Procedure


def at(text: str) -> datetime:
    """``"2026-02-10"`` (nine in the morning) or ``"2026-02-10T23:59:59"``, on the clock of Shanghai."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00:00").replace(tzinfo=SHANGHAI)


def act(name: str, when: str, by: str | None = None, actor: str | None = None, **payload: Any) -> ActRecord:
    return ActRecord(name, at(when), by, payload, actor)


def procedure(name: str, pack: str = "wenzhou") -> Procedure:
    return load_pack(pack).procedures[name]


def report(
    name: str, acts: list[ActRecord], on: str, *, pack: str = "wenzhou", parameters: LengthLookup | None = None
) -> ClockReport:
    whole = load_pack(pack)
    looked = parameters or lengths(whole)
    return run(whole.procedures[name], acts, whole.calendar, date.fromisoformat(on), looked, cite=whole.cite)


def clock(
    name: str, wanted: str, acts: list[ActRecord], on: str, *, party: str | None = None, **options: Any
) -> ClockState:
    """The clock ``wanted``; the test fails where there is none or more than one."""
    [found] = [one for one in report(name, acts, on, **options).clocks if one.id == wanted and one.party == party]
    return found


def due(name: str, wanted: str, acts: list[ActRecord], on: str = "2026-06-30", **options: Any) -> str:
    found = clock(name, wanted, acts, on, **options)
    return "pending" if found.due is None else found.due.isoformat()
