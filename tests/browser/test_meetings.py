"""A talk is set, pressed by whoever carries it: the room is theirs, both sides read when and where, and keep it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.filling import act, walk_form
from tests.browser.test_sides import refused
from tests.browser.test_threads import code_of

pytestmark = pytest.mark.browser
DAY = date.today() + timedelta(days=6)
WHEN = {"meet_on": DAY.isoformat(), "at_time": "09:30", "meet_until": "11:00", "how": "in_person"}
FIRM = "瓯江闪送（演示）"
ROOM = "一站式调解中心二号调解室"


def asked(worker: Page, code: str) -> str:
    worker.goto("/apply/one-stop-mediation/")
    return walk_form(worker, {"company_code": code, "county": "330304", "matter": "pay", "relation": "other"})


@pytest.mark.story(procedures=["one-stop-mediation"], trades=[])
def test_a_room_is_booked_once_and_both_sides_have_the_time_in_their_calendar(open_page: Open) -> None:
    worker, company, mediator = (
        open_page("worker-fresh", PHONE),
        open_page("company-1", DESK),
        open_page("mediator", DESK),
    )
    code = code_of(company)
    no = asked(worker, code)
    desk = f"/agency/cases/{no}/"
    act(mediator, desk, "accept")
    act(mediator, desk, "invite", {**WHEN, "to": FIRM, "topic": "拖欠配送费", "place": ROOM})
    expect(mediator.locator("#meetings")).to_contain_text("09:30–11:00")

    second = asked(worker, code)
    other = f"/agency/cases/{second}/"
    act(mediator, other, "accept")
    refused(mediator, other, "invite", {**WHEN, "to": FIRM, "topic": "罚款", "place": ROOM}, "这个房间")
    shoot(mediator, "meetings-refused-desk")

    mediator.goto("/agency/")
    mediator.click("nav a:has-text('开庭和调解')")
    mediator.goto(f"/agency/meetings/?from={DAY}")
    row = mediator.locator(f"tr[data-row='{no}']")
    for said in ("09:30–11:00", ROOM, "瓯江闪送（演示）"):
        expect(row).to_contain_text(said)
    expect(mediator.locator(f"tr[data-row='{second}']")).to_have_count(0)
    shoot(mediator, "meetings-week-desk")
    mediator.set_viewport_size(PHONE)
    assert fits(mediator)
    shoot(mediator, "meetings-week-phone")

    worker.goto(f"/cases/{no}/")
    expect(worker.locator("#meetings")).to_contain_text(ROOM)
    shoot(worker, "meetings-worker-phone")
    with worker.expect_download() as kept:
        worker.click("#meetings a.button")
    text = kept.value.path().read_text()
    assert re.search(rf"DTSTART:{DAY:%Y%m%d}T013000Z\r?\n", text)
    assert "BEGIN:VALARM" in text
    company.goto(f"/company/cases/{no}/")
    expect(company.locator("#meetings")).to_contain_text("09:30–11:00")
    shoot(company, "meetings-company-desk")
    company.goto("/company/")
    expect(company.locator(".ag-todo")).to_contain_text(ROOM)
