"""Invented workers and companies: numbers with right check characters, nobody's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_CARD_WEIGHTS: Final = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
_CARD_CHECKS: Final = np.array(list("10X98765432"))
_CODE: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIRST_BIRTHDAY: Final = np.datetime64("1966-01-01")
_BIRTHDAYS: Final = 14_000
PLANTED: Final = 9_000_000
"""Serial numbers from here on belong to workers of planted violations."""


def card_numbers(serials: Array) -> Array:
    """Identity numbers, one for each serial below 14 million, in the division of no place (999999)."""
    born = _FIRST_BIRTHDAY + (serials % _BIRTHDAYS).astype("timedelta64[D]")
    digits = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "")
    heads = np.char.add(np.char.add("999999", digits), np.char.zfill((serials // _BIRTHDAYS).astype(str), 3))
    numbers = np.array([list(head) for head in heads], dtype=int).reshape(len(heads), 17)
    return np.char.add(heads, _CARD_CHECKS[(numbers @ _CARD_WEIGHTS) % 11])


def card_number(serial: int) -> str:
    """The identity number of one serial."""
    return str(card_numbers(np.array([serial]))[0])


def credit_code(serial: int) -> str:
    """A unified social credit code 统一社会信用代码 with its check character."""
    head = f"91999999MA{serial:07d}"
    total = sum(_CODE.index(char) * pow(3, place, 31) for place, char in enumerate(head))
    return head + _CODE[(31 - total % 31) % 31]


@dataclass(frozen=True)
class SynthCompany:
    """A platform that sends records; ``regime`` is how its orders are covered."""

    name: str
    code: str
    trades: tuple[str, ...]
    regime: str


_PLATFORMS: Final[Sequence[tuple[str, tuple[str, ...], str]]] = (
    ("美团", ("takeaway", "instant_delivery"), "C"),
    ("饿了么", ("takeaway", "instant_delivery"), "C"),
    ("闪送", ("instant_delivery",), "C"),
    ("滴滴出行", ("ride_hailing",), "C"),
    ("曹操出行", ("ride_hailing",), "C"),
    ("货拉拉", ("city_freight",), "C"),
    ("速达快递（虚构）", ("courier",), "B"),
    ("万里快递（虚构）", ("courier",), "B"),
    ("夜归代驾（虚构）", ("designated_driver",), "B"),
    ("远途货运（虚构）", ("long_haul",), "none"),
    ("慢行速递（虚构）", ("courier",), "B"),
    ("断续速递（虚构）", ("courier",), "B"),
)
COMPANIES: Final = tuple(
    SynthCompany(name, credit_code(number), trades, regime) for number, (name, trades, regime) in enumerate(_PLATFORMS)
)
OWN: Final = 2
"""The last two companies belong to the planted violations."""
