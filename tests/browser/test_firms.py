"""What offices and the union do about a firm: guide, ask, call in, warn, inspect, order; the firm from its own account.

With each change the shortest of them; all with ``HUXIN_STORIES=all``, as ``make test-all`` sets it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Open, whole
from tests.browser.filling import DESKS, FIRM, SIDE, act, ahead, file_at, hand_in, letter_text, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_threads import code_of

pytestmark = pytest.mark.browser


def way(page: Page, no: str, label: str, form: str) -> None:
    """The form of the next procedure, by the link that stands on a case that has ended."""
    page.goto(DESKS.format(no))
    page.click(f"#ways a:has-text('{label}')")
    expect(page).to_have_url(re.compile(form))


@whole
@pytest.mark.story(procedures=["employment-guidance", "inquiry", "interview", "warning"], trades=[])
def test_a_firm_that_follows_nothing_is_asked_called_in_and_warned(open_page: Open) -> None:
    company, handler, approver = (open_page(one, DESK) for one in ("company-1", "handler-330304", "approver-330304"))
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    no = file_at(handler, "/agency/new/employment-guidance/", {**unit, "topic": "agreement", "people": "40"})
    act(handler, DESKS.format(no), "accept")
    advice = {"to": FIRM, "relation_class": "not_fully", "orders": "四十人都签书面协议", "until": ahead(20)}
    act(handler, DESKS.format(no), "guide_unit", advice)
    shows("employment-guidance", "paper", letter_text(company, no, "用工指导意见书", SIDE), "四十人都签书面协议")
    signed = {"contracts_signed": "0", "agreements_signed": "3", "remark": "只签了三份"}
    act(company, SIDE.format(no), "report_done", signed)
    shows("employment-guidance", "clock", clock(handler, DESKS.format(no), "单位报告签订情况"), "按时")
    shows("employment-guidance", "side", handler.locator("main"), "只签了三份")
    act(handler, DESKS.format(no), "decide", {"outcome": "not_followed", "result": "四十人只签了三人"})

    way(handler, no, "发询问函", "/agency/new/inquiry/")
    origin = {"origin": "agreements", "source_status": "rule", "suspected_clause": "人社部发〔2021〕56号 二"}
    no = hand_in(handler, {**origin, "facts": "四十人只签了三份", "county": "330304"})
    act(handler, DESKS.format(no), "send", {"to": FIRM, "facts": "四十人只签了三份", "questions": "为什么不签"})
    shows("inquiry", "paper", letter_text(company, no, "询问函", SIDE), "为什么不签")
    expect(handler.locator("#act-approve_plan")).to_have_count(0)  # there is no answer yet
    act(company, SIDE.format(no), "acknowledge", {"stance": "explains", "answer": "人手不够"})
    shows("inquiry", "clock", clock(handler, DESKS.format(no), "企业答复"), "按时")
    shows("inquiry", "side", handler.locator("main"), "人手不够")
    act(handler, DESKS.format(no), "decide", {"outcome": "escalated", "result": "说明不成立"})

    way(handler, no, "约谈", "/agency/new/interview/")
    no = hand_in(handler, {"organisers": ["hrss"], "findings": "四十人只签了三份", "county": "330304"})
    meeting = {"to": FIRM, "meet_on": ahead(0), "place": "区人社局", "topic": "签书面协议", "who_comes": "负责人"}
    act(handler, DESKS.format(no), "invite", meeting)
    said = {"explanation": "站点太散", "commitments": "月底前签完", "until": ahead(0), "signed": "yes"}
    act(handler, DESKS.format(no), "hold", said)
    act(company, SIDE.format(no), "report_done", {"done_what": "又签了五份"})
    act(handler, DESKS.format(no), "recheck", {"corrected": "no", "kept": "no", "found": "还差三十二份"})
    shows("interview", "paper", letter_text(company, no, "约谈纪要", SIDE), "月底前签完")
    shows("interview", "clock", clock(handler, DESKS.format(no), "约谈后复查"), "按时")
    shows("interview", "side", handler.locator("main"), "又签了五份")
    act(handler, DESKS.format(no), "decide", {"outcome": "not_kept", "result": "没做到"})

    way(handler, no, "发警示函", "/agency/new/warning/")
    no = hand_in(handler, {"basis": "温人社发〔2021〕135号 三(三)", "public_warning": "no", "county": "330304"})
    act(company, SIDE.format(no), "defend", {"defence": "再给两周"})
    letter = {"to": FIRM, "problems": "还差三十二份", "demand": "十日内签完", "until": ahead(10)}
    act(approver, DESKS.format(no), "send", letter)
    act(company, SIDE.format(no), "report_done", {"done_what": "四十份都签了"})
    act(handler, DESKS.format(no), "recheck", {"corrected": "yes", "found": "抽查十份，都签了"})
    shows("warning", "paper", letter_text(company, no, "警示函", SIDE), "十日内签完")
    shows("warning", "clock", clock(handler, DESKS.format(no), "企业整改答复"), "按时")
    shows("warning", "side", handler.locator("main"), "再给两周", "四十份都签了")


@whole
@pytest.mark.story(procedures=["labour-inspection-complaint", "labour-inspection-routine"], trades=[])
def test_a_complaint_and_a_routine_inspection_end_in_what_was_put_right(open_page: Open) -> None:
    worker, company, inspector = open_page("worker-fresh"), open_page("company-1", DESK), open_page("inspector-1", DESK)
    approver = open_page("approver-330304", DESK)
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    worker.goto("/apply/labour-inspection-complaint/")
    complaint = {"happened_on": ahead(-20), "keep_secret": "yes", "relation": "platform", "elsewhere": "no"}
    no = walk_form(worker, {**unit, **complaint})
    desk = DESKS.format(no)
    act(inspector, desk, "accept")
    look = {"inspected_on": ahead(0), "inspectors": "甲 1、乙 2", "found": "少发两周", "signed": "yes"}
    act(inspector, desk, "inspect", look)
    expect(inspector.locator("#act-recheck")).to_have_count(0)  # nothing was ordered yet
    order = {"to": FIRM, "found": "少发两周", "orders": "补发 3200 元", "until": ahead(10), "clause": "条例 18"}
    act(inspector, desk, "rectify", order)
    act(inspector, desk, "recheck", {"corrected": "yes", "found": "补发了"})
    act(approver, desk, "decide", {"outcome": "corrected", "facts": "少发两周，补发了 3200 元", "recovered": "3200.00"})
    shows("labour-inspection-complaint", "paper", letter_text(worker, no, "劳动保障监察结果告知书"), "补发了3200元")
    shows("labour-inspection-complaint", "clock", clock(inspector, desk, "完成调查"), "按时")

    routine = {"kind_of_inspection": "daily", "matters": ["pay"], "origin": "orders"}
    no = file_at(inspector, "/agency/new/labour-inspection-routine/", {**unit, **routine})
    desk = DESKS.format(no)
    act(inspector, desk, "inspect", {**look, "seen_at": "公司三楼", "found": "工资台账少两个月"})
    act(inspector, desk, "accept")
    act(inspector, desk, "rectify", {**order, "found": "工资台账少两个月", "orders": "补齐台账"})
    act(company, SIDE.format(no), "report_done", {"done_what": "台账补齐了"})
    act(inspector, desk, "recheck", {"corrected": "yes", "found": "看过台账"})
    act(approver, desk, "decide", {"outcome": "corrected", "facts": "台账补齐", "clause": "条例 18"})
    shows("labour-inspection-routine", "clock", clock(inspector, desk, "办结"), "按时")
    shows("labour-inspection-routine", "side", inspector.locator("main"), "台账补齐了")
    shows("labour-inspection-routine", "paper", letter_text(company, no, "责令改正通知书", SIDE), "补齐台账")


@pytest.mark.story(procedures=["union-supervision-letter"], trades=[])
def test_the_union_writes_to_a_firm_and_the_firm_answers(open_page: Open) -> None:
    union, company = open_page("union", DESK), open_page("company-1", DESK)
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    letter = {"facts": "高温天没发降温用品", "law": "工会法 22", "demand": "发降温用品", "signer": "林主席"}
    no = file_at(union, "/agency/new/union-supervision-letter/", {**unit, **letter, "matter": "safety", "people": "30"})
    desk = DESKS.format(no)
    act(union, desk, "serve", {**letter, "to": FIRM})
    act(company, SIDE.format(no), "acknowledge", {"stance": "complies", "answer": "明天发到站点", "done_by": ahead(1)})
    shows("union-supervision-letter", "clock", clock(union, desk, "企业答复"), "按时")
    shows("union-supervision-letter", "side", union.locator("main"), "明天发到站点")
    shows("union-supervision-letter", "paper", letter_text(company, no, "工会劳动法律监督函", SIDE), "发降温用品")
    act(union, desk, "decide", {"outcome": "corrected", "result": "都发到了"})


@whole
@pytest.mark.story(procedures=["rule-filing"], trades=[])
def test_a_rule_is_filed_changed_as_asked_and_published(open_page: Open, tmp_path: Path) -> None:
    company, handler, printer = open_page("company-1", DESK), open_page("handler-330304", DESK), open_page(size=DESK)
    printer.set_content("<h1>奖惩规则</h1><p>超时一次扣 5 元，不分原因。</p>")
    printer.pdf(path=tmp_path / "rules.pdf")
    rule = {
        "rule_kind": "penalty",
        "rule_version": "2026-12",
        "changed_items": "超时一次扣 5 元",
        "heard_by": "none",
        "union_opinion": "no_union",
        "prior_notice_on": ahead(0),
        "effective_on": ahead(20),
        "county": "330304",
    }
    no = file_at(company, "/company/file/rule-filing/", rule, papers={"rule_text": tmp_path / "rules.pdf"})
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    asked = {"to": FIRM, "found": "超时不分原因都扣钱", "source_status": "rule", "until": ahead(7)}
    act(handler, desk, "ask_changes", {**asked, "clause": "人社部发〔2021〕56号 六"})
    shows("rule-filing", "paper", letter_text(company, no, "劳动规则修改建议函", SIDE), "超时不分原因都扣钱")
    act(company, SIDE.format(no), "answer", {"stance": "changed", "answer": "天气原因不扣"}, papers=("files",))
    shows("rule-filing", "clock", clock(handler, desk, "平台答复"), "按时")
    act(handler, desk, "decide", {"outcome": "published", "result": "改了再公布"})
