"""How an office writes days, choices and sums on a paper: pure words, for letters and for samples of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from huxin.law import Pack
from huxin.law.dates import SHANGHAI
from huxin.law.procedures import Field, Procedure, moment_of
from huxin.law.procedures.model import Route
from huxin.law.procedures.remedies import begins_on, last_day

_UNITS: Final = {"days": "日", "months": "个月"}
_SPANS: Final = {"w": "个工作日", "c": "日", "year": "年"}
_SPANS_EN: Final = {"w": "working day", "c": "day", "year": "year"}
_WHOLES: Final = {"百分": 100, "千分": 1000, "万分": 10_000}
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_SMALL: Final = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千")
_ARTICLE: Final = re.compile(r"(\d{1,4})(?:\((\d{1,2})\))?")
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
_MOST: Final = 10**16


def written(day: date) -> str:
    """``2026年2月10日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_words(asked: Field | None, value: Any) -> str:
    """One answer as an office writes it: a day and a time of it in words, everything else as it was said."""
    if asked is not None and asked.kind == "moment" and (at := moment_of(value)) is not None:
        local = at.astimezone(SHANGHAI)
        return f"{written(local.date())}{local.hour}时" + (f"{local.minute:02d}分" if local.minute else "")
    if asked is not None and asked.kind == "date":
        try:
            return written(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return str(value)


def chosen(asked: Field, value: Any) -> str:
    """The options that were chosen, by their Chinese words; anything else as it was written."""
    among = value if isinstance(value, list) else [value]
    found = "、".join(option.label["zh"] for option in asked.options if option.value in among)
    return found or ("" if isinstance(value, list) or value is None else str(value))


def route_words(
    route: Route, clause: str, body: str, answers: Mapping[str, Any], english: tuple[str, str] = ("", "")
) -> dict[str, str]:
    """One way to contest, as ``text`` and in parts: from what event, how long, where, by which day if known.

    ``english``: clause and body for ``text_en``, the courtesy translation.
    """
    length, label = f"{route.length}{_UNITS[route.unit]}", route.label["zh"]
    starts = route.starts["zh"] if route.starts is not None else "收到本文书之日"
    known = begins_on(route, answers)
    last = f"最晚是{written(last_day(route, known))}。" if known is not None else ""
    text = f"{label}：自{starts}起{length}内，向{body}提出（{clause}）。{last}"
    starts_en = route.starts["en"] if route.starts is not None else "the day on which you got this paper"
    last_en = f" The last day is {last_day(route, known)}." if known is not None else ""
    text_en = (
        f"{route.label['en']}: within {route.length} {route.unit} from {starts_en}, "
        f"at {english[1] or route.to['en']} ({english[0] or route.source}).{last_en}"
    )
    return {"label": label, "to": body, "length": length, "source": clause, "text": text, "text_en": text_en}


def cited(pack: Pack, source: str) -> str:
    """A source as an office cites it: ``labour-dispute-law 48, 50`` → ``《劳动争议调解仲裁法》第四十八条、第五十条``.

    A document with a number stands with it; what is no article of figures stays as the pack writes it.
    """
    head, _, rest = source.partition(" ")
    found = pack.instruments.get(head)
    if found is None:
        return source
    name = found.number if "〔" in found.number or "号" in found.number else f"《{found.number}》"
    articles = [_ARTICLE.fullmatch(one.strip()) for one in rest.split(",")] if rest else []
    if not all(articles):
        return f"{name}{rest}"
    return name + "、".join(_article(one) for one in articles if one is not None)


def cited_en(pack: Pack, source: str) -> str:
    """A source by the English title of its document: ``Administrative Review Law 20``, figures alone."""
    head, _, rest = source.partition(" ")
    found = pack.instruments.get(head)
    if found is None:
        return source
    return f"{found.title['en']} {rest}" if rest and rest.isascii() else found.title["en"]


def _article(found: re.Match[str]) -> str:
    """``30(4)`` → ``第三十条第四款``; law counts paragraphs 款 before items 项."""
    paragraph = f"第{numeral(int(found[2]))}款" if found[2] else ""
    return f"第{numeral(int(found[1]))}条{paragraph}"


def numeral(number: int) -> str:
    """A number below ten thousand in small Chinese figures: ``20`` → ``二十``, ``105`` → ``一百零五``."""
    text = _group(number).translate(_SMALL)
    return text[1:] if text.startswith("一十") else text or "零"


def figures(procedure: Procedure, look: Callable[[str], Any]) -> dict[str, dict[str, str]]:
    """What a paper says of times and shares, so that no template repeats a number.

    ``lengths``: of clocks of one length, by their id; ``collection``: of a fine the ``days`` for paying it and the
    ``rate`` that being late adds a day.  ``look`` gives a number of the pack, None where it has none.
    """
    lengths = {
        one.id: (look(one.length["param"]) if isinstance(one.length, Mapping) else one.length, one.unit)
        for one in procedure.clocks
        if not one.variants
    }
    found, collected = procedure.collection, dict[str, str]()
    if found is not None:
        days, rate = look(found.days), look(found.rate)
        collected |= {"days": span(days, "c")} if days is not None else {}
        collected |= {"rate": share(Fraction(rate))} if rate is not None else {}
    return {
        "lengths": {name: span(length, unit) for name, (length, unit) in lengths.items() if length is not None},
        "collection": collected,
    }


def span_en(length: int, unit: str) -> str:
    """The same in English: ``10 working days``, ``1 year``."""
    return f"{length} {_SPANS_EN[unit]}{'' if length == 1 else 's'}"


def span(length: int, unit: str) -> str:
    """A length of time: ``十个工作日``, ``十五日``, ``一年``."""
    return f"{numeral(length)}{_SPANS[unit]}"


def share(part: Fraction) -> str:
    """A share: ``3/100`` → ``百分之三``, ``1/2000`` → ``万分之五``, ``1/3`` → ``三分之一``."""
    for word, whole in _WHOLES.items():
        if (part * whole).denominator == 1:
            return f"{word}之{numeral(int(part * whole))}"
    return f"{numeral(part.denominator)}分之{numeral(part.numerator)}"


def sums(fields: Iterable[Field], payload: Mapping[str, Any]) -> dict[str, str]:
    """The sums of an act in capitals 大写, by the name of the question."""
    said = {
        one.name: Decimal(str(payload[one.name])) for one in fields if one.kind == "money" and payload.get(one.name)
    }
    return {name: capital_sum(round(value * 100)) for name, value in said.items() if value >= 0}


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
