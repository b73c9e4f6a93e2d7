"""Which act starts, stops, suspends or extends which clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from huxin.law.clocks.model import Run
from huxin.law.errors import InputError
from huxin.law.procedures.fields import holds
from huxin.law.procedures.fold import ActRecord
from huxin.law.procedures.model import OFFICERS, PARTIES, Clock, Event, Procedure


def matches(
    event: Event, record: ActRecord, own: Mapping[str, Any], facts: Mapping[str, Any], answers: Mapping[str, Any]
) -> bool:
    """Whether an act is this event.

    ``own`` is its payload (``own_payload``), ``facts`` are all answers of the case, ``answers`` those up to this act.
    """
    if event.act != record.act or (event.by and party_of(record) not in event.by):
        return False
    if not holds(event.payload, own) or not holds(event.given, facts):
        return False
    if event.unless is not None and holds(event.unless, answers):
        return False
    return event.since is None or record.payload.get(event.since) is not None


def own_payload(procedure: Procedure, record: ActRecord, where: str) -> dict[str, Any]:
    """The payload of an act; a bare ``serve`` means the only document that a clock of the procedure waits for.

    Raises InputError where there are several, since nobody could tell which clock starts.
    """
    own = dict(record.payload)
    if record.act == "serve" and "document" not in own:
        named = _documents(procedure)
        if len(named) > 1:
            hint = f"Which document was served? Write one of {', '.join(named)}."
            raise InputError("document", f"{where}.payload.document", None, "the document that was served", hint)
        if named:
            own["document"] = named[0]
    return own


def party_of(record: ActRecord) -> str | None:
    """Who acted, in the words of the law: an officer of any role is the authority."""
    return "authority" if record.by in OFFICERS else record.by


def start_day(event: Event, record: ActRecord, where: str) -> date:
    """The day that is day zero.  Raises InputError for a date that is none or that lies after the act."""
    if event.since is None:
        return record.day
    raw = record.payload[event.since]
    field = f"{where}.payload.{event.since}"
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise InputError("not_a_date", field, raw, "a date that exists", "Write it as 2026-01-31.")
    if day > record.day:
        raise InputError(
            "future", field, raw, f"a day not after {record.day}, the day of '{record.act}'", "Check both dates."
        )
    return day


def served(clock: Clock, record: ActRecord) -> list[str | None]:
    """The parties for whom a clock starts: each that was served, or nobody in particular."""
    to = record.payload.get("to") if clock.per_party else None
    named: list[str | None] = list(to) if isinstance(to, list) else [to if isinstance(to, str) else None]
    return named or [None]


def stopped(runs: list[Run], record: ActRecord, where: str) -> list[Run]:
    """Of the running clocks that the act could stop, those of the party that acted.

    Raises InputError when several parties were served and the act does not say whose clock it is.
    """
    said = next(
        (record.payload[key] for key in ("party", "from", "to") if isinstance(record.payload.get(key), str)), None
    )
    exact = [run for run in runs if run.party is None or run.party in (said, record.by)]
    if exact:
        return exact
    open_to = [run for run in runs if said is None and not (run.party in PARTIES and record.by is not None)]
    if len(open_to) > 1:
        parties = ", ".join(str(run.party) for run in open_to)
        raise InputError(
            "party",
            f"{where}.payload.party",
            said or record.by,
            f"one of {parties}",
            "Several were served; say whose act this is.",
        )
    return open_to


def _documents(procedure: Procedure) -> list[str]:
    """The documents whose service starts a clock."""
    events = [event for clock in procedure.clocks for event in clock.start if event.act == "serve" and event.payload]
    return sorted({str(event.payload["document"]) for event in events if event.payload and "document" in event.payload})
