"""Answers made up from the questions of a procedure, and every way through it that they open.

Only the pure functions of the law floor are used: ``check_act`` says what is legal, ``run`` where the deadlines stand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

from huxin.law import InputError, load_pack
from huxin.law.clocks import ClockReport, ClockState, Length, run
from huxin.law.dates import SHANGHAI
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.procedures import (
    Act,
    ActRecord,
    Field,
    Procedure,
    allowed,
    answers_before,
    check_act,
    fold,
    holds,
    samples,
)
from huxin.law.procedures.fold import filer
from huxin.law.procedures.model import PARTIES
from huxin.law.procedures.samples import ActVariant, variants
from huxin.law.values import Unknown

PACK = load_pack("wenzhou")
FULL = sorted(one.id for one in PACK.procedures.values() if one.depth == "full")
FIRST_DAY = date(2026, 3, 2)
COUNTY = "330304"
LEAVES = ("withdrawn", "transferred")
BESIDE = {
    "withdraw",
    "transfer",
    "reopen",
    "close",
    "note",
    "assign",
    "override",
    "verify_evidence",
    "confirm_override",
    "rebase",
}
"""Acts that every case has; a path to an ending does without them."""


def at(day: date) -> datetime:
    """Nine in the morning of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def length(name: str, day: date) -> Length:
    """Every length that the city fixes, as if it were ten days: a path does not depend on the number."""
    return Length(10)


def report(procedure: Procedure, acts: Sequence[ActRecord], on: date) -> ClockReport:
    return run(procedure, acts, PACK.calendar, on, length)


# --- answers ---


def look(name: str, on: date) -> Any:
    """The numbers of the pack that bound an answer."""
    value = PackLookups(PACK, {}, {}, []).parameter(name, on, None)
    return None if isinstance(value, Unknown) else value


