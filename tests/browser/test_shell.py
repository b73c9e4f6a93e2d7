"""The static shell as a province's app opens it: sign in, my cases, a case, what can I get, the nearest place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, fits, shoot
from tests.browser.filling import PHOTO
from tests.browser.test_pages import barriers
from tests.browser.test_places import HERE
from tests.server import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SMALL = {"width": 360, "height": 740}


def at(page: Page, title: str) -> None:
    """The screen of this title stands, has the focus and fits."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.evaluate("document.activeElement === document.querySelector('h1')")
    assert fits(page)


def test_one_way_through_the_shell(open_page: Open, city: Running) -> None:
    page, wrong = open_page(None, SMALL), list[str]()
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/shell/?uiStyle=elder")
    at(page, "停好车再看")
    assert "is-large" in str(page.locator("html").get_attribute("class"))
    assert barriers(page) == []
    shoot(page, "shell-home")
    page.locator("main .links").get_by_role("link", name="我的事").click()
    at(page, "登录")
    page.fill("#username", "worker-decided")
    page.fill("#password", "wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("[role=alert]")).to_contain_text("账号或密码不对")
    page.fill("#password", city.password)
    page.get_by_role("button", name="登录").click()
    at(page, "我的事")
    shoot(page, "shell-cases")
    page.locator("main .links a").first.click()
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    assert fits(page)
    assert barriers(page) == []
    shoot(page, "shell-case")
    page.goto("/shell/?uiStyle=elder#/get")
    for _question in range(12):
        heading = page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text("停好车再看")
        before = heading.inner_text()
        if before == "按你说的，一次看全":
            break
        page.get_by_role("button", name="下一题").press("Enter")
        expect(heading).not_to_have_text(before)
    at(page, "按你说的，一次看全")
    assert barriers(page) == []
    shoot(page, "shell-money")
    page.go_back()
    expect(page.get_by_role("button", name="下一题")).to_be_visible()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    page.goto("/shell/#/rest")
    at(page, "离我最近的")
    page.get_by_role("button", name="用我的位置").click()
    expect(page.locator("[data-told] .card").first).to_contain_text("m")
    assert fits(page)
    shoot(page, "shell-rest")
    page.get_by_role("button", name="English").click()
    at(page, "Nearest to me")
    for screen, title in (("me", "About me"), ("agreements", "My agreements"), ("pay", "Until when you can claim")):
        page.goto(f"/shell/#/{screen}")
        at(page, title)
        shoot(page, f"shell-{screen}")
    page.get_by_role("button", name="Sign out").click()
    at(page, "Park first")
    assert [one for one in wrong if "422" not in one and "401" not in one] == []


def test_what_can_be_pressed_in_the_shell_does_what_it_says(open_page: Open) -> None:
    page, wrong = open_page("worker-halfway", SMALL), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    told = page.locator("[data-told]").first

    def press(name: str) -> None:
        page.get_by_role("button", name=name).first.press("Enter")

    page.goto("/shell/#/accident")
    page.set_input_files("[name=photo]", PHOTO)
    press("封存照片")
    expect(page.get_by_role("heading", level=1)).to_contain_text("已送达，存好了：")
    page.locator("label:has([name=hurt][value=yes])").click()
    press("看保障和日子")
    expect(told).to_contain_text("我的日子")
    press("放进我的材料")
    expect(page.get_by_role("button", name="放进我的材料")).to_have_count(0)
    page.goto("/shell/#/pay")
    at(page, "最晚哪天还能要")
    page.fill("[name=knew_on]", "2026-03-02")
    page.locator("label:has([name=lasts][value=yes])").click()
    press("算一算")
    expect(told).to_contain_text("劳动争议调解仲裁法")
    page.goto("/shell/#/code")
    at(page, "凭验证码看一件")
    page.fill("[name=no]", "2026-999999")
    page.fill("[name=phone]", "13800000000")
    press("发验证码")
    expect(told).to_contain_text("验证码就发过去了")
    page.fill("[name=code]", "123456")
    press("看一看")
    expect(page.locator("[role=alert]").filter(has_text="验证码")).to_be_visible()
    page.goto("/shell/#/me")
    at(page, "我的信息")
    page.fill("[name=on]", "2026-03-02")
    press("查一查")
    expect(told).to_contain_text("这一天")
    page.goto("/shell/#/cases")
    at(page, "我的事")
    page.locator("main .links a").first.click()
    expect(page.get_by_role("button", name="发出去")).to_be_visible()
    page.locator("#words").fill("材料补好了，请看一下。")
    press("发出去")
    expect(page.get_by_text("材料补好了，请看一下。").first).to_be_visible()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    page.goto("/shell/#/rest")
    press("用我的位置")
    press("关着？报一下")
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    assert "#/case/" in page.url
    assert wrong == []
