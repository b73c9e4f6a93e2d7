"""An explanation as an HTML fragment: nested ``<details>`` that need no script and carry no style of their own.

Every text is escaped.  Classes begin with ``why-``; the page decides how they look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from huxin.law.dates import month_spans
from huxin.law.evaluation.evaluate import Evaluation
from huxin.law.explanation.conditions import Json
from huxin.law.explanation.text import labels_of, nodes_of, readings_of, reason_of, result_of, units_of
from huxin.law.explanation.words import WORDS, said


def render_html(evaluation: Evaluation | Json, language: str = "zh") -> str:
    """The fragment ``<section class="why">`` for an evaluation or its JSON with explanation."""
    return "".join(_Html(result_of(evaluation), language).section())


def _tag(name: str, kind: str, *inside: str) -> str:
    return f'<{name} class="why-{kind}">{"".join(inside)}</{name}>'


def _list(kind: str, rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f'<ul class="why-{kind}">{items}</ul>' if items else ""


class _Html:
    def __init__(self, result: Json, language: str) -> None:
        self.result, self.language, self.words = result, language, WORDS[language]
        self.labels, self.units = labels_of(result), units_of(result)
        self.said = {
            (node["name"], str(node["value"])): node["said"][language] for node in nodes_of(result) if "said" in node
        }
        self.tree: Json = result.get("explanation", {})

    def section(self) -> Iterator[str]:
        result, words = self.result, self.words
        lang = "zh-Hans" if self.language == "zh" else "en"
        yield f'<section class="why" lang="{lang}">'
        verdict = f"{words[result['verdict']]} ({words[result['certainty']]})"
        yield _tag("p", f"verdict why-{result['verdict'].replace('_', '-')}", escape(verdict))
        if result.get("pack_differs"):
            yield _tag("p", "differs", escape(words["differs"]))
        yield from self._titled("reasons", self._reasons())
        yield from self._titled("missing", [escape(path) for path in result["missing"]])
        changes = [escape(one["text"][self.language]) for one in self.tree.get("what_would_change_it", [])]
        yield from self._titled("change", changes)
        yield from self._titled("readings", [escape(one) for one in readings_of(result, self.language)])
        if self.tree:
            yield _tag("h3", "title", escape(words["how"]))
            yield from (self._node(node) for node in self.tree["because"])
        yield "</section>"

    def _titled(self, key: str, rows: list[str]) -> Iterator[str]:
        if rows:
            yield _tag("h3", "title", escape(self.words[key]))
            yield _list(key, rows)

    def _reasons(self) -> list[str]:
        text = "text" if self.language == "zh" else "text_en"
        return [
            f"{escape(reason[text])} {self._months(reason)}{self._clause(reason['clause'])}"
            for reason in self.result["reasons"]
        ]

    def _months(self, reason: Json) -> str:
        spans = month_spans(reason.get("months", ()), self.words["comma"], self.words["until"])
        return f"{_tag('span', 'rows', escape(spans))} " if spans else ""

    def _clause(self, clause: str | None) -> str:
        return _tag("cite", "clause", escape(clause)) if clause else ""

    def _node(self, node: Json) -> str:
        if "ref" in node:
            return _tag("p", "ref", self._line(node), f" ({escape(self.words['see'])})")
        if "rows" in node:
            return self._group(node)
        inside = [*self._body(node), *(self._node(child) for child in node["because"])]
        if not inside:
            return _tag("p", "fact", self._line(node))
        return f'<details class="why-node"><summary>{self._line(node)}</summary>{"".join(inside)}</details>'

    def _line(self, node: Json) -> str:
        labels = node.get("label") or self.labels.get(node["name"], {})
        label = labels.get(self.language, node["name"])
        unit = node.get("unit") or self.units.get(node["name"])
        value = self._value(node["name"], node["value"], unit) if "values" not in node else self.words["by_row"]
        return f"{_tag('span', 'label', escape(label))} {_tag('b', 'value', escape(value))}"

    def _value(self, name: str, value: object, unit: str | None = None) -> str:
        """A value in the words of the pack where it has some."""
        return self.said.get((name, str(value))) or said(value, self.words, unit)

    def _body(self, node: Json) -> Iterator[str]:
        if node["clause"]:
            yield _tag("p", "source", escape(self.words["clause"]), " ", self._clause(node["clause"]))
        if node["expression"]:
            yield _tag("p", "rule", escape(self.words["rule"]), " ", f"<code>{escape(node['expression'])}</code>")
        told = (one for one in node["conditions"] if one["values"] or one["text"] in self.labels)
        yield _list("conditions", (self._condition(one) for one in told))
        yield _list("parameters", (self._parameter(one) for one in node["parameters"]))
        yield from self._by_row(node)

    def _by_row(self, node: Json) -> Iterator[str]:
        if "values" in node:
            unit = node.get("unit") or self.units.get(node["name"])
            rows = (f"{escape(row)} {escape(said(value, self.words, unit))}" for row, value in node["values"].items())
            yield _list("by-row", rows)

    def _condition(self, one: Json) -> str:
        kind = "unknown" if one["holds"] is None else "true" if one["holds"] else "false"
        values = self.words["comma"].join(
            f"{self.labels.get(name, {}).get(self.language, name)} = {self._value(name, value)}"
            for name, value in one["values"].items()
        )
        more = f" {_tag('span', 'values', escape(values))}" if values else ""
        text = one["text"] if one["values"] else self.labels.get(one["text"], {}).get(self.language, one["text"])
        return f"{_tag('span', kind, escape(self.words[kind]))} <code>{escape(text)}</code>{more}"

    def _parameter(self, one: Json) -> str:
        if "ref" in one:
            return f"{escape(one['id'])} = {escape(said(one['value'], self.words))}"
        since = f"{self.words['since']} {one['valid_from']}" if one["valid_from"] else self.words["always"]
        text = f"{one['label'][self.language]} = {said(one['value'], self.words)} ({since})"
        return f"{escape(text)} {self._clause(one['source'])}"

    def _group(self, node: Json) -> str:
        count = self.words["rows"].format(count=node["value"])
        reason = f" {escape(reason_of(self.result, node['reason'], self.language))}" if node["reason"] else ""
        head = (
            f"{_tag('span', 'label', escape(node['label'][self.language]))} {_tag('b', 'value', escape(count))}{reason}"
        )
        if "like" not in node:
            inside = "".join(self._node(child) for child in node["because"])
        else:
            like = self.words["like"].format(rows=node["like"].partition("[")[2].rstrip("]"))
            told = (self._line(child) + "".join(self._by_row(child)) for child in node["because"])
            inside = _list("differences", told) + _tag("p", "like", escape(like))
        return f'<details class="why-group"><summary>{head}</summary>{inside}</details>'
