"""In a real browser: the session ends in the middle of a form, the language changes, the line is cut, two tabs save."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Open, fits, shoot, there
from tests.server import Running
from tests.support import JPEG

pytestmark = pytest.mark.browser
END_SESSIONS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "huxin.config.settings"
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
engine = import_module(settings.SESSION_ENGINE)
for row in Session.objects.all():
    one = engine.SessionStore(row.session_key)
    one["seen"] = 1
    one.save()
"""
FIELD = ".field textarea, .field input[type=text]"
FORMS = [
    ("/me/", "#f-wanted", "13900001234"),
    ("do/complete/", "#f-reply", "订单截图换成清楚的了"),
    ("do/withdraw/", "#f-reason", "先不申请了，等下个月一起"),
    ("do/add_evidence/", "#f-remark", "站长姓林，电话记不清了"),
    ("/apply/one-stop-mediation/", FIELD, "每天十二个小时，没给钱"),
    ("/apply/labour-inspection-complaint/", FIELD, "路口没有灯，说了三次"),
    ("/apply/arbitration/", FIELD, "三个月的单没有结，问了就说等"),
    ("/apply/legal-aid-referral/", FIELD, "打官司没有钱，家里两个孩子"),
    ("/apply/hazard-report/", FIELD, "货架歪了，底下有人走"),
    ("/apply/injury-recognition/", FIELD, "路口左转被撞，左手不能动"),
]


def go_to(page: Page, path: str) -> None:
    """The form: by its address, an act of the person's case, or the first question that is answered in words."""
    if path.startswith("do/"):
        page.goto("/cases/")
        page.locator("main h2 a").last.click()
        page.goto(page.url + path)
        return
    page.goto(path)
    if not path.startswith("/apply/"):
        return
    page.locator("main a.button").first.click()
    for _ in range(6):
        if there(page.locator(FIELD)):
            return
        for group in page.locator("main fieldset").all():
            group.locator("label").first.click()
        for chosen in page.locator("main select").all():
            chosen.select_option(index=1)
        for day in page.locator("main input[type=date]").all():
            day.fill("2026-03-02")
        page.locator("main form button.button").first.click()


@pytest.mark.parametrize(("path", "field", "words"), FORMS)
def test_the_session_ends_in_the_middle_of_a_form(
    open_page: Open, city: Running, signed_in: dict[str, object], path: str, field: str, words: str
) -> None:
    page = open_page("worker-open")
    go_to(page, path)
    here = page.url
    page.locator(field).first.fill(words)
    city.python(END_SESSIONS)
    signed_in.clear()
    page.locator("main form", has=page.locator(field)).first.locator("button[type=submit]").last.click()
    expect(page.locator("#f-username")).to_be_visible()
    assert "没有丢" in page.inner_text("main")
    page.fill("#f-username", "worker-open")
    page.fill("#f-password", city.password)
    page.click("main form button")
    expect(page.locator("[data-kept]").first).to_be_visible()
    assert page.url.split("?")[0] == here.split("?")[0]
    assert words in [one.input_value() for one in page.locator(field).all()]
    shoot(page, f"kept-{path.strip('/').replace('/', '-')}")
    assert fits(page)


def test_a_change_of_language_keeps_what_was_typed(open_page: Open, city: Running) -> None:
    page = open_page(None)
    page.goto("/help/injury/")
    page.fill("#f-platform_other", "小小平台")
    page.locator("form[data-language] [name=language]").click()
    page.wait_for_url("**kept=**")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f-platform_other")).to_have_value("小小平台")


def test_a_cut_line_keeps_the_photo_chosen_and_says_what_happened(open_page: Open, tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(JPEG)
    page = open_page(None)
    page.goto("/accident/")
    page.context.set_offline(True)
    page.set_input_files("#f-photos", photo)
    expect(page.locator("[data-files]")).to_contain_text("已存在这台手机")
    shoot(page, "accident-cut")
    page.context.set_offline(False)
    page.wait_for_url("**/sealed/**", timeout=60_000)
    second = tmp_path / "第二张.jpg"
    second.write_bytes(JPEG + b"2")
    page.set_input_files("#f-photos", second)
    expect(page.locator("main .links li")).to_have_count(2)
    song = tmp_path / "说明.txt"
    song.write_bytes(b"plain words")
    page.set_input_files("#f-photos", song)
    expect(page.locator("[data-files]")).to_contain_text("说明.txt")
    expect(page.locator("main .links li")).to_have_count(2)
    shoot(page, "accident-refused")


def test_without_a_script_a_second_photo_goes_in(open_page: Open, tmp_path: Path) -> None:
    photo = tmp_path / "one.jpg"
    photo.write_bytes(JPEG)
    page = open_page(None, script=False)
    page.goto("/accident/")
    page.set_input_files("#f-photos", photo)
    page.locator("main form button.button").click()
    second = tmp_path / "two.jpg"
    second.write_bytes(JPEG + b"2")
    page.set_input_files("#f-photos", second)
    page.locator("main form button.button").last.click()
    expect(page.locator("main .links li")).to_have_count(2)


def test_the_desk_says_when_the_sign_in_ends(open_page: Open, city: Running) -> None:
    page = open_page("handler-330304", DESK)
    page.goto("/agency/queue/mine/")
    expect(page.locator(".session-end")).to_contain_text("前没动就会退出登录")
    shoot(page, "queue-mine")


def test_the_back_key_and_a_reload_show_what_was_said(open_page: Open) -> None:
    page = open_page(None)
    page.goto("/money/")
    page.fill("#f-birth_date", "1981-05-03")
    page.check("input[value=F50]")
    page.click("text=下一题")
    page.fill("#f-month", "2025-06")
    page.click("text=下一题")
    page.select_option("#f-platform", "美团")
    page.click("text=下一题")
    expect(page.locator("#f-issued_on")).to_be_visible()
    assert "1981" not in page.url
    page.reload()
    expect(page.locator("#f-issued_on")).to_be_visible()
    page.go_back()
    expect(page.locator("#f-platform")).to_have_value("美团")
    page.go_back()
    expect(page.locator("#f-month")).to_have_value("2025-06")
    page.locator("form[data-language] [name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f-month")).to_have_value("2025-06")
    shoot(page, "question-english")
    assert fits(page)
    page.goto("/money/")
    page.get_by_role("button", name="Clear it now").click()
    expect(page.locator("#f-birth_date")).to_have_value("")


def test_two_tabs_ask_apart(open_page: Open) -> None:
    first = open_page(None)
    second = first.context.new_page()
    for page, day in ((first, "1981-05-03"), (second, "1990-01-02")):
        page.goto("/money/")
        page.fill("#f-birth_date", day)
        page.click("text=下一题")
    for page, day in ((first, "1981-05-03"), (second, "1990-01-02")):
        page.click("text=上一题")
        expect(page.locator("#f-birth_date")).to_have_value(day)
