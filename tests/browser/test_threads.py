"""Three threads that carry people through, each from the first screen to its last letter."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Open, shoot, there
from tests.browser.filling import act, fill, letter_text, screens, walk_form
from tests.browser.results import clock, shows
from tests.server import Running

pytestmark = pytest.mark.browser
TERMS = {"terms": "企业十日内付清拖欠的配送费 3200 元。", "amount": "3200.00", "pay_by": "2027-01-20"}


def next_screen(page: Page) -> None:
    page.locator("main form button.button:not(.is-second)").first.click()


def intake(page: Page, trade: str) -> None:
    """Three screens without signing in, then until when, against whom, which way; ``trade`` is what one chooses."""
    page.goto("/help/complain/")
    page.click("main a.button:has-text('开始')")
    for number, words in enumerate(
        (
            {"matter": "pay", "knew_on": "2026-03-02", "lasts": "yes"},
            {"facts": ["P4", "P2", "P6"]},
            {"firm": "瓯江闪送", "people": "1", "county": "330304"},
        )
    ):
        shoot(page, f"intake-{number + 1}")
        fill(page.locator("main form").first, words)
        if "people" in words:
            page.check(trade)
        next_screen(page)
    expect(page.locator("#limits")).to_contain_text("劳动仲裁")
    expect(page.locator("main")).to_contain_text("瓯江闪送（演示）")
    shoot(page, "intake-result")


def sign_in(page: Page, city: Running, account: str) -> None:
    page.fill("#f-username", account)
    page.fill("#f-password", city.password)
    page.click("main form button")


@pytest.mark.story(procedures=["one-stop-mediation", "judicial-confirmation"], trades=["takeaway"])
def test_a_mediation_from_the_intake_to_the_signed_agreement(open_page: Open, city: Running) -> None:
    worker = open_page()
    intake(worker, "[name=trade][value=takeaway]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    sign_in(worker, city, "worker-fresh")
    expect(worker).to_have_url(f"{city.url}/apply/one-stop-mediation/rest/")
    no = walk_form(worker)
    handler = open_page("handler-330304", DESK)
    desk = f"/agency/cases/{no}/"
    handler.goto(desk)
    expect(handler.locator(".ag-facts")).to_contain_text("外卖")
    act(handler, desk, "accept")
    act(
        handler,
        desk,
        "invite",
        {
            "to": "瓯江闪送（演示）",
            "topic": "拖欠配送费",
            "meet_on": f"{date.today()}",
            "how": "video",
            "place": "视频",
        },
    )
    act(handler, desk, "draft", TERMS)

    worker.goto(f"/cases/{no}/")
    worker.click("a.button:has-text('在协议上签名')")
    expect(worker.locator(".to-sign")).to_contain_text("3200")
    shoot(worker, "mediation-sign-phone")
    fill(worker.locator("main form").first)
    next_screen(worker)
    expect(worker.locator("[role=status]")).to_contain_text("签好了")
    company = open_page("company-1", DESK)
    company.goto(f"/company/cases/{no}/")
    company.locator("#act-sign summary").first.click()
    shows("one-stop-mediation", "side", company.locator("#act-sign"), "3200")
    shoot(company, "mediation-sign-company")
    act(company, f"/company/cases/{no}/", "sign")

    handler.goto(desk)
    expect(handler.locator("#signed li")).to_have_count(2)
    act(handler, desk, "agree")
    shoot(handler, "mediation-agreed-desk")
    text = letter_text(worker, no, "调解协议书")
    shows("one-stop-mediation", "paper", text, "3200", "文本指纹")
    shows("one-stop-mediation", "clock", clock(handler, desk, "调解结束"), "按时")
    shoot(worker, "mediation-agreed-phone")
    with screens(worker, most=3):
        worker.click("button:has-text('申请司法确认')")
        expect(worker).to_have_url(f"{city.url}/apply/judicial-confirmation/rest/")
        shoot(worker, "confirmation-rest-phone")
        confirmation = walk_form(worker)
    worker.goto(f"/cases/{confirmation}/")
    expect(worker.locator("#chain")).to_contain_text("一站式调解")
    act(company, f"/company/cases/{confirmation}/", "apply_jointly", {"joined": "yes"})
    court = open_page("court", DESK)
    court.goto(f"/agency/cases/{confirmation}/")
    shows("judicial-confirmation", "side", court.locator("main"), "一起申请")
    expect(court.locator("#chain")).to_contain_text(no)
    shoot(court, "confirmation-court")


@pytest.mark.story(procedures=["one-stop-mediation", "arbitration", "court-referral"], trades=["ride_hailing"])
def test_a_failed_mediation_goes_to_an_award_and_to_the_court(open_page: Open, city: Running) -> None:
    worker = open_page("worker-open")
    intake(worker, "[name=trade][value=ride_hailing]")
    worker.click("button[formaction='/help/disputes/one-stop-mediation/begin/']")
    mediation = walk_form(worker)
    handler = open_page("handler-330304", DESK)
    act(handler, f"/agency/cases/{mediation}/", "accept")
    act(handler, f"/agency/cases/{mediation}/", "fail", {"why": "no_agreement"})

    worker.goto(f"/cases/{mediation}/")
    shoot(worker, "mediation-failed-phone")
    with screens(worker, most=6):
        worker.click("button:has-text('转去仲裁')")
        if there(worker.locator("h1:has-text('没写完')")):  # another story began one and left it: the person is asked
            worker.click("button:has-text('照这件事重新写')")
        expect(worker).to_have_url(f"{city.url}/apply/arbitration/rest/")
        shoot(worker, "arbitration-rest-phone")
        arbitration = walk_form(worker, {"has_witness": "no"})
    desk = f"/agency/cases/{arbitration}/"
    handler.goto(desk)
    expect(handler.locator(".ag-facts")).to_contain_text("网约车")  # carried on, not asked again
    act(handler, desk, "accept")
    act(handler, desk, "serve", {"document": "claim", "to": "瓯江闪送（演示）"})
    company = open_page("company-1", DESK)
    act(
        company,
        f"/company/cases/{arbitration}/",
        "add_evidence",
        {"kind": "answer", "remark": "当时系统升级，晚了几天。"},
        papers=("proof",),
    )
    shoot(company, "arbitration-company")
    worker.goto(f"/cases/{arbitration}/")
    expect(worker.locator("main")).to_contain_text("对方")
    award = {
        "outcome": "supported",
        "relation_found": "labour_relation",
        "orders": "十日内付清 3200 元",
        "final_for_unit": "yes",
    }
    act(handler, desk, "decide", {**award, "amount": "3200.00", "facts": "少发两周", "clause": "劳动争议调解仲裁法 47"})
    shows("arbitration", "clock", clock(handler, desk, "作出裁决"), "按时")
    shows("arbitration", "side", handler.locator("main"), "当时系统升级，晚了几天。")
    shows("arbitration", "paper", letter_text(worker, arbitration, "仲裁裁决书"), "3200")

    worker.click("button:has-text('把案卷转给法院')")
    expect(worker).to_have_url(f"{city.url}/apply/court-referral/rest/")
    referral = walk_form(worker)
    worker.goto(f"/cases/{referral}/")
    expect(worker.locator("#chain li")).to_have_count(3)
    shoot(worker, "referral-phone")
    handler.goto(f"/agency/cases/{referral}/")
    expect(handler.locator("#chain li")).to_have_count(3)
    shoot(handler, "referral-desk")


@pytest.mark.story(
    procedures=["injury-recognition", "capability-appraisal", "injury-benefit-payment"], trades=["takeaway"]
)
def test_an_injury_from_the_photo_to_the_benefit_letter(open_page: Open, city: Running) -> None:
    worker = open_page("worker-fresh")
    worker.goto("/help/injury/")
    worker.check("[name=trade][value=takeaway]")
    order = {
        "platform": "other",
        "platform_other": "瓯江闪送",
        "order_accepted_at": "2025-12-05T12:40",
        "labour_relation": "no",
    }
    fill(worker.locator("main form").first, order)
    next_screen(worker)
    regime = worker.locator("[data-regime]")
    expect(regime).to_have_attribute("data-regime", "open")  # no list names this platform: every way is shown
    expect(regime).to_contain_text("名单里没有“瓯江闪送”")
    expect(regime).to_contain_text("平台可以给你单独参加工伤保险")
    expect(regime.locator("a[href='/apply/injury-recognition/']")).to_be_visible()
    worker.goto("/apply/injury-recognition/")
    said = {
        "applicant_kind": "worker", "accident_on": "2025-12-05", "cause": "working", "died": "no", "on_platform": "yes",
        "platform": "瓯江闪送", "company": "瓯江闪送（演示）", "relation_paper": "written_agreement",
        "place": "环城东路路口", "injury": "左手腕骨折", "hospital": "市第二人民医院",
    }  # fmt: skip
    recognition = walk_form(worker, said, papers=("diagnosis",))
    handler, approver = open_page("handler-330304", DESK), open_page("approver-330304", DESK)
    desk = f"/agency/cases/{recognition}/"
    bundle_of(handler, desk)
    worker.goto(f"/cases/{recognition}/")
    worker.locator("#bundle summary").click()
    expect(worker.locator("#bundle")).to_contain_text("书面协议")
    shoot(worker, "injury-bundle-phone")
    act(handler, desk, "accept")
    found = {"outcome": "recognised", "unit": "瓯江闪送（演示）", "facts": "送餐路上摔伤", "clause": "工伤保险条例 14"}
    act(handler, desk, "propose", found)
    act(approver, desk, "decide")

    worker.goto(f"/cases/{recognition}/")
    with screens(worker, most=2):
        worker.click("button:has-text('去做劳动能力鉴定')")
        expect(worker).to_have_url(f"{city.url}/apply/capability-appraisal/rest/")
        appraisal = walk_form(worker, {"stable": "yes", "can_come": "yes"}, papers=("medical_file",))
    desk = f"/agency/cases/{appraisal}/"
    act(handler, desk, "accept")
    grade = {
        "outcome": "graded",
        "grade": "9",
        "care_level": "none",
        "findings": "腕关节活动受限",
        "clause": "GB/T 16180 九级",
    }
    act(approver, desk, "decide", grade)

    worker.goto(f"/cases/{appraisal}/")
    worker.click("button:has-text('申领工伤待遇')")
    expect(worker).to_have_url(f"{city.url}/apply/injury-benefit-payment/rest/")
    claim = {"benefits": ["disability_lump"], "still_there": "yes", "third_party": "no", "paid_by": "nobody"}
    benefit = walk_form(worker, claim)
    desk = f"/agency/cases/{benefit}/"
    act(handler, desk, "accept")
    act(handler, desk, "establish", {"average_wage": "6000.00", "insured": "yes"})
    handler.goto(desk)
    expect(handler.locator("#act-propose [name=amount]")).to_have_value("54000.00")
    shows("injury-benefit-payment", "rule", handler.locator("main"), "54000.00")
    shoot(handler, "benefit-desk")
    act(handler, desk, "propose")
    act(approver, desk, "decide")
    text = letter_text(worker, benefit, "工伤待遇核定书")
    shows("injury-benefit-payment", "money", text, "54000.00元", "6000.00元")
    shows("injury-benefit-payment", "paper", text, "一次性伤残补助金", "工伤保险条例35,36,37")
    expect(worker.locator("#chain li")).to_have_count(3)
    expect(worker.locator("main")).not_to_contain_text("没谈拢")  # a reason for a refusal falls with the refusal
    shoot(worker, "benefit-phone")


def bundle_of(handler: Page, desk: str) -> None:
    """What is on record comes by itself: registration and agreement by source and digest, the way by the cover."""
    for _ in range(90):
        handler.goto(desk)
        if handler.locator("#marks").count():
            break
        handler.wait_for_timeout(1000)
    bundle = handler.locator("#bundle")
    expect(bundle).to_contain_text("平台单险种工伤保险")
    expect(bundle).to_contain_text("瓯江闪送（演示）")
    for mark in ("no_cover", "late_unit", "no_feed"):
        expect(bundle.locator(f"[data-mark={mark}]")).to_have_count(1)
    expect(bundle.locator(".ag-hash").first).to_contain_text("engagement/")
    shoot(handler, "injury-bundle-desk")


def code_of(company: Page) -> str:
    """The credit code as the company's own form is filled with it."""
    company.goto("/company/file/agreement-filing/")
    return str(company.locator("[name=company_code]").input_value())