def payload_of(
    fields: Sequence[Field],
    on: date,
    fixed: Mapping[str, Any],
    *,
    whole: bool = True,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answers as a sample of a letter has them, of a county of this city."""
    return samples.payload_of(fields, on, fixed, whole=whole, county=COUNTY, before=before, look=look)


def word_of(procedure: Procedure, acts: Sequence[ActRecord], by: str) -> str:
    """A side of the case as a word of the law: whoever filed, or what the other side can be."""
    if by == "applicant":
        return str(filer(acts)) if acts else procedure.acts["file"].by[0]
    return procedure.sides[by].who[0] if by in procedure.sides else by


def made(procedure: Procedure, acts: Sequence[ActRecord], act: str, variant: ActVariant, gap: int = 1) -> ActRecord:
    """The next act as somebody would do it, ``gap`` days after the last one or when its clock has run out."""
    spec = procedure.acts[act]
    day = acts[-1].day + timedelta(days=gap) if acts else FIRST_DAY
    if spec.after_clock is not None:
        waited = next((one for one in report(procedure, acts, day).clocks if one.id == spec.after_clock), None)
        day = max(day, waited.due + timedelta(days=1)) if waited is not None and waited.due else day
    day = max([day, *_named_days(spec, acts)])
    fixed = dict(variant.fixed)
    if act == "override":
        fixed |= {"act": "note", "until": day.isoformat()}
    said = answers_before(acts)
    payload = payload_of(procedure.fields_of(act), day, fixed, before=said)
    earlier = next((one for one in reversed(acts) if spec.requires and one.act == spec.requires.act), None)
    if spec.requires is not None and earlier is not None:
        payload |= {name: earlier.payload[name] for name in spec.requires.same if name in earlier.payload}
        again = {**payload, **fixed}
        payload = payload_of(procedure.fields_of(act), day, again, before=said) if "outcome" in payload else payload
    by = word_of(procedure, acts, variant.by)
    if spec.requires is not None and spec.requires.other_side and earlier is not None and earlier.by == by:
        by = next(one for one in sorted(procedure.words(act)) if one in PARTIES and one != by)
    return ActRecord(act, at(day), by, payload, f"{by} for {act}")


def _named_days(spec: Act, acts: Sequence[ActRecord]) -> Iterator[date]:
    """The days for which an act waits, as earlier acts named them."""
    for one in spec.preconditions:
        done = next((record for record in reversed(acts) if record.act == one.act), None)
        if one.day is not None and done is not None and done.payload.get(one.day):
            yield date.fromisoformat(str(done.payload[one.day]))


def waited_day(procedure: Procedure, acts: Sequence[ActRecord]) -> date | None:
    """The day on which whatever an act waits for by its day has come; None before anything was done."""
    days = [day for spec in procedure.acts.values() for day in _named_days(spec, acts)]
    return max([acts[-1].day, *days]) if acts else None


def judged(procedure: Procedure, acts: Sequence[ActRecord], record: ActRecord) -> ClockReport | InputError:
    """Where the clocks stand after an act, or why it is not legal; an extension is judged by the clocks."""
    try:
        check_act(procedure, acts, record.act, record.by or "", record.payload, actor=record.actor, at=record.at)
        return report(procedure, [*acts, record], record.day)
    except InputError as error:
        return error


def refused(procedure: Procedure, acts: Sequence[ActRecord], record: ActRecord) -> InputError | None:
    """Why an act is not legal, or None."""
    found = judged(procedure, acts, record)
    return found if isinstance(found, InputError) else None


# --- every way ---


@dataclass(frozen=True)
class Way:
    """Legal acts, and where the case and its clocks stand after them."""

    acts: tuple[ActRecord, ...]
    status: str | None
    clocks: tuple[ClockState, ...]

    @property
    def last(self) -> ActRecord:
        return self.acts[-1]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.act for one in self.acts)


@dataclass(frozen=True)
class Explored:
    """``steps`` are all transitions that were tried with success, ``places`` one shortest way to each situation."""

    procedure: Procedure
    places: Mapping[object, Way]
    steps: Sequence[tuple[object, object, Way]]

    def done(self) -> set[str]:
        return {way.last.act for _, _, way in self.steps}


@cache
def explored(name: str) -> Explored:
    """Breadth first through a procedure: from every situation every act that is legal there, in each of its ways."""
    procedure = PACK.procedures[name]
    start = Way((), None, ())
    places: dict[object, Way] = {situation(procedure, start): start}
    steps: list[tuple[object, object, Way]] = []
    seen: set[tuple[str | None, str, str]] = set()
    waiting = deque(places.items())
    while waiting:
        here, way = waiting.popleft()
        for found in _next(procedure, way):
            there = situation(procedure, found)
            running = [one.id for one in found.clocks if one.open]
            pairs = {(found.status, one, other) for one, other in product(running, running)} - seen
            if there in places and pairs:  # the same situation, but these two clocks were not yet seen to run in it
                there = (there, frozenset(running))
            seen |= pairs
            steps.append((here, there, found))
            if there not in places:
                places[there] = found
                if found.status not in LEAVES:
                    waiting.append((there, found))
    return Explored(procedure, places, steps)


def _next(procedure: Procedure, way: Way) -> Iterator[Way]:
    for name in allowed(procedure, way.acts, waited_day(procedure, way.acts)):
        if name == "reopen" and "reopen" in way.names:
            continue
        for variant in variants(procedure, procedure.acts[name]):
            record = made(procedure, way.acts, name, variant)
            found = judged(procedure, way.acts, record)
            if not isinstance(found, InputError):
                yield Way((*way.acts, record), found.status, tuple(found.clocks))


def situation(procedure: Procedure, way: Way) -> object:
    """A situation: status, what can be done only once, what a second person waits for, which clocks run of those that
    open or end something: each other clock would double the situations and change no act."""
    state = fold(procedure, way.acts)
    once = frozenset(name for name in state.done if procedure.acts[name].once)
    since = {record.act: record.payload.get("outcome") for record in state.records[state.since :]}
    needed = {one.requires.act for one in procedure.acts.values() if one.requires}
    waited = [part for one in procedure.acts.values() for part in one.preconditions]
    came = frozenset(
        place
        for place, one in enumerate(waited)
        if any(record.act == one.act and holds(one.said, record.payload) for record in state.records)
    )
    spoke = {record.act: record.by for record in state.records[state.since :]}
    standing = frozenset((name, since[name], spoke[name]) for name in needed if name in since)
    gates = {one.after_clock for one in procedure.acts.values()}
    gates |= {one.id for one in procedure.clocks if one.lapse or one.extend}
    running = frozenset(one.id for one in way.clocks if one.open and one.id in gates)
    return state.status, state.suspended, once, standing, came, running, "reopen" in way.names


def ways_to(name: str, *, status: str, without: set[str] = BESIDE) -> list[Way]:
    """The shortest ways to situations of a status, first things first."""
    return [way for way in explored(name).places.values() if way.status == status and not set(way.names) & without]
