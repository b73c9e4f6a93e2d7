"""Every procedure waits once for each side that is no office: one person and one company have the next step in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import repeat
from random import Random
from typing import Final

from django.db import transaction

from huxin.casework.service import ForbiddenError, city_pack
from huxin.demo.catalogue import MADE_ELSEWHERE, CaseWalk, Cast
from huxin.identity.service import Account, actor_for
from huxin.law import InputError
from huxin.law.procedures import OFFICERS, PARTIES, Procedure
from huxin.law.procedures.model import SIDES

COUNTY: Final = "330303"
"""Not where the officers of the tours sit: their queues stay as they are."""
_OFFICES: Final = {"authority", "union"}


def make_halfway(worker: Account, company: Account, today: date) -> None:
    """A case of each procedure for each of its sides, as far as that side's turn.

    ``worker`` lives in ``COUNTY``.  What cannot come about, such as a claim for a course that nobody took, is left out.
    """
    draw, cast = Random(21), Cast(repeat(worker), [actor_for(company)])
    for name, side in waits():
        walk = CaseWalk(draw, cast, today, city_pack().procedures[name], 0, f"halfway-{name}-{side}")
        walk.worker, walk.county = worker, COUNTY
        with suppress(InputError, ForbiddenError), transaction.atomic():
            walk.until(side) if side in _on_turn(walk.procedure) else walk.until_asked()


def waits() -> Iterator[tuple[str, str]]:
    """(procedure, side) for every side, but offices, that has a turn while a case is open."""
    for one in city_pack().procedures.values():
        if one.department and one.id not in MADE_ELSEWHERE:
            sides = _on_turn(one) | ({"applicant"} if "complete" in one.acts else set())
            yield from ((one.id, side) for side in SIDES if side in sides and not _is_office(one, side))


def _on_turn(procedure: Procedure) -> set[str]:
    """The sides that have a turn by what happens, and not only where papers are missing."""
    found = set[str]()
    for status in ("received", "in_progress"):
        for turn in procedure.turns.get(status, ()):
            by = procedure.acts[turn.acts[0]].by if turn.acts else ()
            words = turn.who or (() if set(by[:1]) & OFFICERS else by)
            found |= {side for word in words if (side := _side(procedure, word)) is not None}
    return found


def _side(procedure: Procedure, word: str) -> str | None:
    if word in SIDES:
        return word
    sides = (name for name, one in procedure.sides.items() if name != "office" and word in one.who)
    return next(sides, None) if word in PARTIES else None


def _is_office(procedure: Procedure, side: str) -> bool:
    return side in procedure.sides and set(procedure.sides[side].who) <= _OFFICES  # type: ignore[index]
