"""What holds for every deadline and every sequence of acts, tried on random ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law.calendar import Calendar
from huxin.law.clocks import ActRecord, Length, run
from huxin.law.clocks.arithmetic import Unit, days_left, due_day
from huxin.law.clocks.model import Pause
from huxin.law.errors import InputError, Problem
from huxin.law.pack.load import load_pack
from huxin.law.procedures import Procedure, allowed, check_act, fold
from huxin.law.procedures.model import OPEN, STATUSES
from huxin.law.tests.casework_support import act, at

STARTS = st.dates(date(2021, 1, 1), date(2027, 3, 1))
LENGTHS = st.integers(1, 90)
FIRST_UNPUBLISHED = date(2026, 12, 25)
"""The pack holds 2021 to 2026; from this day on the notice of 2027 may move working days."""
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["w", "c"])


@cache
def calendar() -> Calendar:
    return load_pack("wenzhou").calendar


@cache
def procedures() -> dict[str, Procedure]:
    return dict(load_pack("wenzhou").procedures)


@given(STARTS, LENGTHS, UNITS)
def test_due_is_a_working_day_after_the_start(start: date, length: int, unit: Unit) -> None:
    found = due_day(calendar(), start, length, unit, until=start)
    assert found.day > start
    assert calendar().is_workday(found.day)
    assert found.raw <= found.day


@given(STARTS, st.sampled_from([1, 2, 3]))
def test_years_end_on_the_same_date_or_28_february(start: date, years: int) -> None:
    raw = due_day(calendar(), start, years, "year", until=start).raw
    assert (raw.month, raw.day) == ((start.month, start.day) if (start.month, start.day) != (2, 29) else (2, 28))
    assert raw.year == start.year + years


@given(STARTS, LENGTHS, LENGTHS, UNITS)
def test_due_is_monotone_in_length_and_extension_adds_to_it(start: date, length: int, more: int, unit: Unit) -> None:
    short = due_day(calendar(), start, length, unit, until=start)
    longer = due_day(calendar(), start, length + more, unit, until=start)
    assert longer.day >= short.day
    assert due_day(calendar(), start, length, unit, extension=more, until=start) == longer


@given(STARTS, LENGTHS, UNITS, st.integers(0, 60), st.integers(0, 60))
def test_a_suspension_moves_the_end_by_exactly_its_days(
    start: date, length: int, unit: Unit, after: int, still: int
) -> None:
    plain = due_day(calendar(), start, length, unit, until=start)
    begun = start + timedelta(days=after)
    if begun > plain.day:
        return
    pause = Pause(begun, "suspend", end=begun + timedelta(days=still))
    found = due_day(calendar(), start, length, unit, pauses=[pause], until=begun)
    assert pause.end is not None
    if unit == "c":
        assert found.raw == plain.raw + timedelta(days=still)
    else:
        assert calendar().workdays_between(plain.day, found.day) == calendar().workdays_between(begun, pause.end)
    assert found.day >= plain.day


@given(STARTS, LENGTHS, UNITS, st.integers(1, 60))
def test_a_pause_that_begins_after_due_moves_nothing(start: date, length: int, unit: Unit, late: int) -> None:
    plain = due_day(calendar(), start, length, unit, until=start)
    begun = plain.day + timedelta(days=late)
    pause = Pause(begun, "suspend", end=begun + timedelta(days=30))
    assert due_day(calendar(), start, length, unit, pauses=[pause], until=begun).day == plain.day


@given(STARTS, LENGTHS, UNITS, st.integers(0, 40), st.integers(0, 80))
def test_a_lasting_pause_is_as_if_resumed_on_the_day_asked(
    start: date, length: int, unit: Unit, after: int, ask: int
) -> None:
    begun = start + timedelta(days=after)
    on = begun + timedelta(days=ask)
    open_ended = due_day(calendar(), start, length, unit, pauses=[Pause(begun, "suspend")], until=on)
    closed = due_day(calendar(), start, length, unit, pauses=[Pause(begun, "suspend", end=on)], until=on)
    assert open_ended.day == closed.day


@given(STARTS, LENGTHS, UNITS)
def test_days_left_are_zero_on_the_due_day_and_shrink_by_the_day(start: date, length: int, unit: Unit) -> None:
    due = due_day(calendar(), start, length, unit, until=start).day
    left = [
        days_left(calendar(), unit, due + timedelta(days=step), due) for step in range(-12, 13)
    ]  # longer than any holiday
    assert left[12] == 0
    assert left == sorted(left, reverse=True)
    assert left[-1] < 0


@given(STARTS, LENGTHS, UNITS)
def test_a_date_is_provisional_exactly_when_an_unpublished_year_matters(start: date, length: int, unit: Unit) -> None:
    found = due_day(calendar(), start, length, unit, until=start)
    assert found.provisional == (max(found.raw, found.day) >= FIRST_UNPUBLISHED)


def test_the_last_days_of_the_last_published_year_are_provisional() -> None:
    """The notice of 2027 may move working days of December, such as the Sunday before New Year."""
    before = due_day(calendar(), date(2026, 12, 14), 10, "c", until=date(2026, 12, 14))
    after = due_day(calendar(), date(2026, 12, 14), 11, "c", until=date(2026, 12, 14))
    assert (before.day, before.provisional) == (date(2026, 12, 24), False)
    assert (after.day, after.provisional) == (date(2026, 12, 25), True)


# --- random acts through every procedure ---

STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 10**6), st.integers(0, 12)), min_size=1, max_size=14)


def _record(procedure: Procedure, acts: list[ActRecord], legal: bool, pick: int, gap: int) -> ActRecord:
    """A next act: one that ``allowed`` offers, or any at all of the procedure."""
    names = allowed(procedure, acts) if legal else list(procedure.acts)
    name = names[pick % len(names)] if names else next(iter(procedure.acts))
    day = (acts[-1].day if acts else date(2026, 1, 28)) + timedelta(days=gap)
    payload = {"until": "2026-12-31", "act": "note"} if name == "override" else {}
    return act(name, day.isoformat(), by=procedure.acts[name].by[0], actor=f"person-{pick % 3}", **payload)


@settings(max_examples=150, deadline=None)
@given(st.data(), STEPS)
def test_folds_allowed_acts_and_clocks_agree_for_every_procedure(
    data: st.DataObject, steps: list[tuple[bool, int, int]]
) -> None:
    name = data.draw(st.sampled_from(sorted(procedures())))
    procedure, acts = procedures()[name], list[ActRecord]()
    for legal, pick, gap in steps:
        record = _record(procedure, acts, legal, pick, gap)
        if _accepts(procedure, acts, record):
            acts.append(record)
    state = fold(procedure, acts)
    assert state.status is None or state.status in STATUSES
    if state.suspended:
        assert state.status in OPEN
    _check_allowed(procedure, acts)
    _check_clocks(procedure, acts)


def _accepts(procedure: Procedure, acts: list[ActRecord], record: ActRecord) -> bool:
    """Fold and clocks accept an act together, but for an extension that the clocks alone can judge."""
    told = _told(lambda: fold(procedure, [*acts, record]))
    if told is not None:
        assert told.field == f"acts[{len(acts)}]"
        return False
    told = _told(lambda: run(procedure, [*acts, record], calendar(), record.day, lambda name, day: Length(10)))
    assert told is None or record.act in ("extend", "serve")
    return told is None


def _check_allowed(procedure: Procedure, acts: list[ActRecord]) -> None:
    day = acts[-1].day.isoformat() if acts else "2026-02-01"
    offered = set(allowed(procedure, acts))
    for name, spec in procedure.acts.items():
        payload = {"until": day, "act": "note"} if name == "override" else {}
        added = act(name, day, **payload)
        legal = _told(lambda added=added: fold(procedure, [*acts, added])) is None
        assert name not in offered or legal
        if spec.requires is None and not spec.preconditions:
            assert legal == (name in offered)
        if not legal:
            _refused_by_check_act(procedure, acts, name, spec.by[0], day)


def _refused_by_check_act(procedure: Procedure, acts: list[ActRecord], name: str, by: str, day: str) -> None:
    told = _told(lambda: check_act(procedure, acts, name, by, {}, at=at(day)))
    assert told is not None, f"{name} passed after {[one.act for one in acts]}"
    assert told.code == "illegal_act"


def _told(call: Callable[[], object]) -> Problem | None:
    """What a call is refused with, or None."""
    try:
        call()
    except InputError as error:
        return error.problem
    return None


def _check_clocks(procedure: Procedure, acts: list[ActRecord]) -> None:
    on = (acts[-1].day if acts else date(2026, 2, 1)) + timedelta(days=3)
    found = run(procedure, acts, calendar(), on, lambda name, day: Length(10))
    assert found == run(procedure, list(acts), calendar(), on, lambda name, day: Length(10))
    assert found.status == fold(procedure, acts).status
    for one in found.clocks:
        assert one.due is not None
        assert one.due > one.started_on
        assert one.lines
        if one.stopped_on is not None:
            assert one.state == ("met" if one.stopped_on <= one.due else "missed")
        elif one.state == "missed":
            assert one.days_left is not None
            assert one.days_left <= 0


@settings(max_examples=60, deadline=None)
@given(st.data(), STEPS)
def test_a_clock_moves_only_by_the_acts_its_procedure_names(
    data: st.DataObject, steps: list[tuple[bool, int, int]]
) -> None:
    """Notes and assignments in between change no deadline."""
    name = data.draw(st.sampled_from(sorted(procedures())))
    procedure, acts = procedures()[name], list[ActRecord]()
    for _, pick, gap in steps:
        record = _record(procedure, acts, True, pick, gap)
        if _accepts(procedure, acts, record):
            acts.append(record)
    started = next((index for index, _ in enumerate(acts) if fold(procedure, acts[: index + 1]).status), None)
    if started is None:
        return
    noted = [*acts[: started + 1], ActRecord("note", acts[started].at, "handler"), *acts[started + 1 :]]
    on = acts[-1].day
    plain, other = (run(procedure, one, calendar(), on, lambda n, d: Length(10)) for one in (acts, noted))
    assert plain.clocks == other.clocks
