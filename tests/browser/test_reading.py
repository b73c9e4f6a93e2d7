"""Whoever sees little or would rather listen: larger letters, twice the letters on the smallest phone, read aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, fits, shoot
from tests.browser.test_pages import barriers
from tests.browser.test_phone_table import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SMALLEST = {"width": 320, "height": 640}
SPEAKS = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', { value: {
    speak: (part) => window.said.push([part.text, part.lang, part]), cancel: () => {},
} });
"""
TWICE = "document.documentElement.style.fontSize = '200%'"
BESIDE = """() => Array.from(document.querySelectorAll('main *, header *, footer *'))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility())
    .map((one) => one.outerHTML.slice(0, 90))"""


def test_twice_the_letters_fit_the_smallest_phone(open_page: Open) -> None:
    page = open_page("worker-decided", SMALLEST)
    beside = {}
    for path in PAGES:
        page.goto(path)
        page.evaluate(TWICE)
        if not fits(page):
            beside[path] = page.evaluate(BESIDE)[:3]
    assert beside == {}


def test_larger_letters_stay_and_stand_everywhere(open_page: Open) -> None:
    page = open_page(None, SMALLEST)
    page.goto("/help/injury/")
    page.fill("#f-platform_other", "小小平台")
    page.get_by_role("button", name="特大").click()
    expect(page.locator("html")).to_have_class("is-largest")
    expect(page.locator("#f-platform_other")).to_have_value("小小平台")
    for path in ("/", "/accident/", "/money/", "/places/", "/guides/"):
        page.goto(path)
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize)") >= 25
        assert fits(page), path
        assert barriers(page) == [], path
    page.goto("/")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30
    shoot(page, "home-largest")
    page.get_by_role("button", name="大", exact=True).click()
    expect(page.locator("html")).to_have_class("is-large")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18


def test_a_guide_is_read_aloud_and_stops(open_page: Open) -> None:
    page = open_page(None, SMALLEST)
    page.add_init_script(SPEAKS)
    page.goto("/guides/")
    aloud = page.get_by_role("button", name="念给我听")
    aloud.click()
    expect(page.locator("[data-aloud]")).to_have_text("别念了")
    said = page.evaluate("window.said.map(([text, lang]) => [text, lang])")
    assert said[0] == ["我有哪些权益", "zh-CN"]
    assert len(said) > 3
    page.evaluate("window.said.forEach(([, , part]) => part.onend())")
    expect(aloud).to_be_visible()
