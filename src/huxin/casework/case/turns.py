"""Whose turn it is 轮到谁 in a case: who owes the next step by when, from its procedure, its acts and its clocks.

A fold like the status.  The row of a case repeats it for queues (``place``), in the transaction of the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from huxin.casework.case.dossier import Dossier
from huxin.casework.case.visibility import eyes, named, standing
from huxin.casework.collecting import owed_by_side
from huxin.casework.law.city import city_pack, today
from huxin.law.clocks import ClockState, waits_for
from huxin.law.procedures import OFFICERS, PARTIES, Turn
from huxin.law.procedures.model import OPEN
from huxin.law.procedures.turns import Owed, asked_by, owed_steps

DAY: Final = timedelta(days=1)
PLACED: Final = ("turn", "turn_until", "turn_next", "back", "due", "due_clock", "due_proposed")
"""The columns of a case that ``place`` writes."""
DESK_ACTS: Final = frozenset(
    {"note", "assign", "verify_evidence", "override", "confirm_override", "close", "message", "reply", "reply_side"}
)
"""What is done beside the matter itself; it brings a case back to nobody."""


@dataclass(frozen=True)
class OwedStep:
    """One step that somebody owes.  ``who``: roles of the office, or sides of the case; empty where it is over.

    ``due``: until when, from ``clock`` or as whoever asked for it wrote; None where nothing says so.  ``opens``: the
    first day on which it can be done, where a time has to pass before.
    """

    turn: Turn
    who: tuple[str, ...]
    due: date | None = None
    clock: ClockState | None = None
    opens: date | None = None

    @property
    def office(self) -> bool:
        """Whether it is the office's."""
        return any(one in OFFICERS for one in self.who)

    def late(self, on: date) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < on


def owed_now(dossier: Dossier, on: date | None = None) -> list[OwedStep]:
    """Who owes what: the first is whose turn it is.

    What another side has let pass stays owed, and the office goes on with what comes next.  Never empty for a case of
    a procedure that says whose turn it is.
    """
    report = dossier.clocks(on)
    day = on or today()
    found = list[OwedStep]()
    for one in _steps(dossier, report.clocks):
        found.append(one)
        if one.office or not one.late(day):
            break
    return sorted(found, key=lambda one: one.late(day) and not one.office)


def _steps(dossier: Dossier, clocks: Sequence[ClockState]) -> Iterator[OwedStep]:
    """Every step that is owed, in the order of the procedure, with its day."""
    raw = dossier.unhidden
    money = bool(raw.owed_fen) and not raw.last("pay")
    awaited = {
        event.act for one in clocks if one.open and one.party is not None for event in raw.procedure.clock(one.id).stop
    }
    for owed in owed_steps(raw.procedure, raw.records, turns_of(dossier), money=money, awaited=awaited):
        yield _dated(raw, owed, clocks)


def turns_of(dossier: Dossier) -> Mapping[str, tuple[Turn, ...]]:
    """The words of the present procedure; of one that is no more, those under which the case runs."""
    present = city_pack().procedures.get(dossier.case.procedure)
    return present.turns if present is not None and present.turns else dossier.procedure.turns


def _dated(dossier: Dossier, owed: Owed, clocks: Sequence[ClockState]) -> OwedStep:
    step = OwedStep(owed.turn, owed.who)
    if not owed.who:
        return step
    first = dossier.procedure.acts.get(owed.turn.acts[0])
    waited = next((one for one in clocks if first is not None and one.id == first.after_clock), None)
    if waited is not None and waited.due is not None:
        return replace(step, clock=waited, opens=waited.due + DAY)
    clock = _clock(dossier, owed, clocks)
    if clock is not None:
        return replace(step, due=clock.due, clock=clock)
    return replace(step, due=_asked_until(dossier, owed) or _pay_until(dossier, owed, clocks))


def _clock(dossier: Dossier, owed: Owed, clocks: Sequence[ClockState]) -> ClockState | None:
    """The nearest deadline that one of the acts ends; of the office else the nearest that it has to keep."""
    procedure = dossier.procedure
    acts = set(owed.turn.acts) & procedure.acts.keys()
    acts |= {name for name, act in procedure.acts.items() if act.requires is not None and act.requires.act in acts}
    running = [one for one in clocks if one.open and one.due is not None and _counts(dossier, owed, one)]
    own = [one for one in running if {event.act for event in procedure.clock(one.id).stop} & acts]
    if not own and owed.office and dossier.case.status in OPEN:
        own = [one for one in running if waits_for(procedure, procedure.clock(one.id)) == "office"]
    return min(own, key=lambda one: one.due or date.max, default=None)


def _counts(dossier: Dossier, owed: Owed, one: ClockState) -> bool:
    """Whether a deadline is one of those who owe the step, and one that asks for it."""
    clock = dossier.procedure.clock(one.id)
    if any(act.after_clock == clock.id for act in dossier.procedure.acts.values()):
        return False
    by = {word for event in clock.stop for word in event.by or dossier.procedure.words(event.act)}
    if owed.office:
        return bool(by & (OFFICERS | {"authority", "system"}))
    return bool(by & PARTIES)


