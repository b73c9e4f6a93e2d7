"""The workbench at a desk, 1440 px wide: its pages, keys, one step for many cases, lists that stay fresh."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.conftest import DESK, Open, fits, press, shoot

pytestmark = pytest.mark.browser
PAGES = {
    "queue": "/agency/queue/due/",
    "reminders": "/agency/reminders/",
    "calendar": "/agency/calendar/",
    "records": "/agency/records/",
    "procedures": "/agency/procedures/",
    "procedure": "/agency/procedures/arbitration/",
}


def watched(page: Page) -> list[str]:
    """What the browser complains about, such as something that the content security policy forbids."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", hear)
    return found


def test_pictures_of_every_page(open_page: Open) -> None:
    page = open_page("approver-330304", DESK)
    complaints = watched(page)
    for name, path in PAGES.items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert fits(page), name
        shoot(page, f"desk-{name}")
    page.goto("/agency/queue/due/")
    page.locator("#queue-rows tbody a").first.click()
    shoot(page, "desk-case")
    press(page, "p")
    expect(page.locator(".ag-sheet h1")).to_be_visible()
    shoot(page, "desk-sheet")
    assert complaints == []


def test_a_morning_with_the_keyboard(open_page: Open) -> None:
    page = open_page("handler-330304", DESK)
    page.goto("/agency/queue/due/")
    for pressed in "xjx":
        press(page, pressed)
    ticked = page.locator("#queue-rows input[name=case]:checked")
    expect(ticked).to_have_count(2)
    page.select_option("#together-act", "note")
    page.click("text=勾选的一起办")
    expect(page.locator("input[name=case]:checked")).to_have_count(2)
    shoot(page, "desk-together")
    page.fill("#t-text", "早上看过")
    page.click("form.card button[type=submit]")
    expect(page.locator(".note.is-good")).to_contain_text("办了 2 件")
    press(page, "u")
    expect(page.locator("#queue-rows")).to_be_visible()
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("#acts")).to_be_visible()


def test_the_list_is_fetched_anew_but_not_under_somebodys_hands(open_page: Open) -> None:
    page = open_page("handler-330304", DESK)
    complaints = watched(page)
    page.goto("/agency/queue/due/")
    page.evaluate("document.querySelector('#queue-rows tbody').dataset.old = 'yes'")
    box = page.locator("#queue-rows input[name=case]").first
    box.check()
    page.evaluate("htmx.trigger('#queue-rows', 'refresh')")
    page.wait_for_timeout(500)
    expect(page.locator("#queue-rows tbody[data-old]")).to_have_count(1)
    box.uncheck()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("htmx.trigger('#queue-rows', 'refresh')")
    expect(page.locator("#queue-rows tbody[data-old]")).to_have_count(0)
    expect(page.locator("#queue-rows tbody tr").first).to_be_visible()
    press(page, "j")
    expect(page.locator("tr.is-current")).to_have_count(1)
    assert complaints == []


def test_without_a_script_everything_still_works(open_page: Open) -> None:
    page = open_page("handler-330304", DESK, script=False)
    page.goto("/agency/queue/due/")
    page.locator("#queue-rows input[name=case]").nth(2).check()
    page.select_option("#together-act", "note")
    page.click("text=勾选的一起办")
    page.fill("#t-text", "没有脚本也行")
    page.click("form.card button[type=submit]")
    expect(page.locator(".note.is-good")).to_contain_text("办了 1 件")
