"""What a person who works asks offices and courts for, with the other side and the day by which it must be done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Open, whole
from tests.browser.filling import DESKS, FIRM, SIDE, act, ahead, letter_text, of_worker, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_rules import ADOPTED
from tests.browser.test_threads import TERMS, code_of
from tests.server import Running

pytestmark = pytest.mark.browser


def put_on_the_list(finance: Page, no: str) -> None:
    """What was decided goes into a batch for the bank."""
    finance.goto("/agency/pay/")
    finance.locator(f"input[name=case][value='{no}']").check()
    finance.click("button:has-text('发放这一批')")
    finance.locator("main form button[type=submit]").last.click()
    expect(finance.locator("h1")).to_contain_text("批次")
    expect(finance.locator("main")).to_contain_text(no)


@whole
@pytest.mark.story(procedures=["relation-assessment", "legal-aid-referral"], trades=[])
def test_which_relation_it_is_and_a_lawyer_for_whoever_wants_to_have_it_found(open_page: Open) -> None:
    worker, company, handler = (
        open_page("worker-fresh"),
        open_page("company-1", DESK),
        open_page("handler-330304", DESK),
    )
    approver = open_page("approver-330304", DESK)
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    facts = {
        "asserted_label": "individual_business",
        "started_on": ahead(-300),
        "P1": "no",
        "P2": "yes",
        "P4": "yes",
        "P5": "yes",
        "P6": "yes",
        "P7": "yes",
        "E1": "yes",
        "E2": "yes",
        "E4": "yes",
        "O3": "yes",
        "O5": "yes",
    }
    worker.goto("/apply/relation-assessment/")
    no = walk_form(worker, {**unit, **facts})
    shows("relation-assessment", "rule", worker.locator("section:has(#rule-h)"), "劳动关系")
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "request_records", {"to": FIRM, "items": "排班表、罚单", "until": ahead(5)})
    act(company, SIDE.format(no), "add_evidence", {"remark": "十月的排班表"}, papers=("proof",))
    found = {"outcome": "labour_relation", "facts": "排班、打卡、请假要批", "clause": "劳社部发〔2005〕12号 1"}
    act(handler, desk, "assess", found)
    act(approver, desk, "decide", {**found, "next_step": "可以申请仲裁确认"})
    shows("relation-assessment", "clock", clock(handler, desk, "出评估意见"), "按时")
    shows("relation-assessment", "side", handler.locator("main"), "十月的排班表")
    shows("relation-assessment", "paper", letter_text(worker, no, "用工关系评估意见书"), "排班、打卡、请假要批")

    worker.goto("/apply/legal-aid-referral/")
    said = {**unit, "matter": "relation", "stage": "before", "migrant": "yes", "declared": "yes"}
    no = walk_form(worker, said)
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "refer", {"to": "瓯海区法律援助中心", "topic": "确认劳动关系", "papers": "评估意见书"})
    granted = {"outcome": "granted", "body": "瓯海区法律援助中心", "clause": "法律援助法 31"}
    act(handler, desk, "decide", granted)
    act(handler, desk, "assign_lawyer", {"lawyer": "陈律师"})
    shows("legal-aid-referral", "clock", clock(handler, desk, "指派律师"), "按时")
    shows("legal-aid-referral", "paper", letter_text(worker, no, "法律援助结果告知书"), "瓯海区法律援助中心")


@whole
@pytest.mark.story(procedures=["judicial-confirmation", "court-referral"], trades=[])
def test_the_court_confirms_a_settlement_and_takes_a_file_over(open_page: Open) -> None:
    worker, court = open_page("worker-open"), open_page("court", DESK)
    judge, company = open_page("court-approver", DESK), open_page("company-1", DESK)
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    worker.goto("/apply/judicial-confirmation/")
    settled = {**TERMS, "agreement_effective_on": ahead(-3), "mediation_body": "瓯海区调解中心", "both_agree": "yes"}
    no = walk_form(worker, {**unit, **settled}, papers=("agreement_copy",))
    desk = DESKS.format(no)
    act(court, desk, "accept")
    act(company, SIDE.format(no), "apply_jointly", {"joined": "yes"})
    court.goto(desk)
    shows("judicial-confirmation", "side", court.locator("main"), "一起申请")
    act(judge, desk, "confirm", {"ruling_no": "（2026）浙0304民特1号"})
    shows("judicial-confirmation", "clock", clock(court, desk, "法院作出裁定"), "按时")
    shows("judicial-confirmation", "paper", letter_text(worker, no, "司法确认结果告知书"), "民特1号")

    worker.goto("/apply/court-referral/")
    file = {**unit, "ground": "award", "received_on": ahead(-4)}
    no = walk_form(worker, file)
    desk = DESKS.format(no)
    handler = open_page("handler-330304", DESK)
    act(handler, desk, "accept")
    act(handler, desk, "hand_over", {"to": "瓯海区人民法院", "papers": "裁决书、庭审笔录"})
    shows("court-referral", "clock", clock(handler, desk, "移送案卷"), "按时")
    expect(handler.locator("#act-acknowledge")).to_have_count(0)  # nobody says for the court that it has the file
    court.goto("/agency/beside/")
    expect(court.locator(f"[data-row='{no}']")).to_contain_text("轮到你")
    act(court, desk, "acknowledge", {"received_on": ahead(0), "court_no": "（2026）浙0304民初88号"})
    act(court, desk, "decide", {"outcome": "registered", "court": "瓯海区人民法院"})
    handler.goto(desk)
    shows("court-referral", "side", handler.locator("main"), "民初88号")
    shows("court-referral", "paper", letter_text(worker, no, "法院办理结果告知书"), "瓯海区人民法院")


@whole
@pytest.mark.story(procedures=["occupational-injury-tracking"], trades=[])
def test_a_per_order_injury_is_followed_until_it_is_paid(open_page: Open) -> None:
    worker, handler = open_page("worker-fresh"), open_page("handler-330304", DESK)
    worker.goto("/apply/occupational-injury-tracking/")
    said = {
        "accident_on": ahead(-3),
        "platform": "瓯江闪送",
        "reported": "yes",
        "reported_on": ahead(-3),
        "place": "环城东路路口",
        "injury": "左手腕骨折",
        "county": "330304",
        "declared": "yes",
    }
    no = walk_form(worker, said)
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "submit", {"who": "platform", "submitted_on": ahead(0)})
    shows("occupational-injury-tracking", "clock", clock(handler, desk, "平台申请"), "按时")
    done = {"outcome": "confirmed", "authority": "瓯海区社保中心", "clause": "人社部发〔2021〕110号"}
    act(handler, desk, "record_result", done)
    of_worker(worker, no, "paid", {"amount": "12000"})
    shows("occupational-injury-tracking", "paper", letter_text(worker, no, "职业伤害确认结果告知书"), "瓯海区社保中心")


@whole
@pytest.mark.story(
    procedures=["injury-recognition", "capability-appraisal", "capability-reappraisal", "injury-benefit-payment"],
    trades=[],
)
def test_an_injury_that_the_firm_answers_is_graded_twice_and_paid(open_page: Open) -> None:
    worker, company, handler = open_page("worker-open"), open_page("company-1", DESK), open_page("handler-330304", DESK)
    approver, code = open_page("approver-330304", DESK), code_of(company)
    unit = {"company": FIRM, "company_code": code, "county": "330304"}
    worker.goto("/apply/injury-recognition/")
    said = {
        "applicant_kind": "worker",
        "accident_on": "2025-12-05",
        "cause": "working",
        "died": "no",
        "platform": "瓯江闪送",
        "on_platform": "yes",
        "relation_paper": "written_agreement",
        "place": "环城东路",
        "injury": "左手腕骨折",
    }
    no = walk_form(worker, {**unit, **said}, papers=("diagnosis",))
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "ask_unit", {"to": FIRM, "items": "当天的订单", "until": ahead(5)})
    act(company, SIDE.format(no), "add_evidence", {"remark": "当天 12 单"}, papers=("scene",))
    found = {"outcome": "recognised", "unit": FIRM, "facts": "送餐路上摔伤", "clause": "工伤保险条例 14"}
    act(handler, desk, "propose", found)
    act(approver, desk, "decide")
    shows("injury-recognition", "clock", clock(handler, desk, "作出认定决定"), "按时")
    shows("injury-recognition", "side", handler.locator("main"), "当天 12 单")
    shows("injury-recognition", "paper", letter_text(worker, no, "认定工伤决定书"), "送餐路上摔伤")

    worker.click("button:has-text('去做劳动能力鉴定')")
    expect(worker).to_have_url(re.compile("/apply/capability-appraisal/"))
    papers = ("medical_file",) if worker.locator("main").get_by_text("病历").count() else ()
    no = walk_form(worker, {"stable": "yes", "can_come": "yes"}, papers=papers)
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    grade = {"outcome": "graded", "grade": "9", "care_level": "none", "findings": "腕关节活动受限"}
    act(approver, desk, "decide", grade)
    shows("capability-appraisal", "clock", clock(handler, desk, "作出鉴定结论"), "按时")
    shows("capability-appraisal", "paper", letter_text(worker, no, "劳动能力鉴定结论书"), "腕关节活动受限")

    worker.goto("/apply/capability-reappraisal/")
    again = {**unit, "first_grade": "9", "received_on": ahead(0), "why": "关节活动度量得不对", "injury": "左手腕骨折"}
    second = walk_form(worker, again)
    desk = DESKS.format(second)
    act(handler, desk, "accept")
    act(approver, desk, "decide", {**grade, "grade": "8"})
    shows("capability-reappraisal", "clock", clock(handler, desk, "作出再次鉴定结论"), "按时")
    shows("capability-reappraisal", "paper", letter_text(worker, second, "劳动能力再次鉴定结论书"), "腕关节活动受限")

    worker.goto(f"/cases/{no}/")
    worker.click("button:has-text('申领工伤待遇')")
    expect(worker).to_have_url(re.compile("/apply/injury-benefit-payment/"))
    claim = {"benefits": ["disability_lump"], "still_there": "yes", "third_party": "no", "paid_by": "nobody"}
    no = walk_form(worker, claim)
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "establish", {"average_wage": "6000.00", "insured": "yes"})
    handler.goto(desk)
    shows("injury-benefit-payment", "rule", handler.locator("main"), "54000.00")
    act(handler, desk, "propose")
    act(approver, desk, "decide")
    put_on_the_list(open_page("finance-330304", DESK), no)
    paper = letter_text(worker, no, "工伤待遇核定书")
    shows("injury-benefit-payment", "money", paper, "54000.00元")
    shows("injury-benefit-payment", "paper", paper, "一次性伤残补助金")
    shows("injury-benefit-payment", "clock", clock(handler, desk, "待遇核发"), "按时")


@whole
@pytest.mark.story(procedures=["startup-subsidy"], trades=[])
def test_a_startup_subsidy_is_worked_out_and_listed_for_payment(open_page: Open, city: Running) -> None:
    city.python(ADOPTED.replace("loan.", "startup."))
    worker, handler, approver = (open_page(one) for one in ("worker-fresh", "handler-330304", "approver-330304"))
    worker.goto("/apply/startup-subsidy/")
    shop = {
        "business_kind": "individual",
        "registered_on": ahead(-400),
        "first_time": "yes",
        "group": "hardship",
        "has_hires": "no",
        "county": "330304",
        "declared": "yes",
    }
    no = walk_form(worker, shop)
    shows("startup-subsidy", "rule", worker.locator("section:has(#rule-h)"), "5000")
    desk = DESKS.format(no)
    act(handler, desk, "accept")
    act(handler, desk, "propose", {"outcome": "granted", "clause": "浙政发〔2015〕21号"})
    act(approver, desk, "decide")
    shows("startup-subsidy", "clock", clock(approver, desk, "审核"), "按时")
    paper = letter_text(worker, no, "创业补贴决定书")
    shows("startup-subsidy", "paper", paper, "浙政发〔2015〕21号")
    shows("startup-subsidy", "money", paper, "5000.00元")
