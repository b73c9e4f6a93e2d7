"""The same sentence for each trade that it names: a courier with each change, all of them with ``make test-all``."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Open, whole
from tests.browser.filling import act, fill, letter_text, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_rules import medical_line
from tests.browser.test_threads import TERMS, code_of, intake, next_screen, sign_in
from tests.server import Running

pytestmark = pytest.mark.browser
FIRM = "瓯江闪送（演示）"


@pytest.mark.story(procedures=["one-stop-mediation"], trades=["courier"])
def test_a_courier_asks_for_mediation(open_page: Open, city: Running) -> None:
    """From the intake to a case that the office accepts; it reads the trade there, and the worker the respondent."""
    worker = open_page()
    intake(worker, "[name=trade][value=courier]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, "worker-fresh")
    no = walk_form(worker)
    handler = open_page("handler-330304", DESK)
    handler.goto(f"/agency/cases/{no}/")
    expect(handler.locator(".ag-facts")).to_contain_text("快递")
    act(handler, f"/agency/cases/{no}/", "accept")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("瓯江闪送")


@whole
@pytest.mark.story(procedures=["one-stop-mediation"], trades=["ride_hailing", "courier", "truck_driver", "livestream"])
def test_a_mediation_ends_in_an_agreement_for_each_trade(open_page: Open) -> None:
    worker, company, handler = (
        open_page("worker-fresh"),
        open_page("company-1", DESK),
        open_page("handler-330304", DESK),
    )
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    for trade, word in (("ride_hailing", "网约车"), ("courier", "快递"), ("long_haul", "长途"), ("livestream", "直播")):
        worker.goto("/apply/one-stop-mediation/")
        no = walk_form(worker, {**unit, "trade": trade, "matter": "pay", "knew_on": f"{date.today()}"})
        desk = f"/agency/cases/{no}/"
        handler.goto(desk)
        expect(handler.locator(".ag-facts")).to_contain_text(word)
        act(handler, desk, "accept")
        act(handler, desk, "draft", TERMS)
        worker.goto(f"/cases/{no}/")
        worker.click("a.button:has-text('在协议上签名')")
        fill(worker.locator("main form").first)
        next_screen(worker)
        expect(worker.locator("[role=status]")).to_contain_text("签好了")
        act(company, f"/company/cases/{no}/", "sign")
        act(handler, desk, "agree")
        shows("one-stop-mediation", "side", handler.locator("main"), "瓯江闪送")
        shows("one-stop-mediation", "clock", clock(handler, desk, "调解结束"), "按时")
        shows("one-stop-mediation", "paper", letter_text(worker, no, "调解协议书"), "3200")


@whole
@pytest.mark.story(procedures=["arbitration"], trades=["takeaway", "courier", "truck_driver", "livestream"])
def test_an_award_after_the_firms_answer_for_each_trade(open_page: Open) -> None:
    worker, company, handler = open_page("worker-open"), open_page("company-1", DESK), open_page("handler-330304", DESK)
    unit = {"company": FIRM, "company_code": code_of(company), "county": "330304"}
    award = {
        "outcome": "supported",
        "relation_found": "labour_relation",
        "orders": "十日内付清 3200 元",
        "amount": "3200.00",
        "final_for_unit": "yes",
        "facts": "少发两周",
        "clause": "劳动争议调解仲裁法 47",
    }
    for trade, word in (("takeaway", "外卖"), ("courier", "快递"), ("long_haul", "长途"), ("livestream", "直播")):
        worker.goto("/apply/arbitration/")
        claim = {**unit, "trade": trade, "matter": "pay", "knew_on": f"{date.today()}", "mediated": "no"}
        no = walk_form(worker, {**claim, "relation": "labour_relation", "has_witness": "no"})
        desk = f"/agency/cases/{no}/"
        handler.goto(desk)
        expect(handler.locator(".ag-facts")).to_contain_text(word)
        act(handler, desk, "accept")
        act(handler, desk, "serve", {"document": "claim", "to": FIRM})
        answer = {"kind": "answer", "remark": "系统升级，晚了几天。"}
        act(company, f"/company/cases/{no}/", "add_evidence", answer, papers=("proof",))
        act(handler, desk, "decide", award)
        shows("arbitration", "clock", clock(handler, desk, "作出裁决"), "按时")
        shows("arbitration", "side", handler.locator("main"), "系统升级，晚了几天。", "答辩书")
        shows("arbitration", "paper", letter_text(worker, no, "仲裁裁决书"), "3200")


@whole
@pytest.mark.story(
    procedures=["flexible-insurance-joining"], trades=["ride_hailing", "courier", "truck_driver", "livestream"]
)
def test_joining_is_worked_out_and_registered_for_each_trade(open_page: Open) -> None:
    worker, handler, medical = (
        open_page("worker-fresh"),
        open_page("handler-330304", DESK),
        open_page("medical-insurance"),
    )
    month = f"{date.today():%Y-%m}"
    for trade in ("ride_hailing", "courier", "long_haul", "livestream"):
        worker.goto("/apply/flexible-insurance-joining/")
        said = {
            "lines": ["pension", "medical"],
            "chosen_base": "6000",
            "from_month": month,
            "unit_insured": "no",
            "trade": trade,
        }
        no = walk_form(worker, {**said, "registered": "no", "county": "330304", "declared": "yes"})
        shows("flexible-insurance-joining", "rule", worker.locator("section:has(#rule-h)"), "1200", "税务部门")
        desk = f"/agency/cases/{no}/"
        done = {"outcome": "registered", "first_month": month, "amount": "1200.00", "clause": "社会保险经办条例 6"}
        act(handler, desk, "decide", done)
        shows("flexible-insurance-joining", "paper", letter_text(worker, no, "参保登记结果告知书"), "1200")
        shows("flexible-insurance-joining", "clock", clock(handler, desk, "办好登记"), "按时")
        act(medical, desk, "register_medical", medical_line(month))
        shows("flexible-insurance-joining", "side", letter_text(worker, no, "职工医保参保登记结果告知书"), "医疗保障局")


@whole
@pytest.mark.story(
    procedures=["social-insurance-subsidy"], trades=["ride_hailing", "courier", "truck_driver", "livestream"]
)
def test_the_subsidy_of_a_month_for_each_trade(open_page: Open) -> None:
    """A month is paid once, so each trade asks for one of its own, of a year that no other story asks for.

    862 yuan were paid in each of them.
    """
    worker, handler, approver = (open_page(one) for one in ("worker-fresh", "handler-330304", "approver-330304"))
    before = date.today().year * 12 + date.today().month - 1
    for back, trade in enumerate(("ride_hailing", "courier", "long_haul", "livestream"), 13):
        month = f"{(before - back) // 12}-{(before - back) % 12 + 1:02}"
        worker.goto("/apply/social-insurance-subsidy/")
        said = {
            "trade": trade,
            "from_month": month,
            "to_month": month,
            "months_right": "yes",
            "has_exclusion": "no",
            "county": "330304",
            "declared": "yes",
        }
        no = walk_form(worker, said, papers=("platform_orders",))
        desk = f"/agency/cases/{no}/"
        act(handler, desk, "accept")
        act(handler, desk, "propose")
        act(approver, desk, "decide")
        shows("social-insurance-subsidy", "clock", clock(approver, desk, "审核"), "按时")
        paper = letter_text(worker, no, "决定书")
        shows("social-insurance-subsidy", "paper", paper, "行政复议")
        shows("social-insurance-subsidy", "money", paper, "574.67")
        worker.click("main p a:has-text('怎么算的')")
        shows("social-insurance-subsidy", "rule", worker.locator(".why"), "补贴合计：862.00 × 2/3 = 574.67")
