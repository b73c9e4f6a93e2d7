"""A course from the class to the certificate to the subsidy: a phone without a script, the desks at 1440 px."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from huxin.law import load_pack
from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.filling import PHOTO, act, fill, letter_text, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_pages import FIRST, LATER, barriers
from tests.server import Running

pytestmark = pytest.mark.browser
COURSE = load_pack("wenzhou").courses["delivery-rider-5"]
CLASS = {
    "class_name": "骑手五级夜班", "occupation": "delivery_rider", "level": "5", "mode": "online",
    "course": COURSE.id, "hours": "8", "seats": "30", "ends_on": "2099-12-31", "county": "330304",
}  # fmt: skip
LADDER = "5=800.00, 4=1200.00, 3=1600.00, 2=2000.00, 1=2400.00"


def open_class(company: Page, handler: Page) -> str:
    """A firm applies to hold the class, the office lets it open."""
    company.goto("/company/file/training-class/")
    form = company.locator("main form").first
    fill(form, CLASS)
    form.locator("[name=plan]").set_input_files(PHOTO)
    form.locator("button[type=submit]").last.click()
    expect(company).to_have_url(re.compile("/company/cases/"))
    no = company.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    act(handler, f"/agency/cases/{no}/", "accept")
    return no


def number_end(city: Running, account: str) -> str:
    """The last four of an identity number, which its owner knows."""
    script = (
        "import django; django.setup(); import json; from huxin.identity.service import Account;"
        "from huxin.people.service import details_of;"
        f" print(json.dumps(details_of(Account.objects.get(username={account!r}).person).id_number[-4:]))"
    )
    return str(json.loads(city.python(script)))


def forward(page: Page) -> None:
    page.locator("main form button.button").click()


def seen(page: Page, name: str) -> None:
    """No barrier, nothing beside the screen; a picture to look at."""
    shoot(page, name)
    assert fits(page), name


def take_lesson(page: Page, title: str) -> None:
    """Slide after slide, then the questions, the first one wrong once."""
    page.click(f"#lessons-h + ol a:has-text('{title}')")
    lesson = next(one for one in COURSE.lessons if one.title["zh"] == title)
    for slide in lesson.slides:
        expect(page.locator("h1")).to_have_text(slide.title["zh"])
        forward(page)
    answers = {f"q-{one.id}": one.right for one in lesson.questions}
    first = lesson.questions[0]
    wrong = next(one.value for one in first.options if one.value != first.right)
    fill(page.locator("main form").first, {**answers, f"q-{first.id}": wrong})
    forward(page)
    expect(page.locator("main")).to_contain_text("再想想。")
    fill(page.locator("main form").first, answers)
    forward(page)
    expect(page.locator("[role=status]")).to_contain_text("这一课学完了")


def sit(page: Page, proof: str) -> None:
    """The paper as it was drawn, every answer right."""
    page.click("a.button:has-text('去考试')")
    right: dict[str, Any] = {f"q-{one.id}": one.right for one in COURSE.exam}
    asked = page.locator("main fieldset").evaluate_all("all => all.map(one => one.id)")
    seen(page, "training-exam")
    fill(page.locator("main form").first, {name: right[name] for name in asked} | {"proof": proof})
    forward(page)
    expect(page.locator("[role=status]")).to_contain_text("考试合格了")


def adopt(policy: Page, parameter: str, value: str) -> None:
    """The city makes a value its own."""
    policy.goto("/agency/parameters/")
    row = policy.locator(f"#row-{parameter}")
    row.locator("summary").click()
    for name, text in (("value", value), ("valid_from", "2020-01-01"), ("document", "温人社（演示）〔2026〕10号")):
        row.locator(f"[name={name}]").fill(text)
    row.locator("button[type=submit]").click()
    expect(policy.locator("[role=status]")).to_be_visible()


@pytest.mark.story(procedures=["training-class", "training-subsidy"], trades=[])
def test_a_course_from_enrolment_to_the_certificate_and_the_subsidy(open_page: Open, city: Running) -> None:
    company, handler, approver = (open_page(one, DESK) for one in ("company-1", "handler-330304", "approver-330304"))
    no = open_class(company, handler)

    visitor = open_page()
    visitor.goto("/training/")
    seen(visitor, "training-list")
    visitor.click("a:has-text('骑手五级夜班')")
    expect(visitor.locator("main")).to_contain_text("登录后报名")
    seen(visitor, "training-class")

    worker = open_page("worker-fresh", script=False)
    worker.goto(f"/training/classes/{no}/")
    worker.click("button:has-text('报名')")
    expect(worker.locator("h1")).to_have_text("骑手五级夜班")
    seen(worker, "training-course")
    home = worker.url
    worker.click("a.button:has-text('开始学')")
    seen(worker, "training-slide")
    forward(worker)
    again = open_page("worker-fresh")
    again.goto(home)
    again.click("a.button:has-text('接着学')")
    expect(again.locator("h1")).to_have_text(COURSE.lessons[0].slides[1].title["zh"])
    forward(again)
    forward(again)
    seen(again, "training-questions")
    fill(again.locator("main form").first, {f"q-{one.id}": one.right for one in COURSE.lessons[0].questions})
    forward(again)
    for lesson in COURSE.lessons[1:]:
        worker.goto(home)
        take_lesson(worker, lesson.title["zh"])
    sit(worker, number_end(city, "worker-fresh"))
    seen(worker, "training-passed")

    handler.goto(f"/agency/training/{no}/")
    expect(handler.locator("main")).to_contain_text("1 人考试合格，1 人等发证")
    shoot(handler, "training-desk")
    act(handler, f"/agency/cases/{no}/", "examine", {"sat": "1", "passed": "1", "proctor": "手机上考，抽查过"})
    act(approver, f"/agency/cases/{no}/", "certify", {"standard": "网约配送员国家职业标准（五级），理论部分"})
    company.goto("/company/training/")
    expect(company.locator("main")).to_contain_text("骑手五级夜班")
    shoot(company, "training-company")

    worker.goto(home)
    worker.click("a.button:has-text('看我的证书')")
    seen(worker, "training-certificate")
    number, code = worker.inner_text("[data-number]").strip(), worker.inner_text("[data-code]").strip()
    paper = worker.request.get(str(worker.locator("a:has-text('下载证书')").get_attribute("href")))
    assert paper.body().startswith(b"%PDF")
    visitor.goto(f"/check/?number={number}")
    visitor.fill("#f-code", "00000000")
    visitor.click("main button:has-text('查')")
    expect(visitor.locator("[role=alert]")).to_contain_text("查不到")
    visitor.fill("#f-code", code)
    visitor.click("main button:has-text('查')")
    expect(visitor.locator("[role=status]")).to_contain_text("这张证书是真的")
    assert barriers(visitor) == []
    seen(visitor, "training-check")

    worker.click("button:has-text('申请培训补贴')")
    expect(worker).to_have_url(f"{city.url}/apply/training-subsidy/")
    subsidy = walk_form(worker, {"course_paid_by": "free", "unemployment_insured": "no"})
    desk = f"/agency/cases/{subsidy}/"
    act(handler, desk, "accept")
    handler.goto(desk)
    expect(handler.locator("main")).to_contain_text(number)
    expect(handler.locator("main")).to_contain_text("只能当估算")
    shoot(handler, "training-subsidy-estimate")
    policy = open_page("policy", DESK)
    adopt(policy, "training-ladder", LADDER)
    adopt(policy, "training-least-age", "16")
    for _ in range(20):
        handler.goto(desk)
        if handler.locator("#act-propose [name=amount]").input_value() == "800.00":
            break
        handler.wait_for_timeout(500)
    expect(handler.locator("#act-propose [name=amount]")).to_have_value("800.00")
    shows("training-subsidy", "rule", handler.locator("main"), "800.00")
    shoot(handler, "training-subsidy-desk")
    act(handler, desk, "propose", {"outcome": "granted", "clause": "温人社发〔2021〕135号 二(二)"})
    act(approver, desk, "decide")
    paper = letter_text(worker, subsidy, "职业培训补贴决定书")
    shows("training-subsidy", "paper", paper, "温人社发〔2021〕135号")
    shows("training-subsidy", "money", paper, "800.00元")
    shows("training-subsidy", "clock", clock(handler, desk, "审核"), "按时")
    seen(worker, "training-subsidy-phone")


def test_training_pages_have_no_barrier_and_are_light(open_page: Open) -> None:
    page = open_page("worker-open")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    total = 0

    def count(event: dict[str, float]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    page.goto("/training/", wait_until="networkidle")
    assert total <= FIRST
    for path in ("/training/catalogue/", "/training/events/", "/check/", "/training/"):
        total = 0
        page.goto(path, wait_until="networkidle")
        assert 500 < total <= LATER, path
        assert barriers(page) == [], path
        seen(page, f"training{path.replace('/', '-')}")
    page.click("#mine-h + ul a")
    assert barriers(page) == []
    seen(page, "training-half-way")
    page.click("a.button:has-text('接着学')")
    assert barriers(page) == []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert fits(page)


def test_the_holder_of_a_certificate_in_english(open_page: Open) -> None:
    page = open_page("worker-decided", locale="en-GB")
    page.goto("/training/")
    page.click("#certificates-h + ul a")
    expect(page.locator("main")).to_contain_text("Claim the training subsidy")
    assert barriers(page) == []
    seen(page, "training-certificate-en")


def test_the_office_and_the_public_see_what_comes_of_it(open_page: Open) -> None:
    desk = open_page("handler-330304", DESK)
    desk.goto("/agency/training/")
    assert barriers(desk) == []
    shoot(desk, "training-classes-desk")
    desk.click("a:has-text('网约配送员五级线上班')")
    expect(desk.locator("main")).to_contain_text("1 人等发证")
    assert barriers(desk) == []
    shoot(desk, "training-class-desk")
    desk.set_viewport_size(PHONE)
    assert fits(desk)
