"""Facts of a person, read strictly: an unknown name or an impossible value is refused, an absent fact stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from huxin.law.dates import first_day
from huxin.law.errors import InputError, nearest
from huxin.law.expr.ir import Type
from huxin.law.pack.model import FactSpec, Item
from huxin.law.values import KINDS, Unknown, read, show


def type_of(spec: FactSpec) -> Type:
    """The type that rules see for a fact."""
    optional = spec.null_means == "none"
    if spec.type == "list":
        element = (
            Type(spec.of or "text", choices=spec.values) if not spec.row else Type("object", fields=row_types(spec.row))
        )
        return Type("list", optional, element=element)
    if spec.type == "object":
        return Type("object", optional, fields=row_types(spec.row))
    return Type(spec.type, optional, choices=spec.values)


def row_types(row: Mapping[str, FactSpec]) -> dict[str, Type]:
    """The fields of a row by the names that rules use."""
    return {spec.name or name: type_of(spec) for name, spec in row.items() if spec.stands_for is None}


def read_facts(item: Item, raw: Mapping[str, object], on: date) -> dict[str, object]:
    """All facts of an item by name; ``Unknown`` where one is missing.  Raises InputError with the path of the fault."""
    if not isinstance(raw, Mapping):
        raise InputError("facts", "facts", raw, "an object of facts by name", 'Write {"birth_date": …}.')
    return _read_fields(item.facts, _renamed(item.facts, raw, on), "", on)


def _renamed(specs: Mapping[str, FactSpec], raw: Mapping[str, object], on: date) -> Mapping[str, object]:
    """Facts under the names that rules read.  Raises InputError where two names of one fact say different things."""
    older = [name for name, spec in specs.items() if spec.stands_for is not None and name in raw]
    if not older:
        return raw
    found = {name: value for name, value in raw.items() if name not in older}
    for name in older:
        spec = specs[name]
        target = spec.stands_for or ""
        value = None if raw[name] is None else _translated(spec, _read_scalar(spec, spec.type, raw[name], name, on))
        if found.get(target) is not None and value is not None and str(found[target]) != value:
            wanted = f"what '{target}' says, which is {found[target]}"
            raise InputError("contradiction", name, raw[name], wanted, f"Give '{target}' alone.")
        if value is not None or target not in found:
            found[target] = value
    return found


def _translated(spec: FactSpec, value: object) -> str:
    if spec.type == "month" and isinstance(value, int):
        return first_day(value).isoformat()
    text = str(show(spec.type, value))
    text = text.lower() if isinstance(value, bool) else text
    return spec.translated.get(text, text)


def assumptions(item: Item, raw: Mapping[str, object]) -> list[tuple[str, object]]:
    """The facts that were left out and have a value that is taken then: (path, value)."""
    given = {spec.stands_for if spec.stands_for else name for name, spec in item.facts.items() if name in raw}
    found: list[tuple[str, object]] = []
    for name, spec in item.facts.items():
        if spec.assumed is not None and name not in given:
            found.append((name, spec.assumed))
        rows = raw.get(name)
        parts = [(part, one.assumed) for part, one in spec.row.items() if one.assumed is not None]
        for index, row in enumerate(rows if parts and isinstance(rows, (list, tuple)) else ()):
            found += [(f"{name}[{index}].{part}", value) for part, value in parts if part not in row]
    return found


def _read_fields(specs: Mapping[str, FactSpec], raw: Mapping[str, object], base: str, on: date) -> dict[str, object]:
    for name in raw:
        if name not in specs or specs[name].stands_for is not None:
            raise InputError(
                "unknown_fact", f"{base}{name}", "a fact of this name", "a known fact", nearest(str(name), specs)
            )
    return {
        spec.name or name: _read_one(spec, raw.get(name, _ABSENT), f"{base}{name}", on)
        for name, spec in specs.items()
        if spec.stands_for is None
    }


_ABSENT = object()


def _read_one(spec: FactSpec, raw: object, path: str, on: date) -> object:
    if raw is _ABSENT:
        if spec.required:
            raise InputError(
                "missing_fact", path, "nothing", _wanted(spec), "Give it; write null if it is not known yet."
            )
        if spec.default is not None:
            raw = spec.default
        elif spec.assumed is not None:
            raw = spec.assumed
        elif spec.type == "list" or spec.absent == "unknown":
            return Unknown(frozenset({path}))
        else:
            raw = None
    if raw is None:
        return None if spec.null_means == "none" else Unknown(frozenset({path}))
    if spec.type == "list":
        return _read_list(spec, raw, path, on)
    if spec.type == "object":
        if not isinstance(raw, Mapping):
            raise InputError("wrong_type", path, raw, "an object", f"Write {{{', '.join(spec.row)}}}.")
        return _read_fields(spec.row, raw, f"{path}.", on)
    return _read_scalar(spec, spec.type, raw, path, on)


def _read_list(spec: FactSpec, raw: object, path: str, on: date) -> list[object]:
    if not isinstance(raw, (list, tuple)):
        raise InputError("wrong_type", path, raw, "a list", "Write [] if there is none.")
    if len(raw) > spec.max_rows:
        raise InputError("too_many", path, f"{len(raw)} entries", f"at most {spec.max_rows}", "Send less at once.")
    if spec.least is not None and len(raw) < int(spec.least):
        raise InputError("too_few", path, f"{len(raw)} entries", f"at least {spec.least}", "Give more of them.")
    found: list[object] = []
    for index, entry in enumerate(raw):
        here = f"{path}[{index}]"
        if not spec.row:
            found.append(_read_scalar(spec, spec.of or "text", entry, here, on))
        elif isinstance(entry, Mapping):
            found.append(_read_fields(spec.row, entry, f"{here}.", on))
        else:
            raise InputError("wrong_type", here, entry, "an object", f"Write {{{', '.join(spec.row)}}}.")
    return found


def _read_scalar(spec: FactSpec, kind: str, raw: object, path: str, on: date) -> object:
    try:
        value: Any = read(kind, raw)
    except ValueError as error:
        raise InputError("wrong_type", path, raw, str(error), "Correct it, or write null if it is not known.") from None
    if spec.values and value not in spec.values:
        raise InputError(
            "unknown_choice", path, raw, f"one of {', '.join(spec.values)}", nearest(str(value), spec.values)
        )
    if spec.not_after == "on" and isinstance(value, date) and value > on:
        raise InputError(
            "future_date", path, raw, f"a date not after {on.isoformat()}", "Check the year, or give --on."
        )
    for bound, low in ((spec.least, True), (spec.most, False)):
        if bound is not None and (value < _bound(kind, bound) if low else value > _bound(kind, bound)):
            raise InputError(
                "out_of_range", path, raw, f"{'at least' if low else 'at most'} {bound}", "Check the figure."
            )
    return value


@lru_cache(maxsize=1024)
def _bound(kind: str, raw: str) -> Any:
    return read(kind, raw)


def _wanted(spec: FactSpec) -> str:
    if spec.values:
        return f"one of {', '.join(spec.values)}"
    return spec.type if spec.type in KINDS else f"a {spec.type}"
