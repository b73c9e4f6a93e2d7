"""Everybody tries what is not theirs: a plain refusal, a line in the access log, and nothing of it on the page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = pytest.mark.browser
CASES = ["/agency/queue/all/", "/agency/calendar/", "/agency/queue/all.csv", "/agency/parameters/"]
DESKS = ["/agency/accounts/", "/agency/system/", "/agency/audit/", "/agency/audit/access/", "/agency/processing.csv"]
CLOSED: dict[str, list[str]] = {
    "system": [*CASES, *(path for path in DESKS if path != "/agency/system/"), "/agency/pay/", "/me/"],
    "security": [*CASES, "/agency/system/", "/agency/audit/", "/agency/audit/access/", "/agency/pay/", "/me/"],
    "security-2": [*CASES, "/agency/system/", "/agency/audit/", "/agency/audit/access/", "/agency/pay/", "/me/"],
    "audit-log": [*CASES, "/agency/accounts/", "/agency/system/", "/agency/pay/", "/me/"],
    "mediator": [*DESKS, "/agency/pay/", "/agency/corrections/", "/cases/", "/me/"],
    "handler-330302": [*DESKS, "/agency/pay/", "/cases/", "/me/"],
    "delegate": [*CASES, *DESKS, "/cases/", "/me/", "/me/delete/"],
    "worker-fresh": [*CASES, *DESKS, "/agency/pay/", "/agency/corrections/", "/delegate/"],
}
"""Who may not open what; a role that comes with an account of the demo gets a line here."""
OUT_OF_REACH = sorted(set(CLOSED) - {"mediator"})
"""Accounts whose scope does not hold the cases of Ouhai: a mediator of its own bureau sees them."""
HOME = {
    "system": "系统",
    "security": "工作人员账号",
    "security-2": "工作人员账号",
    "audit-log": "审计",
    "mediator": "待办件",
    "delegate": "替谁办",
}


@pytest.fixture(scope="module")
def numbers(city: Running) -> dict[str, int]:
    """By the name of an account, its number in the access log."""
    script = (
        "import django; django.setup(); import json\n"
        "from huxin.identity.service import Account\n"
        "print(json.dumps(dict(Account.objects.values_list('username', 'pk'))))"
    )
    return json.loads(city.python(script))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def someones(city: Running) -> dict[str, str]:
    """A case of Ouhai: its address, the masked name, what nobody else may read."""
    script = (
        "import django; django.setup(); import json\n"
        "from huxin.casework.models import Case\n"
        "from huxin.people.service import details_of\n"
        "case = Case.objects.filter(county='330304', status='received').order_by('no').first()\n"
        "print(json.dumps({'no': case.no, 'name': details_of(case.applicant).name,"
        " 'phone': details_of(case.applicant).phone}))"
    )
    return json.loads(city.python(script))  # type: ignore[no-any-return]


def refused(page: Page, path: str) -> str:
    """Open an address that is not theirs; answers the page's words."""
    if path.endswith(".csv"):
        answer = page.request.get(path)
        assert answer.status == 403
        return answer.text()
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in (403, 404), path
    expect(page.locator("h1")).to_have_text(re.compile("不是给你看的|没有找到这一页"))
    return page.content()


@pytest.mark.parametrize("account", sorted(CLOSED))
def test_what_is_not_theirs_is_refused_and_logged(
    open_page: Open, city: Running, someones: dict[str, str], numbers: dict[str, int], account: str
) -> None:
    page = open_page(account, DESK)
    if account in HOME:
        page.goto("/delegate/" if account == "delegate" else "/agency/")
        expect(page.locator("h1")).to_contain_text(HOME[account])
    paths = list(CLOSED[account])
    if account in OUT_OF_REACH:
        paths += [f"/agency/cases/{someones['no']}/", f"/cases/{someones['no']}/"]
    for path in paths:
        text = refused(page, path)
        for secret in (someones["name"], someones["phone"], "handler-330304"):
            assert secret not in text, path
    assert barriers(page) == []
    lines = [
        one for one in access_lines(city) if one["who"] == f"account-{numbers[account]}" and one["status"] in (403, 404)
    ]
    assert len(lines) >= len(paths)
    assert {one["route"] for one in lines} >= {path.strip("/") + "/" for path in paths if path in ("/me/", "/cases/")}


