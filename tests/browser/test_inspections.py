"""A double-random inspection, from the draw to the publication, with a phone that loses its line on the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.filling import PHOTO, act, fill, letter_text
from tests.browser.results import clock, shows
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = pytest.mark.browser
FILES = ("record.json", "objects.csv", "inspectors.csv", "commitment.json")
SHARES = {"share-高": "1/4", "share-中": "1家", "share-低": "1家"}
WEIGHTS = {"risk-高": "2", "risk-中": "1", "risk-低": "1", "credit-A": "1/2", "credit-B": "1", "credit-C": "3/2"}
LIST = """number,name,employer,county,risk,risk_basis,credit,credit_basis
OH900,新港劳务派遣有限公司（演示）,91330300MADEM09001,330304,高,近一年投诉 7 件,C,上一年度守法诚信等级
OH901,旧港劳务派遣有限公司（演示）,91330300MADEM09014,330302,高,近一年投诉 7 件,C,上一年度守法诚信等级
"""


def looked_at(page: Page, name: str) -> None:
    """A picture at the width of a desk and of a phone, with nothing in anybody's way."""
    for size, width in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        assert barriers(page) == []
        assert fits(page)
        shoot(page, f"inspection-{name}-{width}")
    page.set_viewport_size(DESK)


def planned(handler: Page) -> str:
    """A new draw on the desk; answers its number."""
    handler.goto("/agency/new/dispatch-inspection/")
    fill(
        handler.locator("main form").first,
        {"draw_name": "瓯海年末抽查", "scope": "both", "joint": "no", "county": "330304"},
    )
    handler.locator("main form button[type=submit]").last.click()
    expect(handler).to_have_url(re.compile("/agency/cases/"))
    no = handler.url.rstrip("/").rsplit("/", 1)[-1]
    handler.click("text=抽查页面")
    return no


def listed(handler: Page, folder: Path) -> None:
    """A list of two objects, one of another county: it comes back with what to do."""
    path = folder / "objects.csv"
    path.write_text(LIST, encoding="utf-8")
    handler.goto("/agency/inspections/directories/")
    handler.locator("[name=file]").first.set_input_files(path)
    handler.click("button:text-is('收进名录') >> nth=0")
    expect(handler.locator("[role=status]")).to_contain_text("新列了 1 行")
    expect(handler.locator("[aria-labelledby=faults-h]")).to_contain_text("只能列本县")
    looked_at(handler, "directories")


def drawn(handler: Page, no: str) -> dict[str, list[str]]:
    """Tried, promised, drawn; answers the badges drawn for each unit's case."""
    handler.goto(f"/agency/inspections/{no}/")
    for name, value in {**SHARES, **WEIGHTS, "later_source": "福彩3D 明天的开奖号码"}.items():
        handler.fill(f"[name='{name}']", value)
    handler.click("button[value=check]")
    expect(handler.locator("section[aria-labelledby=plan-h] [role=status]")).to_contain_text("家里抽")
    looked_at(handler, "plan")
    handler.click("button[value=commit]")
    expect(handler.locator("[role=status]")).to_contain_text("承诺值和两份名录公布了")
    handler.fill("[name=later]", "507")
    handler.click("button[value=draw]")
    expect(handler.locator("[role=status]")).to_contain_text("抽好了")
    looked_at(handler, "drawn")
    record = json.loads(handler.request.get(f"/draws/{no}/record.json").body())
    cases = handler.locator("section[aria-labelledby=units-h] td.num a").all_inner_texts()
    return {case: [who["id"] for who in one["inspectors"]] for case, one in zip(cases, record["drawn"], strict=True)}


def account_of(badge: str) -> str:
    return f"inspector-{badge[-1]}"


