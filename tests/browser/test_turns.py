"""Queues by whose turn it is: read marks, taking a case, the next one after an act; on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot


def test_an_officer_works_from_case_to_case(open_page: Open) -> None:
    page = open_page("handler-330304", DESK)
    page.goto("/agency/")
    expect(page).to_have_url(re.compile(r"/agency/queue/mine/"))
    for name in ("轮到我的", "回来的", "等别人的", "没人接的", "在办的", "全部"):
        expect(page.locator(".ag-tabs")).to_contain_text(name)
    shoot(page, "queue-mine-desk")
    page.locator(".ag-tabs a", has_text="没人接的").click()
    first = page.locator("[data-row]", has_text="未读").first
    no = first.get_attribute("data-row")
    first.locator("a").first.click()
    expect(page.locator("#next")).to_contain_text("轮到你")
    shoot(page, "case-next-desk")
    page.go_back()
    expect(page.locator(f"[data-row='{no}']")).not_to_contain_text("未读")
    page.locator(f"[data-row='{no}'] input").check()
    page.get_by_role("button", name="勾选的我来办").click()
    page.goto("/agency/queue/mine/")
    expect(page.locator("#queue-rows")).to_contain_text(str(no))
    page.goto(f"/agency/cases/{no}/")
    page.locator("#next a", has_text="下一件").click()
    expect(page).not_to_have_url(re.compile(rf"/agency/cases/{no}/"))


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (PHONE, "phone")])
def test_the_queue_and_a_case_fit_their_screens(open_page: Open, size: dict[str, int], name: str) -> None:
    page = open_page("handler-330304", size)
    for address in ("/agency/queue/waiting/", "/agency/queue/unassigned/"):
        page.goto(address)
        shoot(page, f"queue-{address.split('/')[3]}-{name}")
        assert fits(page)
    page.locator("[data-row] a").first.click()
    shoot(page, f"case-turn-{name}")
    assert fits(page)
