"""A rider finds a place on the phone, gets the way there, says that it is closed; the union sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Open, shoot
from tests.browser.filling import PHOTO, act, fill, walk_form
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = pytest.mark.browser
HERE = {"longitude": 120.66682, "latitude": 27.99942}


def test_find_go_there_report_and_the_unions_list(open_page: Open) -> None:
    phone = open_page()
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(HERE)
    phone.goto("/places/")
    shoot(phone, "places-home")
    phone.get_by_role("link", name=re.compile("厕所")).click()
    phone.get_by_role("button", name="用我的位置").click()
    expect(phone.get_by_role("heading", name="离你最近的")).to_be_visible()
    assert str(HERE["latitude"]) not in phone.url
    first = phone.locator(".spots > li").first
    assert re.match(
        r"https://uri\.amap\.com/navigation\?to=120\.\d+,\d+\.\d+,",
        first.get_by_role("link", name="高德导航").get_attribute("href") or "",
    )
    shoot(phone, "places-near")
    first.locator("h3 a").click()
    name = phone.get_by_role("heading", level=1).inner_text()
    shoot(phone, "places-one")
    address = phone.url

    rider = open_page("worker-fresh")
    rider.goto(address)
    rider.get_by_label("没开门").check()
    rider.get_by_role("button", name="报给总工会").click()
    expect(rider).to_have_url(re.compile(r"/cases/[0-9-]+/"))
    phone.goto(address)
    expect(phone.get_by_text("有人报说没开或者坏了")).to_be_visible()

    union = open_page("union", DESK)
    union.goto("/agency/places/")
    expect(union.get_by_role("link", name=name)).to_be_visible()
    shoot(union, "places-upkeep")


def test_one_tap_from_the_first_page_and_the_list_stays_without_a_line(open_page: Open) -> None:
    phone = open_page()
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(HERE)
    phone.goto("/")
    phone.get_by_role("link", name="歇会儿").click()
    expect(phone.get_by_role("heading", name="离你最近、开着的")).to_be_visible()
    first = phone.locator(".spots > li").first
    assert "uri.amap.com" in (first.get_by_role("link", name="高德导航").get_attribute("href") or "")
    name = first.locator("h3").inner_text()
    assert barriers(phone) == []
    shoot(phone, "places-open-near")
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.reload()
    expect(phone.locator(".spots > li").first).to_be_visible()
    phone.context.set_offline(True)
    phone.goto("/places/")
    expect(phone.get_by_text("没有网，这是上次看到的")).to_be_visible()
    expect(phone.locator(".spots > li h3").first).to_have_text(name)


def test_without_a_script_a_county_is_chosen(open_page: Open) -> None:
    phone = open_page(script=False)
    phone.goto("/places/kind/rest_station/")
    expect(phone.get_by_role("button", name="用我的位置")).to_be_hidden()
    phone.get_by_label("在哪个县").select_option(label="鹿城区")
    phone.get_by_role("button", name="列出来").click()
    expect(phone.locator(".spots > li").nth(3)).to_be_visible()


def test_the_pages_at_a_desk(open_page: Open) -> None:
    desk = open_page(size=DESK)
    desk.goto("/places/")
    shoot(desk, "places-home-desk")
    desk.goto("/places/kind/rest_station/?county=330302")
    shoot(desk, "places-kind-desk")


def test_a_keeper_makes_a_key_an_attendant_counts_and_a_driver_is_led_there(open_page: Open) -> None:
    keeper = open_page("transport", DESK)
    keeper.goto("/agency/places/waiting/")
    shoot(keeper, "places-waiting-areas")
    keeper.get_by_role("link", name=re.compile("^温州南站网约车|^温州南站候客区")).first.click()
    name = keeper.get_by_role("heading", level=1).inner_text()
    assert barriers(keeper) == []
    keeper.get_by_label("18:00").fill("20")
    keeper.get_by_role("button", name="存下来，重算").click()
    expect(keeper.get_by_text("数存好了。")).to_be_visible()
    keeper.get_by_role("button", name="生成新口令").click()
    key = keeper.locator("code").inner_text()
    address = re.search(r"/places/\S+/count/", keeper.locator(".ag-note").inner_text())
    assert address is not None
    shoot(keeper, "places-waiting-area")

    attendant = open_page()
    attendant.goto(address[0])
    attendant.get_by_label("这个候客区的口令").fill(key)
    attendant.get_by_role("button", name="开始数").click()
    attendant.get_by_label("现在停了几辆").fill("3")
    attendant.get_by_role("button", name="就按这个数").click()
    attendant.get_by_role("button", name="进来一辆").click()
    expect(attendant.get_by_text("停了 4 辆")).to_be_visible()
    assert barriers(attendant) == []
    shoot(attendant, "places-count")

    driver = open_page()
    driver.goto("/places/")
    driver.get_by_role("link", name="现在去哪里候客").click()
    driver.get_by_label("哪个车站、机场、景点").select_option("温州南站")
    driver.get_by_role("button", name="看这里").click()
    expect(driver.get_by_text(f"先去：{name}")).to_be_visible()
    assert "mode=car" in (driver.get_by_role("link", name="高德导航").first.get_attribute("href") or "")
    assert barriers(driver) == []
    shoot(driver, "places-waiting")
    driver.get_by_role("link", name="乘客在哪里上车").click()
    expect(driver.get_by_role("link", name="高德走过去").first).to_be_visible()
    assert barriers(driver) == []
    shoot(driver, "places-pickup")


def test_a_planner_runs_two_scenarios_compares_them_and_moves_a_site(open_page: Open, city: Running) -> None:
    city.huxin("worker", "--once")  # what the demonstration put into the queue
    desk = open_page("union", DESK)
    desk.goto("/agency/places/plan/")
    desk.get_by_role("link", name="10–14").click()
    expect(desk.locator(".plan-map circle").first).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "places-plan")
    for name, many in (("会上的一", "5"), ("会上的二", "8")):
        desk.goto("/agency/places/plan/")
        desk.get_by_label("名字").fill(name)
        desk.get_by_label("新建几个").fill(many)
        desk.get_by_label("算几秒").fill("3")
        desk.get_by_role("button", name="开始算").click()
        expect(desk.get_by_text("这一页会自己更新")).to_be_visible()
        city.huxin("worker", "--once")
        expect(desk.get_by_role("heading", name="图")).to_be_visible(timeout=120_000)
    assert barriers(desk) == []
    shoot(desk, "places-scenario")
    before = desk.url
    spot = desk.locator(".plan-new").first.bounding_box()
    assert spot is not None
    desk.mouse.move(spot["x"] + 3, spot["y"] + 3)
    desk.mouse.down()
    desk.mouse.move(spot["x"] + 6, spot["y"] + 6)
    desk.mouse.up()
    expect(desk.get_by_text("手动挪过，没有界")).to_be_visible(timeout=60_000)
    assert desk.url != before
    desk.get_by_role("link", name="所有方案").click()
    for name in ("会上的一", "会上的二"):
        desk.get_by_role("checkbox", name=name).first.check()
    desk.get_by_role("button", name="并排看选中的").click()
    expect(desk.locator(".plan-map").nth(1)).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "places-compare")
    desk.goto(before)
    for word in ("GeoJSON", "XLSX", "会上用的一页纸"):
        with desk.expect_download() as waits:
            desk.get_by_role("link", name=word).click()
        assert waits.value.path().stat().st_size > 100


@pytest.mark.story(procedures=["place-proposal", "place-project"], trades=[])
def test_a_need_becomes_a_place_that_everybody_finds(open_page: Open, city: Running) -> None:
    worker = open_page("worker-fresh")
    worker.goto("/places/")
    worker.get_by_role("link", name="提一个建点建议").click()
    expect(worker).to_have_url(f"{city.url}/apply/place-proposal/")
    words = {"need": ["ridehail_waiting", "toilet"], "spot": "南塘候客区", "hours": ["night"], "county": "330304"}
    no = walk_form(worker, words)
    union = open_page("union", DESK)
    desk = f"/agency/cases/{no}/"
    act(union, desk, "accept")
    act(union, desk, "survey", {"found": "能建", "nearest_metres": "900"})
    act(union, desk, "decide", {"outcome": "planned", "result": "列入建设"})
    union.goto(f"/agency/new/place-project/?from={no}")
    form = union.locator("main form.ag-sheet")
    fill(form, {"place_kind": "ridehail_waiting", "seats": "12", "operator": "南塘物业"})
    form.locator("[name=plan]").set_input_files(PHOTO)
    form.get_by_role("button", name="提交").click()
    expect(union).to_have_url(re.compile(r"/agency/cases/[0-9-]+/"))
    project = re.search(r"/cases/([0-9-]+)/", union.url)
    assert project is not None
    here = f"/agency/cases/{project[1]}/"
    boss = open_page("county-government-approver", DESK)
    act(boss, here, "approve_site")
    act(union, here, "start_works", {"contractor": "某公司"})
    act(boss, here, "decide", {"outcome": "opened", "opening_hours": "24小时"})
    union.goto("/agency/places/")
    card = union.locator("form", has=union.locator(f"[name=case][value='{project[1]}']"))
    card.get_by_label("经度,纬度").fill("120.63321,28.00984")
    card.get_by_label("坐标系").select_option("wgs84")
    shoot(union, "places-opened")
    assert barriers(union) == []
    card.get_by_role("button", name="放上地图").click()
    expect(union.get_by_text("上了地图")).to_be_visible()
    phone = open_page()
    phone.goto("/places/kind/ridehail_waiting/?county=330304")
    expect(phone.get_by_role("link", name="南塘候客区")).to_be_visible()
    expect(phone.locator(".spots > li", has_text="南塘候客区")).to_contain_text("开着")
