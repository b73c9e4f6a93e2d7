"""Chromium against the real server with the demo city; one of each for the whole run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.server import Running, demo_city

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows to draw and takes two thirds of the time of the others."""
PATIENCE = 15_000
"""Milliseconds until a page counts as silent: the cores are shared with other lanes."""
TOUR = ("result", "script-case", "script-decided")
whole = pytest.mark.skipif(os.environ.get("HUXIN_STORIES") != "all", reason="make test-all walks all stories")
"""A story for ``HUXIN_STORIES=all`` only: with each change its procedure is walked without a browser."""
SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with demo_city(tmp_path_factory.mktemp("city") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    expect.set_options(timeout=PATIENCE)
    assert path, f"Chromium is missing: install the package '{BROWSERS[0]}'."
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


Open = Callable[..., Page]


def sign_in(page: Page, city: Running, account: str) -> None:
    """Password, and the code of the moment where one is asked for."""
    page.goto("/login/")
    page.fill("#f-username", account)
    page.fill("#f-password", city.password)
    page.click("main form button")
    if "/second-factor/" in page.url:
        page.fill("#f-code", city.code_for(account))
        page.click("main form button")


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """The session of each account that has signed in; a code is good once, so it is used as long as it holds."""
    return {}


@pytest.fixture
def open_page(chromium: Browser, city: Running, signed_in: dict[str, Any]) -> Iterator[Open]:
    """``open_page(account, size)``: a page of a fresh context, signed in when an account is named."""
    contexts: list[BrowserContext] = []

    def make(
        account: str | None = None, size: dict[str, int] = PHONE, *, script: bool = True, locale: str = "zh-CN"
    ) -> Page:
        context = chromium.new_context(
            storage_state=signed_in.get(account or ""),
            base_url=city.url,
            viewport=size,
            locale=locale,
            java_script_enabled=script,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if account:
            page.goto("/me/" if account.startswith("worker") else "/")
            if page.locator(".top a[href='/login/'], #f-username").count():
                sign_in(page, city, account)
                signed_in[account] = context.storage_state()
            else:
                page.goto("/agency/" if page.locator(".top a[href='/agency/']").count() else "/")
        return page

    yield make
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page for whoever wants to look; ``HUXIN_SHOTS=tour``: only what the README shows."""
    page.wait_for_load_state()
    if os.environ.get("HUXIN_SHOTS") == "tour" and name not in TOUR:
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    """Nothing stands beside the screen.  A press is over when the answer begins, so the whole of it is waited for."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def there(found: Locator) -> bool:
    """Whether something stands on the page to which a press has led, once the whole of it is there."""
    found.page.wait_for_load_state()
    return found.count() > 0


def press(page: Page, key: str) -> None:
    """Press a key on a page whose scripts are there to hear it."""
    page.wait_for_load_state()
    page.keyboard.press(key)
