"""Numbers as agreements write them: 500, 300,000, 30万, 三百, 十小时, 百分之二十, and ranges of two."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_DIGITS["两"] = 2
_TENS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
_NARROW: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[百千万亿]*"
_ONE: Final = rf"(?:{_NARROW}|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+)"
_UNIT: Final = r"(?:个?小时|个?工作日|元|天|日|个月|%)?"
NUMBER: Final = rf"((?:{_ONE})(?:{_UNIT}[至到~—-](?:{_ONE}))?)个?"
"""A number or a range of two, as one group of a pattern (a text of ``sentences``: narrow letters, no blanks)."""
_PARTS: Final = re.compile(_ONE)
_LONGEST: Final = 30
"""Signs of a number that somebody may have meant; thousands of digits are none, and Python would not read them."""


def numbers(text: str) -> tuple[Fraction, ...]:
    """The one number, or the two ends of a range, that ``NUMBER`` matched; nothing where a part is too long for one."""
    parts = _PARTS.findall(text)
    return tuple(map(_number, parts)) if all(len(part) <= _LONGEST for part in parts) else ()


def _number(text: str) -> Fraction:
    found = re.match(r"[\d,.]+", text)
    if found is None:
        return Fraction(_chinese(text))
    value = Fraction(found[0].replace(",", ""))
    for char in text[found.end() :]:
        value *= _TENS.get(char) or _MYRIADS[char]
    return value


def _chinese(text: str) -> int:
    """三十万零五百 as 300500; what stands after the last unit counts as it is (二百五 is not read as 250)."""
    total = section = digit = 0
    spelled = ""
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            spelled += str(digit)
            continue
        spelled = ""
        if char in _TENS:
            section += (digit or 1) * _TENS[char]
        else:
            total = (total + section + digit or 1) * _MYRIADS[char]
            section = 0
        digit = 0
    return total + section + (int(spelled) if len(spelled) > 1 and not section else digit)
