"""An evaluation for the person whom it is about: what was asked, what the law says, the sum, what can be done.

No expression and no name of a rule stands in it; every figure is one that can be checked on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final

from huxin.law.dates import month_spans
from huxin.law.evaluation.evaluate import Evaluation
from huxin.law.explanation.conditions import Json
from huxin.law.explanation.text import nodes_of, result_of
from huxin.law.explanation.words import WORDS, said, verdict_said
from huxin.law.sums import figure, number_of, rows_of, sum_of

_WORDS: Final = {
    "zh": {
        "asked": "我们问了什么", "law": "法律怎么说", "sum": "是这样算的", "do": "你能做什么", "rows": "{n} 行",
        "nothing": "没有的", "list": "、",
        "since": "{day} 起", "colon": "：", "open": "（", "close": "）", "figure": "{label}：{value}",
    },
    "en": {
        "asked": "What was asked", "law": "What the law says", "sum": "How it was worked out",
        "nothing": "None of", "list": ", ",
        "do": "What you can do", "rows": "{n} rows", "since": "from {day}", "colon": ": ", "open": " (", "close": ")",
        "figure": "{label}: {value}",
    },
}  # fmt: skip
UNITS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "month": "{} 个月", "day": "{} 天", "year": "{} 年", "CNY/hour": "每小时 {} 元", "per cent": "{}%", "%": "{}%",
        "question": "{} 题", "try": "{} 次", "minute": "{} 分钟", "hour": "{} 小时", "working day": "{} 个工作日",
        "age": "{} 岁",
    },
    "en": {
        "month": "{} months", "day": "{} days", "year": "{} years", "CNY/hour": "{} yuan an hour", "per cent": "{}%",
        "%": "{}%", "question": "{} questions", "try": "{} tries", "minute": "{} minutes", "hour": "{} hours",
        "working day": "{} working days", "age": "{} years of age",
    },
}  # fmt: skip
_DATED: Final = re.compile(r"\d{4}-\d\d")


def render_lay(evaluation: Evaluation | Json, language: str = "zh") -> str:
    """The four parts as plain text; a part with nothing in it is left out."""
    result = result_of(evaluation)
    words = _WORDS[language]
    title = result.get("explanation", {}).get("label", {}).get(language, result["item"])
    lines = [f"{title}{words['colon']}{verdict_words(result, language)}"]
    lines += [f"  {row}" for row in lay_outputs(result, language)]
    for name, rows in lay_parts(result, language).items():
        lines.append(f"{words[name]}{words['colon'].rstrip()}")
        lines += [f"  - {row}" for row in rows]
    return "\n".join(lines) + "\n"


def render_lay_html(evaluation: Evaluation | Json, language: str = "zh") -> str:
    """The same as the fragment ``<section class="why">``; every text is escaped."""
    result = result_of(evaluation)
    words = _WORDS[language]
    lang = "zh-Hans" if language == "zh" else "en"
    parts = [f'<section class="why" lang="{lang}">']
    if result.get("pack_differs"):
        parts.append(f'<p class="why-differs">{escape(WORDS[language]["differs"])}</p>')
    for name, rows in lay_parts(result, language).items():
        items = "".join(f"<li>{escape(row)}</li>" for row in rows)
        parts.append(f'<h3 class="why-title">{escape(words[name])}</h3><ul class="why-{name}">{items}</ul>')
    return "".join([*parts, "</section>"])


def verdict_words(result: Json, language: str) -> str:
    """The verdict for the person.  Needs the explanation."""
    entitles = result.get("explanation", {}).get("counts", True)
    return verdict_said(result["verdict"], language, entitles=entitles)


def lay_parts(result: Json, language: str) -> dict[str, list[str]]:
    """The sentences by part (``asked``, ``law``, ``sum``, ``do``), empty parts left out.  Needs the explanation."""
    tree = result.get("explanation", {})
    nodes = list(nodes_of(result))[::-1]
    parts = {
        "asked": list(_asked(result, language)),
        "law": [*_reasons(result, language), *_figures(result, language)],
        "sum": list(_sums(nodes, language, granted=result["verdict"] == "granted")),
        "do": [one["text"][language] for one in tree.get("what_would_change_it", [])],
    }
    return {name: list(dict.fromkeys(rows)) for name, rows in parts.items() if rows}


def lay_outputs(result: Json, language: str) -> Iterator[str]:
    """The results in words, each with its label; several amounts of nothing in one line, none beside a refusal.

    Needs the explanation.
    """
    words = _WORDS[language]
    nodes = {node["name"]: node for node in result.get("explanation", {}).get("because", [])}
    nothing = [name for name, one in result["outputs"].items() if one["unit"] == "CNY" and number_of(one["value"]) == 0]
    nothing = nothing if len(nothing) > 1 or result["verdict"] == "refused" else []
    for name, output in result["outputs"].items():
        value, node = output["value"], nodes.get(name)
        if node is None or value is None or name in nothing:
            continue
        if "said" in node:
            yield f"{node['label'][language]}{words['colon']}{node['said'][language]}"
        elif not isinstance(value, (list, dict, bool)):
            yield f"{node['label'][language]}{words['colon']}{value_text(value, output['unit'], language)}"
    if nothing and result["verdict"] != "refused":
        listed = words["list"].join(nodes[name]["label"][language] for name in nothing if name in nodes)
        yield f"{words['nothing']}{words['colon']}{listed}"


def value_text(value: object, unit: str | None, language: str) -> str:
    """A figure with its unit, as it is said to a person."""
    text = said(figure(value) if unit != "CNY" else value, WORDS[language], "CNY" if unit == "CNY" else None)
    words = UNITS[language].get(unit or "")
    return text if words is None or _DATED.match(str(value)) else words.format(text)


def _asked(result: Json, language: str) -> Iterator[str]:
    """What was asked and answered, then what was taken because nobody said it."""
    tree = result.get("explanation", {})
    yield from (one[language] for one in tree.get("asked", []))
    words = tree.get("assumed", {})
    yield from (words[one["fact"]][language] for one in result.get("assumed", []) if one["fact"] in words)


def told_reasons(reasons: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    """``text`` and ``clause`` of each reason of a result; the months that it is about stand before the clause."""
    return [_reason(one, WORDS[language], "text" if language == "zh" else "text_en") for one in reasons]


def _reason(reason: Mapping[str, Any], words: Mapping[str, str], text: str) -> dict[str, str]:
    rows = [row for row in reason.get("months", ()) if _DATED.match(row)]  # others are rows of a table by code
    months = month_spans(rows, words["comma"], words["until"])
    return {"text": reason[text], "clause": f"{months}{words['semicolon'] if months else ''}{reason['clause']}"}


def _reasons(result: Json, language: str) -> Iterator[str]:
    words = _WORDS[language]
    for one in told_reasons(result["reasons"], language):
        yield f"{one['text']}{words['open']}{one['clause']}{words['close']}"


def _figures(result: Json, language: str) -> Iterator[str]:
    """The figures of the law that were used, each with its clause; no tables of words and no share of nothing."""
    words = _WORDS[language]
    for one in result["parameters"]:
        if not one.get("told", True) or not _is_figure(one["value"]) or number_of(one["value"]) == 0:
            continue
        key = one.get("key_label", {}).get(language)
        label = one["label"][language] + (f"{words['open']}{key}{words['close']}" if key else "")
        since = f", {words['since'].format(day=one['valid_from'])}" if one["valid_from"] else ""
        told = words["figure"].format(label=label, value=value_text(one["value"], one["unit"], language))
        yield f"{told}{words['open']}{one['source']}{since}{words['close']}"


def _nothing(found: str) -> bool:
    """A sum of nothing, 0.00 + 0.00 or 300.00 − 300.00: it explains no amount."""
    return not re.search("[1-9]", found.rpartition(" = ")[2])


def _is_figure(value: object) -> bool:
    return number_of(value) is not None or (isinstance(value, str) and _DATED.match(value) is not None)


def _sums(nodes: list[Json], language: str, *, granted: bool) -> Iterator[str]:
    """Where everything comes to nothing, that is worked out only of what was ``granted``."""
    known: dict[str, Json] = {}
    for node in nodes:
        known.setdefault(node["name"], node)
    rows = rows_of(nodes)
    told = [(node, found) for node in nodes if (found := sum_of(node, known, rows)) is not None]
    for node, found in [one for one in told if not _nothing(one[1])] or (told if granted else []):
        label = node["label"].get(language, node["name"])
        times = len(node.get("values", {}))
        count = f"{_WORDS[language]['open']}{_WORDS[language]['rows'].format(n=times)}{_WORDS[language]['close']}"
        yield f"{label}{count if times > 1 else ''}{_WORDS[language]['colon']}{found}"
