"""Which colours a text gives out and which it only lifts, lowers from or replaces 预警颜色的升降和解除.

"将台风橙色预警升级为红色" gives out red; orange is only where it came from.  Whatever is not plainly lifted stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ORDER: Final = ("blue", "yellow", "orange", "red")
"""From the lightest to the gravest."""
_CHANGE: Final = (
    r"升级|升为|升至|升到|提升|提高|上调|降级|降为|降至|降到|降低|下调|下降|调整|调低|调高|变更|改为|改发|更改|更新|更换|转为"
    r"|变为|替换|upgrad\w*|downgrad\w*|rais\w*|lower\w*|chang\w*|replac\w*"
)
_LIFT: Final = (
    r"(?:解除|取消|撤销|撤消|撤回|终止|停止发布|结束|失效|作废)(?!时间|条件|之?前|后)"
    r"|lift(?:s|ed|ing)?\b|cancel\w*|withdr\w*|end(?:s|ed)\b"
)
_INSTEAD: Final = r"替代|取代|代替|顶替|instead of|replac(?:es|ing)"
_GIVE: Final = r"发布|改发|签发|发出|issu\w*|继续|维持|保持|仍"
_NOT: Final = r"(?:尚未|未|没有|不|暂不|not |not yet )\s*(?:被|予|be |been )?\s*$"
_TARGET: Final = r"为|至|到|成|\bto\b|\binto\b"
_BREAK: Final = re.compile(r"[。；;！!\n]")


@dataclass(frozen=True)
class ColourMention:
    """A colour in a text: where, what stands before it since the last one and after it until the next."""

    colour: str
    before: str
    after: str
    followed: bool


def flat(text: str) -> str:
    """Half width, one form of each character, without what cannot be seen."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(mark for mark in normal if unicodedata.category(mark) != "Cf").strip()


def mentions(sentence: str, words: Mapping[str, str]) -> list[ColourMention]:
    """Every colour of a sentence in order; a single character is none, for it may be part of a name."""
    long = sorted((word for word in words if len(word) > 1 and not word.isascii()), key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, long), rf"\b(?:{'|'.join(ORDER)})\b"]), re.IGNORECASE)
    hits = [(hit.start(), hit.end(), hit.group()) for hit in pattern.finditer(sentence)]
    found = []
    for place, (start, end, word) in enumerate(hits):
        last = place + 1 == len(hits)
        before = sentence[hits[place - 1][1] if place else 0 : start]
        after = sentence[end:] if last else sentence[end : hits[place + 1][0]]
        found.append(ColourMention(words.get(word, word.lower()), before, after, not last))
    return found


def _moved(one: ColourMention) -> bool:
    """Raised or lowered from this colour to the next, or simply away from it."""
    source = re.search(r"(?:由|从|自|原|\bfrom)\s*[^由从自原，,]*$", one.before, re.IGNORECASE)
    if source and (one.followed or re.search(_CHANGE, one.after, re.IGNORECASE)):
        return True
    changed = re.search(_CHANGE, one.after, re.IGNORECASE)
    if not one.followed or changed is None:
        return False
    return bool(
        re.search(r"[为至到成]$", changed.group()) or re.search(_TARGET, one.after[changed.end() :], re.IGNORECASE)
    )


def _ended(one: ColourMention) -> int:
    """How many characters behind a colour say that it is lifted; 0 where none do.

    Only its own clause counts: in "橙色预警解除，发布红色预警" nothing that follows the comma is lifted.
    """
    own = re.split(r"[，,、]|和|并|同时|\band\b" if one.followed else r"[，,]", one.after, maxsplit=1)[0]
    hit = re.search(_LIFT, own, re.IGNORECASE)
    return hit.end() if hit and not re.search(_NOT, own[: hit.start()], re.IGNORECASE) else 0


def _governing(before: str, since: str) -> str:
    """What the text in front of a colour does with it: ``lift`` or ``give``; the last verb counts, else the earlier
    one of the same clause.
    """
    given = rf"{_GIVE}|(?:{_CHANGE})[^，,]*(?:{_TARGET})"
    verbs = [
        (hit.start(), name)
        for name, pattern in (("lift", f"{_LIFT}|{_INSTEAD}"), ("give", given))
        for hit in re.finditer(pattern, before, re.IGNORECASE)
        if not (name == "lift" and re.search(_NOT, before[: hit.start()], re.IGNORECASE))
    ]
    if verbs:
        return max(verbs)[1]
    return "" if re.search(r"[，,]", before) else since


def standing(text: str, words: Mapping[str, str]) -> tuple[list[ColourMention], list[ColourMention]]:
    """(mentions that are given out, mentions that are only lifted) of a text."""
    given, gone = list[ColourMention](), list[ColourMention]()
    for sentence in _BREAK.split(flat(text)):
        since, told = "", 0
        for one in mentions(sentence, words):
            since = _governing(one.before[told:], "" if told else since)
            told = _ended(one)
            (gone if _moved(one) or told or since == "lift" else given).append(one)
    return given, gone


def gravest(colours: set[str]) -> str:
    """The gravest of these; one that the order does not know counts as the lightest."""
    return max(sorted(colours), key=lambda one: ORDER.index(one) if one in ORDER else -1)
