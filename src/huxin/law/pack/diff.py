"""What differs between two packs: parameters by date, items, procedures, readings, instruments, clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from huxin.law.pack.model import Pack, Parameter, Segment

KINDS = (
    "instruments",
    "clauses",
    "parameters",
    "readings",
    "rule_sets",
    "items",
    "procedures",
    "calendars",
    "holidays",
    "agencies",
    "divisions",
    "letters",
    "messages",
    "ways",
)


@dataclass(frozen=True)
class PackChange:
    """One entry that differs; ``parts`` says where, for a parameter each date with old and new value."""

    kind: str
    id: str
    change: Literal["added", "removed", "changed"]
    parts: tuple[str, ...] = ()


def diff(old: Pack, new: Pack) -> list[PackChange]:
    """Every difference, by kind and id."""
    return [change for kind in KINDS for change in _entries(kind, getattr(old, kind), getattr(new, kind))]


def _entries(kind: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[PackChange]:
    found: list[PackChange] = []
    for name in sorted({*old, *new}, key=str):
        if name not in old:
            found.append(PackChange(kind, str(name), "added", _first(new[name])))
        elif name not in new:
            found.append(PackChange(kind, str(name), "removed", _first(old[name])))
        elif old[name] != new[name]:
            found.append(PackChange(kind, str(name), "changed", _parts(old[name], new[name])))
    return found


def _first(entry: Any) -> tuple[str, ...]:
    return tuple(_segment(one) for one in entry.values) if isinstance(entry, Parameter) else ()


def _parts(old: Any, new: Any) -> tuple[str, ...]:
    if isinstance(old, Parameter) and isinstance(new, Parameter):
        return (*_other_fields(old, new, {"values", "override"}), *_segments(old, new))
    return _other_fields(old, new, {"override"})


def _segments(old: Parameter, new: Parameter) -> tuple[str, ...]:
    before, after = {one.valid_from: one for one in old.values}, {one.valid_from: one for one in new.values}
    found: list[str] = []
    for day in sorted({*before, *after}, key=str):
        one, other = before.get(day), after.get(day)
        if one == other:
            continue
        if one is None or other is None:
            mark, held = ("+", other) if one is None else ("-", one)
            found.append(f"{mark} {_segment(held)}" if held else "")
        else:
            found.append(f"{_segment(one)} -> {_segment(other)}")
    return tuple(found)


def _segment(segment: Segment) -> str:
    start, end = segment.valid_from or "…", segment.valid_to or "…"
    return f"{start}..{end}: {segment.value} ({segment.confidence}, {segment.source})"


def _other_fields(old: Any, new: Any, leave: set[str]) -> tuple[str, ...]:
    if not is_dataclass(old) or type(old) is not type(new):
        return (f"{old} -> {new}",)
    return tuple(
        line
        for one in fields(old)
        if one.name not in leave and getattr(old, one.name) != getattr(new, one.name)
        for line in _field(one.name, getattr(old, one.name), getattr(new, one.name))
    )


def _field(name: str, old: Any, new: Any) -> list[str]:
    """A mapping or a list of named parts by its parts, anything else as it is."""
    one, other = _named(old), _named(new)
    if one is None or other is None:
        return [f"{name}: {_short(old)} -> {_short(new)}"]
    lines = [f"{name}.{key}: added" for key in other if key not in one]
    lines += [f"{name}.{key}: removed" for key in one if key not in other]
    return lines + [f"{name}.{key}: changed" for key in one if key in other and one[key] != other[key]]


def _named(value: Any) -> dict[str, Any] | None:
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, tuple):
        for key in ("name", "id", "code"):
            if all(hasattr(part, key) for part in value):
                return {str(getattr(part, key)): part for part in value}
    return None


def _short(value: Any, limit: int = 100) -> str:
    text = str(value)
    return text if len(text) <= limit else f"{text[:limit]}…"


def as_text(changes: list[PackChange]) -> str:
    """One line per entry, its parts below."""
    marks = {"added": "+", "removed": "-", "changed": "~"}
    lines: list[str] = []
    for change in changes:
        lines.append(f"{marks[change.change]} {change.kind} {change.id}")
        lines += [f"    {part}" for part in change.parts]
    return "\n".join([*lines, f"{len(changes)} differ"]) + "\n"
