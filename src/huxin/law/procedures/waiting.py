"""What an act waits for and what its answers hang on: preconditions 前置条件, bounds, references 引用.

These stand apart from ``model`` because it is long; ``preconditions`` checks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from huxin.law.procedures.basics import Condition, Status, Text2


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A bound that stands elsewhere: the answer of that name, given earlier in the case or in the same act; a number of
    the pack (``param``, as it holds on the day or month that the answer ``at`` names, else today); or ``today``."""

    answer: str | None = None
    param: str | None = None
    at: str | None = None
    today: bool = False


ReferenceTo = Literal[
    "case", "list", "company", "person", "class", "certificate", "finding", "agreement", "place", "elsewhere"
]
"""What an answer can name; ``elsewhere``: kept by another system (a court's number), taken as it is written."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Something that is kept, named by an answer: chosen or checked, never just text.

    ``procedures``, ``status``: which cases (``to: case``).  ``sheet``: which lists.  ``of``: the question, of this act
    or an earlier one, whose company it must belong to; ``own``: it must be the applicant's.  ``count``: the
    question whose number must be how many it holds.  ``keeper``: who keeps what stands elsewhere.
    """

    to: ReferenceTo
    procedures: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    sheet: str | None = None
    of: str | None = None
    own: bool = False
    count: str | None = None
    keeper: Text2 | None = None


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """When and where an act calls people together 约定的时间: the names of its questions.

    ``room``: when ``place`` is a room that one case at a time can have, always or with these answers of the act.
    ``people``: who sits there beside whoever carries the case.
    """

    label: Text2
    day: str
    time: str
    until: str | None = None
    place: str | None = None
    room: bool | Condition = False
    people: str | None = None


@dataclass(frozen=True, kw_only=True)
class Precondition:
    """What must be so before an act 前置条件; ``why`` says it to whoever is refused, ``source`` where it stands.

    ``act``: that act was done and said ``said``; with ``day`` the date that it named has come.  ``clock``: the deadline
    started and is over: it ran out or was answered.  ``when``: asked only with these answers of the act.  ``once``:
    asked only after that act, which said ``once_said``, and ``act`` must follow it (a hearing that was asked for).
    """

    why: Text2
    act: str | None = None
    said: Condition | None = None
    day: str | None = None
    clock: str | None = None
    when: Condition | None = None
    once: str | None = None
    once_said: Condition | None = None
    source: str | None = None
