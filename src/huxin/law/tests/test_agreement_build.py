"""The builder: whatever is built passes the checker, or is refused with the clause that it would break."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law import InputError
from huxin.law.agreements.build import build, numeral
from huxin.law.agreements.check import check_text
from huxin.law.tests.agreement_support import PACK, answers, any_answers

EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "15"))
pytestmark = pytest.mark.timeout(900 + 3 * EXAMPLES)
PAPERS = sorted(PACK.papers)
BAD = ("入职交押金500元", "发生事故责任自负", "不得在其他平台接单", "____")


@pytest.mark.parametrize("paper", PAPERS)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_built_passes_the_check(paper: str, data: st.DataObject) -> None:
    given_answers = data.draw(any_answers(paper))
    for language in ("zh", "en"):
        built = build(PACK, paper, given_answers, language=language)
        assert check_text(PACK, built.text, paper).clean
        assert "{" not in built.text
        assert len(built.summary) == len(built.clauses)


@pytest.mark.parametrize("paper", PAPERS)
@given(data=st.data(), bad=st.sampled_from(BAD))
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_free_answer_cannot_smuggle_a_clause_in(paper: str, data: st.DataObject, bad: str) -> None:
    given_answers: dict[str, Any] = data.draw(any_answers(paper)) | {"work_area": f"鹿城，{bad}"}
    if paper in ("labour-contract", "over-age-agreement") and "其他平台" in bad:
        return
    with pytest.raises(InputError) as caught:
        build(PACK, paper, given_answers)
    assert caught.value.problem.code == "clause"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_answers_stand_in_the_text(paper: str) -> None:
    built = build(PACK, paper, answers(paper))
    for words in ("温州瓯越外卖有限公司", "李四", "2026年3月1日", "2027年2月28日", "1000.00", "5.50", "第十条 "):
        assert words in built.text
    assert "Lucheng" in build(PACK, paper, answers(paper), language="en").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"worker_id": "330304198105030010"}, "worker_id"),
        ({"trade": "mining"}, "trade"),
        ({"daily_hours": "9"}, "daily_hours"),
        ({"settlement_day": "31"}, "settlement_day"),
        ({"end_on": "2026-03-01"}, "end_on"),
        ({"end_on": "2025-01-01"}, "end_on"),
        ({"company": ""}, "company"),
        ({"company": "甲\x07"}, "company"),
    ],
)
def test_answers_that_do_not_fit_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        build(PACK, "written-agreement", answers("written-agreement") | changes)
    assert caught.value.problem.field == field
    assert caught.value.problem.hint


def test_an_unknown_paper_and_an_unknown_answer_are_refused() -> None:
    with pytest.raises(InputError, match="lease"):
        build(PACK, "lease", {})
    with pytest.raises(InputError, match="colour"):
        build(PACK, "labour-contract", answers("labour-contract") | {"colour": "green"})


def test_numerals() -> None:
    assert [numeral(one) for one in (1, 10, 12, 20, 23)] == ["一", "十", "十二", "二十", "二十三"]
