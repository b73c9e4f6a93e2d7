"""What must be so before an act 前置条件, and bounds of its numbers that stand elsewhere in the case or the pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from huxin.law.dates import format_month, month_of
from huxin.law.errors import InputError
from huxin.law.procedures.fields import FieldProblem, holds
from huxin.law.procedures.model import Bound, Condition, Field, Precondition, Procedure, Text2
from huxin.law.values import read, yuan

ORDERED: Final = {"number": "int", "money": "money", "date": "date", "month": "month"}
"""Kinds of questions whose answers have an order, with the type in which they are compared."""
Look = Callable[[str, date], Any]
"""The value of a parameter on a day, as the law computes with it; None where it has none."""


class DoneAct(Protocol):
    """An act that was done, as the fold knows it."""

    @property
    def act(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


def unmet(
    procedure: Procedure, acts: Sequence[DoneAct], act: str, on: date, answers: Mapping[str, Any] | None = None
) -> Precondition | None:
    """The first precondition of an act that is not met on a day; None where all are.

    Without ``answers`` only what holds whatever the act says.  Clocks are the caller's: ``clocks_before``.
    """
    for one in procedure.acts[act].preconditions:
        if one.act is None or (one.when is not None and (answers is None or not holds(one.when, answers))):
            continue
        start = 0
        if one.once is not None:
            asked = [place for place, done in enumerate(acts) if _is(done, one.once, one.once_said)]
            if not asked:
                continue
            start = asked[-1] + 1
        found = next((done for done in reversed(acts[start:]) if _is(done, one.act, one.said)), None)
        if found is None or (one.day is not None and not _come(found, one.day, on)):
            return one
    return None


def clocks_before(procedure: Procedure, act: str, answers: Mapping[str, Any]) -> Iterator[Precondition]:
    """The preconditions of an act that wait for a deadline to be over."""
    for one in procedure.acts[act].preconditions:
        if one.clock is not None and (one.when is None or holds(one.when, answers)):
            yield one


def check_preconditions(
    procedure: Procedure, acts: Sequence[DoneAct], act: str, on: date, answers: Mapping[str, Any]
) -> None:
    """Raises InputError ``too_early`` with the words of the first precondition that is not met."""
    missing = unmet(procedure, acts, act, on, answers)
    if missing is not None:
        raise too_early(missing, act, _day_told(missing, acts))


def too_early(missing: Precondition, act: str, until: str = "") -> InputError:
    """The refusal of an act whose precondition is not met."""
    wanted = f"'{missing.act or missing.clock}' before it"
    day = {"zh": f"（{until}）", "en": f" ({until})"} if until else {"zh": "", "en": ""}
    return InputError("too_early", "act", act, wanted, f"{missing.why['zh']}{day['zh']} {missing.why['en']}{day['en']}")


def _day_told(missing: Precondition, acts: Sequence[DoneAct]) -> str:
    found = next((done for done in reversed(acts) if missing.act and _is(done, missing.act, missing.said)), None)
    return str(found.payload.get(missing.day, "")) if found is not None and missing.day is not None else ""


def _is(done: DoneAct, act: str, said: Condition | None) -> bool:
    return done.act == act and holds(said, done.payload)


def _come(done: DoneAct, name: str, on: date) -> bool:
    try:
        named = read("date", done.payload.get(name))
    except ValueError:
        return False
    return isinstance(named, date) and named <= on


def bound_problems(
    fields: Sequence[Field], payload: Mapping[str, Any], before: Mapping[str, Any], on: date, look: Look | None = None
) -> list[FieldProblem]:
    """Every number, sum or day that lies outside a bound that stands elsewhere.

    ``before``: the earlier answers of the case; ``look``: the pack's numbers, without which these bound nothing.
    """
    found = []
    for one in fields:
        value = _value(one.kind, payload.get(one.name))
        for bound, low in ((one.not_below, True), (one.not_above, False)):
            if bound is None or value is None or not holds(one.when, payload):
                continue
            limit = _limit(one, bound, {**before, **payload}, on, look)
            if limit is not None and (value < limit if low else value > limit):
                said = _said(one.kind, limit)
                text = _text(one, said, low=low)
                found.append(FieldProblem(one.name, "too_small" if low else "too_big", payload.get(one.name), text))
    return found


def fitted(one: Field, value: Any, before: Mapping[str, Any], on: date, look: Look | None = None) -> Any:
    """An answer moved inside its bounds, for samples; as it is where they leave it."""
    for bound, low in ((one.not_below, True), (one.not_above, False)):
        got = _value(one.kind, value)
        limit = _limit(one, bound, before, on, look) if bound is not None and got is not None else None
        if limit is not None and (got < limit if low else got > limit):
            value = _said(one.kind, limit)
    return value


def _text(one: Field, said: str, *, low: bool) -> Text2:
    label, word = one.label, {"zh": "不能小于", "en": "not below"} if low else {"zh": "不能大于", "en": "not above"}
    if one.kind in ("date", "month"):
        word = {"zh": "不能早于", "en": "not before"} if low else {"zh": "不能晚于", "en": "not after"}
    return {"zh": f"“{label['zh']}”{word['zh']} {said}。", "en": f"'{label['en']}': {word['en']} {said}."}


def _limit(one: Field, bound: Bound, answers: Mapping[str, Any], on: date, look: Look | None) -> Any:
    if bound.today:
        return month_of(on) if one.kind == "month" else on
    if bound.answer is not None:
        return _value(one.kind, answers.get(bound.answer))
    if bound.param is None or look is None:
        return None
    return look(bound.param, _at(bound, answers, on))


def _at(bound: Bound, answers: Mapping[str, Any], on: date) -> date:
    """The day for which a number of the pack is asked."""
    text = str(answers.get(bound.at or "") or "")
    try:
        return date.fromisoformat(text if len(text) != len("2026-01") else f"{text}-01")
    except ValueError:
        return on


def _value(kind: str, value: Any) -> Any:
    if kind not in ORDERED or value in (None, ""):
        return None
    try:
        return read(ORDERED[kind], value)
    except ValueError:
        return None


def _said(kind: str, value: Any) -> str:
    if kind == "money":
        return yuan(value)
    if kind == "month" and isinstance(value, int):
        return format_month(value)
    return value.isoformat() if isinstance(value, date) else str(value)
