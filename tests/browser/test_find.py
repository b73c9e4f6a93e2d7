"""The search of the desk, pressed: a case by its number, a person by pinyin, a company by its name, at both sizes."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot, there
from tests.support import id_number

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESK, "desk")])
def test_an_officer_finds_a_case_a_person_and_a_company(open_page: Open, size: dict[str, int], name: str) -> None:
    page = open_page("handler-330304", size)
    page.goto("/agency/queue/all/")
    row = page.locator("tr[data-row] a").first
    no = row.inner_text().strip()
    page.fill("#find-text", no)
    page.click(".ag-find button")
    expect(page.locator("h1")).to_contain_text(no)

    page.goto("/agency/visitors/")
    page.fill("#f-name", "鲍小鱼")
    page.fill("#f-id_number", id_number(date(1991, 2, 3), 41 if size is PHONE else 43))
    page.click("main form button")
    page.fill("#find-text", "baoxiaoyu")
    page.press("#find-text", "Enter")
    if there(page.locator("#people")):  # the other size has registered a namesake
        shoot(page, f"find-people-{name}")
        page.click("#people a")
    expect(page.locator("h1")).to_have_text("鲍**")
    expect(page.locator("main")).to_contain_text("你能看到的办件里没有。")
    shoot(page, f"find-person-{name}")

    page.fill("#find-text", "瓯江")
    page.click(".ag-find button")
    if there(page.locator("#companies")):
        shoot(page, f"find-companies-{name}")
        page.locator("#companies a").first.click()
    expect(page.locator("h1")).to_contain_text("瓯江")
    expect(page.get_by_role("heading", name="办件")).to_be_visible()
    shoot(page, f"find-company-{name}")

    page.fill("#find-text", "没有这个人")
    page.click(".ag-find button")
    expect(page.locator(".ag-empty")).to_contain_text("没有找到。")
    shoot(page, f"find-nothing-{name}")
    assert fits(page)
