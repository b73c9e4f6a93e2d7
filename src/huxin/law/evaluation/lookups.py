"""Parameters and readings as of a day, with what the caller sets and what the city adopted; remembers what was used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.law.dates import first_day
from huxin.law.errors import InputError, nearest
from huxin.law.pack.model import DECISION_GRADE, Pack, Parameter, Segment
from huxin.law.values import Unknown, read, show

CONFIDENCE: Final = {"V": "verified", "S": "secondary", "N": "press", "K": "general_knowledge", "U": "uncertain"}
"""How sure a value is, in the word of the contract for the mark of the pack."""


@dataclass(frozen=True)
class Adoption:
    """A city's own value for a parameter: what, from when, and who decided it by which document (act ``adopt``)."""

    parameter: str
    value: Any
    valid_from: date
    by: str
    document: str
    adopted_on: date


@dataclass(frozen=True)
class Used:
    """A parameter value that an evaluation read."""

    id: str
    segment: Segment
    confidence: str
    key: str | None
    shown: object
    unit: str

    @property
    def uncertain(self) -> bool:
        return self.confidence not in DECISION_GRADE


class PackLookups:
    """The pack as one evaluation sees it.  ``trace`` holds, per rule, the parameters and readings that it read."""

    def __init__(
        self,
        pack: Pack,
        sets: Mapping[str, str],
        readings: Mapping[str, str],
        adoptions: Sequence[Adoption],
        on: date | None = None,
    ) -> None:
        self.pack, self.on = pack, on
        self.sets, self.adoptions = dict(sets), tuple(adoptions)
        self.choices = dict(readings)
        self.used: dict[tuple[str, object, object], Used] = {}
        self.read: dict[str, str] = {}
        self.trace: dict[str, dict[tuple[str, object, object], Used]] = {}
        self._found: dict[tuple[str, date, object], tuple[object, Used | None]] = {}
        self.rule = ""
        self.county: str | None = None
        self._layers = {name: layer for name, layer in _adopted(pack, adoptions).items()}
        for name, layer in _what_if(pack, sets).items():
            self._layers[name] = layer + self._layers.get(name, [])
        self._check_readings()

    def apart(self) -> PackLookups:
        """The same pack with the same choices for somebody who looks again: what they read is not counted as used."""
        found = PackLookups(self.pack, self.sets, self.choices, self.adoptions, self.on)
        found.county = self.county
        return found

    def place(self, county: object) -> None:
        """The county whose own choices of readings hold: a division's id or its Chinese name."""
        names = (county, f"{county}区", f"{county}县", f"{county}市")
        divisions = self.pack.divisions.values()
        self.county = next((one.id for one in divisions if one.id == county or one.label["zh"] in names), None)

    @property
    def local(self) -> list[str]:
        """The readings for which the county has a choice of its own that counts here."""
        mine = {
            name for name, one in self.pack.readings.items() if any(part.county == self.county for part in one.default)
        }
        return sorted(mine - set(self.choices)) if self.county is not None else []

    def _check_readings(self) -> None:
        for name, choice in self.choices.items():
            known = self.pack.readings.get(name)
            if known is None:
                raise InputError(
                    "reading", f"--reading {name}", name, "a reading of the pack", nearest(name, self.pack.readings)
                )
            if choice not in known.choices:
                raise InputError(
                    "reading",
                    f"--reading {name}",
                    choice,
                    f"one of {', '.join(known.choices)}",
                    nearest(choice, known.choices),
                )

    def parameter(self, name: str, clock: date | int, key: object) -> object:
        """The value on the clock's day (a month stands for its first day); unknown and pending where the pack
        has none.
        """
        day = clock if isinstance(clock, date) else first_day(clock)
        asked = (name, day, key)
        if asked not in self._found:
            self._found[asked] = self._find(name, day, key)
        value, used = self._found[asked]
        if used is not None:
            mark = (name, used.segment.valid_from, key)
            self.used[mark] = used
            self.trace.setdefault(self.rule, {})[mark] = used
        return value

    def _find(self, name: str, day: date, key: object) -> tuple[object, Used | None]:
        parameter = self.pack.parameters[name]
        for segment, confidence in self._candidates(name, parameter):
            if (segment.valid_from or date.min) <= day < (segment.valid_to or date.max):
                if parameter.awaited and self.on is not None and (segment.published_on or date.min) > self.on:
                    break
                return self._value(parameter, segment, confidence, key)
        return self._pending(name), None

    def changes(self, name: str) -> list[date]:
        """The days on which the value of a parameter may change, in order; between two of them it is one value."""
        held = [segment for segment, _ in self._candidates(name, self.pack.parameters[name])]
        return sorted({day for segment in held for day in (segment.valid_from, segment.valid_to) if day is not None})

    def _candidates(self, name: str, parameter: Parameter) -> list[tuple[Segment, str]]:
        return [*self._layers.get(name, []), *((segment, segment.confidence) for segment in parameter.values)]

    def _value(
        self, parameter: Parameter, segment: Segment, confidence: str, key: object
    ) -> tuple[object, Used | None]:
        raw: Any = segment.value
        kind: str = parameter.type
        if parameter.type == "table" and raw is not None:
            kind, cell = parameter.of or "text", next((one for one in _cells(key) if one in raw), None)
            raw = raw.get(cell)
            confidence = segment.marks.get(cell, confidence) if confidence == segment.confidence else confidence
        if raw is None:
            return self._pending(parameter.id), None
        value = read(kind, raw)
        shown = show(kind, value)
        used = Used(parameter.id, segment, confidence, None if key is None else str(key), shown, parameter.unit)
        return value, used

    def _pending(self, name: str) -> Unknown:
        return Unknown(pending=frozenset({name}))

    def reading(self, name: str, clock: date | int | None) -> str:
        """The choice that holds: the caller's, else the county's on that day, else the city's."""
        chosen = self.choices.get(name)
        if chosen is None:
            day = date.min if clock is None else clock if isinstance(clock, date) else first_day(clock)
            held = [part for part in self.pack.readings[name].default if (part.start or date.min) <= day]
            here = [part for part in held if part.county is not None and part.county == self.county]
            chosen = (here or [part for part in held if part.county is None])[-1].choice
        self.read[name] = chosen
        return chosen


