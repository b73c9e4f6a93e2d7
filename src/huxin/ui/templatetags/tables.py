"""A table of a page: each heading is written once, for the head of the table and for the stacked view of a phone.

::

    {% table rows as row key=row.no caption=_("这一组的件") %}
        {% tick row.no %}
        {% column _("编号") "num nowrap" %}<a href="{{ row.url }}">{{ row.no }}</a>{% endcolumn %}
        {% column _("人数") "num right" %}{{ row.people }}{% endcolumn %}
    {% empty %}
        <strong>{% translate "这里没有件。" %}</strong>
    {% endtable %}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

register = template.Library()

CLASSES: Final = {"dense": "is-dense", "small": "small"}
_OF_HEADS: Final = re.compile(r"\bright\b")


@dataclass(frozen=True)
class TableColumn:
    """One column: what stands over it, the classes of its cells, and a cell.  ``tick``: a box to tick the row.

    ``shown``: whether the page has the column at all.  ``hidden``: the heading is heard and not seen.  ``alarm``: the
    cell stands out where this is true of its row.
    """

    heading: FilterExpression | None
    classes: FilterExpression | None
    cell: NodeList
    tick: FilterExpression | None = None
    ticked: bool = False
    hidden: bool = False
    shown: FilterExpression | None = None
    alarm: FilterExpression | None = None

    def stands(self, context: Context) -> bool:
        """Whether this page has it."""
        return self.shown is None or bool(self.shown.resolve(context, ignore_failures=True))

    def head(self, context: Context) -> SafeString:
        """The heading; the box over a column of boxes ticks them all."""
        if self.tick is not None:
            label = gettext("全部勾选")
            return format_html('<th scope="col"><input type="checkbox" id="all-rows" aria-label="{}"></th>', label)
        right = _OF_HEADS.search(self._classes(context))
        name = self.heading.resolve(context) if self.heading else ""
        if self.hidden:
            name = format_html('<span class="visually-hidden">{}</span>', name)
        return format_html('<th scope="col"{}>{}</th>', mark_safe(' class="right"') if right else "", name)

    def body(self, context: Context, *, stacked: bool) -> SafeString:
        """The cell of the row that stands in the context; in a stacked view its heading is read beside it."""
        if self.tick is not None:
            value, checked = self.tick.resolve(context), mark_safe(" checked") if self.ticked else ""
            box = '<td><input type="checkbox" name="case" value="{0}" aria-label="{0}"{1}></td>'
            return format_html(box, value, checked)
        classes = self._classes(context)
        if self.alarm is not None and self.alarm.resolve(context, ignore_failures=True):
            classes = f"{classes} ag-bad".strip()
        shown = format_html(' class="{}"', classes) if classes else ""
        name = self.heading.resolve(context) if self.heading and stacked and not self.hidden else ""
        label = format_html(' data-label="{}"', name) if name else ""
        return format_html("<td{}{}>{}</td>", shown, label, mark_safe(self.cell.render(context).strip()))  # noqa: S308 - a template's own output

    def _classes(self, context: Context) -> str:
        return str(self.classes.resolve(context)) if self.classes else ""


class TableNode(Node):
    """What ``{% table %}`` draws; without rows, what stands after ``{% empty %}``."""

    def __init__(
        self,
        rows: FilterExpression,
        name: str,
        options: dict[str, FilterExpression],
        flags: frozenset[str],
        columns: list[TableColumn],
        nothing: NodeList,
    ) -> None:
        self.rows, self.name, self.options, self.flags = rows, name, options, flags
        self.columns, self.nothing = columns, nothing

    def render(self, context: Context) -> SafeString:
        """HTML of the whole table."""
        rows: Iterable[Any] = self.rows.resolve(context, ignore_failures=True) or ()
        columns = [column for column in self.columns if column.stands(context)]
        lines = [self._line(context, columns, row) for row in rows]
        if not lines and self.nothing:
            return format_html('<p class="ag-empty">{}</p>', self.nothing.render(context))
        classes = ["ag-table", *([] if "flat" in self.flags else ["ag-stack"])]
        classes += [CLASSES[flag] for flag in sorted(self.flags - {"flat"})]
        caption = self.options["caption"].resolve(context) if "caption" in self.options else ""
        return format_html(
            '<div class="ag-table-wrap"><table class="{}">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
            " ".join(classes),
            format_html('<caption class="visually-hidden">{}</caption>', caption) if caption else "",
            format_html_join("", "{}", ((column.head(context),) for column in columns)),
            format_html_join("\n", "{}", ((line,) for line in lines)),
        )

    def _line(self, context: Context, columns: list[TableColumn], row: Any) -> SafeString:
        with context.push(**{self.name: row}):
            stacked = "flat" not in self.flags
            key = self.options["key"].resolve(context) if "key" in self.options else ""
            shown = format_html(' data-row="{}"', key) if key not in ("", None) else ""
            cells = format_html_join("", "{}", ((column.body(context, stacked=stacked),) for column in columns))
            return format_html("<tr{}>{}</tr>", shown, cells)


@register.tag("table")
def table(parser: Parser, token: Token) -> TableNode:
    """``{% table rows as row [key=…] [caption=…] [flat] [dense] [small] %}`` … ``{% endtable %}``.

    ``key`` names the rows for the keyboard and for who fetches a row anew; ``flat`` stays a table on a phone.
    """
    words = token.split_contents()[1:]
    if len(words) < 3 or words[1] != "as":
        raise template.TemplateSyntaxError("{% table rows as row %}: the rows and the name of one of them")
    options, flags = {}, set()
    for word in words[3:]:
        name, equals, value = word.partition("=")
        if equals and name in ("key", "caption"):
            options[name] = parser.compile_filter(value)
        elif not equals and name in {"flat", *CLASSES}:
            flags.add(name)
        else:
            raise template.TemplateSyntaxError(f"{{% table %}} does not know '{word}'")
    columns: list[TableColumn] = []
    nothing = NodeList()
    while True:
        between = parser.parse(("column", "tick", "empty", "endtable"))
        if any(not isinstance(node, TextNode) or node.s.strip() for node in between):
            raise template.TemplateSyntaxError("{% table %} holds columns and nothing between them")
        kind, *told = parser.next_token().split_contents()
        if kind == "endtable":
            break
        if kind == "empty":
            nothing = parser.parse(("endtable",))
            parser.delete_first_token()
            break
        columns.append(_tick(parser, told) if kind == "tick" else _column(parser, told))
    return TableNode(parser.compile_filter(words[0]), words[2], options, frozenset(flags), columns, nothing)


def _tick(parser: Parser, told: list[str]) -> TableColumn:
    """``{% tick row.no [checked] [if=…] %}``: a box that is named ``case``."""
    shown = next((parser.compile_filter(word[3:]) for word in told if word.startswith("if=")), None)
    return TableColumn(
        None, None, NodeList(), parser.compile_filter(told[0]), ticked="checked" in told[1:], shown=shown
    )


def _column(parser: Parser, told: list[str]) -> TableColumn:
    """``{% column _("编号") ["num nowrap"] [hidden] [if=…] [alarm=…] %}``; a column of buttons has an empty heading."""
    cell = parser.parse(("endcolumn",))
    parser.delete_first_token()
    heading, *more = told
    options = {name: parser.compile_filter(value) for name, value in (_named(word) for word in more) if value}
    classes = [parser.compile_filter(word) for word in more if word.startswith(('"', "'"))]
    if len(options) + len(classes) + more.count("hidden") != len(more) or not options.keys() <= {"if", "alarm"}:
        raise template.TemplateSyntaxError(f"{{% column %}} does not know what this means: {' '.join(more)}")
    return TableColumn(
        parser.compile_filter(heading),
        classes[0] if classes else None,
        cell,
        hidden="hidden" in more,
        shown=options.get("if"),
        alarm=options.get("alarm"),
    )


def _named(word: str) -> tuple[str, str]:
    """``if=keeper`` → its name and its value; a word without one has no value."""
    name, _, value = word.partition("=") if not word.startswith(('"', "'")) else (word, "", "")
    return name, value