def access_lines(city: Running) -> list[dict[str, object]]:
    day = (datetime.now(UTC) + timedelta(hours=8)).date()
    text = (city.data / "logs" / f"access-{day.isoformat()}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_password_alone_opens_nothing(open_page: Open, city: Running) -> None:
    page = open_page(None, PHONE)
    page.goto("/login/")
    page.fill("#f-username", "approver-330302")
    page.fill("#f-password", city.password)
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("第二步：验证码")
    assert barriers(page) == []
    shoot(page, "second-factor")
    page.goto("/agency/queue/all/")
    expect(page.locator("h1")).to_have_text("第二步：验证码")
    page.fill("#f-code", "000000")
    page.click("main form button")
    expect(page.locator("#problems")).to_contain_text("验证码不对")
    page.fill("#f-code", city.code_for("approver-330302"))
    page.click("main form button")
    expect(page.locator(".ag-me")).to_contain_text("鹿城")


def test_the_security_administrator_makes_an_account_that_works(open_page: Open, city: Running) -> None:
    page = open_page("security", DESK)
    assert barriers(page) == []
    shoot(page, "accounts")
    page.click("text=建一个账号")
    page.fill("#f-username", "new-handler")
    page.fill("#f-label", "新来的经办")
    page.select_option("#f-department", "hrss")
    page.select_option("#f-county", "330304")
    page.check("input[value=handler]")
    page.click("button:has-text('提出来，等另一位同意')")
    expect(page.locator("[role=status]")).to_contain_text("等另一位安全管理员同意")
    waits = page.locator("form", has_text="new-handler")
    expect(waits.locator("button[value=refuse]")).to_be_visible()
    assert waits.locator("button[value=agree]").count() == 0
    assert page.locator("tbody tr", has_text="new-handler").count() == 0
    assert barriers(page) == []

    second = open_page("security-2", DESK)
    second.goto("/agency/accounts/")
    second.locator("form", has_text="new-handler").locator("button[value=agree]").click()
    password = second.locator(".ag-note strong").inner_text()
    assert barriers(second) == []
    shoot(second, "account")
    page.goto("/agency/accounts/new-handler/")
    assert password not in page.content()
    page.goto("/agency/accounts/security/")
    expect(page.locator("main")).to_contain_text("要由另一位安全管理员来改")
    assert page.locator("main form").count() == 0

    new = open_page(None, PHONE)
    new.goto("/login/")
    new.fill("#f-username", "new-handler")
    new.fill("#f-password", password)
    new.click("main form button")
    expect(new.locator("main img")).to_be_visible()
    assert new.locator("main img").evaluate("one => one.naturalWidth") > 100
    assert barriers(new) == []
    shoot(new, "enrol")
    assert fits(new)
    new.fill("#f-code", city.code_of(new.locator("main code").first.inner_text()))
    new.click("main form button")
    expect(new.locator("main code")).to_have_count(10)
    assert barriers(new) == []
    new.click("text=记好了")
    new.fill("#f-old", password)
    new.fill("#f-new", "我自己想的一个长密码")
    new.click("main form button")
    expect(new.locator("h1")).to_contain_text("待办件")


def test_an_officer_looks_at_a_masked_value_with_a_reason(open_page: Open, someones: dict[str, str]) -> None:
    page = open_page("handler-330304", DESK)
    page.goto(f"/agency/cases/{someones['no']}/")
    assert someones["name"] not in page.content()
    page.click("text=看遮住的全部内容")
    page.select_option("#f-unmask-field", "name")
    page.click("button:text-is('看')")
    expect(page.locator("#problems")).to_contain_text("为什么")
    page.click("text=看遮住的全部内容")
    page.select_option("#f-unmask-field", "name")
    page.fill("#f-unmask-reason", "和本人核对")
    page.click("button:text-is('看')")
    expect(page.locator(".ag-col-facts")).to_contain_text(someones["name"])
    assert barriers(page) == []
    shoot(page, "unmask")


@pytest.mark.parametrize("path", ["/privacy/", "/me/", "/me/delete/"])
def test_pages_about_oneself_have_no_barrier(open_page: Open, path: str) -> None:
    page = open_page("worker-fresh", PHONE)
    page.goto(path)
    assert barriers(page) == []
    assert fits(page)
    shoot(page, path.strip("/").replace("/", "-"))


@pytest.mark.parametrize(
    ("account", "path"),
    [("system", "/agency/system/"), ("audit-log", "/agency/audit/access/"), ("handler-330304", "/agency/corrections/")],
)
def test_pages_of_the_administrators_have_no_barrier(open_page: Open, account: str, path: str) -> None:
    page = open_page(account, DESK)
    page.goto(path)
    assert barriers(page) == []
    shoot(page, path.strip("/").replace("/", "-"))
    page.set_viewport_size(PHONE)
    assert fits(page)


def test_a_worker_hands_their_affairs_to_a_delegate_and_takes_them_back(open_page: Open, city: Running) -> None:
    worker, hand = open_page("worker-open", PHONE), open_page("delegate", PHONE)
    hand.goto("/delegate/")
    expect(hand.locator("main")).to_contain_text("还没有人请你代办")
    worker.goto("/me/")
    worker.fill("#f-delegate", "delegate")
    worker.click("text=请他代办")
    hand.goto("/delegate/")
    hand.click("text=替他办 >> nth=0")
    expect(hand.locator("h1")).to_contain_text("我的事")
    assert barriers(hand) == []
    hand.click("h2 a")
    expect(hand.locator("h1")).to_have_count(1)
    worker.goto("/me/")
    worker.click("form:has(input[value=delegate]) >> text=收回")
    answer = hand.goto("/cases/")
    assert answer is not None
    assert answer.status == 403
