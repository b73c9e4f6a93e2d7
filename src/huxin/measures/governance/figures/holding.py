"""When a day that was computed again is shown anew: two counts of it, one less the other, must not tell of few people.

A reader keeps yesterday's page.  What can be subtracted are the cells that are shown in both, and the sum of all that
are left out, which is the city less the shown ones.  Each of them has to be the same as before or to differ by enough
workers, against every count that was ever shown; and what was left out once stays left out, for the sum of the places
left out would else, less one that is shown later, tell of the others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from huxin.measures.governance.figures.reading import left_out
from huxin.measures.governance.models import ELSEWHERE, DayFigure
from huxin.supervision.day_sum import BUCKETS, DaySum

_FORMAT: Final = f"<{BUCKETS}H"
_SIZE: Final = struct.calcsize(_FORMAT)
_NOBODY: Final = (0,) * BUCKETS
Marks = Sequence[int]


@dataclass(frozen=True)
class _Count:
    """One place in one count of a day; ``marks`` are missing of days from before they were kept."""

    sums: tuple[int, int, int]
    marks: Marks | None


def shown_anew(before: Sequence[DayFigure], sums: Sequence[DaySum], least: int) -> frozenset[str] | None:
    """The places to leave out when a day is shown with new sums; None where the sums before have to stay."""
    shut = frozenset(left_out(sums, least) | {row.county for row in before if row.shut} | left_out(before, least))
    new = {one.county: _Count((one.orders, one.workers, one.minutes), one.marks) for one in sums}
    for old in _counts_before(before):
        for place in {*_visible(old, shut), *_visible(new, shut)}:
            if not _enough(old.get(place), new.get(place), least):
                return None
        if not _enough(_rest(old, shut), _rest(new, shut), least):
            return None
    return shut


def marks_after(before: DayFigure | None, one: DaySum, counts: int, *, same: bool) -> bytes:
    """What is kept of a place once ``counts`` counts of its day were shown, and now another or the ``same``."""
    kept = (bytes(before.marks) if before is not None else b"").rjust(counts * _SIZE, b"\0")
    return kept if same else kept + struct.pack(_FORMAT, *one.marks)


def is_same(before: Sequence[DayFigure], sums: Sequence[DaySum]) -> bool:
    """Whether nothing changed since the count that is shown."""
    held = {row.county: (row.orders, row.workers, row.minutes, bytes(row.marks)[-_SIZE:]) for row in before}
    marks = {one.county: struct.pack(_FORMAT, *one.marks) for one in sums}
    return held == {one.county: (one.orders, one.workers, one.minutes, marks[one.county]) for one in sums}


def counts_shown(before: Sequence[DayFigure]) -> int:
    """How many counts of a day were shown whose marks are kept."""
    return max((len(row.marks) // _SIZE for row in before), default=0)


def _counts_before(before: Sequence[DayFigure]) -> Iterable[dict[str, _Count]]:
    """The last count as it stands, and of those before it the marks."""
    counts = counts_shown(before)
    last = {row.county: (row.orders, row.workers, row.minutes) for row in before}
    if before and not counts:
        yield {place: _Count(sums, None) for place, sums in last.items()}
    for at in range(counts):
        found = {row.county: struct.unpack_from(_FORMAT, row.marks, at * _SIZE) for row in before}
        final = at == counts - 1
        yield {place: _Count(last[place] if final else (-1, -1, -1), marks) for place, marks in found.items()}


def _visible(count: Mapping[str, _Count], shut: frozenset[str]) -> list[str]:
    return [place for place in count if place not in shut and place != ELSEWHERE]


def _rest(count: Mapping[str, _Count], shut: frozenset[str]) -> _Count | None:
    """Everything that is left out, as one place."""
    held = [one for place, one in count.items() if place and (place in shut or place == ELSEWHERE)]
    if not held:
        return None
    sums = tuple(sum(one.sums[at] for one in held) for at in range(3))
    known = [one.marks for one in held if one.marks is not None]
    return _Count((sums[0], sums[1], sums[2]), added(known) if len(known) == len(held) else None)


def added(marks: Iterable[Marks]) -> tuple[int, ...]:
    """The marks of several places together."""
    return tuple(sum(each) % 65536 for each in zip(*marks, strict=True))


def _enough(old: _Count | None, new: _Count | None, least: int) -> bool:
    """Whether two counts of a place are the same, or at least ``least`` workers differ in them."""
    old, new = old or _Count((0, 0, 0), _NOBODY), new or _Count((0, 0, 0), _NOBODY)
    if old.marks is None or new.marks is None:
        return old.sums == new.sums or abs(old.sums[1] - new.sums[1]) >= least
    differ = sum(one != other for one, other in zip(old.marks, new.marks, strict=True))
    return differ >= least or (differ == 0 and (old.sums[0] < 0 or old.sums == new.sums))
