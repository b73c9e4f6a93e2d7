"""What a rule looked at stands in the trace by its label; names of the rule language stand in the rule's text alone."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from huxin.law import evaluate, load_pack
from huxin.law.explanation.html import render_html
from huxin.law.pack.model import TableTest

PACK = load_pack("wenzhou")
NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
CASES = defaultdict[str, list[TableTest]](list)
for _one in PACK.tests:
    CASES[_one.item].append(_one)


UNNAMED = {"relation-assessment", "work-death-benefit"}
"""Items of which some fields of rows, and codes between two rules, have no words in the pack yet."""


@pytest.mark.parametrize("item", sorted(CASES.keys() - UNNAMED))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_value_stands_under_the_name_that_a_rule_uses(item: str, language: str) -> None:
    for test in CASES[item][:4]:
        found = evaluate(PACK, item, test.facts, on=test.on, readings=test.readings, sets=test.sets)
        html = render_html(found, language)
        values = re.findall(r'<span class="why-values">(.*?)</span>', html)
        labels = re.findall(r'<span class="why-label">(.*?)</span>', html)
        assert [one for one in (*values, *labels) if NAME.search(one)] == [], test
