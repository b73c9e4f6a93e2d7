"""Answers made up from the questions of a procedure 样例: for samples of letters and for tries of every act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from huxin.law.procedures.fields import holds
from huxin.law.procedures.model import PARTIES, Act, Clock, Event, Field, Procedure
from huxin.law.procedures.preconditions import Look, fitted

NOWHERE: Final = "000000"
"""The division of a sample where a pack has none: the code of no place."""


def answer(one: Field, on: date, county: str = NOWHERE) -> Any:
    """A right answer to a question; ``county``: a division of the pack."""
    texts = {
        "phone": "13800000000",
        "id_number": f"{county}199003070020",
        "bank_card": "6222020000000000000",
        "county": county,
        "credit_code": "91000000MA0000000N",
        "time": "14:30",
    }
    if one.example is not None:
        return one.example
    if one.kind in ("text", "long_text"):
        return one.label["zh"][: one.max_length or 200]
    if one.kind in texts:
        return texts[one.kind]
    if one.kind == "yes_no":
        return True if one.must_be is None else one.must_be
    if one.kind == "number":
        return int(one.least or 1)
    if one.kind == "choice":
        return one.options[0].value
    if one.kind == "many":
        return [option.value for option in one.options]
    return _dated(one, on)


def _dated(one: Field, on: date) -> Any:
    if one.kind == "date":
        return (on if one.not_future else on + timedelta(days=10)).isoformat()
    if one.kind == "moment":
        return f"{on}T14:30+08:00"
    if one.kind == "month":
        return max(one.least or "", f"{on:%Y-%m}")
    if one.kind == "money":
        return one.least or "100.00"
    return {"file": ["file-1"], "months_table": [{"month": "2025-01", "paid": "892.40"}]}[one.kind]


def _made_up(one: Field) -> bool:
    """Whether an answer can be made up: what names something that is kept somewhere is left out where it may be."""
    return one.required or one.refers is None or one.refers.to == "elsewhere"


def payload_of(
    fields: Sequence[Field],
    on: date,
    fixed: Mapping[str, Any],
    *,
    whole: bool = True,
    county: str = NOWHERE,
    before: Mapping[str, Any] | None = None,
    look: Look | None = None,
) -> dict[str, Any]:
    """Answers to the questions that are asked, ``fixed`` ones as they are; without ``whole`` only what must be.

    ``before``: earlier answers, and ``look`` the numbers of the pack, inside which they stay.
    """
    found: dict[str, Any] = {}
    for one in fields:
        if one.name in fixed:
            found[one.name] = fixed[one.name]
        elif holds(one.when, found) and one.source == "applicant" and (_made_up(one) if whole else one.required):
            found[one.name] = answer(one, on, county)
    for one in fields:
        if one.name in found and one.name not in fixed:
            found[one.name] = fitted(one, found[one.name], {**(before or {}), **found}, on, look)
    return found


@dataclass(frozen=True)
class ActVariant:
    """One way to do an act: who, and which answers are not left to chance."""

    by: str
    fixed: Mapping[str, Any] = field(default_factory=dict)


def variants(procedure: Procedure, act: Act) -> list[ActVariant]:
    """The ways to do an act that can lead somewhere else: each outcome, each thing that a clock waits for."""
    outcome = next((one for one in act.payload if one.name == "outcome"), None)
    if any(one.requires and one.requires.act == act.id and one.requires.other_side for one in procedure.acts.values()):
        return [ActVariant(by) for by in act.by]  # the other side answers: each side must have spoken once
    first = act.by[0]
    found = [ActVariant(first, {"outcome": option.value}) for option in outcome.options] if outcome else []
    waiting = [
        one for other in procedure.acts.values() for one in other.preconditions if one.act == act.id and one.said
    ]
    found += [ActVariant(first, {name: _first(value) for name, value in (one.said or {}).items()}) for one in waiting]
    for clock in procedure.clocks:
        for event in (*clock.start, *clock.stop):
            if event.act == act.id:
                found.append(_for_event(procedure, clock, event, act))
    return [one for index, one in enumerate(found) if one not in found[:index]] or [ActVariant(first)]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _for_event(procedure: Procedure, clock: Clock, event: Event, act: Act) -> ActVariant:
    names = {one.name: one.kind for one in procedure.fields_of(act.id)}
    wanted = {name: value for part in (event.payload, event.given) for name, value in (part or {}).items()}
    fixed = {name: _first(value) for name, value in wanted.items() if name in names}
    fixed |= {name: [value] for name, value in fixed.items() if names[name] == "many"}
    outcome = next((one for one in act.payload if one.name == "outcome" and one.source != "applicant"), None)
    if outcome is not None:
        fixed.setdefault(outcome.name, outcome.options[0].value)
    words = sorted(procedure.words(act.id), key=lambda one: one not in act.by)
    by = next((one for one in words if event.by and one in event.by), act.by[0])
    if clock.per_party and event in clock.start and "to" in names:
        fixed["to"] = party_of(procedure, clock)
    if clock.per_party and event in clock.stop and party_of(procedure, clock) in procedure.words(act.id):
        by = party_of(procedure, clock)
        fixed |= {name: by for name in ("party", "to") if name in names}
    return ActVariant(by, fixed)


def party_of(procedure: Procedure, clock: Clock) -> str:
    """The party that a clock of a served document waits for."""
    event = clock.stop[0]
    other = [one.role for one in procedure.parties if one.role in procedure.words(event.act)]
    return next(one for one in (*event.by, *other, *sorted(procedure.words(event.act))) if one in PARTIES)
