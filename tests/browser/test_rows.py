"""Rows of the notice to the thing that they want: a certificate, cover from tomorrow, gear that is checked, reach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from huxin.demo.people import identity
from tests.browser.conftest import DESK, PHONE, Open, shoot
from tests.browser.filling import act, fill, letter_text, to_the_check, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_desk import send, table
from tests.browser.test_sides import ahead, refused, registered
from tests.browser.test_training import number_end
from tests.server import Running

pytestmark = pytest.mark.browser


def in_vain(page: Page, url: str, words: dict[str, Any], said: str) -> None:
    """An application that cannot be true: the last screen says why, and nothing is handed in."""
    page.goto(url)
    to_the_check(page, words)
    page.locator("main form button.button:not(.is-second)").click()
    expect(page.locator("main")).to_contain_text(said)


@pytest.mark.story(procedures=["skill-assessment"], trades=[])
def test_an_assessment_in_which_the_marks_decide(open_page: Open, city: Running) -> None:
    worker = open_page("worker-fresh")
    handler, approver = open_page("handler-330304", DESK), open_page("approver-330304", DESK)
    form = "/apply/skill-assessment/"
    said = {"occupation": "delivery_rider", "level": "5", "years": "0", "county": "330304"}
    in_vain(worker, form, {**said, "years": "40"}, "年数不能多写")
    in_vain(worker, form, {**said, "level": "1"}, "先考低一级")
    worker.goto(form)
    no = walk_form(worker, said)
    desk = f"/agency/cases/{no}/"
    act(handler, desk, "accept")
    when = {"exam_on": ahead(1), "exam_time": "09:00", "place": "瓯海技工学校", "assessor": "瓯海技工学校"}
    refused(handler, desk, "schedule", {**when, "exam_on": ahead(-1)}, "考试的日子已经过了")
    act(handler, desk, "schedule", when)
    marks = {
        "theory_score": "72",
        "practice_score": "81",
        "proctor": "林老师",
        "id_tail": number_end(city, "worker-fresh"),
    }
    refused(handler, desk, "examine", marks, "还没考")
    act(handler, desk, "schedule", {**when, "exam_on": ahead(0)})
    refused(handler, desk, "examine", {**marks, "id_tail": "xxxx"}, "对不上")
    act(handler, desk, "examine", marks)
    refused(approver, desk, "decide", {"certificate_no": "", "clause": "国家职业标准"}, "写上证书编号")
    act(approver, desk, "decide", {"certificate_no": "S330304-0001", "clause": "国家职业标准"})
    shows("skill-assessment", "clock", clock(approver, desk, "公布结果"), "按时")
    paper = letter_text(worker, no, "技能等级评价结果通知书")
    shows("skill-assessment", "paper", paper, "合格", "S330304-0001")
    shoot(worker, "assessment-phone")


@pytest.mark.story(procedures=["single-line-enrolment"], trades=[])
def test_a_list_of_two_is_covered_from_tomorrow_and_each_premium_is_worked_out(open_page: Open) -> None:
    company, handler = open_page("company-1", DESK), open_page("handler-330304", DESK)
    born = date.today() - timedelta(days=19 * 365 - 40)  # younger than everybody whom another list names
    heads = ["姓名", "身份证号", "平台", "行业", "区划代码", "申报的月报酬"]
    rows = [
        [f"新骑手{n}", identity("330304", born, n, False), "瓯江闪送", "外卖", "330304", pay]
        for n, pay in ((1, "6000.00"), (2, "8000.00"))
    ]
    send(company, "single-line-roster", table(heads, rows))
    company.click("a:has-text('接着办参保登记')")
    assert "/company/file/single-line-enrolment/" in company.url
    form = company.locator("main form").first
    receipt = form.locator("[name=roster]").input_value()
    said = {"base_mode": "declared", "county": "330304", "contact_name": "周海明", "declared": "yes"}
    # what is chosen is one of their own lists; another number gets in by nobody's hand, and is refused all the same
    form.locator("[name=roster]").evaluate("one => one.add(new Option('', 'not-a-receipt', true, true))")
    for changed, words in (({}, "没有找到"), ({"roster": receipt, "people": "99"}, "你写的是 99 人")):
        fill(form, {**said, **changed})
        form.locator("button[type=submit]").last.click()
        expect(company.locator("main")).to_contain_text(words)
        form = company.locator("main form").first
    fill(form, {**said, "roster": receipt, "people": "2"})
    form.locator("button[type=submit]").last.click()
    no = registered(company)
    desk = f"/agency/cases/{no}/"
    act(handler, desk, "accept", {"rate": "0.40"})
    handler.goto(desk)
    # 6,000.00 and 8,000.00 × 0.4 %
    shows("single-line-enrolment", "rule", handler.locator(".rule-people"), "新*", ahead(1), "24.00", "32.00")
    shoot(handler, "single-line-premium")
    done = {"outcome": "enrolled", "result": "都登记上了", "not_enrolled": "0", "clause": "浙江省工伤保险条例 11"}
    refused(handler, desk, "decide", {**done, "enrolled": "3"}, "不能大于 2")
    act(handler, desk, "decide", {**done, "enrolled": "2"})
    shows("single-line-enrolment", "clock", clock(handler, desk, "办好登记"), "按时")
    company.goto("/company/cover/")
    company.fill("#f-number", rows[0][1])
    company.click("main form button:has-text('找')")
    expect(company.locator("main tbody tr", has_text="瓯江闪送")).to_have_count(1)
    paper = letter_text(company, no, "单险种参保登记回执", "/company/cases/{}/")
    shows("single-line-enrolment", "paper", paper, "2人")


@pytest.mark.story(procedures=["publicity-campaign"], trades=[])
def test_a_campaign_is_summed_up_by_what_was_counted(open_page: Open) -> None:
    handler, approver = open_page("handler-330304", DESK), open_page("approver-330304", DESK)
    handler.goto("/agency/new/publicity-campaign/")
    form = handler.locator("main form").first
    fill(form, {"title": "骑手安全周", "county": "330304", "starts_on": ahead(0), "ends_on": ahead(7)})
    form.locator("button[type=submit]").last.click()
    no = registered(handler)
    desk = f"/agency/cases/{no}/"
    act(handler, desk, "accept")
    refused(handler, desk, "publish", {"channel": "海报", "published_on": ahead(-1)}, "才开始")
    act(handler, desk, "publish", {"channel": "海报", "published_on": ahead(0)})
    approver.goto(desk)
    expect(approver.locator("#act-decide")).to_have_count(0)  # nothing was counted yet
    for _ in range(2):
        reader = open_page(size=PHONE)
        reader.goto(f"/go/{no}/poster/")
    handler.goto(desk)
    expect(handler.locator("#act-count [name=reached]")).to_have_count(0)  # typed by nobody
    act(handler, desk, "count", {"remark": "第一周"})
    act(approver, desk, "decide", {"result": "两个人扫了海报", "next_step": "再贴一批"})
    shows(
        "publicity-campaign", "paper", letter_text(handler, no, "办理结果告知书", "/agency/cases/{}/"), "两个人扫了海报"
    )
