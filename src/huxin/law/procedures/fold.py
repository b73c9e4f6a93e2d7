"""A case as the fold of its acts: status, what is legal next, and why something is not.

Two strengths.  ``fold`` walks the sequence alone (statuses, once, suspend and resume), which is all a deadline needs.
``check_act`` also asks who acts, what was answered and which earlier act a second person must not have done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError, nearest, shown
from huxin.law.procedures.fields import field_problems
from huxin.law.procedures.model import OFFICERS, OPEN, PARTIES, Act, Procedure, Requires, Status
from huxin.law.procedures.preconditions import Look, bound_problems, check_preconditions, unmet

_ROLES = PARTIES | OFFICERS | {"system"}


@dataclass(frozen=True)
class ActRecord:
    """One act of a case.  ``by`` is a role or party, ``actor`` a stable key of the person (two officers differ)."""

    act: str
    at: datetime
    by: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None

    @cached_property
    def day(self) -> date:
        """The day in Shanghai, which is the day of the law."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True)
class Folded:
    """Where a case stands after its acts."""

    status: Status | None = None
    suspended: bool = False
    done: tuple[str, ...] = ()
    since: int = 0
    """Number of acts before the one that brought the present status."""
    overrides: Mapping[str, date] = field(default_factory=dict)
    """Acts let through once by an ``override`` act, each with its last day."""
    confirmed: frozenset[str] = frozenset()
    """Those of them to which the second person has said yes."""
    records: tuple[ActRecord, ...] = ()


def fold(procedure: Procedure, acts: Sequence[ActRecord]) -> Folded:
    """The state after ``acts``.  Raises InputError naming ``acts[i]`` for the first act that was not legal there."""
    state = Folded()
    for index, record in enumerate(acts):
        why = refusal(procedure, state, record)
        if why is not None:
            raise InputError("illegal_act", f"acts[{index}]", record.act, *why)
        state = after(procedure, state, record)
    return state


def status_of(procedure: Procedure, acts: Sequence[ActRecord]) -> Status | None:
    """The status code after ``acts``; None before anything was filed."""
    return fold(procedure, acts).status


def after(procedure: Procedure, state: Folded, record: ActRecord) -> Folded:
    """The state one legal act later."""
    act = procedure.acts[record.act]
    status = _target(act, state, record)
    overrides = {name: until for name, until in state.overrides.items() if name != record.act}
    confirmed = state.confirmed - {record.act}
    if record.act == "override":
        overrides[record.payload["act"]] = _until(record) or record.day
        confirmed -= {record.payload["act"]}
    if record.act == "confirm_override":
        confirmed |= {str(record.payload.get("act"))}
    ended = status not in OPEN
    return Folded(
        status=status,
        suspended=record.act == "suspend" or (state.suspended and record.act != "resume" and not ended),
        done=(*state.done, record.act),
        since=state.since if status == state.status else len(state.done),
        overrides=overrides,
        confirmed=confirmed,
        records=(*state.records, record),
    )


def refusal(procedure: Procedure, state: Folded, record: ActRecord) -> tuple[str, str] | None:
    """Why the sequence does not allow this act now: (what is wanted, how to mend it); None when it does."""
    act = procedure.acts.get(record.act)
    if act is None:
        return "an act of this procedure", nearest(record.act, procedure.acts)
    if record.by is not None and record.by not in _ROLES:
        return "'by' to be a party or role", f"{record.by}: {nearest(record.by, _ROLES)}"
    if state.records and record.at < state.records[-1].at:
        return (
            "acts in the order in which they happened",
            f"It is dated before the act '{state.records[-1].act}'; sort them by 'at'.",
        )
    outcome = record.payload.get("outcome")
    if isinstance(act.to, Mapping) and outcome is not None and outcome not in list(act.to):
        return "a known outcome", f"payload.outcome is {shown(outcome)}; write one of {', '.join(act.to)}."
    if record.act == "override" and (_until(record) is None or record.payload.get("act") not in list(procedure.acts)):
        return "payload.act and payload.until", "Name the act to let through, and the last day, such as 2026-01-31."
    if record.act == "confirm_override":
        waiting = unconfirmed(procedure, state)
        if not any(record.day <= state.overrides[name] for name in waiting):
            return "an exception that waits to be confirmed", "Nobody asked for one that still holds; take this out."
    until = state.overrides.get(record.act)
    return None if until is not None and record.day <= until else _refused_here(procedure, act, state)


