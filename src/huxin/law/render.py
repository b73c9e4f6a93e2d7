"""An evaluation as plain text, Chinese or English: verdict, amounts, reasons, parameters, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

WORDS = {
    "zh": {
        "granted": "可以",
        "refused": "不符合",
        "not_yet": "还不到时候",
        "insufficient_evidence": "材料还不够",
        "needs_human": "要由人来定",
        "decision": "可作决定",
        "estimate": "估算",
        "reasons": "原因",
        "missing": "还缺",
        "parameters": "用到的参数",
        "readings": "采用的解释",
        "how": "怎么算的",
        "change": "什么会改变结果",
        "since": "自",
        "true": "成立",
        "false": "不成立",
        "unknown": "不知道",
        "see": "见上",
    },
    "en": {
        "granted": "granted",
        "refused": "refused",
        "not_yet": "not yet",
        "insufficient_evidence": "insufficient evidence",
        "needs_human": "for a person to decide",
        "decision": "decision-grade",
        "estimate": "estimate",
        "reasons": "Reasons",
        "missing": "Missing",
        "parameters": "Parameters used",
        "readings": "Readings",
        "how": "How it was computed",
        "change": "What would change it",
        "since": "since",
        "true": "true",
        "false": "false",
        "unknown": "unknown",
        "see": "see above",
    },
}


def render_text(result: dict[str, Any], language: str = "zh") -> str:
    """The JSON of an evaluation (``Evaluation.as_json``) as text for people."""
    return "\n".join(_lines(result, language, WORDS[language])) + "\n"


def _lines(result: dict[str, Any], language: str, words: dict[str, str]) -> Iterator[str]:
    yield f"{result['item']}: {words[result['verdict']]} ({words[result['certainty']]})"
    for name, output in result["outputs"].items():
        yield f"  {name} = {output['value']} {output['unit']}"
    for title, rows in _sections(result, language, words):
        if rows:
            yield f"{title}:"
            yield from (f"  - {row}" for row in rows)
    if "explanation" in result:
        yield f"{words['how']}:"
        for node in result["explanation"]["because"]:
            yield from _node(node, language, words, 1)


def _sections(result: dict[str, Any], language: str, words: dict[str, str]) -> list[tuple[str, list[str]]]:
    text = "text" if language == "zh" else "text_en"
    reasons = [
        f"{r['code']}: {r[text]} [{r['clause']}]{' ' + ', '.join(r['months']) if r.get('months') else ''}"
        for r in result["reasons"]
    ]
    parameters = [
        f"{p['id']} = {p['value']} ({words['since']} {p['valid_from'] or '-'}, {p['confidence']}, {p['source']})"
        for p in result["parameters"]
    ]
    readings = [f"{r['name']} = {r['choice']}" for r in result["readings"]]
    changes = [c["text"][language] for c in result.get("explanation", {}).get("what_would_change_it", [])]
    return [
        (words["reasons"], reasons), (words["missing"], result["missing"]), (words["parameters"], parameters),
        (words["readings"], readings), (words["change"], changes),
    ]  # fmt: skip


def _node(node: dict[str, Any], language: str, words: dict[str, str], depth: int) -> Iterator[str]:
    indent = "  " * depth
    if node.get("ref"):
        yield f"{indent}{node['name']} = {node['value']} ({words['see']})"
        return
    clause = f" [{node['clause']}]" if node["clause"] else ""
    expression = f"  <- {node['expression']}" if node["expression"] else ""
    yield f"{indent}{node['label'].get(language, node['name'])} = {node['value']}{clause}{expression}"
    for condition in node["conditions"]:
        truth = (
            words["unknown"] if condition["holds"] is None else words["true"] if condition["holds"] else words["false"]
        )
        yield f"{indent}  ? {condition['text']}: {truth}"
    for parameter in node["parameters"]:
        source = f"{words['since']} {parameter['valid_from'] or '-'}; {parameter['source']}"
        yield f"{indent}  # {parameter['id']} = {parameter['value']} ({source})"
    for child in node["because"]:
        yield from _node(child, language, words, depth + 1)
