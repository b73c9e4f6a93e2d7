"""The values of the rule language: how they are read, shown and marked as not known.

Kinds: ``bool int ratio money months days month date instant category text code`` (a code is a short text, or a whole
number, that names something).  At run time money is a number of fen (an
``int``, or a
``Fraction`` between a multiplication and the rounding node that must follow), a ratio a ``Fraction``, a month
an ``int``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from huxin.law.dates import format_month, parse_month

KINDS: Final = (
    "bool",
    "int",
    "ratio",
    "money",
    "months",
    "days",
    "month",
    "date",
    "instant",
    "category",
    "text",
    "code",
)
UNITS: Final = {"money": "CNY", "months": "month", "days": "day", "ratio": "1", "int": "1"}
_RATIO = re.compile(r"[+-]?[0-9]{1,12}(/[0-9]{1,12}|\.[0-9]{1,12})?")
_MONEY = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True)
class Unknown:
    """A value that is not known: ``paths`` are missing facts, ``pending`` parameters without a value."""

    paths: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.paths | other.paths, self.pending | other.pending)

    def __bool__(self) -> bool:
        raise TypeError("an unknown value has no truth; use the three-valued operators")


def read(kind: str, raw: object) -> object:
    """Turn a JSON or YAML scalar into a value of ``kind``.  Raises ValueError with what was wanted."""
    reader = _READERS.get(kind)
    if reader is None:
        raise ValueError(f"a kind among {', '.join(KINDS)}")
    return reader(raw)


def show(kind: str, value: object) -> object:
    """A value as the contract's JSON writes it: money "7139.20", months "2025-01", ratios "2/3"."""
    if value is None or isinstance(value, Unknown):
        return None
    if kind == "money" and isinstance(value, (int, Fraction)):
        return yuan(value)
    if kind == "month" and isinstance(value, int):
        return format_month(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return value


def yuan(fen: int | Fraction) -> str:
    """Fen as a decimal string in yuan; an unrounded amount keeps its fraction of a fen as ``"1/3"``."""
    if isinstance(fen, Fraction) and fen.denominator != 1:
        return f"{fen / 100}"
    whole = int(fen)
    sign = "-" if whole < 0 else ""
    return f"{sign}{abs(whole) // 100}.{abs(whole) % 100:02d}"


def _bool(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueError("true or false")


def _int(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, Decimal) and raw.is_finite() and raw == raw.to_integral_value() and abs(raw) < 10**15:
        return int(raw)
    if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,15}", raw):
        return int(raw)
    raise ValueError("a whole number")


def _number_text(raw: object) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    if isinstance(raw, Decimal) and raw.is_finite() and -13 <= raw.adjusted() <= 13:
        return format(raw, "f")
    raise ValueError


def _ratio(raw: object) -> Fraction:
    wanted = 'a decimal or fraction string such as "0.035" or "2/3", never percent'
    try:
        text = _number_text(raw)
    except ValueError:
        raise ValueError(wanted) from None
    if not _RATIO.fullmatch(text) or text.endswith("/0") or re.search(r"/0+$", text):
        raise ValueError(wanted)
    return Fraction(text)


def _money(raw: object) -> int:
    wanted = 'yuan with at most two decimals, such as "892.40"'
    try:
        text = _number_text(raw)
    except ValueError:
        raise ValueError(wanted) from None
    found = _MONEY.fullmatch(text)
    if found is None:
        raise ValueError(wanted)
    sign, whole, rest = found.groups("")
    fen = int(whole) * 100 + int(rest.ljust(2, "0"))
    return -fen if sign else fen


def _month(raw: object) -> int:
    if isinstance(raw, str):
        try:
            return parse_month(raw)
        except ValueError:
            pass
    raise ValueError('a month such as "2025-01"')


def _date(raw: object) -> date:
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise ValueError('a date that exists, such as "2025-01-31"')


def _instant(raw: object) -> datetime:
    if isinstance(raw, str) and "T" in raw:
        try:
            found = datetime.fromisoformat(raw)
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None:
            return found
    raise ValueError('an instant with its offset, such as "2025-07-01T08:30:00+08:00"')


def _code(raw: object) -> str:
    if isinstance(raw, str) and 0 < len(raw) <= 64:
        return raw
    if isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
        return str(_int(raw))
    raise ValueError("a short text that names something")


def _text(raw: object) -> str:
    if isinstance(raw, str):
        return raw
    raise ValueError("text in quotation marks")


_READERS = {
    "bool": _bool,
    "int": _int,
    "ratio": _ratio,
    "money": _money,
    "months": _int,
    "days": _int,
    "month": _month,
    "date": _date,
    "instant": _instant,
    "category": _text,
    "text": _text,
    "code": _code,
}
