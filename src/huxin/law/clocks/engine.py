"""Deadlines as a pure function of (procedure, acts, calendar): read the acts in order, see where each clock stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from huxin.law.calendar import Calendar
from huxin.law.clocks.arithmetic import Due, days_left, due_before, due_day
from huxin.law.clocks.lines import explain
from huxin.law.clocks.model import ClockReport, ClockRun, ClockState, ClockStatus, Length, LengthLookup, Pause
from huxin.law.clocks.reading import check_service, event_day, matches, own_payload, served, side_of, start_day, stopped
from huxin.law.clocks.reminders import party_of_clock
from huxin.law.errors import InputError
from huxin.law.procedures.fields import holds
from huxin.law.procedures.fold import ActRecord, Folded, after, filer, refusal
from huxin.law.procedures.model import ENDED, Clock, Event, Procedure

_PAUSES = {
    "suspend": ("suspend", True),
    "resume": ("suspend", False),
    "ask_completion": ("completion", True),
    "complete": ("completion", False),
}


def run(
    procedure: Procedure,
    acts: Sequence[ActRecord],
    calendar: Calendar,
    on: date,
    parameters: LengthLookup | None = None,
    *,
    cite: Callable[[str], str] = str,
) -> ClockReport:
    """Where every clock stands at the end of the day ``on``; acts after that day are not seen.

    ``parameters`` gives lengths that the city fixes, ``cite`` turns a source into readable words.  Raises
    InputError that names ``acts[i]`` for an act that is not legal where it stands, and for an extension that comes
    too late.
    """
    reader = _Reader(procedure, calendar, parameters or (lambda name, day: Length(None, False)))
    seen = [(f"acts[{index}]", record) for index, record in enumerate(acts) if record.day <= on]
    for _, record in seen:
        reader.facts.update(record.payload)
    for where, record in seen:
        reader.read(record, where)
    order = {clock.id: index for index, clock in enumerate(procedure.clocks)}
    runs = sorted(reader.runs.values(), key=lambda one: (order[one.clock.id], one.start))
    return ClockReport(reader.state.status, [_state(procedure, one, calendar, on, cite) for one in runs])


class _Reader:
    """The acts read so far: the state of the case and the latest run of each clock per party."""

    def __init__(self, procedure: Procedure, calendar: Calendar, parameters: LengthLookup) -> None:
        self.procedure, self.calendar, self.parameters = procedure, calendar, parameters
        self.state = Folded()
        self.facts: dict[str, Any] = {}
        """Every answer of the case, the last one winning: what the case is (its track, its relation)."""
        self.answers: dict[str, Any] = {}
        """The answers up to the act that is being read."""
        self.own: dict[str, Any] = {}
        self.runs: dict[tuple[str, str | None, str | None], ClockRun] = {}
        """By clock, served party and paper: two awards run side by side."""
        self.moot: set[str] = set()
        """Clocks that an act made void before they started."""

    def read(self, record: ActRecord, where: str) -> None:
        why = refusal(self.procedure, self.state, record)
        if why is not None:
            raise InputError("illegal_act", where, record.act, *why)
        self.answers.update(record.payload)
        self.own = own_payload(self.procedure, record, where)
        check_service(self.procedure, record, self.state.records, where)
        if record.act == "extend":
            self._extend(record, where)
        self._pause(record)
        moved = [clock for clock in self.procedure.clocks if record.act in clock.movers]
        for clock in moved:
            self._start(clock, record, where)
        for clock in moved:
            self._stop(clock, record, where)
            self._void(clock, record)
            self._lapse(clock, record)
        self.state = after(self.procedure, self.state, record)
        if self.state.status in ENDED:
            self._end_all(record)

    def _open(self) -> list[ClockRun]:
        return [one for one in self.runs.values() if one.stop is None]

    def _start(self, clock: Clock, record: ActRecord, where: str) -> None:
        events = [event for event in clock.start if self._is(event, record)]
        by = filer(self.state.records)
        for party in served(clock, record) if events else []:
            side = side_of(party, by, self.facts)
            event = next((one for one in events if not one.to or side in one.to), None)
            if event is None or (clock.id in self.moot and not event.revives):
                continue
            document = self.own.get("document") if record.act == "serve" and clock.per_party else None
            key = (clock.id, party, document if isinstance(document, str) else None)
            before = self.runs.get(key)
            again = event.restarts or event.revives or record.act == "complete"
            if before is not None and before.stop is None and not again:
                continue
            self.moot.discard(clock.id)
            day = start_day(self.procedure, event, record, where)
            length, source = self._length(clock, day)
            self.runs[key] = ClockRun(
                clock, party, day, record, length, source, event.since, lapses=event.lapses, earlier=before
            )

    def _is(self, event: Event, record: ActRecord) -> bool:
        return matches(event, record, self.own, self.facts, self.answers)

    def _length(self, clock: Clock, day: date) -> tuple[Length, str]:
        variant = next((one for one in clock.variants if holds(one.when, self.facts)), None)
        if variant is not None:
            return Length(variant.length), variant.source
        if isinstance(clock.length, int):
            return Length(clock.length), clock.source
        found = self.parameters(clock.length["param"], day)
        return found, found.source or clock.source

    def _lapse(self, clock: Clock, record: ActRecord) -> None:
        """The act of the program that the clock asks for when it has run out ends every run of it."""
        if clock.lapse is None or record.by != "system" or record.act != clock.lapse.act:
            return
        for one in self._open():
            if one.clock is clock and one.lapses:
                one.stop, one.stopped_by, one.lapsed = record.day, record, True

    def _stop(self, clock: Clock, record: ActRecord, where: str) -> None:
        if not any(self._is(event, record) for event in clock.stop):
            return
        for one in stopped([one for one in self._open() if one.clock is clock], record, where):
            day = event_day(self.procedure, record, where)
            # a clock that counts back starts on the day ahead that it counts from
            one.stop, one.stopped_by = day if clock.before else max(one.start, day), record

    def _void(self, clock: Clock, record: ActRecord) -> None:
        """What another act made moot ends here; a clock that had not started does not start any more."""
        if not any(self._is(event, record) for event in clock.void):
            return
        self.moot.add(clock.id)
        for one in self._open():
            if one.clock is clock:
                one.stop, one.stopped_by, one.void = record.day, record, True

    def _end_all(self, record: ActRecord) -> None:
        for one in self._open():
            if one.clock.ends_with_case:
                one.stop, one.stopped_by, one.ended = record.day, record, True

    def _pause(self, record: ActRecord) -> None:
        kind, begins = _PAUSES.get(record.act, ("", False))
        for one in self._open():
            if kind == "suspend" and begins and one.clock.suspendable:
                one.pauses.append(Pause(record.day, "suspend", str(record.payload.get("ground") or "")))
            elif kind == "completion" and begins and one.clock.waits_for_completion:
                one.pauses.append(Pause(record.day, "completion"))
            elif kind and not begins and one.open_pause is not None and one.open_pause.kind == kind:
                one.open_pause.end = record.day

    def _extend(self, record: ActRecord, where: str) -> None:
        target = next((one for one in self._open() if one.clock.extend is not None and one.extension == 0), None)
        if target is None or target.clock.extend is None:
            raise InputError(
                "illegal_act",
                where,
                "extend",
                "a running clock that can be extended",
                "现在没有可以延长的期限。 Nothing is running that the law lets you extend.",
            )
        rule = target.clock.extend
        days = record.payload.get("days", rule.most)
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= rule.most:
            raise InputError(
                "extension",
                f"{where}.payload.days",
                days,
                f"a whole number from 1 to {rule.most}",
                "法律只给这么多。 The law gives no more.",
            )
        consents = record.payload.get("consents")
        if consents is not None and holds(rule.consents_when, self.facts) and not set(rule.consents) <= set(consents):
            raise InputError(
                "consents",
                f"{where}.payload.consents",
                consents,
                f"consent of {', '.join(rule.consents)}",
                "要双方都同意。 Both sides must agree.",
            )
        due = _due(target, self.calendar, record.day)
        if due is not None and record.day > due.day:
            raise InputError(
                "too_late",
                f"{where}.at",
                record.day.isoformat(),
                f"an extension not after {due.day}",
                "期限已经过了，不能再延。 The clock had run out; it cannot be extended any more.",
            )
        target.extension, target.extended_on = days, record.day


def _due(one: ClockRun, calendar: Calendar, on: date) -> Due | None:
    if one.length.value is None:
        return None
    if one.set_day is not None:
        return Due(one.set_day, one.set_day, provisional=False)
    until = one.stop or on
    if one.clock.before:
        return due_before(calendar, one.start, one.length.value, one.clock.unit)
    return due_day(
        calendar, one.start, one.length.value, one.clock.unit, extension=one.extension, pauses=one.pauses, until=until
    )


def _state(procedure: Procedure, one: ClockRun, calendar: Calendar, on: date, cite: Callable[[str], str]) -> ClockState:
    due = _due(one, calendar, on)
    seen = one.stop or on
    left = None if due is None else days_left(calendar, one.clock.unit, seen, due.day)
    state = _where(one, due, seen)
    lines = explain(procedure, one, calendar, due, on, left, state, cite)
    length, sure = one.clock.length, one.length.certain or one.set_day is not None
    uncertain = [length["param"]] if not isinstance(length, int) and not sure else []
    return ClockState(
        id=one.clock.id,
        due=None if due is None else due.day,
        state=state,
        provisional=due is None or due.provisional or bool(uncertain),
        party=one.party,
        unit="w" if one.clock.unit == "w" else "c",
        days_left=left,
        lines=[zh for zh, _ in lines],
        lines_en=[en for _, en in lines],
        label=dict(one.clock.label),
        who=dict(one.clock.who),
        started_on=one.start,
        stopped_on=one.stop,
        uncertain_parameters=uncertain,
        whose=party_of_clock(procedure, one.clock),
        alias=one.clock.alias,
        lapses=one.lapses,
    )


def _where(one: ClockRun, due: Due | None, seen: date) -> ClockStatus:
    late = due is not None and seen > due.day
    if one.void:
        return "void"
    if one.stop is not None:
        return "missed" if late else "met"
    paused = one.open_pause
    if paused is not None and (due is None or any(pause is paused for pause, _ in due.pauses)):
        return "suspended"
    return "missed" if late else "running"