def _cells(key: object) -> tuple[object, ...]:
    """Where a table may hold a key: itself, for a pair ``a/b`` any first word with ``b``, then any key at all."""
    second = key.partition("/")[2] if isinstance(key, str) else ""
    return (key, f"*/{second}", "*") if second else (key, "*")


_YES_NO: Final = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def read_typed(parameter: Parameter, text: str) -> Any:
    """What somebody typed as a value of the parameter, as a pack would write it.  Raises ValueError."""
    if parameter.type == "table":
        return read_table(parameter, text)
    if parameter.type == "bool":
        if text.strip().lower() not in _YES_NO:
            raise ValueError("yes or no 是、否")
        return _YES_NO[text.strip().lower()]
    read(parameter.type, text)
    return text


def read_table(parameter: Parameter, text: str) -> dict[Any, str]:
    """``"5=1000.00, 4=1500.00"`` as a table with the keys that the parameter has.  Raises ValueError."""
    keys = {str(key): key for segment in parameter.values for key in segment.value or ()}
    cells = [part.partition("=") for part in text.replace("，", ",").split(",")]
    found = {keys[name.strip()]: value.strip() for name, sign, value in cells if sign and name.strip() in keys}
    if len(found) != len(keys) or len(cells) != len(keys):
        raise ValueError(f"one value for each of {', '.join(keys)}, such as {', '.join(f'{one}=…' for one in keys)}")
    for value in found.values():
        read(parameter.of or "text", value)
    return found


def show_table(parameter: Parameter, table: Mapping[Any, Any]) -> str:
    """The opposite."""
    kind = parameter.of or "text"
    return ", ".join(f"{key}={show(kind, read(kind, value))}" for key, value in table.items())


def _adopted(pack: Pack, adoptions: Sequence[Adoption]) -> dict[str, list[tuple[Segment, str]]]:
    layers: dict[str, list[tuple[Segment, str]]] = {}
    for adoption in sorted(adoptions, key=lambda one: (one.valid_from, one.adopted_on), reverse=True):
        if adoption.parameter in pack.parameters:
            source = f"{adoption.document} ({adoption.by}, {adoption.adopted_on.isoformat()})"
            value, known = adoption.value, pack.parameters[adoption.parameter]
            if isinstance(value, str):
                value = read_typed(known, value)
            segment = Segment(value=value, source=source, confidence="V", valid_from=adoption.valid_from)
            layers.setdefault(adoption.parameter, []).append((segment, "adopted"))
    return layers


def _what_if(pack: Pack, sets: Mapping[str, str]) -> dict[str, list[tuple[Segment, str]]]:
    """``ID=VALUE`` replaces all dates, ``ID@DATE=VALUE`` holds from a day; what is set is never decision-grade."""
    layers: dict[str, list[tuple[Segment, str]]] = {}
    for target, raw in sets.items():
        name, _, start = target.partition("@")
        where = f"--set {target}"
        if name not in pack.parameters:
            raise InputError("parameter", where, name, "a parameter of the pack", nearest(name, pack.parameters))
        parameter = pack.parameters[name]
        try:
            since = date.fromisoformat(start) if start else None
        except ValueError:
            raise InputError("parameter", where, start, "a date such as 2025-01-01", "Write ID@DATE=VALUE.") from None
        if parameter.type == "table":
            raise InputError("parameter", where, raw, "a parameter with one value", "Change a table in a child pack.")
        try:
            read(parameter.type, raw)
        except ValueError as error:
            raise InputError("parameter", where, raw, str(error), "Check the value.") from None
        segment = Segment(value=raw, source="set by the caller", confidence="proposal", valid_from=since)
        layers.setdefault(name, []).append((segment, "what-if"))
    for layer in layers.values():
        layer.sort(key=lambda part: part[0].valid_from or date.min, reverse=True)
    return layers


def used_json(pack: Pack, used: Used) -> dict[str, Any]:
    """One parameter as the contract writes it."""
    segment = used.segment
    found: dict[str, Any] = {
        "id": used.id,
        "label": dict(pack.parameters[used.id].label),
        "value": used.shown,
        "unit": used.unit,
        "valid_from": segment.valid_from.isoformat() if segment.valid_from else None,
        "confidence": CONFIDENCE.get(used.confidence, used.confidence),
        "mark": used.confidence,
        "source": pack.cite(segment.source),
    }
    found |= {} if pack.parameters[used.id].told else {"told": False}
    words = pack.parameters[used.id].key_labels.get(str(used.key))
    found |= {} if words is None else {"key_label": dict(words)}
    return found | ({"key": used.key} if used.key is not None else {})
