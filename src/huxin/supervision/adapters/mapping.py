"""A mapping file: which column of somebody's table is which field of the contract.

Strict: an unknown key, field or unit is refused with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from huxin.law.errors import InputError, nearest
from huxin.supervision.adapters.cells import NAMED_TIMES, UNITS, FieldMapping, kind_of
from huxin.supervision.model import COVER, ONCALL, ORDERS, WARNINGS, Column
from huxin.supervision.values_sql import known_zone

KINDS: Final[dict[str, tuple[Column, ...]]] = {
    "orders": ORDERS,
    "oncall": ONCALL,
    "warnings": WARNINGS,
    "cover": COVER,
}
_TOP: Final = ("kind", "columns", "note", "zone", "empty")
_KEYS: Final = ("column", "columns", "constant", "time", "unit", "values", "default", "optional")


@dataclass(frozen=True)
class Mapping:
    """The fields of one kind of record.  ``kind`` empty: a message of an interface, whose fields are its own."""

    kind: str
    fields: tuple[FieldMapping, ...]


def load(path: Path) -> Mapping:
    """A mapping from YAML.  Raises InputError that names the key."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        told = str(error).replace("\n", " ")
        raise InputError("file", "--mapping", str(path), "a YAML file that can be read", told) from None
    if not isinstance(found, dict):
        raise InputError("mapping", str(path), type(found).__name__, "keys 'kind' and 'columns'", "See the example.")
    _known(found, _TOP, path.name)
    kind = found.get("kind")
    if kind not in KINDS:
        raise InputError("mapping", f"{path.name}: kind", kind, ", ".join(KINDS), nearest(str(kind), KINDS))
    read = parsed(kind, found.get("columns"), path.name)
    zone = known_zone(str(found.get("zone") or ""), f"{path.name}: zone")
    empty = _empty(found.get("empty"), path.name)
    return replace(read, fields=tuple(replace(one, zone=zone, empty=empty) for one in read.fields))


def _empty(marks: object, where: str) -> frozenset[str]:
    if marks is None:
        return frozenset()
    if not isinstance(marks, list) or not all(isinstance(one, (str, int, float)) for one in marks):
        raise InputError("mapping", f"{where}: empty", marks, "a list of marks", 'empty: ["NA", "NaN", "-"]')
    return frozenset(str(one).strip() for one in marks)


def parsed(kind: str, columns: object, where: str) -> Mapping:
    """A mapping from what stands under ``columns``.  Raises InputError."""
    if not isinstance(columns, dict) or not columns:
        raise InputError("mapping", f"{where}: columns", columns, "field: column, one or more", "See the example.")
    known = KINDS.get(kind, ())
    for name in columns if known else ():
        if name not in {one.name for one in known}:
            hint = nearest(str(name), [one.name for one in known])
            raise InputError("mapping", f"{where}: columns", name, f"a field of {kind}", hint)
    missing = [one.name for one in known if one.required and one.name not in columns]
    if missing:
        hint = "Name the column, or a constant: trade: {constant: takeaway}"
        raise InputError("mapping", f"{where}: columns", f"nothing for {missing[0]}", "every required field", hint)
    return Mapping(kind, tuple(_field(str(name), spec, f"{where}: {name}") for name, spec in columns.items()))


def _field(name: str, spec: Any, where: str) -> FieldMapping:
    if isinstance(spec, str):
        return FieldMapping(name, column=spec)
    if not isinstance(spec, dict):
        raise InputError("mapping", where, spec, "the name of a column, or keys", f"Keys: {', '.join(_KEYS)}.")
    _known(spec, _KEYS, where)
    if sum(key in spec for key in ("column", "columns", "constant")) != 1:
        wanted = "either 'column' or 'constant', or 'columns' for a time"
        raise InputError("mapping", where, sorted(spec), wanted, "Keep one of them.")
    several = spec.get("columns", [])
    if not isinstance(several, list) or (several and len(several) < 2):
        raise InputError("mapping", f"{where}: columns", several, "a list of two or more columns", "[date, time]")
    values = spec.get("values") or {}
    if not isinstance(values, dict):
        raise InputError("mapping", f"{where}: values", values, "cell: value", "Write one line for each cell.")
    keys = ("column", "constant", "time", "unit", "default")
    texts: dict[str, Any] = {key: str(spec[key]) for key in keys if spec.get(key) is not None}
    table = {str(key): str(value) for key, value in values.items()}
    found = FieldMapping(
        name,
        column=texts.get("column"),
        columns=tuple(map(str, several)),
        constant=texts.get("constant"),
        time=texts.get("time", "rfc3339"),
        unit=texts.get("unit", ""),
        values=table,
        default=texts.get("default"),
        optional=spec.get("optional") is True,
    )
    _check(found, where)
    return found


def _check(found: FieldMapping, where: str) -> None:
    kind = kind_of(found.name)
    if found.unit and found.unit not in UNITS.get(kind, {}):
        wanted = ", ".join(UNITS.get(kind, {})) or f"no unit: it is a {kind}"
        raise InputError("mapping", f"{where}: unit", found.unit, wanted, nearest(found.unit, UNITS.get(kind, {})))
    if kind == "time" and found.time not in NAMED_TIMES and "%" not in found.time:
        wanted = f"{', '.join(NAMED_TIMES)}, or a form such as %Y-%m-%d %H:%M:%S"
        raise InputError("mapping", f"{where}: time", found.time, wanted, nearest(found.time, NAMED_TIMES))
    if found.columns and kind != "time":
        raise InputError("mapping", f"{where}: columns", found.columns, "one column: it is no time", "Use 'column'.")
    if kind == "time" and found.time not in NAMED_TIMES:
        _whole(found, where)


_YEARS: Final = ("%Y", "%y", "%c", "%D", "%x", "%G", "%s")
_DAYS: Final = ("%d", "%j", "%c", "%D", "%x", "%e", "%s")


def _whole(found: FieldMapping, where: str) -> None:
    """A form without a year or a day would put every order on one day of 1900."""
    if not (any(one in found.time for one in _YEARS) and any(one in found.time for one in _DAYS)):
        hint = "Add a column that holds the day: columns: [date, time], time: '%Y-%m-%d %H:%M:%S'."
        raise InputError("mapping", f"{where}: time", found.time, "a form with year and day", hint)


def _known(found: Dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in found:
        if key not in keys:
            raise InputError("mapping", where, key, ", ".join(keys), nearest(str(key), keys))
