"""Pages that bring together what belongs together: groups, sums, the safety ledger, campaigns; desk and phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, shoot
from tests.browser.filling import PHOTO, act, fill, letter_text, walk_form
from tests.browser.results import shows
from tests.browser.test_sides import refused
from tests.server import Running

pytestmark = pytest.mark.browser
TEN = {"people": "5", "delegates": ""}


def mediation(worker: Page) -> str:
    """A mediation for five people about pay, against the platform of the demo."""
    worker.goto("/apply/one-stop-mediation/")
    code = {"company": "鹿城货运（演示）", "company_code": platform_code(worker)}
    worker.goto("/apply/one-stop-mediation/")
    return walk_form(worker, {**TEN, **code, "matter": "pay", "platform": "鹿城货运"})


def platform_code(page: Page) -> str:
    """The credit code as the intake finds it."""
    page.goto("/help/disputes/")
    for words in (
        {"matter": "pay", "knew_on": "2026-03-02", "lasts": "yes"},
        {},
        {"firm": "鹿城货运", "county": "330304"},
    ):
        fill(page.locator("main form").first, words)
        page.locator("main form button.button:not(.is-second)").first.click()
    found = re.search(r"91330300MADEM\w{5}", page.inner_text("main"))
    assert found is not None
    return found[0]


def test_ten_people_against_one_company_are_one_group_with_delegates(open_page: Open, city: Running) -> None:
    handler, numbers = open_page("handler-330304", DESK), []
    for account in ("worker-fresh", "worker-decided"):
        numbers.append(mediation(open_page(account)))
        act(handler, f"/agency/cases/{numbers[-1]}/", "accept")
    handler.goto(f"/agency/cases/{numbers[0]}/")
    expect(handler.locator("#group")).to_contain_text("10 人")
    handler.click("#group a")
    expect(handler.locator("tbody tr")).to_have_count(2)
    handler.fill("#g-delegates", "陈勇、李秀梅")
    handler.click("#delegates button")
    expect(handler.locator("main")).to_contain_text("推举 3 到 5 名代表")
    handler.fill("#g-delegates", "陈勇、李秀梅、吴超")
    shoot(handler, "group-desk")
    handler.click("#delegates button")
    expect(handler.locator("[role=status]")).to_contain_text("办了 2 件")
    handler.goto(f"/agency/cases/{numbers[1]}/")
    expect(handler.locator("main")).to_contain_text("登记推举的代表")
    phone = open_page("handler-330304", PHONE)
    phone.goto("/agency/groups/")
    shoot(phone, "groups-phone")

    worker = open_page("worker-fresh")
    worker.goto(f"/cases/{numbers[0]}/calculator/?item=work-death-benefit")
    worker.fill("[name=death_on]", "2025-05-06")
    worker.check("[name=cover][value=fund]")
    worker.fill("[name=monthly_wages]", "7000")
    worker.select_option("[name=kin-0-relation]", "spouse")
    worker.check("[name=kin-0-sex][value=female]")
    worker.fill("[name=kin-0-birth_date]", "1965-05-06")  # sixty when the worker died: old enough for a pension
    worker.check("[name=kin-0-incapable][value=no]")
    worker.check("[name=kin-0-dependent][value=yes]")
    worker.check("[name=kin-0-lone_elder_or_orphan][value=no]")
    worker.locator("main form button.button:not(.is-second)").first.click()
    expect(worker.locator("#sums")).to_contain_text("配偶 2800.00 元")
    shoot(worker, "calculator-death-phone")
    worker.goto(f"/cases/{numbers[0]}/calculator/?item=hourly-floor")
    expect(worker.locator("[name=county]")).to_have_value("330304")
    fill(
        worker.locator("main form:has([name=minutes])"), {"minutes": "500", "pay": "150.00", "worked_on": "2026-03-05"}
    )
    worker.locator("main form button.button:not(.is-second)").first.click()
    expect(worker.locator("#sums")).to_contain_text("少了 50.00 元")
    shoot(worker, "calculator-hourly-phone")


@pytest.mark.story(procedures=["safety-duty"], trades=[])
def test_the_safety_ledger_from_the_company_to_the_check_on_site(open_page: Open, city: Running) -> None:
    company = open_page("company-2", DESK)
    company.goto("/company/safety/")
    expect(company.locator("#duties tbody tr")).to_have_count(7)
    shoot(company, "ledger-company-desk")
    company.click("[data-duty=vehicles] a.btn")
    assert "/company/file/safety-duty/" in company.url
    form = company.locator("main form").last
    expect(form.locator("[name=duty][value=vehicles]")).to_be_checked()
    fill(form, {"duty": "vehicles", "vehicles": "电动自行车 40 辆", "compliant": "yes", "county": "330304"})
    form.locator("[name=proof]").set_input_files(PHOTO)
    form.locator("button[type=submit]").last.click()
    expect(company).to_have_url(re.compile("/company/cases/"))
    no = company.url.split("/cases/")[1].split("/")[0]
    company.goto("/company/safety/")
    expect(company.locator("[data-duty=vehicles]")).to_contain_text("登记了，等核查")

    inspector = open_page("emergency", PHONE)
    inspector.goto("/agency/safety/")
    shoot(inspector, "ledgers-phone")
    inspector.click("a:has-text('雁荡外卖')")
    shoot(inspector, "ledger-office-phone")
    inspector.click(f"[data-duty=vehicles] a:has-text('{no}')")
    desk, done = f"/agency/cases/{no}/", {"outcome": "corrected", "result": "复查合格"}
    act(inspector, desk, "inspect", {"found": "两辆车刹车不灵"})
    refused(inspector, desk, "decide", {"outcome": "handed_on", "result": "没改"}, "没有责令改正过")
    order = {"to": "雁荡外卖（演示）", "found": "刹车不灵", "orders": "换刹车片", "clause": "安全生产法 99"}
    act(inspector, desk, "rectify", order)
    refused(inspector, desk, "decide", done, "还没有报告改好")
    shoot(inspector, "ledger-check-phone")
    company.goto("/company/safety/")
    expect(company.locator("[data-duty=vehicles]")).to_contain_text("要改正")
    paper = letter_text(company, no, "责令改正通知书", "/company/cases/{}/")
    shows("safety-duty", "paper", paper, "刹车不灵", "换刹车片")
    act(company, f"/company/cases/{no}/", "report_done", {"done_what": "都换了"})
    act(inspector, desk, "decide", done)
    company.goto("/company/safety/")
    expect(company.locator("[data-duty=vehicles]")).to_contain_text("做到了")
    expect(company.locator("[data-duty=vehicles] time")).to_have_count(1)


def test_stopping_in_danger_is_one_tap(open_page: Open, city: Running) -> None:
    worker = open_page("worker-fresh")
    worker.goto("/weather/")
    expect(worker.locator("[name=county]")).to_have_value("330304")
    worker.locator("main form button.button").click()
    expect(worker.locator("main")).to_contain_text("你因为危险停下了")


def test_a_campaign_with_its_code_quiz_and_reach(open_page: Open, city: Running) -> None:
    handler = open_page("handler-330304", DESK)
    handler.goto("/agency/new/publicity-campaign/")
    form = handler.locator("main form").first
    fill(form, {"title": "骑手安全月", "county": "330304"})
    form.locator("button[type=submit]").last.click()
    expect(handler).to_have_url(re.compile("/agency/cases/"))
    no = handler.url.split("/cases/")[1].split("/")[0]
    act(handler, f"/agency/cases/{no}/", "accept")
    reader = open_page()
    reader.goto(f"/go/{no}/poster/")
    reader.click("a[href*='/guides/quiz/']")
    for one in reader.locator("fieldset").all():
        one.locator("[value=yes]").check()
    reader.locator("main form button.button").click()
    shoot(reader, "campaign-quiz-phone")
    handler.goto("/agency/campaigns/")
    card = handler.locator(f"[data-no='{no}']")
    expect(card).to_contain_text("答对 60%")
    shoot(handler, "campaigns-desk")
    phone = open_page("handler-330304", PHONE)
    phone.goto("/agency/campaigns/")
    shoot(phone, "campaigns-phone")
