"""Platforms' rules: what changed between versions, sentence by sentence, and the places to read twice."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from huxin.casework.service import file_case, receive_evidence
from huxin.identity.service import Actor
from huxin.measures.safety.service import compare, earlier, flags, text_of_pdf, versions
from tests.first_floor.test_parties import code_of, form
from tests.portals.conftest import signed_in
from tests.support import key, make_company, make_officer, make_worker

DAY = date(2026, 8, 1)
FIRST = "骑手应当在承诺时间内送达。超时每单扣款 5 元。遇暴雨可以不接单。"
SECOND = "骑手应当在承诺时间内送达。超时每单扣款 8 元。暴雨预警期间拒单的扣 20 分并降级。连续 7 天上线奖励 100 元。"


def pdf(text: str) -> bytes:
    """A real PDF with that text."""
    return bytes(typst.compile(f'#set text(font: "Noto Sans CJK SC")\n{text}'.encode()))


def filed(company: Actor, text: str, version: str) -> str:
    paper = str(receive_evidence(company, io.BytesIO(pdf(text))).id)
    answers = form(
        "rule-filing", company_code=code_of(company), company="甲平台", rule_version=version, rule_kind="penalty",
        heard_by="none", union_opinion="no_union",
    )  # fmt: skip
    return str(file_case(company, "rule-filing", answers, papers={"rule_text": [paper]}, key=key())["no"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("平均时速不得低于 25 公里。", ["speed"]),
        ("平均时速不超过 15 公里。", []),
        ("超时 10 分钟以内扣款 3 元。", ["late_fine"]),
        ("超时不扣钱。", []),
        ("按历史最短用时确定时限。", ["strictest"]),
        ("连续 7 天上线奖励 100 元。", ["no_rest"]),
        ("连续 6 天上线奖励 100 元。", []),
        ("台风预警期间拒单的，扣 20 分。", ["refusal"]),
        ("台风预警期间可以停止接单。", []),
        ("", []),
    ],
)
def test_wordings_that_are_marked_and_those_that_are_not(text: str, names: list[str]) -> None:
    assert [one.name for one in flags(text, DAY)] == names


def test_a_mark_carries_its_place_its_source_and_what_may_follow_at_most() -> None:
    (one,) = flags("第一条。" + "平均时速不得低于 25 公里。", DAY)
    assert (one.figure, one.limit, one.status, one.follows) == (25, 15, "voluntary", "notice")
    assert "时速" in one.words
    assert one.start == 6
    assert flags("台风预警期间拒单的，扣 20 分。", DAY)[0].follows == "case"


def test_sentences_side_by_side_and_within_them_what_changed() -> None:
    lines = compare(FIRST, SECOND)
    assert [one.kind for one in lines] == ["same", "changed", "removed", "added", "added"]
    assert [text for text, changed in lines[1].left if changed] == ["5"]
    assert [text for text, changed in lines[1].right if changed] == ["8"]


TEXTS = st.text(alphabet="超时扣款元送达。；\n骑手 58", max_size=60)


@given(old=TEXTS, new=TEXTS)
def test_both_versions_can_be_read_back_from_the_comparison(old: str, new: str) -> None:
    from huxin.measures.safety.rules.texts import sentences

    lines = compare(old, new)
    left = ["".join(text for text, _ in one.left) for one in lines if one.left]
    right = ["".join(text for text, _ in one.right) for one in lines if one.right]
    assert (left, right) == (sentences(old), sentences(new))
    assert all(one.kind == "same" for one in compare(old, old))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj", b"nothing"])
def test_a_file_without_words_has_no_text(content: bytes) -> None:
    assert text_of_pdf(content) == ""


@pytest.mark.django_db
def test_the_page_compares_what_was_filed_and_escapes_it(settings: Any, tmp_path: Any) -> None:
    settings.DATA, settings.EVIDENCE_FOLDER = tmp_path, tmp_path / "evidence"
    company, handler = make_company("甲平台"), make_officer("handler")
    first, second = filed(company, FIRST, "一"), filed(company, SECOND + "<b>粗体</b>。".replace("<", "\\<"), "二")
    listed = versions(handler)
    assert [one.no for one in listed] == [second, first]
    this, older = earlier(listed, second)
    assert (this.version, [one.no for one in older]) == ("二", [first])
    client = signed_in(handler)
    assert "甲平台" in client.get("/agency/rules/").text
    shown = client.get(f"/agency/rules/{second}/").text
    assert "<del>5</del>" in shown.replace("\n", "")
    assert "<b>粗体" not in shown
    assert "坏天气不接单要受罚" in shown
    assert client.get(f"/agency/rules/{first}/").status_code == 200
    assert client.get("/agency/rules/2026-999999/").status_code == 404
    court = signed_in(make_officer("handler", department="court"))
    assert "甲平台" not in court.get("/agency/rules/").text
    assert court.get(f"/agency/rules/{second}/").status_code == 404
    union = signed_in(make_officer("handler", department="union", county=""))
    assert "<del>5</del>" in union.get(f"/agency/rules/{second}/").text.replace("\n", "")
    assert signed_in(make_worker()).get("/agency/rules/").status_code == 403


@pytest.mark.django_db
def test_a_version_is_compared_with_any_before_it(settings: Any, tmp_path: Any) -> None:
    settings.DATA, settings.EVIDENCE_FOLDER = tmp_path, tmp_path / "evidence"
    company, other = make_company("甲平台"), make_company("乙平台")
    first, second, third = (filed(company, text, name) for text, name in ((FIRST, "一"), (SECOND, "二"), (FIRST, "三")))
    strange = filed(other, SECOND, "外")
    client = signed_in(make_officer("handler"))

    def page(query: str = "") -> str:
        return client.get(f"/agency/rules/{third}/{query}").text.replace("\n", "")

    assert "二 → 三" in page()
    assert "<ins>" in page()
    same = page(f"?against={first}")
    assert "一 → 三" in same
    assert "<ins>" not in same
    assert f'<option value="{first}" selected>' in same
    assert f'value="{second}"' in same
    for nothing in (strange, third, "2026-999999", "x" * 500):
        assert "二 → 三" in page(f"?against={nothing}")
