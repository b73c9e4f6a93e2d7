"""An accident on a bad line: the photo lies in the phone before anything is sent, and every word about it is true."""

from __future__ import annotations

import os
import random
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, shoot
from tests.browser.test_pages import barriers
from tests.evidence.conftest import picture
from tests.server import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
HELD = """() => new Promise((go) => {
    const asked = indexedDB.open('huxin-accident', 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction('files').objectStore('files').getAll();
        all.onsuccess = () => { asked.result.close(); go(all.result.map((one) => [one.name, one.blob.size])); };
    };
})"""
PIECES = "**/pieces/**"
CUTS, SEED = int(os.environ.get("HUXIN_CUTS", "1")), 23
COUNTED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "huxin.config.settings"
django.setup()
from huxin.evidence.models import Evidence
print(*[Evidence.objects.filter(sha256=one).count() for one in {digests}])
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(size=(2400, 1800)) + b"\0" * 900_000)
    return path


def cut(page: Page) -> None:
    page.route(PIECES, lambda route: route.abort("internetdisconnected"))


def test_a_photo_lies_in_the_phone_while_the_line_is_cut_and_goes_on_in_another_tab(
    open_page: Open, photo: Path
) -> None:
    page = open_page()
    page.goto("/accident/")
    cut(page)
    page.set_input_files("#f-camera", photo)
    line = page.locator("[data-files] li")
    expect(line).to_contain_text("等网络")
    expect(line).to_contain_text("已存在这台手机")
    assert page.evaluate(HELD) == [["photo.jpg", photo.stat().st_size]]
    assert "已送达" not in page.inner_text("main")
    expect(page.get_by_role("button", name="封存")).to_be_hidden()
    shoot(page, "accident-offline")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto("/accident/")
    expect(again.locator("[data-files]")).to_contain_text("已送达", timeout=30_000)
    assert again.evaluate(HELD) == []
    again.get_by_role("link", name="看从这台手机存好的证据").first.click()
    expect(again.locator("[data-no]")).to_have_text(re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){2}"))
    assert barriers(again) == []


def test_a_line_that_breaks_in_the_middle_loses_nothing_and_sends_nothing_twice(open_page: Open, photo: Path) -> None:
    page = open_page()
    page.goto("/accident/")
    seen: list[str] = []

    def bad_line(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) in (2, 4):
            route.abort("internetdisconnected")
        elif len(seen) == 6:
            route.fetch()  # it arrives, and the answer is lost
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PIECES, bad_line)
    page.set_input_files("#f-camera", photo)
    page.wait_for_url("**/sealed/**", timeout=90_000)
    assert len(seen) >= 7
    assert page.locator("main .links li").filter(has_text="JPG").count() == 1


def seal_through(open_page: Open, photo: Path, draw: random.Random) -> str:
    """Seal a photo while the line, the tab or the clock fails at a moment drawn by lot; answers what failed when."""
    how, moment = draw.choice(("lost", "answered", "tab", "clock")), draw.randrange(1, 6)
    page, asked = open_page(), list[str]()
    if how == "clock":
        page.clock.set_fixed_time(datetime(2001, 1, 1, tzinfo=UTC))
    page.goto("/accident/")

    def fails(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) != moment:
            route.continue_()
            return
        if how == "answered":
            route.fetch()
        route.abort("connectionreset")

    page.route(PIECES, fails)
    page.set_input_files("#f-camera", photo)
    line = page.locator("[data-files] li")
    expect(line).to_contain_text("等网络")
    expect(line).to_contain_text("已存在这台手机")
    assert "已送达" not in line.inner_text()
    assert page.evaluate(HELD) == [[photo.name, photo.stat().st_size]]
    if how == "tab":
        context = page.context
        page.close()
        page = context.new_page()
        page.goto("/accident/")
        expect(page.locator("[data-files]")).to_contain_text("已送达", timeout=60_000)
        page.get_by_role("link", name="看从这台手机存好的证据").first.click()
    else:
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/sealed/**", timeout=60_000)
    assert page.locator("main .links li").filter(has_text="JPG").count() == 1
    assert page.evaluate(HELD) == []
    page.context.close()
    return f"{how} at {moment}"


@pytest.mark.timeout(1200)
def test_whatever_fails_at_any_moment_each_photo_is_there_once(open_page: Open, city: Running, tmp_path: Path) -> None:
    draw, sent, told = random.Random(SEED), list[str](), list[str]()
    for number in range(CUTS):
        photo = tmp_path / f"photo-{number}.jpg"
        photo.write_bytes(picture(size=(1200, 900)) + bytes([number]) * 900_000)
        sent.append(sha256(photo.read_bytes()).hexdigest())
        told.append(seal_through(open_page, photo, draw))
    counted = city.python(COUNTED.format(digests=sent)).split()
    assert counted == ["1"] * CUTS, told


def test_a_full_phone_is_told_and_the_photo_is_sent_all_the_same(open_page: Open, photo: Path) -> None:
    page = open_page()
    page.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    )
    page.goto("/accident/")
    cut(page)
    page.set_input_files("#f-camera", photo)
    expect(page.locator("[data-files]")).to_contain_text("等网络")
    expect(page.locator("[data-files]")).not_to_contain_text("已存在这台手机")
    page.unroute(PIECES)
    page.wait_for_url("**/sealed/**", timeout=30_000)


def test_a_file_that_is_not_taken_stays_in_the_phone_with_why(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    page.goto("/accident/")
    strange = tmp_path / "notes.xyz"
    strange.write_bytes(b"nothing that anybody knows" * 20)
    page.set_input_files("#f-photos", strange)
    line = page.locator("[data-files] li")
    expect(line).to_contain_text("没有收")
    assert len(page.evaluate(HELD)) == 1
    line.get_by_role("button", name="不要了").click()
    expect(line).to_have_count(0)
    assert page.evaluate(HELD) == []


def test_three_taps_give_the_cover_and_the_days(open_page: Open, photo: Path) -> None:
    page = open_page()
    page.goto("/accident/")
    page.set_input_files("#f-camera", photo)
    page.wait_for_url("**/sealed/**")
    page.locator("label:has([name=hurt][value=yes])").click()
    page.locator("label:has([name=on_order][value=yes])").click()
    page.locator("label:has([name=platform][value='美团'])").click()
    page.wait_for_url("**/next/**")
    expect(page.locator("#possible")).to_contain_text("按单的职业伤害保障")
    assert barriers(page) == []
    shoot(page, "accident-next")
    with page.expect_download() as download:
        page.get_by_role("link", name="放进手机日历").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")


def test_the_page_opens_without_a_line(open_page: Open, photo: Path) -> None:
    page = open_page()
    page.goto("/accident/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    page.context.set_offline(True)
    page.goto("/accident/")
    page.set_input_files("#f-camera", photo)
    expect(page.locator("[data-files]")).to_contain_text("已存在这台手机")
    page.context.set_offline(False)
    page.wait_for_url("**/sealed/**", timeout=60_000)
