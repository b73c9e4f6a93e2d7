"""An empty set-up, by documented commands and pages alone: officers of every department, a worker, a company of two.

No page runs a script here, and nothing of the demo city is there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from huxin.law import load_pack
from tests.browser.conftest import DESK, PHONE, fits, shoot
from tests.browser.filling import PHOTO
from tests.server import HUXIN, Running, _wait, environment, free_port
from tests.support import credit_code, id_number

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
PACK = load_pack("wenzhou")
DEPARTMENTS = [one.id for one in PACK.agencies.values() if one.kind == "department"]
OWN = "a password of my own"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``huxin setup`` and ``huxin serve`` without the demo."""
    data, port = tmp_path_factory.mktemp("empty") / "data", free_port()
    own = environment(data) | {"HUXIN_DEMO": ""}
    subprocess.run([HUXIN, "setup"], env=own, check=True, capture_output=True)
    log = data.parent / "server.log"
    with log.open("wb") as out:
        command = [HUXIN, "serve", "--port", str(port), "--workers", "2"]
        process = subprocess.Popen(command, env=own, stdout=out, stderr=out, start_new_session=True)
    running = Running(f"http://localhost:{port}", data, process)
    try:
        _wait(running.url, process, log)
        yield running
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def add_at_the_server(city: Running, name: str) -> str:
    """The first password of an administrator, as the command prints it."""
    command = [HUXIN, "account", "add", name, "--label", name, "--role", "security_admin"]
    own = environment(city.data) | {"HUXIN_DEMO": ""}
    printed = subprocess.run(command, env=own, check=True, capture_output=True, text=True).stdout
    return printed.split()[1]


def browse(chromium: Browser, city: Running, size: dict[str, int] = DESK) -> Page:
    context = chromium.new_context(base_url=city.url, viewport=size, locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(30_000)
    return context.new_page()


def staff(chromium: Browser, city: Running, name: str, password: str) -> Page:
    """Somebody of the staff on their first day: password, second factor, a password of their own."""
    page = browse(chromium, city)
    page.goto("/login/")
    page.fill("#f-username", name)
    page.fill("#f-password", password)
    page.click("main form button")
    page.fill("#f-code", city.code_of(page.inner_text("main .small code")))
    page.click("main form button")
    page.click("main a.button")
    page.fill("#f-old", password)
    page.fill("#f-new", OWN)
    page.click("main form button")
    expect(page).to_have_url(re.compile("/agency/"))
    return page


def ask_for_officer(page: Page, name: str, department: str, role: str) -> None:
    page.goto("/agency/accounts/")
    page.click("details.ag-act summary")
    page.fill("#f-username", name)
    page.fill("#f-label", name)
    page.select_option("#f-department", department)
    page.check(f"#f-roles input[value='{role}']")
    page.click("details.ag-act form button")
    expect(page.locator("main")).to_contain_text("等另一位安全管理员同意")


def agree_to_all(page: Page) -> dict[str, str]:
    """First passwords by user name."""
    found: dict[str, str] = {}
    while True:
        page.goto("/agency/accounts/")
        waiting = page.locator("button[value='agree']")
        if not waiting.count():
            return found
        waiting.first.click()
        found[page.inner_text("h1")] = page.inner_text(".ag-note .num")


def choose_password(chromium: Browser, city: Running, code: str) -> Page:
    """On one's own phone, with a code."""
    page = browse(chromium, city, PHONE)
    page.goto("/login/")
    page.click("a[href='/code/']")
    shoot(page, "ways-code")
    page.fill("#f-code", code)
    page.fill("#f-new", OWN)
    page.click("main form button")
    shoot(page, "ways-code-done")
    page.click("main a.button")
    return page


def test_an_empty_set_up_reaches_everybody(chromium: Browser, empty: Running) -> None:
    names = ("security-1", "security-2")
    first, second = (staff(chromium, empty, name, add_at_the_server(empty, name)) for name in names)
    for department in DEPARTMENTS:
        ask_for_officer(first, f"{department}-1", department, "handler")
    ask_for_officer(first, "hrss-2", "hrss", "approver")
    passwords = agree_to_all(second)
    assert len(passwords) == len(DEPARTMENTS) + 1
    officers = {name: staff(chromium, empty, name, password) for name, password in passwords.items()}
    handler, approver = officers["hrss-1"], officers["hrss-2"]

    handler.click("a[href='/agency/visitors/']")
    shoot(handler, "ways-visitors")
    handler.fill("#f-name", "李四")
    handler.fill("#f-id_number", id_number(date(1990, 1, 1), 5))
    handler.fill("#f-phone", "13800002222")
    handler.select_option("#f-county", "330304")
    handler.click("main form button")
    shoot(handler, "ways-visitors-done")
    worker = choose_password(chromium, empty, handler.inner_text("[data-secret]"))
    worker.goto("/cases/")
    expect(worker).to_have_url(re.compile("/cases/"))

    handler.click("a[href='/agency/firms/']")
    handler.fill("#f-credit_code", credit_code(3))
    handler.fill("#f-company", "瓯江闪送有限公司")
    handler.check("#f-kind input[value='platform']")
    handler.fill("#f-label", "周管")
    for paper in ("licence", "mandate"):
        handler.set_input_files(f"#p-{paper}", PHOTO)
    shoot(handler, "ways-firms")
    handler.click("button:has-text('收下')")
    expect(handler.locator("main")).to_contain_text("等另一位工作人员")
    approver.goto("/agency/firms/")
    shoot(approver, "ways-firms-waiting")
    approver.click("button[value='agree']")
    manager = choose_password(chromium, empty, approver.inner_text("[data-secret]"))
    manager.goto("/company/people/")
    shoot(manager, "ways-company-phone")
    manager.fill("#f-label", "吴单")
    manager.check("#f-roles input[value='lists']")
    manager.click("section.card:last-of-type button")
    shoot(manager, "ways-company-code")
    colleague = choose_password(chromium, empty, manager.inner_text("[data-secret]"))
    expect(colleague).to_have_url(re.compile("/company/"))
    colleague.goto("/company/lists/engagements/")
    expect(colleague.locator("input[type='file']")).to_have_count(1)
    handler.goto("/agency/imports/")
    shoot(handler, "ways-imports")
    for page in (worker, manager, handler):
        assert fits(page)
