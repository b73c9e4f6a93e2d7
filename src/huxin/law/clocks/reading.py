"""Which act starts, stops, suspends or extends which clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from huxin.law.clocks.model import ClockRun
from huxin.law.errors import InputError
from huxin.law.procedures.fields import holds
from huxin.law.procedures.fold import ActRecord
from huxin.law.procedures.model import OFFICERS, PARTIES, Clock, Event, Procedure
from huxin.law.procedures.ways import HOW, read_day, service_day


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
    if event.but is not None and holds(event.but, own):
        return False
    excluded = event.unless if isinstance(event.unless, (tuple, list)) else (event.unless,)
    if any(one is not None and holds(one, answers) for one in excluded):
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
            hint = (
                f"写明送的是哪份文书：{'、'.join(named)}。 Which document was served? Write one of {', '.join(named)}."
            )
            raise InputError("document", f"{where}.payload.document", None, "the document that was served", hint)
        if named:
            own["document"] = named[0]
    return own


def party_of(record: ActRecord) -> str | None:
    """Who acted, in the words of the law: an officer of any role is the authority."""
    return "authority" if record.by in OFFICERS else record.by


def start_day(procedure: Procedure, event: Event, record: ActRecord, where: str) -> date:
    """The day that is day zero.  Raises InputError for a date that is none or that lies after the act."""
    if event.since is None:
        return event_day(procedure, record, where)
    return read_day(record.payload[event.since], f"{where}.payload.{event.since}", record.day, ahead=event.ahead)


def event_day(procedure: Procedure, record: ActRecord, where: str) -> date:
    """The day on which an act has its effect: a service on that of the receipt 送达回证签收日期, or as its way says."""
    if record.act != "serve":
        return record.day
    return service_day(procedure.way(record.payload.get(HOW)), record.payload, record.day, f"{where}.")


def check_service(procedure: Procedure, record: ActRecord, before: Sequence[ActRecord], where: str) -> None:
    """Nobody is served before the paper was made, nor before there was a case.  Raises InputError."""
    if record.act != "serve" or not before:
        return
    day, makers = event_day(procedure, record, where), makers_of(procedure, record.payload.get("document"))
    made = next((one for one in before if one.act in makers), before[0])
    if day < made.day:
        wanted = f"a day not before {made.day}, the day of '{made.act}'"
        raise InputError(
            "before_the_paper",
            f"{where}.payload.served_on",
            day.isoformat(),
            wanted,
            "核对两个日期。 Check both dates.",
        )


def makers_of(procedure: Procedure, document: object) -> frozenset[str]:
    """The acts that make a document that is served, as far as the clocks of the procedure say it (``made_by``)."""
    clocks = procedure.clocks
    events = [event for clock in clocks for event in (*clock.start, *clock.stop) if event.act == "serve"]
    return frozenset(name for event in events if _names(event, document) for name in event.made_by)


def _names(event: Event, document: object) -> bool:
    wanted = (event.payload or {}).get("document")
    return wanted == document or (isinstance(wanted, tuple) and document in wanted)


_SIDES = {"worker": "worker", "kin": "worker", "union": "worker", "unit": "unit"}


def side_of(party: str | None, by: str | None, facts: Mapping[str, Any]) -> str:
    """``worker``, ``unit``, or ``other`` where nobody said on which side a served person stands; ``by``: who filed."""
    filer = _SIDES.get(by or "", "worker")
    other = "unit" if filer == "worker" else "worker"
    if party in ("applicant", "respondent"):
        return filer if party == "applicant" else other
    if party is not None and party == facts.get("company"):
        return other
    return _SIDES.get(party or "", "other")


def served(clock: Clock, record: ActRecord) -> list[str | None]:
    """The parties for whom a clock starts: each that was served, or nobody in particular."""
    to = record.payload.get("to") if clock.per_party else None
    named: list[str | None] = list(to) if isinstance(to, list) else [to if isinstance(to, str) else None]
    return named or [None]


def stopped(runs: list[ClockRun], record: ActRecord, where: str) -> list[ClockRun]:
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
            "送了几方，写明是哪一方做的。 Several were served; say whose act this is.",
        )
    return open_to


def _documents(procedure: Procedure) -> list[str]:
    """The documents whose service starts a clock."""
    starts = [event for clock in procedure.clocks for event in clock.start if event.act == "serve"]
    events = [event for event in starts if event.payload and not event.named]
    named: set[str] = set()
    for event in events:
        wanted = (event.payload or {}).get("document")
        named |= set(wanted) if isinstance(wanted, tuple) else {str(wanted)} if wanted is not None else set()
    return sorted(named)
