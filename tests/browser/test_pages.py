"""Every page: no serious barrier, light enough for a phone, keys for officers, honest words when something is wrong."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, fits, press, shoot
from tests.browser.filling import PHOTO
from tests.server import Running

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FIRST, LATER = 60_000, 12_000


def barriers(page: Page) -> list[str]:
    """Serious and critical findings of axe, with the elements, once the whole page is there."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


PUBLIC = [
    "/",
    "/money/",
    "/apply/social-insurance-subsidy/",
    "/accident/",
    "/verify/",
    "/help/complain/",
    "/help/disputes/",
    "/help/injury/",
    "/guides/",
    "/guides/disputes/",
    "/guides/quiz/",
    "/draws/",
    "/login/",
    "/nowhere/",
]
FORM = (
    "trade",
    "county",
    "period",
    "months",
    "group",
    "exclusions",
    "account",
    "contact",
    "declare",
    "papers",
    "check",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_has_no_barrier_and_fits_a_phone(open_page: Open, path: str) -> None:
    page = open_page()
    page.goto(path)
    assert barriers(page) == []
    assert fits(page)


def test_a_workers_pages_have_no_barrier(open_page: Open) -> None:
    page = open_page("worker-decided")
    page.goto("/cases/")
    assert barriers(page) == []
    page.click("h2 a")
    case = page.url
    assert barriers(page) == []
    page.goto(f"{case}why/")
    assert barriers(page) == []
    page.goto(f"{case}do/appeal/")
    assert barriers(page) == []
    for step in FORM:
        page.goto(f"/apply/social-insurance-subsidy/{step}/")
        assert barriers(page) == [], step
        assert fits(page), step


@pytest.mark.parametrize(
    ("account", "paths"),
    [
        ("handler-330304", ["/agency/queue/due/", "/agency/queue/all/", "/agency/parameters/", "/agency/reminders/"]),
        ("approver-330304", ["/agency/records/", "/agency/procedures/", "/agency/procedures/arbitration/"]),
        ("finance-330304", ["/agency/pay/"]),
        ("inspector-1", ["/agency/inspections/", "/agency/inspections/directories/", "/agency/site/"]),
        ("policy", ["/agency/parameters/"]),
        ("audit", ["/agency/audit/", "/agency/queue/all/"]),
    ],
)
def test_an_officers_pages_have_no_barrier(open_page: Open, account: str, paths: list[str]) -> None:
    page = open_page(account, DESK)
    for path in paths:
        page.goto(path)
        assert barriers(page) == [], path
    page.goto("/agency/queue/all/")
    page.locator("tbody a").first.click()
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)