def _refused_here(procedure: Procedure, act: Act, state: Folded) -> tuple[str, str] | None:
    here = state.status or "new"
    if here not in act.from_:
        legal = ", ".join(_structurally(procedure, state)) or "nothing"
        return (
            f"an act that is legal in status '{here}'",
            f"'{act.id}' goes from {', '.join(act.from_)}. Legal here: {legal}.",
        )
    if act.once and act.id in state.done:
        return f"'{act.id}' at most once", "It was done before; take this one out."
    if act.id == "suspend" and state.suspended:
        return "a case that is not suspended", "Resume it first."
    if act.id == "resume" and not state.suspended:
        return "a case that is suspended", "Suspend it first, or take this act out."
    return None


def _structurally(procedure: Procedure, state: Folded) -> list[str]:
    here = state.status or "new"
    pairs = {"suspend": not state.suspended, "resume": state.suspended}
    return [
        name
        for name, act in procedure.acts.items()
        if name in state.overrides
        or (here in act.from_ and pairs.get(name, True) and not (act.once and name in state.done))
    ]


def allowed(procedure: Procedure, acts: Sequence[ActRecord], on: date | None = None) -> list[str]:
    """The acts that are legal next for somebody, in the order of the procedure; who may do each stands in ``Act.by``.

    Exceptions let through by ``override`` are taken as of ``on`` (default: the day of the last act).  An ``extend``
    that is listed may still come too late: ``clocks.run`` with the new act decides that.
    """
    state = fold(procedure, acts)
    day = on or (acts[-1].day if acts else date.min)
    state = replace(state, overrides={name: until for name, until in state.overrides.items() if day <= until})
    waiting = unconfirmed(procedure, state)
    state = replace(state, overrides={name: until for name, until in state.overrides.items() if name not in waiting})
    return [
        name
        for name in _structurally(procedure, state)
        if standing(procedure.acts[name].requires, state) is not False
        and unmet(procedure, acts, name, day) is None
        and (waiting or name != "confirm_override")
    ]


def unconfirmed(procedure: Procedure, state: Folded) -> set[str]:
    """Acts that an ``override`` lets through as soon as the second person confirms it."""
    return set(state.overrides) - state.confirmed if "confirm_override" in procedure.acts else set()


def standing(requires: Requires | None, state: Folded) -> ActRecord | bool:
    """The earlier act that a second person confirms; True when none is asked for, False when it is missing."""
    if requires is None:
        return True
    found: ActRecord | bool = False
    for record in state.records[state.since :]:
        if record.act == requires.act:
            found = record
        elif record.act in requires.cleared_by:
            found = False
    return found


def check_act(
    procedure: Procedure,
    acts_so_far: Sequence[ActRecord],
    act: str,
    by: str,
    payload: Mapping[str, Any],
    *,
    actor: str | None = None,
    at: datetime | None = None,
    side: str | None = None,
    look: Look | None = None,
) -> None:
    """Whether this role may do the act now with these answers.  Raises InputError for the first reason against it.

    ``side`` is where a party stands in this case; without it, where somebody of that word stands first.  ``look``: the
    numbers of the pack that bound an answer.

    Codes: ``illegal_act`` (order), ``role``, ``second_person``, ``differs`` (not what was proposed), ``too_early`` (a
    precondition), or a field's own code with ``field`` ``payload.<name>``.
    """
    state = fold(procedure, acts_so_far)
    now = at or (acts_so_far[-1].at if acts_so_far else datetime.now(SHANGHAI))
    record = ActRecord(act, now, by, payload, actor)
    why = refusal(procedure, state, record)
    if why is not None:
        raise InputError("illegal_act", "act", act, *why)
    spec = procedure.acts[act]
    if not may(spec, by, side or side_of(procedure, acts_so_far, by)):
        raise InputError(
            "role",
            "by",
            by,
            f"one of {', '.join(spec.by)}",
            f"这一步不归你做，交给能做的人。 '{act}' is not yours to do; hand it to someone who may.",
        )
    fields, before = procedure.fields_of(act), answers_before(acts_so_far)
    problems = field_problems(fields, payload, on=record.day)
    problems += bound_problems(fields, payload, before, record.day, look)
    if problems:
        first = problems[0]
        personal = {one.name for one in procedure.fields_of(act) if one.personal}
        got = "a value kept out of messages" if first.field in personal and first.got else first.got
        raise InputError(first.code, f"payload.{first.field}", got, first.text["en"], first.text["zh"])
    check_preconditions(procedure, acts_so_far, act, record.day, payload)
    _exception(procedure, state, record)
    _second_person(spec, state, record)


def answers_before(acts: Sequence[ActRecord]) -> dict[str, Any]:
    """What was said so far in a case, later acts over earlier ones."""
    return {name: value for one in acts for name, value in one.payload.items()}


