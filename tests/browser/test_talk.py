"""A message in a case, pressed: a worker on a phone asks to be called, the officer answers, the worker reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, shoot, there

pytestmark = pytest.mark.browser
ASKED = "公示看到了，钱什么时候到？"
ANSWERED = "下周三一起发，发了短信告诉你。"


def test_a_worker_writes_and_reads_the_answer(open_page: Open) -> None:
    worker = open_page("worker-decided", PHONE)
    worker.goto("/cases/")
    worker.click("h2 a[href^='/cases/']")
    no = worker.locator("[data-no]").inner_text().strip()
    worker.click("#talk a.button")
    worker.fill("[name=text]", ASKED)
    worker.check("[name=call_back][value=yes]")
    worker.fill("[name=call_to]", "13900001234")
    shoot(worker, "talk-write-phone")
    worker.click("main form button.button")
    expect(worker.locator("#talk")).to_contain_text(ASKED)
    shoot(worker, "talk-sent-phone")
    county = worker.evaluate("location.pathname")
    assert county.endswith(f"/{no}/")

    for account in ("handler-330302", "handler-330303", "handler-330304"):
        officer = open_page(account, DESK)
        officer.fill("#find-text", no)
        officer.press("#find-text", "Enter")
        if there(officer.locator("h1", has_text=no)):
            break
    expect(officer.locator("#talk")).to_contain_text(ASKED)
    expect(officer.locator("#talk")).to_contain_text("139****1234")
    officer.click("#act-reply summary")
    officer.fill("#act-reply [name=text]", ANSWERED)
    officer.click("#act-reply button[type=submit]")
    expect(officer.locator("#talk")).to_contain_text(ANSWERED)
    shoot(officer, "talk-desk")

    worker.goto("/cases/")
    expect(worker.get_by_text("有新留言")).to_be_visible()
    shoot(worker, "talk-list-phone")
    worker.get_by_text("有新留言").first.click()
    expect(worker.locator("#talk")).to_contain_text(ANSWERED)
    worker.goto("/cases/")
    expect(worker.get_by_text("有新留言")).to_have_count(0)
