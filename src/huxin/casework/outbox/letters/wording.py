"""How an office writes days, choices and sums on a paper: pure words, for letters and for samples of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from huxin.law.procedures import Field

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
_MOST: Final = 10**16


def written(day: date) -> str:
    """``2026年2月10日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_words(asked: Field | None, value: Any) -> str:
    """One answer as an office writes it: a day in words, everything else as it was said."""
    if asked is not None and asked.kind == "date":
        try:
            return written(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return str(value)


def chosen(asked: Field, value: Any) -> str:
    """The options that were chosen, by their Chinese words."""
    among = value if isinstance(value, list) else [value]
    return "、".join(option.label["zh"] for option in asked.options if option.value in among)


def capital_sum(fen: int) -> str:
    """A sum of money in fen as banks and courts write it 大写金额: ``10200`` → ``壹佰零贰元整``.

    Raises ValueError for a negative sum and for one of more than sixteen digits of yuan.
    """
    if not 0 <= fen < _MOST * 100:
        raise ValueError(f"{fen} fen is no sum that is written in capitals")
    yuan, jiao, cents = fen // 100, fen % 100 // 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    if not jiao and not cents:
        return f"{whole}整"
    tenth = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return f"{whole}{tenth}" + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    """A whole number in capital digits, a run of zeros written as one."""
    if not number:
        return _DIGITS[0]
    groups = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        part = groups[place]
        if not part:
            gap = True
            continue
        text += (_DIGITS[0] if text and (gap or part < 1000) else "") + _group(part) + _GROUPS[place]
        gap = False
    return text


def _group(part: int) -> str:
    """Up to four digits with their places."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = part // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
