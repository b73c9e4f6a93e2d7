"""Whose turn it is 轮到谁: who owes the next step of a case, in its procedure's words; a fold of its acts.

Nothing of it is kept as a truth of its own: the same acts always give the same turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault
from huxin.law.procedures.fold import ActRecord, Folded, allowed, fold, side_of
from huxin.law.procedures.model import OFFICERS, OPEN, PARTIES, SIDES, STATUSES, Procedure, Turn
from huxin.law.procedures.money import PAY

CLOSING: Final = "close"
"""Filing a case away 归档 ends whatever was asked in it."""


@dataclass(frozen=True)
class Owed:
    """One step that somebody owes: ``who`` are roles of the office or sides of the case, nobody where it is over."""

    turn: Turn
    who: tuple[str, ...]

    @property
    def office(self) -> bool:
        """Whether it is the office's."""
        return any(one in OFFICERS for one in self.who)


def owed_steps(
    procedure: Procedure,
    acts: Sequence[ActRecord],
    turns: Mapping[str, tuple[Turn, ...]],
    *,
    money: bool = True,
    awaited: Collection[str] = (),
) -> list[Owed]:
    """The steps that are owed in the present status, what comes first first; the first is whose turn it is.

    ``turns``: those that hold, which may be of a later version than the procedure.  ``money``: whether the city still
    owes what was granted; without it nobody has to pay.  ``awaited``: acts that one of several who were served has not
    done yet.
    """
    state = fold(procedure, acts)
    legal = [name for name in allowed(procedure, acts) if money or name != PAY]
    found = []
    for turn in turns.get(state.status or "", ()):
        who = _who(procedure, state, turn, legal, awaited)
        if who or not turn.acts:
            found.append(Owed(turn, who))
    return found


def _who(
    procedure: Procedure, state: Folded, turn: Turn, legal: Sequence[str], awaited: Collection[str]
) -> tuple[str, ...]:
    """Whoever owes it now; nobody where none of its acts is legal, or where it was done."""
    acts = [name for name in turn.acts if name in legal]
    if not acts:
        return ()
    who = turn.who or _named(procedure, state.records, turn.acts[0] if turn.acts[0] in procedure.acts else acts[0])
    asked = _last(state.records, asked_by(procedure, turn))
    if asked is None or not set(acts).isdisjoint(awaited):
        return who
    since = state.records[asked + 1 :]
    if asked < 0 or any(one.act == CLOSING for one in since):
        return ()
    done = [one for one in since if one.act in turn.acts]
    if not _each(who):
        return () if done else who
    spoke = {side_of(procedure, state.records, one.by or "") for one in done}
    spoke |= {side_of(procedure, state.records, state.records[asked].by or "")} if len(turn.acts) == 1 else set()
    return tuple(one for one in who if one not in spoke)


def _each(who: Sequence[str]) -> bool:
    """Whether several sides owe it, each of them for itself."""
    return len(who) > 1 and set(who) <= set(SIDES)


def asked_by(procedure: Procedure, turn: Turn) -> tuple[str, ...]:
    """The acts that ask for it; empty where it is owed as long as the status lasts."""
    if turn.after:
        return turn.after
    first = next((procedure.acts[name] for name in turn.acts if name in procedure.acts), None)
    return (first.requires.act,) if first is not None and first.requires is not None else ()


def _last(records: Sequence[ActRecord], names: Sequence[str]) -> int | None:
    """The place of the latest of some acts; -1 where none was done, None where none is asked for."""
    if not names:
        return None
    return max((index for index, one in enumerate(records) if one.act in names), default=-1)


def _named(procedure: Procedure, records: Sequence[ActRecord], act: str) -> tuple[str, ...]:
    """The roles that may do an act, or where no officer may the sides."""
    by = procedure.acts[act].by
    roles = tuple(one for one in by if one in OFFICERS)
    if roles and by[0] in OFFICERS:
        return roles
    sides = [one if one in SIDES else side_of(procedure, records, one) for one in by if one in PARTIES | set(SIDES)]
    return tuple(dict.fromkeys(one for one in sides if one is not None))


def reached(procedure: Procedure) -> frozenset[str]:
    """The statuses that some way through the procedure leads to."""
    found: set[str] = {"new"}
    before = 0
    while before != len(found):
        before = len(found)
        for act in procedure.acts.values():
            if not found.isdisjoint(act.from_) and act.to is not None:
                found |= {act.to} if isinstance(act.to, str) else set(act.to.values())
    return frozenset(found - {"new"})


def turn_faults(procedure: Procedure) -> Iterator[PathFault]:
    """Every status says whose turn it is, with acts that are legal there for whoever is named."""
    for status in sorted(procedure.turns.keys() - set(STATUSES)):
        yield PathFault(("turns", status), status, "a status", nearest(status, STATUSES))
    for status in sorted(reached(procedure)):
        turns = procedure.turns.get(status, ())
        if not turns:
            hint = "Say who has to do what there, in both languages."
            yield PathFault(("turns",), f"nothing for '{status}'", "whose turn it is in every status", hint)
            continue
        for index, turn in enumerate(turns):
            yield from _turn(procedure, status, index, turn)
        last = turns[-1]
        if last.acts and (asked_by(procedure, last) or status not in OPEN):
            hint = "The last turn of a status holds always: without 'after', and once it is over without acts."
            yield PathFault(("turns", status, len(turns) - 1), "a turn that can be over", "one that always holds", hint)
        lasting = [name for name in last.acts if name in procedure.acts and not procedure.acts[name].once]
        if status in OPEN and not (lasting or (status == "received" and last.acts)):  # a case is reopened in progress
            hint = "An open case is always somebody's turn."
            yield PathFault(("turns", status, len(turns) - 1), "nobody", "an act that is not 'once'", hint)
    yield from _sides(procedure)


def _sides(procedure: Procedure) -> Iterator[PathFault]:
    """Whoever can apply and the roles of the office are named."""
    for name in ("applicant", "office"):
        if name not in procedure.sides:
            yield PathFault(("sides",), f"no '{name}'", "the applicant and the office", "Say who it can be.")
    office = procedure.sides.get("office")
    for place, role in enumerate(office.who if office is not None else ()):
        if role not in OFFICERS:
            yield PathFault(("sides", "office", "who", place), role, "a role of officers", nearest(role, OFFICERS))


def _turn(procedure: Procedure, status: str, index: int, turn: Turn) -> Iterator[PathFault]:
    path = ("turns", status, index)
    for place, name in enumerate(turn.acts):
        act = procedure.acts.get(name)
        if act is None or status not in act.from_:
            wanted = f"an act that is legal in '{status}'"
            yield PathFault((*path, "acts", place), name, wanted, "Name acts that end the turn.")
    for place, name in enumerate(turn.after):
        if name not in procedure.acts:
            yield PathFault((*path, "after", place), name, "an act of this procedure", "Name the act that asks for it.")
    if not turn.acts or any(name not in procedure.acts for name in turn.acts):
        return
    able = {by for name in turn.acts for by in procedure.words(name)}
    for place, name in enumerate(turn.who):
        side = procedure.sides.get(name) if name in SIDES else None
        words = {name, *(side.who if side is not None else ())}
        words |= set(procedure.applicants) if name == "applicant" else set()
        if able.isdisjoint(words) and not any(name in procedure.acts[act].by for act in turn.acts):
            yield PathFault(
                (*path, "who", place), name, "somebody who may do one of the acts", "Its acts are for others."
            )
