"""Wordings that a person should read twice 待看条款: patterns of the pack over the text, each with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from huxin.casework.service import city_pack
from huxin.supervision.model import SEVERITY
from huxin.supervision.rules import DetectorRules

AROUND: Final = 24
MOST: Final = 200


@dataclass(frozen=True)
class Flag:
    """One place.  ``status`` is that of the source, ``follows`` what may follow at most; ``detector`` could show it."""

    name: str
    label: str
    before: str
    words: str
    after: str
    start: int
    figure: int | None
    limit: int | None
    clause: str
    status: str
    follows: str
    detector: str


def flags(text: str, on: date, language: str = "zh") -> list[Flag]:
    """Every place of a text that a pattern of the pack marks, in the order of the text."""
    rules = DetectorRules(city_pack())
    words = rules.table("rules.flag_words" if language == "zh" else "rules.flag_words_en", on)
    sources, over, detectors = (rules.table(f"rules.flag_{name}", on) for name in ("sources", "over", "detectors"))
    found = []
    for name, (pattern, _) in rules.table("rules.flag_patterns", on).items():
        limit = int(over[name][0]) if name in over else None
        clause = str(sources[name][0])
        status = city_pack().instruments[clause.partition(" ")[0]].status
        for match in re.finditer(str(pattern), text):
            figure = int(match["n"]) if "n" in match.re.groupindex else None
            if figure is not None and limit is not None and figure <= limit:
                continue
            start, end = match.span()
            found.append(
                Flag(
                    name, str(words[name][0]), text[max(0, start - AROUND) : start], match[0], text[end : end + AROUND],
                    start, figure, limit, city_pack().cite(clause), status, SEVERITY[status],
                    str(detectors[name][0]) if name in detectors else "",
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.start, one.name))[:MOST]