def _asked_until(dossier: Dossier, owed: Owed) -> date | None:
    """The day that whoever asked for it wrote into the act."""
    asked = asked_by(dossier.procedure, owed.turn) or ("ask_completion",)
    if owed.office:
        return None
    last = next((step for step in reversed(dossier.steps) if step.act in asked), None)
    until = last.payload.get("until") if last is not None else None
    return date.fromisoformat(str(until)) if until else None


def _pay_until(dossier: Dossier, owed: Owed, clocks: Sequence[ClockState]) -> date | None:
    """The last day for paying the fine that a step pays, after a demand that of the demand; None for another step, and
    before the decision arrived."""
    collection = dossier.procedure.collection
    if owed.office or collection is None or collection.paid not in owed.turn.acts:
        return None
    events = {one.id: dossier.procedure.clock(one.id).stop for one in clocks if one.open and one.due is not None}
    demanded = [one.due for one in clocks if any(event.act == collection.paid for event in events.get(one.id, ()))]
    if demanded:
        return max(due for due in demanded if due is not None)
    fine = owed_by_side(dossier)
    return fine.due.until if fine is not None else None


def place(dossier: Dossier, on: date) -> None:
    """Write into the row of a case whose turn it is, and by when, for queues.

    ``turn`` until ``turn_until``, from then on ``turn_next``: what another side lets pass comes back to the office,
    and what may only be done later comes then, without anybody looking at the case again.  What day it is does not
    matter: the same acts always give the same row.
    """
    case = dossier.case
    report = dossier.clocks(on)
    steps, clock = list(_steps(dossier, report.clocks)), report.next_due
    first = next(iter(steps), None)
    after = next((one for one in steps if one.office and one is not first), None)
    case.turn, case.turn_until, case.turn_next = "", None, ""
    if first is not None and first.opens is not None:
        case.turn_until, case.turn_next = first.opens - DAY, words(first.who)
    elif first is not None:
        case.turn = words(first.who)
        if not first.office and first.due is not None and after is not None:
            case.turn_until, case.turn_next = first.due, words(after.who)
    case.back = first is not None and came_back(dossier, first.who)
    if first is not None and first.clock is not None and first.clock.due is not None:
        clock = first.clock
    case.due, case.due_clock, case.due_proposed = None, "", False
    if clock is not None:
        case.due, case.due_clock, case.due_proposed = clock.due, clock.id, clock.proposed


def words(who: Iterable[str]) -> str:
    """Roles or sides as the row of a case keeps them."""
    return " ".join(who)


def came_back(dossier: Dossier, who: Sequence[str]) -> bool:
    """Whether a case is again with roles that had it before: sent back, completed, answered, contested."""
    done = [step for step in dossier.steps if step.act not in DESK_ACTS]
    roles = set(who) & OFFICERS
    return bool(roles) and done[-1].by not in roles and any(step.by in roles for step in done[:-1])


def groups(roles: Iterable[str]) -> list[str]:
    """How ``turn`` can read where it names one of some roles, in all procedures of the city."""
    mine, found = set(roles), set[str]()
    for procedure in city_pack().procedures.values():
        for turns in procedure.turns.values():
            for turn in turns:
                who = turn.who or tuple(by for act in turn.acts[:1] for by in procedure.acts[act].by if by in OFFICERS)
                if mine & set(who):
                    found.add(words(who))
    return sorted(found | mine)


def reader_words(dossier: Dossier) -> frozenset[str]:
    """As what somebody stands in front of a case: roles of its office, or their side and its word of the law."""
    viewer, raw = eyes(dossier), dossier.unhidden
    if viewer.kind == "office":
        return viewer.actor.roles & OFFICERS
    if viewer.kind == "applicant":
        return frozenset({raw.steps[0].by, "applicant"})
    return frozenset({viewer.side.part.role, viewer.side.part.side}) if viewer.side is not None else frozenset()


def own_clocks(dossier: Dossier, on: date | None = None) -> list[ClockState]:
    """The deadlines of whom the case was opened for that still run beside the step, those first that end first."""
    told = {one.clock.id for one in owed_now(dossier, on) if one.clock is not None}
    found = [one for one in dossier.clocks(on).clocks if one.open and one.due is not None and one.id not in told]
    return sorted((one for one in found if _of_reader(dossier, one)), key=lambda one: one.due or date.max)


def _of_reader(dossier: Dossier, clock: ClockState) -> bool:
    """Whether only a party can meet a deadline, and the reader is one who can."""
    acts = dossier.procedure.acts
    events = [one for one in dossier.procedure.clock(clock.id).stop if one.act in acts]
    by = {word for one in events for word in one.by or dossier.procedure.words(one.act)}
    return by <= PARTIES - {"authority"} and not reader_words(dossier).isdisjoint(by)


def owes(dossier: Dossier, step: OwedStep) -> bool:
    """Whether a step is for whom the case was opened."""
    return not reader_words(dossier).isdisjoint(step.who)


def side_word(dossier: Dossier, side: str) -> str:
    """What stands on a side of a case, in a word of the law; of a complainant who is not named what they are."""
    raw = dossier.unhidden
    if side == "applicant":
        hidden = eyes(dossier).side is not None and not named(dossier)
        return standing(dossier) if hidden else raw.steps[0].by
    part = raw.procedure.others.get(side)  # type: ignore[call-overload]
    return str(part.who[0]) if part is not None else side
