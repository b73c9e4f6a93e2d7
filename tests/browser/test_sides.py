"""Rows of the notice that need two sides, each pressing what stands on its own page, to the thing that they want."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from huxin.demo.offices import credit_code
from tests.browser.conftest import DESK, Open, fits, shoot
from tests.browser.filling import PHOTO, act, ahead, fill, letter_text, of_worker, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_threads import code_of

pytestmark = pytest.mark.browser


def refused(page: Page, url: str, name: str, words: dict[str, Any], said: str) -> None:
    """Press an act that cannot be true; the page says why and nothing is written."""
    page.goto(url)
    form = page.locator(f"#act-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, words)
    form.locator("button[type=submit]").click()
    expect(page.locator("[role=alert]").first).to_contain_text(said)
    expect(page.locator("[role=status]")).to_have_count(0)


@pytest.mark.story(procedures=["negotiation-guidance"], trades=[])
def test_a_negotiation_ends_in_a_paper_of_both_sides(open_page: Open) -> None:
    worker, company = open_page("worker-fresh"), open_page("company-1", DESK)
    code = code_of(company)
    worker.goto("/apply/negotiation-guidance/")
    no = walk_form(worker, {"company": "瓯江闪送（演示）", "company_code": code, "matter": "pay", "knew_on": ahead(-40),
                            "wish": "单价不低于每单 5 元", "people": "1", "county": "330304"})  # fmt: skip
    mediator, desk, side = open_page("mediator", DESK), f"/agency/cases/{no}/", f"/company/cases/{no}/"
    act(mediator, desk, "accept")
    asked = {"company_code": code, "topic": "单价", "until": ahead(3), "meet_on": ahead(5), "at_time": "14:30"}
    refused(mediator, desk, "invite", {**asked, "company_code": credit_code(777)}, "没有登记的单位")
    refused(mediator, desk, "invite", {**asked, "at_time": "99:99"}, "几点")
    refused(mediator, desk, "invite", {**asked, "meet_on": ahead(1)}, "先给对方时间答复")
    act(mediator, desk, "invite", asked)
    refused(mediator, desk, "fail", {"why": "no_answer"}, "不能记“没有答复”")
    act(company, side, "respond", {"stance": "willing"})
    refused(mediator, desk, "meet", {"met_on": ahead(0), "present": ["applicant"]}, "双方都到了")
    act(mediator, desk, "meet", {"met_on": ahead(0), "present": ["applicant", "respondent"], "talk": "单价谈拢"})
    text = {"terms": "每单不低于 5 元", "who_does": "企业改单价表", "kept_by": ahead(20)}
    act(company, side, "offer", text)
    shoot(company, "negotiation-offer-desk")
    mediator.goto(desk)
    expect(mediator.locator("#act-agree")).to_have_count(0)  # nobody records an agreement for the sides
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("轮到你")
    shoot(worker, "negotiation-turn-phone")
    of_worker(worker, no, "agree")
    shoot(worker, "negotiation-agreed-phone")
    paper = letter_text(worker, no, "协商协议书")
    shows("negotiation-guidance", "paper", paper, "每单不低于5元", "企业改单价表", "瓯江闪送")
    company.goto(side)
    shows("negotiation-guidance", "side", company.locator("main"), "协商协议书")
    shows("negotiation-guidance", "clock", clock(mediator, desk, "谈完"), "按时")


@pytest.mark.story(procedures=["collective-consultation"], trades=[])
def test_a_consultation_from_the_demand_to_the_filing(open_page: Open) -> None:
    union, company = open_page("union", DESK), open_page("company-1", DESK)
    code = code_of(company)
    union.goto("/agency/new/collective-consultation/")
    form = union.locator("main form").first
    fill(form, {
        "company": "瓯江闪送（演示）", "company_code": code, "demand": "单价不低于每单 5 元",
        "delegates": "陈勇、李秀梅、吴超", "large": "no", "chosen_how": "congress", "county": "330304",
    })  # fmt: skip
    form.locator("[name=mandate]").set_input_files(PHOTO)
    shoot(union, "consultation-demand")
    form.locator("button[type=submit]").last.click()
    expect(union).to_have_url(re.compile("/agency/cases/"))
    no = union.url.rstrip("/").rsplit("/", 1)[-1]
    desk, side = f"/agency/cases/{no}/", f"/company/cases/{no}/"
    expect(union.locator("main")).to_contain_text("订单")  # counted, and typed by nobody
    act(union, desk, "serve", {"document": "demand", "to": "瓯江闪送（演示）", "demand": "单价不低于每单 5 元"})
    act(company, side, "acknowledge", {"accepts": "yes", "answer": "同意下周谈"})
    shows("collective-consultation", "clock", clock(union, desk, "对方答复"), "按时")
    shows("collective-consultation", "side", union.locator("main"), "同意下周谈")
    lists = {"agenda": "单价", "own_list": "陈勇、李秀梅、吴超", "meet_on": ahead(8)}
    refused(union, desk, "exchange", {**lists, "meet_on": ahead(2)}, "开会前 7 天")
    act(union, desk, "exchange", lists)
    refused(company, side, "exchange", {**lists, "own_list": "陈勇、林芳、周海燕"}, "一个人不能代表两方")
    act(company, side, "exchange", {**lists, "own_list": "王建平、林芳、周海燕"})
    settled = {"terms": "每单不低于 5 元", "term_years": "2"}
    act(company, side, "offer", settled)
    refused(union, desk, "agree", {}, "还没有经职工代表大会表决")
    refused(union, desk, "vote", {"entitled": "203", "present": "204", "in_favour": "179"}, "比应到的")
    act(union, desk, "vote", {"entitled": "203", "present": "186", "in_favour": "179"})
    shoot(union, "consultation-voted")
    act(union, desk, "agree")
    act(company, side, "register")
    shoot(company, "consultation-company")
    handler = open_page("handler-330304", DESK)
    act(handler, desk, "review_contract", {"objection": "no"})
    expect(handler.locator("main")).to_contain_text("管到哪天")
    act(union, desk, "publish", {"where": "企业公示栏和骑手群"})
    shoot(union, "consultation-published")
    paper = letter_text(union, no, "集体协商结果告知书", "/agency/cases/{}/")
    shows("collective-consultation", "paper", paper, "每单不低于5元")


def registered(page: Page) -> str:
    """The number of the case on whose page the officer or the company stands after filing."""
    expect(page).to_have_url(re.compile("/cases/"))
    return page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


@pytest.mark.story(procedures=["work-plan-item"], trades=[])
def test_an_item_of_the_work_plan_by_its_lead_and_its_co_organiser(open_page: Open) -> None:
    handler, transport = open_page("handler-330304", DESK), open_page("transport", DESK)
    item = {
        "task": "查清网约车平台的休息安排", "served_clause": "三(一).1", "measure": "一起看订单，约谈超时多的平台",
        "lead": "transport", "co_organisers": ["market"], "indicator": "none", "due_on": ahead(30), "county": "330304",
    }  # fmt: skip
    handler.goto("/agency/new/work-plan-item/")
    form = handler.locator("main form").first
    fill(form, {**item, "served_clause": "三(九).9"})
    form.locator("button[type=submit]").last.click()
    expect(handler.locator("[role=alert]").first).to_contain_text("通知里没有")
    form = handler.locator("main form").first
    fill(form, {"served_clause": "三(一).1"})
    form.locator("button[type=submit]").last.click()
    no = registered(handler)
    desk = f"/agency/cases/{no}/"
    refused(handler, desk, "accept", {}, "由交通运输牵头")
    transport.goto("/agency/beside/")
    expect(transport.locator(f"[data-row='{no}']")).to_contain_text("轮到你")
    shoot(transport, "beside-desk")
    act(transport, desk, "accept")
    act(transport, desk, "report", {"progress": "看了三家平台的订单", "finished": "yes"})
    approver, market = open_page("approver-330304", DESK), open_page("market", DESK)
    refused(approver, desk, "decide", {"result": "好"}, "还没报完成的：市场监管")
    act(market, desk, "report", {"progress": "抽查了合作站", "finished": "yes"})
    act(approver, desk, "decide", {"result": "两个部门都做完了"})
    shows("work-plan-item", "clock", clock(handler, desk, "做完任务"), "按时")
    shows(
        "work-plan-item", "paper", letter_text(handler, no, "工作任务验收单", "/agency/cases/{}/"), "两个部门都做完了"
    )
    shows("work-plan-item", "side", handler.locator("main"), "看了三家平台的订单", "抽查了合作站")
    for page in (handler, transport, market):
        page.goto("/agency/work-plan/")
        expect(page.locator(f"[data-item='{no}']")).to_contain_text("100")
    shoot(handler, "plan-desk")
    assert fits(handler)


@pytest.mark.story(procedures=["pilot-project"], trades=[])
def test_a_pilot_with_real_participants_and_its_money(open_page: Open) -> None:
    company, approver = open_page("company-1", DESK), open_page("approver-330304", DESK)
    code = code_of(company)
    company.goto("/company/file/pilot-project/")
    form = company.locator("main form").first
    fill(form, {
        "project_name": "骑手夜校试点", "idea": "晚上上课", "goal": "考出证", "people": "1", "budget": "1000.00",
        "starts_on": ahead(-5), "ends_on": ahead(50), "county": "330304",
    })  # fmt: skip
    form.locator("[name=plan]").set_input_files(PHOTO)
    form.locator("button[type=submit]").last.click()
    no = registered(company)
    desk, side = f"/agency/cases/{no}/", f"/company/cases/{no}/"
    act(approver, desk, "accept")
    part = {"kind": "company", "company_code": code, "joined_on": ahead(-1)}
    refused(company, side, "enrol", {**part, "company_code": credit_code(777)}, "登记里没有")
    act(company, side, "enrol", part)
    money = {"amount": "600.00", "for_what": "教室", "spent_on": ahead(-1)}
    refused(company, side, "spend", {**money, "amount": "1000.01"}, "超过预算")
    refused(company, side, "spend", {**money, "spent_on": ahead(-9)}, "才开始")
    act(company, side, "spend", money)
    act(company, side, "report", {"progress": "开了三期"})
    act(approver, desk, "decide", {"outcome": "achieved", "result": "做到了", "next_step": "推广"})
    shows("pilot-project", "clock", clock(approver, desk, "立项"), "按时")
    shows("pilot-project", "paper", letter_text(company, no, "办理结果告知书", "/company/cases/{}/"), "做到了")
    public = open_page()
    public.goto("/training/events/")
    expect(public.locator("main")).to_contain_text("骑手夜校试点")
    expect(public.locator("main")).to_contain_text("600.00")
    shoot(public, "pilot-public-phone")
