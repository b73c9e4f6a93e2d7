"""The words in which an evaluation speaks to people, Chinese first, English second."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "granted": "可以",
        "worked_out": "算出来了",
        "refused": "不符合",
        "not_yet": "还不到时候",
        "insufficient_evidence": "材料还不够",
        "needs_human": "要由人来定",
        "decision": "可作决定",
        "estimate": "估算",
        "outputs": "结果",
        "reasons": "原因",
        "missing": "还缺",
        "parameters": "用到的参数",
        "readings": "采用的解释",
        "how": "怎么算的",
        "change": "你能做什么",
        "since": "自",
        "always": "一直",
        "verified": "核对过原文",
        "secondary": "二手来源",
        "press": "报道或官方摘要",
        "general_knowledge": "一般了解",
        "uncertain": "没有核实",
        "proposal": "建议值",
        "adopted": "本市确认",
        "set": "假设",
        "true": "成立",
        "false": "不成立",
        "unknown": "不知道",
        "see": "见上",
        "facts": "你的情况",
        "rows": "{count} 行",
        "by_row": "逐行",
        "reason": "原因",
        "like": "其余同 {rows}",
        "clause": "依据",
        "rule": "规则",
        "conditions": "条件",
        "differs": "本机的政策包和当时的不同，下面按现在的文本说明。",
        "yes": "是",
        "no": "否",
        "none": "没有",
        "comma": "，",
        "semicolon": "；",
        "until": " 至 ",
        "CNY": "元",
        "month": "月",
        "day": "天",
        "year": "年",
        "age": "岁",
        "bool": "",
        "1": "",
    },
    "en": {
        "granted": "granted",
        "worked_out": "worked out",
        "refused": "refused",
        "not_yet": "not yet",
        "insufficient_evidence": "insufficient evidence",
        "needs_human": "for a person to decide",
        "decision": "decision-grade",
        "estimate": "estimate",
        "outputs": "Result",
        "reasons": "Reasons",
        "missing": "Missing",
        "parameters": "Parameters used",
        "readings": "Readings",
        "how": "How it was computed",
        "change": "What you can do",
        "since": "since",
        "always": "always",
        "general_knowledge": "general knowledge",
        "true": "true",
        "false": "false",
        "unknown": "unknown",
        "see": "see above",
        "facts": "Your facts",
        "rows": "{count} rows",
        "by_row": "by row",
        "reason": "reason",
        "like": "otherwise like {rows}",
        "clause": "Source",
        "rule": "Rule",
        "conditions": "Conditions",
        "differs": "The policy pack here differs from the one of that day; this explains with the present text.",
        "yes": "yes",
        "no": "no",
        "none": "none",
        "comma": ", ",
        "semicolon": "; ",
        "until": " to ",
        "CNY": "yuan",
        "month": "months",
        "day": "days",
        "year": "years",
        "age": "years of age",
        "bool": "",
        "1": "",
    },
}
_DATED: Final = 7
_CENT: Final = 100


_SPAN: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {"start": "从", "end": "到"},
    "en": {"start": "from", "end": "to"},
}
"""The parts of a span of time, whose names are those of the rule language and of no pack."""


def verdict_said(verdict: str, language: str, *, entitles: bool) -> str:
    """A verdict in words; what gives nobody anything is not granted but worked out."""
    return WORDS[language]["worked_out" if verdict == "granted" and not entitles else verdict]


def said(value: object, words: Mapping[str, str], unit: str | None = None) -> str:
    """A JSON value in words: yes and no, none, a number with its unit."""
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if value is None or value == []:
        return words["none"]
    if isinstance(value, list):
        rows = any(isinstance(one, dict) for one in value)
        return words["semicolon" if rows else "comma"].join(said(one, words) for one in value)
    if isinstance(value, dict):
        span = _SPAN["en" if words is WORDS["en"] else "zh"]
        parts = in_language(value, words).items()
        return words["comma"].join(f"{span.get(name, name)} {said(part, words)}" for name, part in parts)
    text = str(value)
    if unit == "CNY" and "/" in text:
        text = _about(Fraction(text))
    dated = isinstance(value, str) and len(text) >= _DATED and text[4:5] == "-"
    return text if not unit or dated else f"{text} {words.get(unit, unit)}".rstrip()


def in_language(row: Mapping[str, object], words: Mapping[str, str]) -> dict[str, object]:
    """A row without what stands in it for readers of the other language: of ``ask`` and ``ask_en`` only one."""
    english = {name.removesuffix("_en") for name in row if name.endswith("_en")}
    if words is WORDS["en"]:
        return {name.removesuffix("_en"): part for name, part in row.items() if name not in english}
    return {name: part for name, part in row.items() if name.removesuffix("_en") == name or name[:-3] not in english}


def _about(yuan: Fraction) -> str:
    """An amount that was not rounded yet, to the nearest fen."""
    fen = round(yuan * _CENT)
    return f"≈{'-' if fen < 0 else ''}{abs(fen) // _CENT}.{abs(fen) % _CENT:02d}"
