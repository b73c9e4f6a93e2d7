"""A mapping file: which column of somebody's table is which field of the contract.

Strict: an unknown key, field or unit is refused with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from huxin.law.errors import InputError, nearest
from huxin.supervision.adapters.cells import NAMED_TIMES, UNITS, Field, kind_of
from huxin.supervision.model import COVER, ONCALL, ORDERS, WARNINGS, Column

KINDS: Final[dict[str, tuple[Column, ...]]] = {
    "orders": ORDERS,
    "oncall": ONCALL,
    "warnings": WARNINGS,
    "cover": COVER,
}
_TOP: Final = ("kind", "columns", "note")
_KEYS: Final = ("column", "constant", "time", "unit", "values", "default", "optional")


@dataclass(frozen=True)
class Mapping:
    """The fields of one kind of record.  ``kind`` empty: a message of an interface, whose fields are its own."""

    kind: str
    fields: tuple[Field, ...]


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
    return parsed(kind, found.get("columns"), path.name)


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


def _field(name: str, spec: Any, where: str) -> Field:
    if isinstance(spec, str):
        return Field(name, column=spec)
    if not isinstance(spec, dict):
        raise InputError("mapping", where, spec, "the name of a column, or keys", f"Keys: {', '.join(_KEYS)}.")
    _known(spec, _KEYS, where)
    if ("column" in spec) == ("constant" in spec):
        raise InputError("mapping", where, sorted(spec), "either 'column' or 'constant'", "Remove one of them.")
    values = spec.get("values") or {}
    if not isinstance(values, dict):
        raise InputError("mapping", f"{where}: values", values, "cell: value", "Write one line for each cell.")
    keys = ("column", "constant", "time", "unit", "default")
    texts = {key: str(spec[key]) for key in keys if spec.get(key) is not None}
    table = {str(key): str(value) for key, value in values.items()}
    found = Field(name, values=table, optional=spec.get("optional") is True, **texts)
    _check(found, where)
    return found


def _check(found: Field, where: str) -> None:
    kind = kind_of(found.name)
    if found.unit and found.unit not in UNITS.get(kind, {}):
        wanted = ", ".join(UNITS.get(kind, {})) or f"no unit: it is a {kind}"
        raise InputError("mapping", f"{where}: unit", found.unit, wanted, nearest(found.unit, UNITS.get(kind, {})))
    if kind == "time" and found.time not in NAMED_TIMES and "%" not in found.time:
        wanted = f"{', '.join(NAMED_TIMES)}, or a form such as %Y-%m-%d %H:%M:%S"
        raise InputError("mapping", f"{where}: time", found.time, wanted, nearest(found.time, NAMED_TIMES))


def _known(found: Dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in found:
        if key not in keys:
            raise InputError("mapping", where, key, ", ".join(keys), nearest(str(key), keys))
