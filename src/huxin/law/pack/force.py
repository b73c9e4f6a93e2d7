"""Instruments in and out of force 时效: nothing in a pack rests on a text that does not hold on the days concerned.

A value holds from day to day, so its days are compared with those of its instrument whenever the pack loads.  Rules,
deadlines and guides hold until further notice, so they are compared with a day: ``huxin pack check`` takes today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.law.dates import add_years
from huxin.law.errors import nearest
from huxin.law.pack.entries import Entries, PackEntry
from huxin.law.pack.faults import Faults
from huxin.law.pack.model import Instrument, Pack, Parameter, Segment
from huxin.law.pack.source import PathInFile

_CITING: Final = ("source", "clause", "basis")
_DATED: Final = ("parameters", "samples", "acts")
"""Kinds that hold on days of their own, only show what was judged, or cite nothing by themselves."""


@dataclass(frozen=True)
class ForceChange:
    """What comes into force or ends 生效、失效 within the time of a release sheet."""

    instrument: str
    day: date
    change: str
    followed_by: str | None = None


def check_force(pack: Pack, entries: Entries, faults: Faults, on: date | None) -> None:
    """Report what rests on an instrument out of force.  ``on`` None compares values only."""
    for name, one in pack.instruments.items():
        _order(pack, one, entries["instruments"][name], faults)
    for name, parameter in pack.parameters.items():
        _values(pack, parameter, entries["parameters"][name], faults)
    if on is None:
        return
    for entry in (one for kind, listed in entries.items() if kind not in _DATED for one in listed.values()):
        for path, source in _cited(entry.data):
            wrong = _wrong_on(pack, source, on)
            if wrong is not None:
                faults.add(entry.where(path), *wrong)


def changes(pack: Pack, on: date) -> list[ForceChange]:
    """What begins or ends within a year from ``on``, in the order of the days."""
    last = add_years(on, 1)
    found = []
    for name, one in pack.instruments.items():
        for day, change in ((one.in_force_from, "begins"), (one.in_force_to, "ends"), (one.amendment_from, "amended")):
            if day is not None and on < day <= last:
                found.append(ForceChange(name, day, change, one.superseded_by if change == "ends" else None))
        found += [
            ForceChange(f"{name} {article}", day, "ends") for article, day in one.ended.items() if on < day <= last
        ]
    return sorted(found, key=lambda change: (change.day, change.instrument))


def _order(pack: Pack, one: Instrument, entry: PackEntry, faults: Faults) -> None:
    """Its days follow one another, and what supersedes it exists."""
    first = one.issued_on or one.published_on
    if one.issued_on and one.published_on and one.published_on < one.issued_on:
        faults.add(entry.where(("published_on",)), one.published_on, f"{one.issued_on} or later", "Compare the dates.")
    if one.in_force_from and one.in_force_to and one.in_force_to <= one.in_force_from:
        where = entry.where(("in_force_to",))
        faults.add(where, one.in_force_to, f"a day after {one.in_force_from}", "The day on which it no longer holds.")
    if one.in_force_to and first and one.in_force_to <= first:
        faults.add(entry.where(("in_force_to",)), one.in_force_to, f"a day after {first}", "Compare the dates.")
    if one.superseded_by is not None and one.superseded_by not in pack.instruments:
        where = entry.where(("superseded_by",))
        faults.add(where, one.superseded_by, "an instrument of the pack", nearest(one.superseded_by, pack.instruments))


def _values(pack: Pack, parameter: Parameter, entry: PackEntry, faults: Faults) -> None:
    for index, segment in enumerate(parameter.values):
        instrument = pack.instruments.get(segment.source.partition(" ")[0])
        if instrument is None or segment.value is None:
            continue
        got = f"{parameter.id} = {segment.value}, from {segment.source}" if parameter.type != "table" else parameter.id
        for wanted, hint in _beyond(instrument, segment, _articles(segment.source)):
            faults.add(entry.where(("values", index, "source")), got, wanted, hint)


def _beyond(one: Instrument, segment: Segment, articles: list[str]) -> Iterator[tuple[str, str]]:
    end, first = segment.valid_to or date.max, one.in_force_from
    if first is not None and segment.valid_from is not None and segment.valid_from < first:
        yield f"a value from {first} on", "Its text was not in force before; cite what held then."
    ends = [one.in_force_to, *(one.ended.get(article) for article in articles)]
    for day in ends:
        if day is not None and day < end:
            yield f"a value that ends by {day}", _after(one)
    if one.status == "draft":
        yield "a text in force", "A draft is no basis; try it with 'huxin law evaluate --set'."


def _after(one: Instrument) -> str:
    return f"Cite what follows it{f': {one.superseded_by}' if one.superseded_by else ''}, from that day on."


def _wrong_on(pack: Pack, source: str, on: date) -> tuple[str, str, str] | None:
    one = pack.instruments.get(source.partition(" ")[0])
    if one is None:
        return None
    if one.status == "draft":
        return source, "a text in force", "A draft is no basis; try it with 'huxin law evaluate --set'."
    if one.in_force_from is not None and on < one.in_force_from:
        return (
            source,
            f"a text in force on {on}",
            f"In force from {one.in_force_from} only: wait, or cite what holds now.",
        )
    if one.in_force_to is not None and one.in_force_to <= on:
        return source, f"a text in force on {on}", f"Out of force since {one.in_force_to}. {_after(one)}"
    for article in _articles(source):
        if article in one.ended and one.ended[article] <= on:
            return source, f"a text in force on {on}", f"This part is out of force since {one.ended[article]}."
    return None


def _articles(source: str) -> list[str]:
    return [part.strip() for part in source.partition(" ")[2].split(",") if part.strip()]


def _cited(data: Any, path: PathInFile = ()) -> Iterator[tuple[PathInFile, str]]:
    """Every text under a key that cites."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _CITING and isinstance(value, str):
                yield (*path, key), value
            elif key in _CITING and isinstance(value, list):
                yield from (((*path, key, index), one) for index, one in enumerate(value) if isinstance(one, str))
            else:
                yield from _cited(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _cited(value, (*path, index))
