"""An evaluation as plain text, Chinese or English: verdict, amounts, reasons, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huxin.law.evaluation.evaluate import Evaluation
from huxin.law.explanation.conditions import Json
from huxin.law.explanation.tree import explained
from huxin.law.explanation.words import WORDS, in_language, said


def result_of(evaluation: Evaluation | Json) -> Json:
    """The JSON of an evaluation, with its explanation when it is not JSON yet."""
    return explained(evaluation) if isinstance(evaluation, Evaluation) else evaluation


def nodes_of(result: Json) -> Iterator[Json]:
    """Every node of the tree, references left out."""
    waiting: list[Json] = list(result.get("explanation", {}).get("because", []))
    while waiting:
        node = waiting.pop()
        if "ref" not in node:
            yield node
        waiting += node.get("because", [])


def labels_of(result: Json) -> dict[str, Mapping[str, str]]:
    """The label of every node by name, so that a reference can be shown with it."""
    return {node["name"]: node["label"] for node in nodes_of(result)}


def units_of(result: Json) -> dict[str, str]:
    """The unit of every node that has one, by name."""
    return {node["name"]: node["unit"] for node in nodes_of(result) if node["unit"]}


def readings_of(result: Json, language: str) -> list[str]:
    """The readings that were followed, in words where the explanation has them."""
    told = result.get("explanation", {}).get("readings")
    if told is None:
        return [f"{one['name']} = {one['choice']}" for one in result["readings"]]
    return [f"{one['label'][language]}: {one['choice_label'][language]}" for one in told]


def reason_of(result: Json, code: str, language: str) -> str:
    """The words of a reason that was given."""
    text = "text" if language == "zh" else "text_en"
    return next((str(reason[text]) for reason in result["reasons"] if reason["code"] == code), code)


def render_text(evaluation: Evaluation | Json, language: str = "zh") -> str:
    """An evaluation, or its JSON (``Evaluation.as_json``), as text for people."""
    result = result_of(evaluation)
    return "\n".join(_Text(result, language).lines()) + "\n"


class _Text:
    def __init__(self, result: Json, language: str) -> None:
        self.result, self.language, self.words = result, language, WORDS[language]
        self.labels, self.units = labels_of(result), units_of(result)
        self.tree: Json = result.get("explanation", {})

    def lines(self) -> Iterator[str]:
        result, words = self.result, self.words
        title = self.tree.get("label", {}).get(self.language, result["item"])
        yield f"{title}: {words[result['verdict']]} ({words[result['certainty']]})"
        if result.get("pack_differs"):
            yield words["differs"]
        for name, output in result["outputs"].items():
            yield from self._output(name, output)
        for title, rows in self._sections():
            if rows:
                yield f"{title}:"
                yield from (f"  - {row}" for row in rows)
        if self.tree:
            yield f"{words['how']}:"
            for node in self.tree["because"]:
                yield from self._node(node, 1)

    def _output(self, name: str, output: Json) -> Iterator[str]:
        """One line; rows of several columns stand below each other."""
        value, words = output["value"], self.words
        if not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield f"  {self._label(name)} = {said(value, words, output['unit'])}"
            return
        yield f"  {self._label(name)}:"
        for row in value:
            yield "    - " + " | ".join(said(part, words) for part in in_language(row, words).values())

    def _label(self, name: str) -> str:
        return self.labels.get(name, {}).get(self.language, name)

    def _sections(self) -> list[tuple[str, list[str]]]:
        result, words = self.result, self.words
        text = "text" if self.language == "zh" else "text_en"
        reasons = [
            f"{reason[text]} [{reason['clause']}]{' ' + ', '.join(reason['months']) if reason.get('months') else ''}"
            for reason in result["reasons"]
        ]
        parameters = [f"{self._parameter(one)} [{one['source']}]" for one in result["parameters"]]
        readings = readings_of(result, self.language)
        changes = [one["text"][self.language] for one in self.tree.get("what_would_change_it", [])]
        return [
            (words["reasons"], reasons), (words["missing"], result["missing"]), (words["change"], changes),
            (words["parameters"], parameters), (words["readings"], readings),
        ]  # fmt: skip

    def _parameter(self, one: Json) -> str:
        since = f"{self.words['since']} {one['valid_from']}" if one["valid_from"] else self.words["always"]
        key = f" [{one['key']}]" if one.get("key") else ""
        sure = self.words.get(one["confidence"], one["confidence"])
        return f"{one['label'][self.language]}{key} = {said(one['value'], self.words)} ({since}, {sure})"

    def _node(self, node: Json, depth: int) -> Iterator[str]:
        """A premise that stands further up is not repeated; a fact is one line."""
        if "ref" in node:
            return
        indent = "  " * depth
        if "rows" in node:
            yield from self._group(node, depth)
            return
        clause = f" [{node['clause']}]" if node["clause"] else ""
        rule = f"  <- {node['expression']}" if node["expression"] else ""
        yield f"{indent}{node['label'][self.language]} = {self._value(node)}{clause}{rule}"
        for told in node["conditions"]:
            if told["values"]:
                yield f"{indent}  ? {self._condition(told)}"
        for child in node["because"]:
            yield from self._node(child, depth + 1)

    def _group(self, node: Json, depth: int) -> Iterator[str]:
        indent, words = "  " * depth, self.words
        count = words["rows"].format(count=node["value"])
        reason = f"; {reason_of(self.result, node['reason'], self.language)}" if node["reason"] else ""
        if "like" not in node:
            yield f"{indent}{node['label'][self.language]} ({count}{reason})"
            for child in node["because"]:
                yield from self._node(child, depth + 1)
            return
        like = words["like"].format(rows=node["like"].partition("[")[2].rstrip("]"))
        yield f"{indent}{node['label'][self.language]} ({count}{reason}; {like})"
        told = "; ".join(f"{self._label(part['name'])} {self._value(part)}" for part in node["because"])
        if told:
            yield f"{indent}  {told}"

    def _value(self, node: Json) -> str:
        unit = node.get("unit") or self.units.get(node["name"])
        if "values" not in node:
            return said(node["value"], self.words, unit)
        found = [said(value, self.words, unit) for value in node["values"].values()]
        shown = found if len(found) <= 3 else [found[0], "…", found[-1]]
        return " ".join(shown)

    def _condition(self, told: Json) -> str:
        truth = self.words["unknown" if told["holds"] is None else "true" if told["holds"] else "false"]
        values = ", ".join(f"{name} = {said(value, self.words)}" for name, value in told["values"].items())
        return f"{told['text']}: {truth} ({values})"
