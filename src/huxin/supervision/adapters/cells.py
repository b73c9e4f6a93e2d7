"""One cell of somebody's table as one value of the contract: times, fen, metres, degrees, words.

What a column holds follows from its name: ``…_at`` a time, ``…_fen`` money, ``…_m`` metres, ``…_lng`` and ``…_lat``
degrees, anything else a text.  A cell that cannot be read raises Unreadable with what is wanted and how to mend it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from huxin.supervision.identity import half_width

_CHINA: Final = timezone(timedelta(hours=8))
_DECIMAL: Final = frozenset("0123456789.+-")
_LARGEST: Final = Decimal(10**15)
"""Beyond it no fen, metre or millisecond of an order lies; a cell may hold 1e999999999, which no memory does."""
_TIMES: Final = frozenset({"extended_to", "from", "to"})
UNITS: Final = {
    "money": {"fen": Decimal(1), "jiao": Decimal(10), "yuan": Decimal(100)},
    "length": {"m": Decimal(1), "km": Decimal(1000)},
    "degree": {"degree": Decimal(1), "millionth": Decimal("0.000001")},
}
"""What one of a unit is in the unit of the contract."""
USUAL: Final = {"money": "fen", "length": "m", "degree": "degree"}
F14: Final = "%Y%m%d%H%M%S"
NAMED_TIMES: Final = ("f14", "unix", "unix_ms", "rfc3339")

Value = str | int | float | list[str] | None


class Unreadable(ValueError):
    """A cell that is no value of its kind."""

    def __init__(self, wanted: str, hint: str) -> None:
        super().__init__(wanted)
        self.wanted, self.hint = wanted, hint


def kind_of(name: str) -> str:
    """``time``, ``money``, ``length``, ``degree``, ``list`` or ``text``, by the name of the field."""
    if name.endswith("_at") or name in _TIMES:
        return "time"
    if name == "supersedes":
        return "list"
    for ending, kind in (("_fen", "money"), ("_m", "length"), ("_lng", "degree"), ("_lat", "degree")):
        if name.endswith(ending):
            return kind
    return "text"


@dataclass(frozen=True)
class FieldMapping:
    """Where the value of a field comes from: a column or a constant, and how its cells are read.

    An ``optional`` column may be missing from a file.  ``columns``: a time from several cells, such as a date and a
    time of day.  ``empty`` are marks that mean nothing, ``zone`` says what times without an offset mean.
    """

    name: str
    column: str | None = None
    columns: tuple[str, ...] = ()
    constant: str | None = None
    time: str = "rfc3339"
    unit: str = ""
    values: dict[str, str] = field(default_factory=dict)
    default: str | None = None
    optional: bool = False
    empty: frozenset[str] = frozenset()
    zone: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that it is read from."""
        return self.columns or ((self.column,) if self.column else ())

    def of(self, row: dict[str, str]) -> str | None:
        """The cell that it is read from; of several columns their cells with a blank between, empty where one is."""
        if not self.sources:
            return self.constant
        cells = [row.get(name, "") or "" for name in self.sources]
        bare = [half_width(cell).strip() for cell in cells]
        if len(cells) == 1:
            return "" if bare[0] in self.empty else cells[0]
        gone = [not cell or cell in self.empty for cell in bare]
        if all(gone):
            return ""
        if any(gone):
            raise Unreadable(f"a value in {' and '.join(self.sources)}", "Fill both cells or none.")
        return " ".join(bare)

    def read(self, cell: str | None) -> Value:
        """The value of a cell; None where it is empty.  Raises Unreadable."""
        text = half_width(cell or "").strip()
        text = self._looked_up(text) if self.values else text
        if not text:
            text = self.default or ""
        if not text:
            return None
        kind = kind_of(self.name)
        if kind == "list":
            return [part.strip() for part in text.replace("、", ",").split(",") if part.strip()]
        if kind == "text":
            return text
        return instant(text, self.time, self.zone) if kind == "time" else self._number(text, kind)

    def _looked_up(self, text: str) -> str:
        if not text or text in self.values:
            return self.values.get(text, "")
        if self.default is not None:
            return self.default
        raise Unreadable(f"one of {', '.join(self.values)}", "Add it to the value table, or give a default.")

    def _number(self, text: str, kind: str) -> int | float:
        unit = self.unit or USUAL[kind]
        plain = text.replace(",", "").removeprefix("¥").strip()
        try:
            if not set(plain) <= _DECIMAL:
                raise InvalidOperation
            value = Decimal(plain) * UNITS[kind][unit]
        except InvalidOperation:
            raise Unreadable(f"a number in {unit}", "Remove words and signs from the cell.") from None
        if abs(value) >= _LARGEST:
            raise Unreadable(f"a number in {unit} of at most 15 digits", "Look whether two cells ran together.")
        if kind == "degree":
            return float(value)
        if kind == "money" and value != value.to_integral_value():
            raise Unreadable("whole fen", f"Check the unit: the mapping says {unit}.")
        return int(value.to_integral_value(ROUND_HALF_UP))


def instant(text: str, form: str, zone: str = "") -> int:
    """Milliseconds since 1970-01-01 UTC.  Raises Unreadable, also for a time without an offset where no zone is said.

    The form of 14 digits is that of national interfaces, whose times are China's.
    """
    try:
        if form in ("unix", "unix_ms"):
            since = Decimal(text) * (1000 if form == "unix" else 1)
            if not abs(since) < _LARGEST:
                raise InvalidOperation
            return int(since)
        if form == "rfc3339":
            moment = datetime.fromisoformat(text)
        else:
            moment = datetime.strptime(text, F14 if form == "f14" else form)
    except (ValueError, ArithmeticError):
        wanted = {"f14": "14 digits such as 20260701083000", "rfc3339": "a time such as 2026-07-01T08:30:00+08:00"}
        raise Unreadable(wanted.get(form, f"a time as {form}"), "Change the cell, or 'time' in the mapping.") from None
    if moment.tzinfo is None:
        if not zone and form != "f14":
            raise Unreadable("a time with its offset", "Say which zone is meant: zone: Asia/Shanghai in the mapping.")
        moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else _CHINA)
    return round(moment.timestamp() * 1000)