def write_record(page: Page, result: str, *wrong: str) -> None:
    """What stands in a record on the phone."""
    fill(
        page.locator("#record"),
        {"seen_at": "公司三楼", "result_code": result, "found": "看了合同和参保", "signed": "yes"},
    )
    for code in ("licence", "contract_term", "fees", "insurance"):
        answer = "wrong" if code in wrong else "fine"
        page.locator(f"[name=item-{code}][value={answer}]").check()


def without_a_line(phone: Page, case: str) -> None:
    """Pages are kept on the phone, the line goes, the record waits, the line comes back."""
    phone.goto("/agency/site/")
    expect(phone.locator("#ready")).to_be_visible()
    shoot(phone, "site-list-phone")
    phone.context.set_offline(True)
    phone.goto(f"/agency/site/{case}/")
    assert barriers(phone) == []
    assert fits(phone)
    write_record(phone, "further", "fees", "insurance")
    phone.goto("/agency/site/")
    phone.goto(f"/agency/site/{case}/")
    expect(phone.locator("[name=seen_at]")).to_have_value("公司三楼")  # what was typed is still there
    phone.set_input_files("[name=photos]", PHOTO)
    shoot(phone, "site-record-phone")
    phone.click("button:text-is('交记录')")
    expect(phone).to_have_url(re.compile("/agency/site/$"))
    expect(phone.locator("#waiting")).to_contain_text("没有信号")
    shoot(phone, "site-waiting-phone")
    phone.context.set_offline(False)
    expect(phone.locator("[role=status]")).to_contain_text(f"{case} 的现场记录收到了")
    expect(phone.locator("#waiting")).to_be_hidden()
    shoot(phone, "site-sent-phone")


def verified(city: Running, page: Page, no: str, folder: Path) -> None:
    """What everybody can download passes the command, and fails it after one changed byte."""
    for name in FILES:
        (folder / name).write_bytes(page.request.get(f"/draws/{no}/{name}").body())
    paths = {name: str(folder / name) for name in FILES}
    command = (
        "draw", "verify", paths["record.json"], "--objects", paths["objects.csv"], "--inspectors",
        paths["inspectors.csv"], "--commitment", paths["commitment.json"],
    )  # fmt: skip
    found = city.huxin(*command)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["intact"] is True
    objects = folder / "objects.csv"
    objects.write_bytes(objects.read_bytes().replace("渔火".encode(), "渔灯".encode(), 1))
    found = city.huxin(*command)
    assert found.returncode == 1
    assert "this row was changed" in found.stdout


@pytest.mark.story(procedures=["dispatch-inspection"], trades=[])
def test_a_double_random_inspection_from_the_draw_to_the_publication(
    open_page: Open, city: Running, tmp_path: Path
) -> None:
    handler, visitor = open_page("handler-330304", DESK), open_page()
    listed(handler, tmp_path)
    no = planned(handler)
    units = drawn(handler, no)
    visitor.goto(f"/draws/{no}/")
    expect(visitor.locator("main")).to_contain_text("507")
    verified(city, visitor, no, tmp_path)

    first, *others = units
    without_a_line(open_page(account_of(units[first][0]), PHONE), first)
    for case in others:  # the second of the two, without a script: a plain form
        plain = open_page(account_of(units[case][1]), PHONE, script=False)
        plain.goto(f"/agency/site/{case}/")
        write_record(plain, "no_problem")
        plain.click("button:text-is('交记录')")
        expect(plain.locator("[role=status]")).to_contain_text("收到了")

    inspector = open_page(account_of(units[first][0]), DESK)
    desk = f"/agency/cases/{first}/"
    inspector.goto(desk)
    expect(inspector.locator("main")).to_contain_text("向劳动者收费")
    expect(inspector.locator("#chain")).to_contain_text(no)
    act(inspector, desk, "rectify", {"orders": "退费、补缴", "until": "2027-02-01", "clause": "劳动合同法 60"})
    act(inspector, desk, "recheck", {"corrected": "no", "found": "还没有退"})
    approver = open_page("approver-330304", DESK)
    act(approver, desk, "decide", {"outcome": "penalised", "clause": "劳动合同法 92"})
    inspector.goto(desk)
    inspector.click("#ways a:has-text('立案处罚')")
    expect(inspector.locator(".ag-note")).to_contain_text(first)
    expect(inspector.locator("[name=company]")).not_to_have_value("")
    shoot(inspector, "inspection-penalty-desk")

    approver.goto(f"/agency/inspections/{no}/")
    approver.fill("[name=summary]", "按计划查完，一家转处罚。")
    approver.click("button[value=finish]")
    expect(approver.locator("[role=status]")).to_contain_text("结束了")
    handler.goto(f"/agency/inspections/{no}/")
    handler.click("button[value=publish]")
    expect(handler.locator("[role=status]")).to_contain_text("公示了")
    looked_at(handler, "published")
    shows("dispatch-inspection", "clock", clock(handler, f"/agency/cases/{no}/", "公示抽查结果"), "按时")
    result = letter_text(handler, no, "双随机抽查结果公示", "/agency/cases/{}/")
    shows("dispatch-inspection", "paper", result, "按计划查完，一家转处罚。")
    visitor.goto(f"/draws/{no}/")
    expect(visitor.locator("main")).to_contain_text("向劳动者收费")
    expect(visitor.locator("main")).to_contain_text("复查：没改好")
    looked_at(visitor, "public")
    visitor.goto("/draws/")
    expect(visitor.locator("main")).to_contain_text("瓯海年末抽查")
    looked_at(visitor, "public-list")


