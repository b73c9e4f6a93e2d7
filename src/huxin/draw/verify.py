"""Repeat a published draw and say what is not as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from huxin.draw import record as records
from huxin.draw.commitment import check_algorithm, commit
from huxin.draw.directories import Directory, read_inspectors, read_targets
from huxin.draw.inputs import Inputs, combine
from huxin.draw.plan import read_plan
from huxin.draw.text import decode, digest, fields, normal, parse_json, render
from huxin.law.errors import InputError, shown

MOST_FAULTS: Final = 10


@dataclass(frozen=True)
class DrawVerdict:
    """What a check found; ``commitment`` is to be compared with the one that was published before the draw."""

    commitment: str
    drawn: int
    faults: tuple[str, ...]

    @property
    def intact(self) -> bool:
        return not self.faults


def verify(record: bytes, objects: bytes, inspectors: bytes, published: bytes | None = None) -> DrawVerdict:
    """Draw again from the record's plan and seed and both directories; every byte of the record must come out.

    ``published`` is the commitment file from before the draw.  Without it nobody can tell a record that was made anew.
    """
    data: Any = None
    try:
        text = decode(normal(record), "record")
        data = parse_json(text, "record")
        faults = list(_faults(data, text, objects, inspectors, published))
    except InputError as error:
        faults = [str(error)]
    held = data if isinstance(data, dict) else {}
    drawn = held.get("drawn")
    number = len(drawn) if isinstance(drawn, list) else 0
    return DrawVerdict(_plain(shown(held.get("commitment", ""))), number, tuple(map(_plain, faults[:MOST_FAULTS])))


def _plain(text: str) -> str:
    """What a changed file may hold and UTF-8 cannot say is written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _faults(data: Any, text: str, objects: bytes, inspectors: bytes, published: bytes | None) -> Iterator[str]:
    held = fields(data, records.FIELDS, "record")
    check_algorithm(held["algorithm"], "record")
    changed = [
        *_file_faults("objects", held["objects"], objects, read_targets),
        *_file_faults("inspectors", held["inspectors"], inspectors, read_inspectors),
    ]
    if changed:
        yield from changed
        return
    inputs = combine(read_targets(objects), read_inspectors(inspectors), read_plan(held["plan"]))
    if held["plan_sha256"] != inputs.plan.sha256:
        yield f"record.plan: it is not the plan of plan_sha256, its digest is {inputs.plan.sha256}"
    again = records.build(inputs, held["seed"], held["committed_at"], held["later_source"], held["later"])
    yield from _compared(text, held, again, _Words("the record", "the draw gives"), "record")
    if published is not None:
        yield from _published_faults(published, held, inputs)


def _file_faults(name: str, kept: Any, data: bytes, read: Callable[[bytes], Directory[Any]]) -> Iterator[str]:
    """Compare a directory with the record: first the whole file, then, to say where, row by row."""
    held = fields(kept, ("sha256", "count", "rows"), f"record.{name}")
    found = digest(normal(data))
    if found == held["sha256"]:
        return
    said = shown(held["sha256"])
    yield f"{name}: the file is not the one that was drawn from (its SHA-256 is {found}, the record has {said})"
    try:
        now = read(data).marks()
    except InputError as error:
        yield str(error)
        return
    before = held["rows"] if isinstance(held["rows"], dict) else {}
    rows = [
        *(f"{name} '{shown(one)}': this row was changed" for one in now if one in before and before[one] != now[one]),
        *(f"{name} '{shown(one)}': this row is missing" for one in before if one not in now),
        *(f"{name} '{shown(one)}': this row was added" for one in now if one not in before),
    ]
    yield from rows or [f"{name}: the rows are the same; their order or the way they are written was changed"]


@dataclass(frozen=True)
class _Words:
    """Which file is compared with what."""

    said: str
    found: str


def differences(said: Any, found: Any, path: str, words: _Words) -> Iterator[str]:
    """Where two JSON values differ, by path."""
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for name in [*found, *(name for name in said if name not in found)]:
            if name not in said or name not in found:
                yield f"{path}.{shown(name)}: {'missing' if name not in said else 'too much'} in {words.said}"
            else:
                yield from differences(said[name], found[name], f"{path}.{name}", words)
    elif isinstance(said, list) and isinstance(found, list):
        for number, (one, other) in enumerate(zip(said, found, strict=False)):
            yield from differences(one, other, f"{path}[{number}]", words)
        if len(said) != len(found):
            yield f"{path}: {words.said} has {len(said)} entries, {words.found} {len(found)}"
    elif said != found or type(said) is not type(found):
        yield f"{path}: {words.said} says {shown(said)}, {words.found} {shown(found)}"


def _compared(text: str, said: Any, found: Mapping[str, Any], words: _Words, where: str) -> Iterator[str]:
    """Differences in what is said; where there are none, the first line that is written in another way."""
    different = list(differences(said, found, where, words))
    wanted = render(found)
    if not different and text != wanted:
        pairs = enumerate(zip(text.split("\n"), wanted.split("\n"), strict=False), 1)
        line = next((number for number, (one, other) in pairs if one != other), text.count("\n") + 1)
        different = [f"{where} line {line}: written in another way, though it says the same"]
    yield from different


def _published_faults(published: bytes, record: Mapping[str, Any], inputs: Inputs) -> Iterator[str]:
    """The record must carry out what was published before the draw."""
    text = decode(normal(published), "commitment")
    data = parse_json(text, "commitment")
    found = commit(inputs, record["seed"], record["committed_at"], record["later_source"])
    yield from _compared(text, data, found, _Words("the commitment", "the record fits"), "commitment")
