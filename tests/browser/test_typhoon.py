"""A typhoon from warning to answer, clicked through: duty desk, platform, worker, finding, inquiry."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Open, shoot
from tests.server import Running

pytestmark = pytest.mark.browser
COUNTY = "330303"


def red_warning(folder: Path) -> Path:
    """A red typhoon warning for Longwan that has been in force for an hour."""
    begun = datetime.now(UTC) - timedelta(hours=1)
    path = folder / "warning.json"
    held = {
        "id": "browser-1", "messageType": "alert", "eventType": {"code": "1001"}, "color": {"code": "red"},
        "issuedTime": begun.isoformat(), "expireTime": (begun + timedelta(hours=9)).isoformat(),
        "counties": [COUNTY], "headline": "龙湾区气象台发布台风红色预警（演示）",
    }  # fmt: skip
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def test_from_the_warning_to_the_platform_that_acknowledges(city: Running, open_page: Open, tmp_path: Path) -> None:
    taken = city.huxin("weather", "take", str(red_warning(tmp_path)))
    assert taken.returncode == 0, taken.stderr
    (no,) = json.loads(taken.stdout)["orders"]

    desk = open_page("emergency", DESK)
    desk.goto("/agency/weather/")
    shoot(desk, "weather-draft")
    desk.get_by_label(no).get_by_role("button", name="发布给所有平台").click()
    expect(desk.get_by_role("status")).to_contain_text("发布了")
    expect(desk.get_by_label(no)).to_contain_text("6 家没确认")

    company = open_page("company-1", DESK)
    company.goto("/company/weather/")
    company.get_by_label(no).get_by_role("link", name="去确认").click()
    form = company.locator('form[action$="/do/acknowledge/"]')
    company.wait_for_load_state()
    if not form.get_by_role("button").is_visible():
        company.get_by_text("平台确认收到").first.click()
    expect(form.locator('[name="party"]')).to_have_count(0)  # who acknowledges is known from the sign-in
    form.get_by_role("button").last.click()
    company.goto("/company/weather/")
    expect(company.get_by_label(no)).to_contain_text("确认了")
    shoot(company, "weather-company")

    desk.goto("/agency/weather/")
    expect(desk.get_by_label(no)).to_contain_text("5 家没确认")
    shoot(desk, "weather-desk")

    phone = open_page(None, PHONE)
    phone.goto("/")
    expect(phone.locator("main")).to_contain_text("龙湾区")
    shoot(phone, "weather-first-page")


def test_the_worker_stops_with_one_tap(open_page: Open) -> None:
    phone = open_page("worker-fresh", PHONE, script=False)
    phone.goto("/weather/")
    phone.select_option("#f-county", COUNTY)
    phone.get_by_role("button", name="太危险，我停下").click()
    expect(phone.locator("main")).to_contain_text("隐患报告和拒绝冒险")
    shoot(phone, "weather-stop")


def test_from_an_order_that_broke_it_to_the_inquiry_and_its_answer(open_page: Open) -> None:
    """Ouhai was asked about already and answered; Rui'an is asked now."""
    desk = open_page("handler-330304", DESK)
    desk.goto("/agency/findings/?detector=weather_dispatch")
    shoot(desk, "findings")
    desk.locator("main table a").first.click()
    expect(desk.locator("main")).to_contain_text("已经询问")
    desk.locator(".ag-note a").click()
    expect(desk.locator("main")).to_contain_text("认可，交整改方案")
    shoot(desk, "inquiry-answered")

    ruian = open_page("handler-330381", DESK)
    ruian.goto("/agency/findings/?detector=weather_dispatch")
    ruian.locator("main table a").first.click()
    shoot(ruian, "finding")
    ruian.get_by_role("link", name=re.compile("^询问")).click()
    expect(ruian.locator('[name="finding_no"]')).not_to_have_value("")
    expect(ruian.locator('[name="company"]')).to_have_value("雁荡外卖（演示）")
    shoot(ruian, "inquiry-filled-in")
    ruian.locator("main form button[type=submit]").last.click()
    expect(ruian.locator("main")).to_contain_text("询问和限期整改")
    ruian.goto("/agency/findings/?detector=weather_dispatch")
    expect(ruian.locator("main table.ag-stack")).to_contain_text("已询问")


def test_the_citys_sheet(open_page: Open) -> None:
    desk = open_page("handler-330304", DESK)
    desk.goto("/agency/figures/")
    expect(desk.locator("main")).to_contain_text("人太少，不显示")
    shoot(desk, "figures")
