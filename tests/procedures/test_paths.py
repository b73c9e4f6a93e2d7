"""Every procedure of depth full, walked: happy path, completion, refusal with appeal, withdrawal, missed deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from huxin.law.clocks import ClockState
from huxin.law.procedures import Procedure, allowed, fold
from huxin.law.procedures.known import OF_ACT, sources
from huxin.law.procedures.model import OFFICERS, OPEN, PARTIES, SIDES, Clock
from huxin.law.procedures.samples import ActVariant
from tests.procedures.support import (
    BESIDE,
    FIRST_DAY,
    FULL,
    PACK,
    Way,
    at,
    explored,
    made,
    refused,
    report,
    ways_to,
    word_of,
)

CLOCKS = [(name, clock.id) for name in FULL for clock in PACK.procedures[name].clocks]
BANNED = ("系统错误", "参数非法", "相关", "有关", "根据实际", "予以")


def procedure(name: str) -> Procedure:
    return PACK.procedures[name]


# --- the five paths ---


@pytest.mark.parametrize("name", FULL)
def test_the_happy_path_ends_well(name: str) -> None:
    one = procedure(name)
    way = next(way for way in ways_to(name, status="done") if not _negative(one, way))
    for count in range(1, len(way.acts) + 1):
        record = way.acts[count - 1]
        assert refused(one, way.acts[: count - 1], record) is None
        assert report(one, way.acts[:count], record.day).status == fold(one, way.acts[:count]).status
    assert fold(one, way.acts).status == "done"


@pytest.mark.parametrize("name", [name for name in FULL if "ask_completion" in PACK.procedures[name].acts])
def test_papers_are_asked_for_once_and_the_case_goes_on(name: str) -> None:
    way = next(way for way in ways_to(name, status="done") if "complete" in way.names)
    asked = way.names.index("ask_completion")
    assert fold(procedure(name), way.acts[: asked + 1]).status == "completion_asked"
    assert way.names[asked + 1] == "complete"
    for count in range(asked + 1, len(way.acts)):
        assert "ask_completion" not in allowed(procedure(name), way.acts[:count])


@pytest.mark.parametrize("name", FULL)
def test_whoever_is_refused_is_told_a_way_on(name: str) -> None:
    one = procedure(name)
    bad = [way for _, _, way in explored(name).steps if _ends_badly(one, way)]
    for way in bad:
        assert not set(one.acts[way.last.act].by) & {"system", "worker", "kin"}, "a refusal has a human decider"
        assert one.appeal is not None
        assert one.appeal.routes
        onward = [handover for handover in one.handovers if handover.after == way.last.act]
        assert "appeal" in allowed(one, way.acts) or onward, way.names
    assert one.appeal is not None


@pytest.mark.parametrize("name", [name for name in FULL if "appeal" in PACK.procedures[name].acts])
def test_a_refusal_can_be_contested(name: str) -> None:
    one = procedure(name)
    appealed = [way for _, _, way in explored(name).steps if way.last.act == "appeal"]
    bad = {way.names for way in explored(name).places.values() if way.acts and _ends_badly(one, way)}
    assert not bad or bad & {way.names[:-1] for way in appealed}


@pytest.mark.parametrize("name", FULL)
def test_an_open_case_can_be_withdrawn_and_nobody_waits_any_more(name: str) -> None:
    one = procedure(name)
    for way in [way for way in explored(name).places.values() if way.status in OPEN]:
        for by in one.acts["withdraw"].by:
            record = made(one, way.acts, "withdraw", ActVariant(by))
            assert refused(one, way.acts, record) is None, way.names
            found = report(one, [*way.acts, record], record.day)
            assert found.status == "withdrawn"
            assert {clock.id for clock in found.clocks if clock.open} <= {
                clock.id for clock in one.clocks if not clock.ends_with_case
            }
    assert one.acts["withdraw"].by


@pytest.mark.parametrize(("name", "clock"), CLOCKS)
def test_a_deadline_is_missed_on_the_day_after_it_and_not_before(name: str, clock: str) -> None:
    one = procedure(name)
    started = _started(name, clock)
    due = _state(one, started.acts, clock, started.last.day).due
    assert due is not None
    since = next((event.since for event in one.clock(clock).start if event.since), None)
    if since is not None:
        _missed_before_it_was_filed(one, one.clock(clock), since, started)
        return
    assert _state(one, started.acts, clock, due).state == "running"
    late = _state(one, started.acts, clock, due + timedelta(days=1))
    assert late.state == "missed"
    assert late.open


@pytest.mark.parametrize(("name", "clock"), CLOCKS)
def test_a_deadline_is_met_on_its_last_day(name: str, clock: str) -> None:
    one = procedure(name)
    way = _stopped(name, clock)
    *before, last = way.acts
    due = _state(one, way.acts, clock, last.day).due
    assert due is not None
    if any(event.since for event in one.clock(clock).start) or due < last.day:
        assert _state(one, way.acts, clock, last.day).stopped_on == last.day
        return
    for day, state in ((due, "met"), (due + timedelta(days=1), "missed")):
        dated = {
            name: day.isoformat() if value == last.day.isoformat() else value for name, value in last.payload.items()
        }
        acts = [*before, replace(last, at=at(day), payload=dated)]
        assert _state(one, acts, clock, day).state == state


def _missed_before_it_was_filed(one: Procedure, clock: Clock, since: str, way: Way) -> None:
    """A deadline that runs from a date before the case: too late when the date lies too far back."""
    assert way.last.act in {event.act for event in clock.start}
    for days, state in ((clock.length, "met"), (800, "missed")):
        back = (FIRST_DAY - timedelta(days=int(days) if isinstance(days, int) and clock.unit == "c" else 5)).isoformat()
        if state == "missed":
            back = (FIRST_DAY - timedelta(days=800)).isoformat()
        stop = next((event for event in clock.stop if event.act == way.last.act), None)
        if stop is None:
            continue
        by = stop.by[0] if stop.by else way.last.by
        record = replace(way.last, at=at(FIRST_DAY), by=by, payload={**way.last.payload, since: back})
        assert _state(one, [*way.acts[:-1], record], clock.id, FIRST_DAY).state == state


# --- the whole of it ---

APART = {"confirm_override", "message"}
"""Acts with tests of their own: confirming an exception needs one that waits and the person whom it names
(``test_desk``); in what an office files itself only another side writes a message (``test_messages``)."""


@pytest.mark.parametrize("name", FULL)
def test_every_act_can_be_reached(name: str) -> None:
    assert explored(name).done() - APART == set(procedure(name).acts) - APART


@pytest.mark.parametrize("name", FULL)
def test_everybody_named_may_do_his_act(name: str) -> None:
    """Each role, party and side of an act can do it somewhere with the same answers. An act that stands in every
    procedure names each side that a case can have; a procedure without that side has nobody who could do it."""
    one = procedure(name)
    for act in one.acts.values():
        if act.id in APART:  # only the person whom an exception names; a side that writes to the office
            continue
        assert set(act.by) <= PARTIES | OFFICERS | {"system", *SIDES}
        ways = [way for _, _, way in explored(name).steps if way.last.act == act.id]
        absent = set(SIDES) - {"applicant", *one.sides} - PARTIES if act.common else set()
        for by in set(act.by) - absent:
            assert any(
                refused(one, way.acts[:-1], replace(way.last, by=word_of(one, way.acts, by), actor=f"another {by}"))
                is None
                for way in ways
            ), (act.id, by)


@pytest.mark.parametrize("name", FULL)
def test_every_outcome_can_be_reached_and_says_its_status(name: str) -> None:
    one = procedure(name)
    reached = {str(way.last.payload["outcome"]): way.status for _, _, way in _deciding(name)}
    mapped = {outcome: status for act in one.acts.values() for outcome, status in _targets(act.to).items()}
    assert reached == mapped
    for outcome, status in mapped.items():
        assert one.outcomes[outcome].status == status
    reachable = {way.status for way in explored(name).places.values()}
    assert {outcome.status for outcome in one.outcomes.values()} <= reachable


@pytest.mark.parametrize("name", FULL)
def test_from_every_situation_there_is_a_way_to_an_end(name: str) -> None:
    """Nobody is stuck: an ending that decides something can be reached, without withdrawing or handing over."""
    back: dict[object, set[object]] = {}
    for here, there, way in explored(name).steps:
        if way.last.act not in BESIDE:
            back.setdefault(there, set()).add(here)
    ended = {place for place, way in explored(name).places.items() if way.status in ("done", "refused")}
    found, waiting = set(ended), list(ended)
    while waiting:
        for place in back.get(waiting.pop(), set()) - found:
            found.add(place)
            waiting.append(place)
    stuck = [
        way.names for place, way in explored(name).places.items() if place not in found and way.status in (None, *OPEN)
    ]
    assert stuck == []


@pytest.mark.parametrize("name", FULL)
def test_money_is_decided_by_two_people(name: str) -> None:
    one = procedure(name)
    for act in one.acts.values():
        if act.id == "pay" or act.requires is None or not act.requires.by_other:
            continue
        for way in [way for _, _, way in explored(name).steps if way.last.act == act.id]:
            proposed = next(record for record in reversed(way.acts) if record.act == act.requires.act)
            same = replace(way.last, actor=proposed.actor)
            error = refused(one, way.acts[:-1], same)
            assert error is not None
            assert error.problem.code == "second_person"
    if "pay" in one.acts:
        assert any(act.requires is not None and act.requires.by_other for act in one.acts.values())


@pytest.mark.parametrize("name", ["rule-filing", "negotiation-guidance", "employment-guidance", "work-plan-item"])
def test_what_rests_on_a_guideline_leads_to_no_penalty(name: str) -> None:
    assert "penalty" not in {handover.to for handover in procedure(name).handovers}


def test_each_platform_that_was_served_acknowledges_for_itself() -> None:
    one = procedure("weather-order")
    acts: list[Any] = []
    for act, fixed in (("file", {}), ("issue", {}), ("serve", {"to": "甲平台"}), ("serve", {"to": "乙平台"})):
        acts.append(made(one, acts, act, ActVariant(one.acts[act].by[0], fixed), gap=0))
    acts.append(made(one, acts, "acknowledge", ActVariant("unit", {"party": "乙平台"}), gap=1))
    found = {state.party: state.state for state in report(one, acts, FIRST_DAY + timedelta(days=11)).clocks}
    assert found == {"甲平台": "missed", "乙平台": "met"}


# --- what people read ---


@pytest.mark.parametrize("name", FULL)
def test_a_question_a_screen(name: str) -> None:
    """A screen asks one thing; a second field belongs to it: a range, a name with its number, or a "which, then"."""
    for step in procedure(name).form:
        asked = [one for one in step.fields if one.source == "applicant" and one.when == step.when]
        must = [one for one in asked if one.required]
        assert len(must) <= 2, step.id
        assert len(asked) <= 3, step.id
        if step.when is not None:
            assert all(one.when is not None for one in step.fields), f"{step.id}: check_act asks hidden screens too"


@pytest.mark.parametrize("name", FULL)
def test_no_name_means_two_things(name: str) -> None:
    """The answers of a case are one set of names, a later act over an earlier one."""
    one = procedure(name)
    asked = {field.name: field for field in one.fields_of("file")}
    assert len(asked) == len(one.fields_of("file"))
    for act in one.acts.values():
        for field in act.payload:
            assert field.kind == asked.get(field.name, field).kind, (act.id, field.name)


@pytest.mark.parametrize("name", FULL)
def test_what_a_register_holds_is_not_asked_for(name: str) -> None:
    one = procedure(name)
    fetched = {paper.id for paper in one.evidence if paper.source != "applicant"}
    asked = {field.name for step in one.form for field in step.fields if field.source == "applicant"}
    assert not fetched & asked
    assert not any(paper.required for paper in one.evidence if paper.source != "applicant")


@pytest.mark.parametrize("name", FULL)
def test_both_languages_in_plain_words(name: str) -> None:
    for text in _texts(procedure(name)):
        assert set(text) == {"zh", "en"}
        assert all(part.strip() for part in text.values())
        assert not any(word in text["zh"] for word in BANNED), text
        assert not re.search(r"[\u4e00-\u9fff]", text["en"]), text


@pytest.mark.parametrize("name", FULL)
def test_the_guide_is_whole(name: str) -> None:
    one = procedure(name)
    assert one.guide is not None
    assert one.guide.basis
    assert any(source.startswith("wenzhou-2021-135 ") for source in (one.clause, *one.guide.basis))
    assert one.guide.conditions
    assert one.guide.steps
    assert one.guide.contacts
    assert one.department in PACK.agencies


@pytest.mark.parametrize("name", FULL)
def test_handovers_lead_somewhere(name: str) -> None:
    one = procedure(name)
    for handover in one.handovers:
        assert handover.after in one.acts
        assert handover.to in PACK.procedures


@pytest.mark.parametrize("name", FULL)
def test_what_a_question_is_known_from_is_an_answer_of_its_kind(name: str) -> None:
    for field in procedure(name).fields_of("file"):
        for source in sources(field) if field.known is not None else ():
            other = PACK.procedures.get(source.procedure)
            if other is None or source.name in OF_ACT:
                continue
            said = {one.name: one for one in other.fields_of(source.act or "file")}[source.name]
            assert said.kind == field.kind, (field.name, source)
            assert not field.options or {one.value for one in said.options} & {one.value for one in field.options}


@pytest.mark.parametrize("name", FULL)
def test_every_act_that_people_see_says_what_happened(name: str) -> None:
    silent = {"note", "assign", "add_evidence", "verify_evidence", "close", "override", "send_back"}
    for act in procedure(name).acts.values():
        assert act.public is not None or act.id in silent or act.note is not None, act.id


# --- helpers ---


def _negative(one: Procedure, way: Way) -> bool:
    outcome = one.outcomes.get(str(way.last.payload.get("outcome")))
    return outcome is not None and outcome.negative


def _ends_badly(one: Procedure, way: Way) -> bool:
    """The last act refused something: the status, or an outcome that is negative."""
    before = fold(one, way.acts[:-1]).status
    return (way.status == "refused" and before != "refused") or (way.status != before and _negative(one, way))


def _targets(to: str | Mapping[str, str] | None) -> Mapping[str, str]:
    return to if isinstance(to, Mapping) else {}


def _deciding(name: str) -> Iterator[tuple[object, object, Way]]:
    for step in explored(name).steps:
        if isinstance(procedure(name).acts[step[2].last.act].to, Mapping):
            yield step


def _state(one: Procedure, acts: Any, clock: str, on: Any) -> ClockState:
    """The latest run of a clock."""
    return [state for state in report(one, acts, on).clocks if state.id == clock][-1]


def _started(name: str, clock: str) -> Way:
    """A shortest way whose last act starts the clock."""
    one = procedure(name)
    acts = {event.act for event in one.clock(clock).start}
    ways = [way for _, _, way in explored(name).steps if way.last.act in acts and not set(way.names) & BESIDE]
    return min((way for way in ways if _starts(one, way, clock)), key=lambda way: len(way.acts))


def _starts(one: Procedure, way: Way, clock: str) -> bool:
    if clock in {state.id for state in report(one, way.acts[:-1], way.last.day).clocks if state.open}:
        return False
    since = any(event.since for event in one.clock(clock).start)
    return any(state.open or since for state in way.clocks if state.id == clock)


def _stopped(name: str, clock: str) -> Way:
    """A way whose last act stops the clock, other than by ending the whole case."""
    acts = {event.act for event in procedure(name).clock(clock).stop}
    ways = [way for _, _, way in explored(name).steps if way.last.act in acts and not set(way.names) & BESIDE]
    return next(way for way in ways if _stops(procedure(name), way, clock))


def _stops(one: Procedure, way: Way, clock: str) -> bool:
    before = {state.id for state in report(one, way.acts[:-1], way.last.day).clocks if state.open}
    since = any(event.since for event in one.clock(clock).start)
    return (since or clock in before) and any(
        state.stopped_on == way.last.day for state in way.clocks if state.id == clock
    )


def _texts(value: Any) -> Iterator[Mapping[str, str]]:
    """Every text in two languages below a value."""
    if isinstance(value, Mapping) and value and set(value) <= {"zh", "en"}:
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif hasattr(value, "__dataclass_fields__"):
        yield from _texts(vars(value))
