"""Warnings as the times in which they bind: from the notice period's end to expiry, replacement or withdrawal.

Several versions of one warning bind only while all of them do: doubt does not work against the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huxin.law.errors import InputError
from huxin.supervision.model import MINUTE_MS
from huxin.supervision.rules import Cell, Rule

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


def in_force(warnings: Sequence[Warned], notice_ms: int) -> list[tuple[Warned, int, int]]:
    """Each warning with the time [from, to) in which it binds; one that never does is left out."""
    replaced: dict[str, int] = {}
    for one in warnings:
        for old in one.supersedes:  # the whole message is replaced, also where the new one names fewer counties
            replaced[old] = min(one.effective_at, replaced.get(old, one.effective_at))
    found = []
    for one in warnings:
        start, end = one.effective_at + notice_ms, min(one.until, replaced.get(one.id, one.until))
        if start < end:
            found.append((one, start, end))
    return found


def measures(warnings: Sequence[Warned], rule: Rule) -> list[Row]:
    """Rows of COLUMNS: what each warning in force demands by the pack's table; one that demands nothing is left out."""
    rows = []
    for one, start, end in in_force(warnings, rule.numbers["notice_ms"]):
        stop, extend, distance, in_hand = (
            _cell(rule.cells[name], one)
            for name in ("weather.stop", "weather.extend_minutes", "weather.distance_cap", "weather.in_hand_cap")
        )
        if stop[0] or any(cell[0] is not None for cell in (extend, distance, in_hand)):
            extend_ms = None if extend[0] is None else extend[0] * MINUTE_MS
            head = (one.id, one.county, start, end, bool(stop[0]), stop[1], extend_ms, extend[1])
            rows.append((*head, *distance, *in_hand))
    return rows


def _cell(table: Mapping[str, Cell], one: Warned) -> Cell:
    """The cell of the county, else of the city."""
    key = f"{one.type}/{one.colour}"
    return table.get(f"{key}/{one.county}", table.get(key, (None, None)))
