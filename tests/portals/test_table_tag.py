"""What ``{% table %}`` draws: each heading once in the template, twice for the reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from lxml import html
from lxml.html import HtmlElement

ROWS = [{"no": "7", "name": "<b>甲</b>", "late": True}, {"no": "8", "name": "乙", "late": False}]
TABLE = """
{% table rows as row key=row.no caption=_("清单") %}
    {% tick row.no if=may %}
    {% column _("编号") "num right" %}{{ row.no }}{% endcolumn %}
    {% column _("姓名") alarm=row.late %}<i>{{ row.name }}</i>{% endcolumn %}
    {% column _("备注") hidden %}—{% endcolumn %}
{% empty %}
    <strong>没有。</strong>
{% endtable %}
"""


def drawn(text: str, **context: Any) -> HtmlElement:
    return html.fromstring(f"<main>{Template(text).render(Context(context))}</main>")


def test_a_heading_stands_over_its_column_and_beside_each_cell_of_a_phone() -> None:
    page = drawn(TABLE, rows=ROWS, may=True)
    assert [one.text_content() for one in page.xpath("//thead//th")] == ["", "编号", "姓名", "备注"]
    assert page.xpath("//tbody/tr/@data-row") == ["7", "8"]
    assert page.xpath("//tbody/tr[1]/td/@data-label") == ["编号", "姓名"]
    assert page.xpath("//input[@name='case']/@value") == ["7", "8"]
    assert page.xpath("//th[@class='right']/text()") == ["编号"]
    assert page.xpath("//caption/text()") == ["清单"]


def test_what_people_wrote_stays_text_and_what_the_template_wrote_is_drawn() -> None:
    cell = drawn(TABLE, rows=ROWS).xpath("//tbody/tr[1]/td[2]")[0]
    assert cell.get("class") == "ag-bad"
    assert cell.xpath("./i/text()") == ["<b>甲</b>"]
    assert drawn(TABLE, rows=ROWS).xpath("//tbody/tr[2]/td[2]/@class") == []


def test_a_column_that_the_page_does_not_have_is_in_no_row() -> None:
    page = drawn(TABLE, rows=ROWS, may=False)
    assert {len(line) for line in page.xpath("//tr")} == {3}


def test_without_rows_it_says_so() -> None:
    page = drawn(TABLE, rows=[])
    assert not page.xpath("//table")
    assert page.xpath("//p[@class='ag-empty']/strong/text()") == ["没有。"]


def test_a_flat_table_stays_one_on_a_phone() -> None:
    page = drawn(
        '{% table rows as row flat dense %}{% column "名" %}{{ row.no }}{% endcolumn %}{% endtable %}', rows=ROWS
    )
    assert page.xpath("//table/@class") == ["ag-table is-dense"]
    assert not page.xpath("//td/@data-label")


@pytest.mark.parametrize(
    "wrong",
    [
        "{% table rows %}{% endtable %}",
        "{% table rows as row wide %}{% endtable %}",
        "{% table rows as row %}text{% endtable %}",
        '{% table rows as row %}{% column "名" when=may %}{% endcolumn %}{% endtable %}',
    ],
)
def test_a_table_that_nobody_could_draw_is_refused_when_the_template_is_read(wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(wrong)
