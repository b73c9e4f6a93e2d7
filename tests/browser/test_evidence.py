"""Evidence in a real browser: two taps to a sealed photo, pieces over a bad line, no script, the office."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.test_pages import barriers
from tests.evidence.conftest import picture

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
PAPERS = "/apply/social-insurance-subsidy/papers/"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(size=(2400, 1800)) + b"\0" * 900_000)
    return path


@pytest.mark.parametrize("script", [True, False])
def test_an_accident_is_sealed_in_two_taps_without_signing_in(open_page: Open, photo: Path, script: bool) -> None:
    page = open_page(script=script)
    page.goto("/")
    page.click("text=出事了")  # the first tap
    shoot(page, "accident")
    with page.expect_file_chooser() as chooser:
        page.click("label:has-text('拍照')")  # the second
    chooser.value.set_files(photo)
    if not script:
        page.click("button:has-text('封存')")
    page.wait_for_url(re.compile("/sealed/"))
    assert re.fullmatch(r"[0-9A-F]{4}(-[0-9A-F]{4}){2}", page.inner_text("[data-no]"))
    if script:
        assert barriers(page) == []
        assert fits(page)
    shoot(page, "sealed")
    with page.expect_download() as download:
        page.click("text=下载回执")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_a_photo_goes_on_after_the_line_broke(open_page: Open, photo: Path) -> None:
    page = open_page("worker-fresh")
    page.goto("/files/")
    before = page.locator("main section.card").count()
    page.goto(PAPERS)
    seen: list[str] = []

    def bad_line(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) in (2, 4):
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/files/upload/**", bad_line)
    page.set_input_files("input[type=file] >> nth=0", photo)
    page.wait_for_selector("text=已送达", timeout=90_000)
    assert len(seen) >= 7
    shoot(page, "pieces")
    page.click("button[name=more]")
    page.wait_for_selector("text=第 1 份")
    page.goto("/files/")
    page.wait_for_selector("text=我的材料")
    assert page.locator("main section.card").count() == before + 1
    assert barriers(page) == []
    shoot(page, "files")


def test_what_was_sent_before_is_chosen_without_script(open_page: Open, photo: Path) -> None:
    page = open_page("worker-open", script=False)
    page.goto(PAPERS)
    page.set_input_files("input[type=file] >> nth=0", photo)
    page.click("button[name=more]")
    expect(page.locator("text=第 1 份")).to_have_count(1)
    page.click("button[name=drop] >> nth=0")
    page.click("summary:has-text('用以前传过的') >> nth=0")
    page.check("input[type=checkbox][name^=kept-] >> nth=0")
    page.click("button[name=more]")
    expect(page.locator("text=第 1 份")).to_have_count(1)


def see(page: Page, address: str, name: str) -> None:
    page.goto(address)
    assert barriers(page) == []
    shoot(page, name)


def test_the_other_pages_have_no_barrier(open_page: Open) -> None:
    see(open_page(), "/verify/", "verify")
    for size, name in ((DESK, "operations"), (PHONE, "operations-phone")):
        see(open_page("system", size), "/agency/operations/", name)


def test_the_office_sees_who_had_a_file(open_page: Open) -> None:
    page = open_page("handler-330304", DESK)
    page.goto("/agency/queue/all/?procedure=social-insurance-subsidy")
    page.click("main table a >> nth=0")
    page.wait_for_selector("text=材料")
    with page.expect_download():
        page.click("text=下载原件 >> nth=0")
    page.reload()
    page.click("summary:has-text('谁经手过') >> nth=0")
    expect(page.locator("text=下载原件 ·").first).to_be_attached()
    assert barriers(page) == []
    shoot(page, "custody")