def test_pages_are_light(open_page: Open) -> None:
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    total = 0

    def count(event: dict[str, float]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    page.goto("/", wait_until="networkidle")
    first, total = total, 0
    page.goto("/money/", wait_until="networkidle")
    question, total = total, 0
    page.goto("/apply/social-insurance-subsidy/", wait_until="networkidle")
    assert 1_000 < first <= FIRST
    assert 500 < question <= LATER
    assert 500 < total <= LATER


def test_a_few_questions_give_every_item_and_an_estimate_with_its_reasons(open_page: Open) -> None:
    page = open_page()
    page.goto("/money/")
    page.fill("#f-birth_date", "1981-05-03")
    page.check("input[value=F50]")
    page.click("text=下一题")
    shoot(page, "question")
    page.click("text=先看结果")
    page.click("text=说说交了几个月")
    page.fill("#f-first", "2025-01")
    page.fill("#f-last", "2025-12")
    page.fill("#f-paid", "892.40")
    page.check("input[value=hardship]")
    page.click("text=看结果")
    card = page.locator("[data-item=social-insurance-subsidy]")
    expect(card).to_contain_text("≈ 7,139.20")
    expect(card).to_contain_text("月数和钱数是你说的")
    assert barriers(page) == []
    assert fits(page)
    shoot(page, "result")
    card.get_by_role("link", name="怎么算的").click()
    expect(page.locator("#why")).to_contain_text("温人社发〔2021〕135号")
    assert barriers(page) == []


def test_keys_move_through_the_queue(open_page: Open) -> None:
    page = open_page("handler-330304", DESK)
    page.goto("/agency/queue/due/")
    rows = page.locator("tbody tr[data-row]")
    press(page, "j")
    second = rows.nth(1).get_attribute("data-row")
    assert rows.nth(1).get_attribute("class") == "is-current"
    press(page, "k")
    assert rows.nth(0).get_attribute("class") == "is-current"
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(str(second))
    press(page, "u")
    page.wait_for_url("**/agency/queue/**")


def test_the_second_of_two_officers_is_told(open_page: Open) -> None:
    one, two = open_page("handler-330304", DESK), open_page("handler-330304", DESK)
    one.goto("/agency/queue/all/?status=received")
    one.locator("tbody a").first.click()
    two.goto(one.url)
    one.locator("#act-accept button").click()
    two.locator("#act-refuse summary").click()
    two.locator("#act-refuse [name=clause]").fill("二(四)")
    two.locator("#act-refuse [name=reason]").fill("我写了很久的理由")
    two.locator("#act-refuse button[type=submit]").click()
    expect(two.locator("h1")).to_contain_text("没有记上")
    expect(two.locator("main")).to_contain_text("我写了很久的理由")
    assert barriers(two) == []


def test_an_officer_of_another_county_finds_nothing(open_page: Open) -> None:
    page = open_page("worker-decided")
    page.goto("/cases/")
    no = page.locator("main .num").first.inner_text()
    stranger = open_page("handler-330302", DESK)
    answer = stranger.goto(f"/agency/cases/{no}/")
    assert answer is not None
    assert answer.status == 404
    denied = stranger.goto("/agency/audit/")
    assert denied is not None
    assert denied.status == 403


def test_a_form_sent_twice_is_filed_once(open_page: Open) -> None:
    page = open_page("worker-decided")
    page.goto("/apply/social-insurance-subsidy/trade/")
    page.check("input[value=courier]")
    page.click("main form button")
    for _ in range(2):
        page.click("main form button")
    page.check("[name=months_right][value=yes]")
    page.click("main form button")
    page.check("input[value=hardship]")
    page.click("main form button")
    page.check("[name=has_exclusion][value=no]")
    page.click("main form button")
    page.click("main form button")
    page.click("main form button")
    page.check("[name=declared][value=yes]")
    page.click("main form button")
    page.set_input_files("[name=platform_orders]", Path("src/huxin/demo/orders.png"))
    page.click("main form button.button:not(.is-second)")
    token = page.locator("[name=csrfmiddlewaretoken]").last.input_value()
    key = page.locator("[name=key]").input_value()
    form = {"csrfmiddlewaretoken": token, "key": key}
    answers = [page.request.post(page.url, form=form, headers={"Referer": page.url}, max_redirects=0) for _ in range(2)]
    assert [answer.status for answer in answers] == [302, 302]
    assert answers[0].headers["location"] == answers[1].headers["location"]


def test_fifty_megabytes_are_refused_in_words(open_page: Open, tmp_path: Path) -> None:
    page = open_page("worker-fresh")
    big = tmp_path / "big.jpg"
    big.write_bytes(b"\xff\xd8\xff" + b"x" * 50_000_000)
    page.goto("/apply/social-insurance-subsidy/papers/")
    page.set_input_files("[name=platform_orders]", big)
    page.click("main form button.button:not(.is-second)")
    expect(page.locator("h1")).to_contain_text("文件太大")
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"<html><script>alert(1)</script>")
    page.goto("/apply/social-insurance-subsidy/papers/")
    page.set_input_files("[name=platform_orders]", wrong)
    page.click("main form button.button:not(.is-second)")
    expect(page.locator(".error")).to_contain_text("没有收：这是网页，这里收的是JPG 照片")


def test_markup_in_an_answer_stays_text(open_page: Open) -> None:
    page = open_page("worker-open")
    page.goto("/cases/")
    page.locator(".card", has_text="要补材料").locator("h2 a").first.click()
    page.click("a:has-text('补齐材料')")
    page.fill("[name=reply]", "<img src=x onerror=alert(1)>" + uuid.uuid4().hex)
    page.click("main form button.button")
    expect(page.locator("#problems")).to_contain_text("一份材料也没附")
    page.set_input_files("[name=platform_orders]", PHOTO)
    page.click("main form button.button")
    expect(page.locator("[role=status]")).to_contain_text("补好了")
    no = page.locator("[data-no]").inner_text()
    desk = open_page("handler-330304", DESK)
    desk.goto(f"/agency/cases/{no}/")
    expect(desk.locator("main")).to_contain_text("<img src=x onerror=alert(1)>")
    assert desk.locator("img[src=x]").count() == 0


def test_bad_dates_are_told_where_they_stand(open_page: Open) -> None:
    page = open_page("worker-fresh")
    page.goto("/apply/social-insurance-subsidy/period/")
    page.fill("[name=from_month]", "2030-01")
    page.fill("[name=to_month]", "2030-02")
    page.click("main form button")
    expect(page.locator("#problems")).to_be_visible()
    assert page.locator(".has-error").count() >= 1


def test_english_is_one_press_away(open_page: Open) -> None:
    page = open_page()
    page.goto("/")
    page.click("text=English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("What can I get")
    page.click("text=中文")
    expect(page.locator("main")).to_contain_text("能领什么钱")


def test_the_log_verifies_in_the_browser(open_page: Open, city: Running) -> None:
    page = open_page("audit", DESK)
    page.goto("/agency/audit/")
    page.click("text=现在验证一遍")
    expect(page.locator("[role=status]")).to_contain_text("全部对得上")
    assert city.huxin("audit", "verify").returncode == 0


def test_a_page_sends_strict_headers(open_page: Open) -> None:
    page = open_page()
    answer = page.goto("/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