def _exception(procedure: Procedure, state: Folded, record: ActRecord) -> None:
    """An exception holds once the person whom the ``override`` names has confirmed it, and only that person can."""
    waiting = unconfirmed(procedure, state)
    if record.act == "confirm_override":
        wanted = str(record.payload.get("act"))
        asked = next((one for one in reversed(state.records) if one.payload.get("act") == wanted), None)
        if wanted not in waiting or asked is None:
            raise InputError(
                "illegal_act",
                "payload.act",
                wanted,
                "an exception that waits to be confirmed",
                "看“特批一步”放行的是哪一步。 See which step the exception allows.",
            )
        if asked.payload.get("second_person") != record.actor:
            raise InputError(
                "second_person",
                "by",
                record.actor,
                "the officer whom the exception names",
                "由特批时写的那个人来同意。 The person whom the exception names agrees.",
            )
    elif record.act in waiting and _refused_here(procedure, procedure.acts[record.act], state) is not None:
        raise InputError(
            "second_person",
            "act",
            record.act,
            "an exception that its second person confirmed",
            "先请第二个人同意这次特批。 A second person agrees to the exception first.",
        )


def filer(acts: Sequence[ActRecord]) -> str | None:
    """Who filed; a paper may have been served before there was a case, and whoever served it is no side of it."""
    return next((one.by for one in acts if one.act == "file"), acts[0].by if acts else None)


def side_of(procedure: Procedure, acts: Sequence[ActRecord], by: str) -> str | None:
    """On which side a party of that word stands: the applicant's where one filed; None for the office that handles it.

    An authority is that office, but for procedures in which another one is a side of its own, such as the court.
    """
    if by not in PARTIES:
        return None
    if by != "authority" and (not acts or filer(acts) == by):
        return "applicant"
    return next((name for name, one in procedure.others.items() if by in (name, *one.who)), None)


def may(act: Act, by: str, side: str | None = None) -> bool:
    """Whether a role, or a party on a side, may do the act; ``authority`` stands for any officer."""
    return (
        by in act.by
        or (side is not None and side in act.by)
        or (by == "authority" and not OFFICERS.isdisjoint(act.by))
        or (by in OFFICERS and "authority" in act.by)
    )


def _second_person(act: Act, state: Folded, record: ActRecord) -> None:
    if record.act == "override" and record.payload.get("second_person") == record.actor is not None:
        raise InputError(
            "second_person",
            "payload.second_person",
            record.actor,
            "another officer",
            "请同事来确认。 Ask a colleague to confirm it.",
        )
    found = standing(act.requires, state)
    if act.requires is None or found is True:
        return
    if not isinstance(found, ActRecord):
        raise InputError(
            "illegal_act",
            "act",
            act.id,
            f"'{act.requires.act}' before it",
            f"前面还有一步没做。 Let the handler do '{act.requires.act}' first.",
        )
    if act.requires.by_other and found.actor is not None and found.actor == record.actor:
        raise InputError(
            "second_person",
            "by",
            record.actor,
            f"another person than did '{found.act}'",
            "请另一位工作人员来决定。 Ask a second officer to decide.",
        )
    if act.requires.other_side and found.by == record.by:
        raise InputError(
            "other_side",
            "by",
            record.by,
            f"the side that did not do '{found.act}'",
            "要由对方来做这一步。 The other side takes this step.",
        )
    for name in act.requires.same:
        if name in record.payload and record.payload[name] != found.payload.get(name):
            said = found.payload.get(name)
            if act.requires.other_side:
                english = f"The other side wrote '{said}': agree to that, or offer another text."
                hint = f"对方写的是“{said}”。照原文同意；不同意就另提一份。 {english}"
                raise InputError("differs", f"payload.{name}", record.payload[name], "the other side's words", hint)
            english = f"'{found.act}' says {said}. Send it back if you do not agree."
            hint = f"拟办写的是 {said}，不同意就退回。 {english}"
            raise InputError("differs", f"payload.{name}", record.payload[name], "what was proposed", hint)


def _target(act: Act, state: Folded, record: ActRecord) -> Status | None:
    if act.to is None:
        return state.status
    if isinstance(act.to, str):
        return act.to
    outcome = record.payload.get("outcome")
    if outcome is None and act.requires is not None:
        found = standing(act.requires, state)
        outcome = found.payload.get("outcome") if isinstance(found, ActRecord) else None
    return act.to[outcome] if isinstance(outcome, str) and outcome in act.to else next(iter(act.to.values()))


def _until(record: ActRecord) -> date | None:
    """The last day of an exception: ``payload.until``, else the day itself; None for something that is no date."""
    try:
        return date.fromisoformat(str(record.payload.get("until", record.day)))
    except ValueError:
        return None