def test_a_refused_record_stays_on_the_phone_until_it_is_mended(open_page: Open, city: Running) -> None:
    phone = open_page("inspector-1", PHONE)
    phone.goto("/agency/site/")
    phone.locator("[data-site] a.button").first.click()
    name = phone.locator("h1").inner_text()
    write_record(phone, "no_problem")
    phone.fill("[name=found]", "")
    phone.click("button:text-is('交记录')")
    expect(phone.locator("#waiting")).to_contain_text("没有收")
    shoot(phone, "site-refused-phone")
    phone.locator("#waiting a").click()
    expect(phone.locator("h1")).to_have_text(name)
    expect(phone.locator("[name=seen_at]")).to_have_value("公司三楼")
    phone.fill("[name=found]", "看了合同和参保")
    phone.click("button:text-is('交记录')")
    expect(phone.locator("[role=status]")).to_contain_text("收到了")
    expect(phone.locator("#waiting")).to_be_hidden()


def test_a_record_outlives_the_sign_in_and_is_sent_by_nobody_else(open_page: Open, city: Running) -> None:
    phone = open_page("inspector-2", PHONE)
    phone.goto("/agency/site/")
    expect(phone.locator("#ready")).to_be_visible()
    phone.locator("[data-site] a.button").last.click()
    case = phone.url.rstrip("/").rsplit("/", 1)[-1]
    write_record(phone, "no_problem")
    session = phone.context.cookies()
    phone.context.clear_cookies(name="sessionid")  # as after a quarter of an hour
    phone.context.set_offline(True)
    phone.click("button:text-is('交记录')")
    expect(phone.locator("#waiting")).to_contain_text("没有信号")
    phone.context.set_offline(False)
    expect(phone.locator("#waiting")).to_contain_text("登录过期了")
    shoot(phone, "site-signed-out-phone")
    other = open_page("inspector-3", PHONE).context.cookies()
    phone.context.add_cookies([one for one in other if one["name"] == "sessionid"])
    phone.goto("/agency/site/")
    expect(phone.locator("#ready")).to_be_visible()
    expect(phone.locator("#waiting")).to_be_hidden()
    phone.context.add_cookies([one for one in session if one["name"] == "sessionid"])
    phone.goto("/agency/site/")
    expect(phone.locator("[role=status]")).to_contain_text(f"{case} 的现场记录收到了")
