"""Facts and values in the words of the pack: what was asked and answered, and what is still missing, by its label.

No name that a rule uses and no value of a program stands in it, in either language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from huxin.law.evaluation.facts import assumptions
from huxin.law.pack.model import FactSpec, Item, Pack, Text2
from huxin.law.sums import decimal, number_of, share
from huxin.law.values import Unknown

Two = dict[str, str]
"""A text in Chinese and in English."""
LANGUAGES: Final = ("zh", "en")
MOST_ROWS: Final = 6
"""A list with more rows is told by their number."""
_HERE: Final = ZoneInfo("Asia/Shanghai")
_YES: Final = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}
NOT_KNOWN: Final[Two] = {"zh": "（还不知道）", "en": "(not known yet)"}
_NOTHING: Final[Two] = {"zh": "没有", "en": "none"}
_UNITS: Final[Mapping[str, Two]] = {
    "money": {"zh": "{} 元", "en": "{} yuan"},
    "months": {"zh": "{} 个月", "en": "{} months"},
    "days": {"zh": "{} 天", "en": "{} days"},
}
_PLACE: Final = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")
_SAID: Final = {"zh": "：", "en": ": "}
_STOP: Final = {"zh": "；", "en": "; "}
_LIST: Final = {"zh": "、", "en": ", "}
_ROWS: Final = {"zh": "{} 行", "en": "{} rows"}


def spec_of(item: Item, name: str) -> FactSpec | None:
    """A fact by its own name or by the one that rules use."""
    return item.facts.get(name) or next((one for one in item.facts.values() if one.name == name), None)


def path_label(item: Item, path: str) -> Two:
    """The words of a place in the facts: ``kin[0].dependent`` → "亲属 1：靠死者供养"."""
    found = _PLACE.fullmatch(path)
    spec = spec_of(item, found[1]) if found else None
    if found is None or spec is None:
        return {language: path for language in LANGUAGES}
    part = None if found[3] is None else _part(spec, found[3])
    place = "" if found[2] is None else f" {int(found[2]) + 1}"
    if part is None:
        return {language: f"{spec.label[language]}{place}" for language in LANGUAGES}
    if not place:  # a part of an object is asked by itself
        return dict(part.label)
    return {language: f"{spec.label[language]}{place}{_SAID[language]}{part.label[language]}" for language in LANGUAGES}


def _part(spec: FactSpec, name: str) -> FactSpec | None:
    return spec.row.get(name) or next((one for one in spec.row.values() if one.name == name), None)


def value_words(spec: FactSpec, value: object) -> Two:
    """One answer in words: 是, a choice by its label, an amount with its unit, a time in China."""
    kind = spec.of or "text" if spec.type == "list" else spec.type
    if value is None:
        return dict(_NOTHING if spec.null_means == "none" else NOT_KNOWN)
    if isinstance(value, bool) or (kind == "int" and (spec.least, spec.most) == ("0", "1") and str(value) in "01"):
        return dict(_YES[bool(value)])
    if str(value) in spec.value_labels:
        return dict(spec.value_labels[str(value)])
    if kind == "instant":
        at = datetime.fromisoformat(str(value)).astimezone(_HERE)
        return {"zh": f"{at:%Y-%m-%d %H:%M:%S}（北京时间）", "en": f"{at:%Y-%m-%d %H:%M:%S} (China time)"}
    if kind in _UNITS:
        return {language: text.format(value) for language, text in _UNITS[kind].items()}
    ratio = number_of(value) if kind == "ratio" else None
    text = str(value) if ratio is None else share(ratio) if is_share(spec) else decimal(ratio) or str(ratio)
    return dict.fromkeys(LANGUAGES, text)


def is_share(spec: FactSpec) -> bool:
    """Whether a ratio is a part of something, at most the whole, and so told in per cent."""
    return spec.most == "1"


def asked(pack: Pack, item: Item, raw: Mapping[str, Any]) -> list[Two]:
    """What was asked and answered, in the order of the item's facts: one sentence for each, for each row of a list.

    The code of a county is told by its name.
    """
    named = {code: one.label for code, one in pack.divisions.items()}
    return [line for name, spec in item.facts.items() if spec.asked for line in _answered(spec, raw.get(name), named)]


def _answered(spec: FactSpec, value: Any, named: Mapping[str, Text2]) -> Iterator[Two]:
    if value is None:
        return
    if spec.type == "object":
        for name, part in spec.row.items():
            yield from _answered(part, value.get(name), named)
    elif spec.type == "list" and not spec.row:
        words = [value_words(spec, one) for one in value]
        yield _line(spec.label, {language: _joined(words, language) for language in LANGUAGES})
    elif spec.type == "list":
        yield from _rows(spec, value)
    else:
        place = named.get(str(value)) if spec.type in ("text", "code") else None
        yield _line(spec.label, place or value_words(spec, value))


def _joined(words: list[Two], language: str) -> str:
    """Equal answers in a row are told once with their number."""
    told = [one[language] for one in words]
    if len(told) > 1 and len(set(told)) == 1:
        return f"{told[0]} × {len(told)}"
    return _LIST[language].join(told) or _NOTHING[language]


def _rows(spec: FactSpec, rows: list[Mapping[str, Any]]) -> Iterator[Two]:
    if len(rows) > MOST_ROWS:
        yield _line(spec.label, {language: _ROWS[language].format(len(rows)) for language in LANGUAGES})
        return
    for place, row in enumerate(rows, 1):
        given = [(part, value_words(part, row[name])) for name, part in spec.row.items() if row.get(name) is not None]
        label = {language: f"{spec.label[language]} {place}" for language in LANGUAGES}
        yield _line(
            label,
            {
                language: _STOP[language].join(f"{part.label[language]} {words[language]}" for part, words in given)
                for language in LANGUAGES
            },
        )


def _line(label: Text2, words: Mapping[str, str]) -> Two:
    return {language: f"{label[language]}{_SAID[language]}{words[language]}" for language in LANGUAGES}


def assumed(item: Item, raw: Mapping[str, Any]) -> dict[str, Two]:
    """By path, the sentence on each fact that was left out and is taken as something."""
    found: dict[str, Two] = {}
    for path, value in assumptions(item, raw):
        place = _PLACE.fullmatch(path)
        spec = spec_of(item, place[1]) if place else None
        part = _part(spec, place[3]) if spec is not None and place is not None and place[3] is not None else spec
        if part is not None:
            label, words = path_label(item, path), value_words(part, value)
            found[path] = {
                "zh": f"{label['zh']}：你没有说，按“{words['zh']}”算",
                "en": f"{label['en']}: not said, taken as “{words['en']}”",
            }
    return found


def output_words(labels: Mapping[str, Text2], value: object) -> Two | None:
    """A result in words where it is a yes, a no or a code that has words; None where its figure says it all."""
    if isinstance(value, bool):
        return dict(_YES[value])
    if isinstance(value, str) and value in labels:
        return dict(labels[value])
    if isinstance(value, list) and value and all(isinstance(one, str) and one in labels for one in value):
        return {language: _LIST[language].join(labels[one][language] for one in value) for language in LANGUAGES}
    return None


def in_sentence(value: object, language: str, shown: object) -> str:
    """A value inside a sentence of a reason."""
    if value is None or isinstance(value, Unknown):
        return NOT_KNOWN[language]
    return _YES[value][language] if isinstance(value, bool) else str(shown)
