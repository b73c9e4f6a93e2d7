"""One cleaning of values for every door: what was typed, sent or read from a table, as it is checked and kept.

Each function takes a text and answers the same value in its plain form: half width, without what cannot be seen, one
kind of minus, no blanks where none belong.  What it does not understand comes back as it is, for the check to refuse:
nothing is dropped that could change a value.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.law.procedures.model import Field

T = TypeVar("T")
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)
"""Days outside are slips of the hand: nobody who is alive was born before, nothing of a case lies behind."""
_UNSEEN: Final = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\ufeff") | {
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F))
    for code in range(first, last + 1)
}
_MINUS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u207b\u208b"), "-")
_CODE: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CARD_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def whole(data: object) -> bool:
    r"""Whether no text in what came as JSON holds half a character (``"\ud800"``), which nothing can keep or show."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def text(raw: str) -> str:
    """A text as it is kept: composed, without what cannot be seen or turns the reading round, no blanks at its ends.

    Joiners inside an emoji stay; control characters stay for the check to name.
    """
    composed = unicodedata.normalize("NFC", raw)
    kept = [mark for at, mark in enumerate(composed) if mark not in _UNSEEN or _joins(composed, at)]
    return "".join(kept).strip(" \t\r\n\u00a0\u3000")


def _joins(whole: str, at: int) -> bool:
    """Whether a zero-width joiner stands between two signs that it makes one."""
    around = whole[at - 1 : at] + whole[at + 1 : at + 2]
    return (
        whole[at] == "\u200d"
        and len(around) == 2
        and all(ord(mark) > 0x2190 and mark not in _UNSEEN for mark in around)
    )


def half(raw: str) -> str:
    """A value of digits and letters in half width, with one kind of minus and nothing invisible."""
    plain = unicodedata.normalize("NFKC", text(raw).translate(_MINUS)).translate(_MINUS)
    return "".join(mark for mark in plain if mark not in _UNSEEN).strip()


def digits(raw: str) -> str:
    """Digits without the blanks and strokes that people put between them."""
    return re.sub(r"[\s\-.]", "", half(raw))


def phone(raw: str) -> str:
    """A phone number 手机号: ``+86``, ``0086``, blanks, strokes and full width are ways to write the same number."""
    plain = re.sub(r"[\s\-().]", "", half(raw))
    return re.sub(r"^(?:\+?86|0086)(?=1[0-9]{10}$)", "", plain)


def bank_card(raw: str) -> str:
    """A card number 银行卡号."""
    return digits(raw)


def id_number(raw: str) -> str:
    """A citizen identity number 公民身份号码, its last character a capital X."""
    return re.sub(r"[\s\-]", "", half(raw)).upper()


def birth_day(number: str) -> date | None:
    """The day of birth that an identity number (GB 11643) says; None where it says none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """The sex that a right identity number says: the last digit but one is odd for a man."""
    return int(number[16]) % 2 == 1


def credit_code(raw: str) -> str:
    """A unified social credit code 统一社会信用代码 in capitals."""
    return re.sub(r"[\s\-]", "", half(raw)).upper()


def money(raw: str) -> str:
    """An amount in yuan: without its sign and the commas between thousands; a minus stays a minus."""
    plain = re.sub(r"^(-?)\s*(?:[¥￥]|RMB|CNY|人民币)\s*", r"\1", re.sub(r"\s*元(?:整)?$", "", half(raw)))
    plain = re.sub(r"^\((.+)\)$", r"-\1", plain).replace(" ", "")
    return plain.replace(",", "") if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", plain) else plain


def number(raw: str) -> str:
    """A whole number, written like money."""
    return money(raw)


def whole_number(raw: str, most_digits: int, otherwise: T) -> int | T:
    """The number that so many digits write at most; ``otherwise`` for every other text, a sign or a point included.

    Whoever sends a number may send thousands of digits: Python refuses to read them, and no column holds them.  Full
    width is for the door to clean before, where people type.
    """
    plain = raw.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= most_digits else otherwise


def day(raw: str) -> str:
    """A date as ``2026-01-31``: with strokes, points, slashes or 年月日, or eight digits."""
    plain = half(raw)
    found = re.fullmatch(
        r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[T\s]+0?0:00(?::00)?(?:\.0+)?)?", plain
    )
    found = found or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", plain)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else plain


def month(raw: str) -> str:
    """A month as ``2026-01``."""
    plain = half(raw)
    found = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?", plain) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})", plain
    )
    return f"{found[1]}-{int(found[2]):02d}" if found else plain


def clock_time(raw: str) -> str:
    """A time of the day as ``14:30``: with a colon, or as 14 点 30 分, 14 时."""
    plain = half(raw)
    found = re.fullmatch(r"([0-9]{1,2})\s*[:点时]\s*(?:([0-9]{1,2})\s*分?)?", plain)
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}" if found else plain


def moment(raw: str) -> str:
    """A minute of a day as ``2026-08-06T14:00+08:00``, on the city's clock: what names no zone is meant by that clock.

    Day and time may stand in any of their usual writings, with a blank or ``T`` between them; seconds are left out.
    """
    plain = half(raw)
    try:
        found = datetime.fromisoformat(plain) if re.search(r"[0-9]:[0-9]", plain) else None
    except ValueError:
        found = None
    if found is None:
        parts = re.fullmatch(r"(.*[0-9日])(?:[T\s]+|(?<=日))([0-9]{1,2}\s*[:点时].*)", plain)
        written = f"{day(parts[1])}T{clock_time(parts[2])}" if parts else ""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", written):
            return plain
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            return plain
    try:
        local = found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)
    except OverflowError:
        return plain
    return local.isoformat(timespec="minutes")


def code(raw: str) -> str:
    """A code such as a division's."""
    return re.sub(r"\s", "", half(raw))


