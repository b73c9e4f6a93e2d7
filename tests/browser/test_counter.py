"""A walk-in, pressed: the card, the form asked aloud, what was shown, the slip; the person finds it on their phone."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, shoot
from tests.browser.filling import fill
from tests.support import id_number

pytestmark = pytest.mark.browser


@pytest.mark.story(procedures=["one-stop-mediation"], trades=[])
def test_somebody_at_the_window_files_by_the_officers_hand(open_page: Open) -> None:
    officer = open_page("handler-330304", DESK)
    officer.goto("/agency/visitors/")
    fill(officer.locator("main form").first, {"name": "李四", "id_number": id_number(date(1990, 1, 1), 5), "phone": ""})
    officer.click("main form button")
    officer.goto("/agency/counter/")
    officer.fill("#f-name", "李四")
    officer.fill("#f-id_number", id_number(date(1990, 1, 1), 5))
    shoot(officer, "counter-card-desk")
    officer.click("main form button")
    expect(officer.locator("main")).to_contain_text("李*")
    shoot(officer, "counter-matters-desk")
    officer.click("a[href='/agency/counter/one-stop-mediation/']")
    fill(officer.locator("main form").first, {"county": "330304", "shown": ["id_card", "proof"]})
    officer.check("[name=shown][value=id_card]")
    officer.check("[name=shown][value=proof]")
    officer.set_viewport_size(PHONE)
    shoot(officer, "counter-form-phone")
    officer.set_viewport_size(DESK)
    officer.click("main form button[type=submit]")
    expect(officer.locator("h1")).to_contain_text("窗口收件单")
    expect(officer.locator("main")).to_contain_text("身份证、证据")
    shoot(officer, "counter-slip-desk")
    officer.click("main a[href^='/agency/cases/']")
    expect(officer.locator(".ag-case-sub")).to_contain_text("窗口收件")
