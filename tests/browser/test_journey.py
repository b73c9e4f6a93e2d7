"""A worker on a phone and officers at a desk: from the application to the pay list, with and without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Open, shoot, there
from tests.browser.filling import letter_text
from tests.browser.results import clock, shows
from tests.server import Running

pytestmark = pytest.mark.browser
PHOTO = Path(__file__).resolve().parents[2] / "src" / "huxin" / "demo" / "orders.png"


def go_on(page: Page) -> None:
    page.click("main form button.button:not(.is-second)")


def apply(page: Page, tag: str, first: str, last: str) -> str:
    """Fill in the form as a worker does; answers the case number."""
    page.goto("/apply/social-insurance-subsidy/")
    page.click("main a.button")
    page.check("input[value=takeaway]")
    go_on(page)
    expect(page.locator("select")).to_have_value("330304")
    go_on(page)
    shoot(page, f"{tag}-period")
    page.fill("[name=from_month]", first)
    page.fill("[name=to_month]", last)
    go_on(page)
    page.check("[name=months_right][value=yes]")
    shoot(page, f"{tag}-months")
    go_on(page)
    go_on(page)
    page.check("[name=has_exclusion][value=no]")
    go_on(page)
    expect(page.locator("[name=bank_card]")).not_to_have_value("")
    go_on(page)
    go_on(page)
    page.check("[name=declared][value=yes]")
    go_on(page)
    page.set_input_files("[name=platform_orders]", PHOTO)
    go_on(page)
    shoot(page, f"{tag}-check")
    go_on(page)
    expect(page.locator("[role=status]")).to_contain_text("提交好了")
    return page.locator("[data-no]").inner_text()


def do(page: Page, act: str, **values: str) -> None:
    """An officer's act on the case page."""
    form = page.locator(f"#act-{act}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()
    expect(page.locator("[role=status]")).to_contain_text("记上了")


@pytest.mark.story(procedures=["social-insurance-subsidy"], trades=["takeaway"])
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_application_to_the_pay_list(open_page: Open, city: Running, script: bool, tmp_path: Path) -> None:
    tag = "script" if script else "plain"
    worker = open_page("worker-fresh", script=script)
    months = ("2026-01", "2026-05") if script else ("2026-06", "2026-09")  # a month is paid once
    no = apply(worker, tag, *months)
    shoot(worker, f"{tag}-case")

    handler = open_page("handler-330304", DESK, script=script)
    handler.goto(f"/agency/cases/{no}/")
    shoot(handler, f"{tag}-desk")
    do(handler, "ask_completion", items="订单截图看不清日期，请重新拍。")

    worker.goto(f"/cases/{no}/")
    worker.click("a.button:has-text('补齐材料')")
    expect(worker.locator("main")).to_contain_text("看不清日期")
    worker.set_input_files("[name=platform_orders]", PHOTO)
    go_on(worker)
    expect(worker.locator("[role=status]")).to_contain_text("补好了")

    handler.goto(f"/agency/cases/{no}/")
    see_paper(handler, "accept")
    do(handler, "accept")
    do(handler, "propose")

    approver = open_page("approver-330304", DESK, script=script)
    approver.goto(f"/agency/cases/{no}/")
    preview = approver.request.get(str(approver.locator("a[href$='preview.pdf']").get_attribute("href")))
    assert preview.body().startswith(b"%PDF")
    do(approver, "decide")
    shoot(approver, f"{tag}-decided")

    pdf = letter(worker, no, tmp_path)
    checked = json.loads(city.huxin("audit", "letter", str(pdf)).stdout)
    assert checked["good"] is True
    assert "演示证书" in checked["signer"]

    worker.goto(f"/cases/{no}/")
    expect(worker.locator("#appeal")).to_contain_text("行政复议")
    worker.click("main p a:has-text('怎么算的')")
    worked_out = "588.00 × 5 = 2940.00" if script else "588.00 × 4 = 2352.00"
    shows("social-insurance-subsidy", "rule", worker.locator(".why"), f"补贴合计：{worked_out}")
    paper = letter_text(worker, no, "决定书")
    shows("social-insurance-subsidy", "paper", paper, "行政复议")
    shows("social-insurance-subsidy", "money", paper, worked_out.rsplit(" ", 1)[-1])
    shows("social-insurance-subsidy", "clock", clock(approver, f"/agency/cases/{no}/", "审核"), "按时")
    shoot(worker, f"{tag}-why")
    finance, second = (open_page(name, DESK, script=script) for name in ("finance-330304", "finance-2"))
    pay_list(finance, second, no, tmp_path, script=script)


def see_paper(page: Page, act: str) -> None:
    """The paper that an act would make opens beside the case, which stays as it was."""
    form = page.locator(f"#act-{act}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    with page.context.expect_event("response", lambda one: one.url.endswith(f"/do/{act}/")) as seen:
        form.locator("[name=preview]").click()
    assert (seen.value.status, seen.value.headers["content-type"]) == (200, "application/pdf")
    for other in page.context.pages:
        if other != page:
            other.close()
    page.reload()
    expect(page.locator(f"#act-{act}")).to_be_visible()


def letter(worker: Page, no: str, folder: Path) -> Path:
    """Wait for the worker process to sign the decision, then download it."""
    link = worker.locator("a:has-text('决定书')")
    for _ in range(60):
        worker.goto(f"/cases/{no}/")
        if link.count():
            break
        worker.wait_for_timeout(1000)
    path = folder / "letter.pdf"
    path.write_bytes(worker.request.get(str(link.first.get_attribute("href"))).body())
    return path


def pay_list(finance: Page, second: Page, no: str, folder: Path, *, script: bool) -> None:
    """The case stands in its public notice; those whose notice is over are paid by two, and the file opens."""
    finance.goto("/agency/pay/")
    expect(finance.locator(".card", has_text="还不能发放")).to_contain_text(no)
    shoot(finance, "pay")
    ready = finance.locator("tr[data-row] input[name=case]")
    if ready.count():
        expect(finance.locator("tr[data-row] input[name=case]:checked")).to_have_count(0)  # nobody is paid unasked
        count = ready.count()
        if script:
            finance.locator("[data-all]").check()
        else:
            for box in ready.all():
                box.check()
        finance.click("button:has-text('发放这一批')")
        expect(finance.locator("main h2")).to_contain_text(f"一共 {count} 件")
        finance.click("button:has-text('确认发放')")
    else:
        finance.locator(".card", has_text="发过的批次").locator("tbody a").first.click()
    if there(finance.locator("main", has_text="由另一个人复核")):
        second.goto(finance.url)
        second.click("button:has-text('对过了，可以交给银行')")
        expect(second.locator("[role=status]")).to_contain_text("复核过了")
        shoot(second, "batch")
        finance.reload()
    save(finance, "下载 XLSX", folder / "pay.xlsx")
    sheet = openpyxl.load_workbook(folder / "pay.xlsx").active
    assert sheet is not None
    assert sheet["A1"].value == "办件编号"
    assert str(sheet["C2"].value).startswith("3303")
    save(finance, "下载 CSV", folder / "pay.csv")
    assert (folder / "pay.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def save(finance: Page, button: str, path: Path) -> None:
    """The file for the bank, for a reason that is noted."""
    finance.fill("#f-reason", "交银行代发")
    with finance.expect_download() as found:
        finance.click(f"button:has-text('{button}')")
    found.value.save_as(path)
