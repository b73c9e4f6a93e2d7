"""Warnings as the times in which they bind: from the notice period's end to expiry, replacement or withdrawal.

A successor binds at once to whatever its predecessor demanded already; only for what is new a notice period runs.

Several versions of one warning bind only while all of them do: doubt does not work against the company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

from huxin.law.errors import InputError
from huxin.supervision.model import MINUTE_MS
from huxin.supervision.rules import Cell, DetectorRule

Row = tuple[Any, ...]
COLUMNS = (
    ("warning_id", "VARCHAR"),
    ("county", "VARCHAR"),
    ("from_ms", "BIGINT"),
    ("to_ms", "BIGINT"),
    ("stop", "BOOLEAN"),
    ("stop_doubt", "VARCHAR"),
    ("extend_ms", "BIGINT"),
    ("extend_doubt", "VARCHAR"),
    ("distance_cap", "BIGINT"),
    ("distance_doubt", "VARCHAR"),
    ("in_hand_cap", "BIGINT"),
    ("in_hand_doubt", "VARCHAR"),
)


@dataclass(frozen=True)
class Warned:
    """One warning in one county; times in milliseconds, ``until`` exclusive."""

    id: str
    type: str
    colour: str
    county: str
    effective_at: int
    until: int
    supersedes: tuple[str, ...]


def merged(rows: Iterable[Row]) -> list[Warned]:
    """Warnings from rows (id, type, colour, county, effective_at, expires_at, cancelled_at, supersedes).

    Raises InputError where a required value is missing or two versions differ in type or colour.
    """
    found: dict[tuple[str, str], Warned] = {}
    for name, kind, colour, county, effective, expires, cancelled, replaces in rows:
        if None in (name, kind, colour, county, effective, expires):
            wanted = "id, type, colour, county, effective_at and expires_at"
            raise InputError("row", f"--warnings {name}", "a row with a gap", wanted, "Fill every required column.")
        until = expires if cancelled is None else min(expires, cancelled)
        one = Warned(name, kind, colour, county, effective, until, tuple(replaces or ()))
        found[name, county] = _both(found.get((name, county)), one)
    return sorted(found.values(), key=lambda one: (one.county, one.effective_at, one.id))


def _both(old: Warned | None, new: Warned) -> Warned:
    if old is None:
        return new
    if (old.type, old.colour) != (new.type, new.colour):
        got = f"{old.type} {old.colour} and {new.type} {new.colour}"
        raise InputError("row", f"--warnings {new.id}", got, "one type and colour", "A change has an id of its own.")
    return Warned(
        new.id,
        new.type,
        new.colour,
        new.county,
        max(old.effective_at, new.effective_at),
        min(old.until, new.until),
        tuple(sorted({*old.supersedes, *new.supersedes})),
    )


class WarningDemand(NamedTuple):
    """What a warning demands: no dispatch, more minutes (in any unit), at most so far, at most so many in hand."""

    stop: bool = False
    extend: int | None = None
    distance: int | None = None
    in_hand: int | None = None

    @property
    def anything(self) -> bool:
        """Whether it demands anything at all."""
        return self != WarningDemand()

    def shared(self, other: WarningDemand) -> WarningDemand:
        """What both demand, the weaker of each: where one stops dispatch, it forbids whatever the other limits."""
        stop = self.stop and other.stop
        extend = None if self.extend is None or other.extend is None else min(self.extend, other.extend)
        caps = [
            mine if stop and mine is not None else _looser(mine, self.stop, theirs, other.stop)
            for mine, theirs in ((self.distance, other.distance), (self.in_hand, other.in_hand))
        ]
        return WarningDemand(stop, extend, caps[0], caps[1])

    def joined(self, other: WarningDemand) -> WarningDemand:
        """Everything that one of them demands, the stronger of each."""

        def of(choose: Callable[..., int], mine: int | None, theirs: int | None) -> int | None:
            held = [one for one in (mine, theirs) if one is not None]
            return choose(held) if held else None

        return WarningDemand(
            self.stop or other.stop,
            of(max, self.extend, other.extend),
            of(min, self.distance, other.distance),
            of(min, self.in_hand, other.in_hand),
        )


def _looser(mine: int | None, stopped: bool, theirs: int | None, stopped_too: bool) -> int | None:
    """The looser of two limits; None where one side limits nothing.  A stop limits to nothing at all."""
    if (mine is None and not stopped) or (theirs is None and not stopped_too):
        return None
    held = [one for one in (mine, theirs) if one is not None]
    return max(held) if held else None


class BindingTime(NamedTuple):
    """A time [start, end) in which a warning binds, and to what."""

    warning: Warned
    start: int
    end: int
    asked: WarningDemand


def bound(warnings: Sequence[Warned], notice_ms: int, asked: Callable[[Warned], WarningDemand]) -> list[BindingTime]:
    """Each warning with the times in which it binds; one that never does is left out.

    The notice period runs from the moment at which a demand was first made: a successor that takes over from a
    warning in force demands nothing new as far as that one demanded it already, and binds to that at once.  A
    warning that demands nothing keeps its time from the end of its notice period.
    """
    replaced: dict[str, int] = {}
    for one in warnings:
        for old in one.supersedes:  # the whole message is replaced, also where the new one names fewer counties
            replaced[old] = min(one.effective_at, replaced.get(old, one.effective_at))
    known = {(one.id, one.county): one for one in warnings}
    since: dict[tuple[str, str], list[tuple[int, WarningDemand]]] = {}
    found: list[BindingTime] = []
    for one in sorted(warnings, key=lambda each: each.effective_at):
        own = asked(one)
        told = [(one.effective_at, own)]
        for old in one.supersedes:
            before = known.get((old, one.county))
            if before is not None and min(before.until, replaced[old]) >= one.effective_at > before.effective_at:
                told += [(at, own.shared(each)) for at, each in since.get((old, one.county), ())]
        since[one.id, one.county] = [(at, each) for at, each in told if each.anything or at == one.effective_at]
        end = min(one.until, replaced.get(one.id, one.until))
        found += _times(one, since[one.id, one.county], end, notice_ms)
    return sorted(found, key=lambda each: (each.warning.county, each.warning.effective_at, each.warning.id, each.start))


def _times(one: Warned, told: Sequence[tuple[int, WarningDemand]], end: int, notice_ms: int) -> Iterator[BindingTime]:
    """The times of one warning, in which what it binds to stays the same."""
    starts = sorted({max(one.effective_at, at + notice_ms) for at, _ in told})
    steps: list[tuple[int, WarningDemand]] = []
    for start in starts:
        reached = [each for at, each in told if max(one.effective_at, at + notice_ms) <= start]
        own = told[0][1]  # it holds whatever the others do: a stop needs no limits beside it
        now = own if own in reached else reduce(WarningDemand.joined, reached)
        if not steps or steps[-1][1] != now:
            steps.append((start, now))
    for place, (start, now) in enumerate(steps):
        until = min(end, steps[place + 1][0]) if place + 1 < len(steps) else end
        if start < until:
            yield BindingTime(one, start, until, now)


def measures(warnings: Sequence[Warned], rule: DetectorRule) -> list[Row]:
    """Rows of COLUMNS: what each warning in force demands by the pack's table; one that demands nothing is out.

    More minutes are asked once, for what is open when the whole of them is first demanded.
    """
    names = ("weather.stop", "weather.extend_minutes", "weather.distance_cap", "weather.in_hand_cap")

    def cells(one: Warned) -> list[Cell]:
        return [_cell(rule.cells[name], one) for name in names]

    def asked(one: Warned) -> WarningDemand:
        stop, extend, distance, in_hand = (cell[0] for cell in cells(one))
        return WarningDemand(bool(stop), extend, distance, in_hand)

    rows = []
    extended: set[tuple[str, str]] = set()
    for one, start, end, now in bound(warnings, rule.numbers["notice_ms"], asked):
        if now.anything:
            doubts = [cell[1] for cell in cells(one)]
            whole = now.extend is not None and now.extend == asked(one).extend and (one.id, one.county) not in extended
            extend_ms = now.extend * MINUTE_MS if whole and now.extend is not None else None
            extended |= {(one.id, one.county)} if whole else set()
            values = (now.stop, extend_ms, now.distance, now.in_hand)
            told = [item for value, doubt in zip(values, doubts, strict=True) for item in (value, doubt)]
            rows.append((one.id, one.county, start, end, *told))
    return rows


def _cell(table: Mapping[str, Cell], one: Warned) -> Cell:
    """The cell of the county, else of the city."""
    key = f"{one.type}/{one.colour}"
    return table.get(f"{key}/{one.county}", table.get(key, (None, None)))