def checks_out(number_: str) -> bool:
    """Whether a citizen identity number has the right check character (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number_):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number_, _CARD_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number_[-1]


def is_credit_code(raw: str) -> bool:
    """Whether a cleaned text is a unified social credit code with the right check character (GB 32100)."""
    return bool(re.fullmatch(rf"[{_CODE}]{{18}}", raw)) and credit_check(raw[:17]) == raw[17]


def company_code(raw: str, field: str = "company") -> str:
    """A credit code as it is kept.  Raises InputError for one whose check character does not fit."""
    plain = credit_code(raw)
    if is_credit_code(plain):
        return plain
    wanted = "a unified social credit code of 18 characters with a right check character"
    hint = "照营业执照写：18 位，没有 I、O、S、V、Z，最后一位要对得上。 Copy it from the business licence."
    raise InputError("company", field, raw, wanted, hint)


def sender(raw: str, field: str = "company") -> str:
    """What may stand for a company in a file of records: 18 letters and digits.  Raises InputError.

    Whether its check character fits is judged with the records, which then say so.
    """
    plain = credit_code(raw)
    if plain.isascii() and plain.isalnum() and len(plain) == 18:
        return plain
    wanted = "a unified social credit code of 18 characters"
    raise InputError("company", field, raw, wanted, "照营业执照写。 It stands on the business licence.")


def credit_check(first: str) -> str:
    """The check character for the first 17 of a credit code (GB 32100)."""
    total = sum(_CODE.index(mark) * weight for mark, weight in zip(first, _CODE_WEIGHTS, strict=True))
    return _CODE[-total % 31]


def plausible(found: date) -> bool:
    """Whether a day can be meant at all."""
    return EARLIEST <= found <= LATEST


_BY_KIND: Final = {
    "text": text,
    "long_text": text,
    "date": day,
    "month": month,
    "time": clock_time,
    "moment": moment,
    "money": money,
    "number": number,
    "id_number": id_number,
    "phone": phone,
    "bank_card": bank_card,
    "credit_code": credit_code,
    "county": code,
    "choice": half,
    "yes_no": half,
}


def cleaned_value(kind: str, value: Any) -> Any:
    """A value of a field of this kind in its plain form; what is no text stays as it is."""
    clean = _BY_KIND.get(kind)
    if isinstance(value, str) and clean is not None:
        before = None
        while value != before:  # signs that fall apart may come together anew when the blanks between them go
            before, value = value, clean(value)
        return value
    if kind == "many" and isinstance(value, list):
        return [half(part) if isinstance(part, str) else part for part in value]
    if kind == "months_table" and isinstance(value, list):
        return [_row(row) if isinstance(row, dict) else row for row in value]
    return value


def cleaned(fields: Sequence[Field], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a form, an act or a row as they are checked and kept; names that nobody asked for stay."""
    kinds = {one.name: one for one in fields}
    return {name: cleaned_value(kinds[name].kind, value) if name in kinds else value for name, value in payload.items()}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {"month": "month", "line": "text", "paid": "money", "refunded": "money", "payer": "text"}
    return {name: cleaned_value(kinds.get(name, ""), value) for name, value in row.items()}


_BETWEEN: Final = re.compile(r"[、，,；;\s]+")


def names_in(text: str) -> tuple[str, ...]:
    """The names in a line, however they are separated, each once."""
    return tuple(dict.fromkeys(name for name in _BETWEEN.split(text) if name))
