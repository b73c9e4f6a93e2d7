"""Leave with a substitute and the handing on of cases, pressed by an approver at both sizes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot

pytestmark = pytest.mark.browser


def test_an_approver_sees_the_load_of_colleagues(open_page: Open) -> None:
    for size, name in ((DESK, "desk"), (PHONE, "phone")):
        page = open_page("approver-330304", size)
        page.goto("/agency/team/")
        expect(page.locator("h1")).to_have_text("同事")
        shoot(page, f"team-{name}")
        page.locator("main table a").first.click()
        expect(page.locator("#hand-on")).to_be_visible()
        page.fill("#f-since", date.today().isoformat())
        page.fill("#f-until", (date.today() + timedelta(days=3)).isoformat())
        if page.locator("#f-substitute option").count() > 1:
            page.select_option("#f-substitute", index=1)
            page.click("#leave button[type=submit]")
            expect(page.locator("[role=status]")).to_contain_text("请假记下了")
            shoot(page, f"team-leave-{name}")
            page.click("#leave button[name=do]")
            expect(page.locator("[role=status]")).to_contain_text("请假结束了")
        else:
            page.click("#leave button[type=submit]")
            expect(page.locator("main")).to_contain_text("选谁代办。")
        shoot(page, f"team-colleague-{name}")
        assert fits(page)
