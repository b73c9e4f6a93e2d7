"""A person's own dates: across all cases, the nearest first, on the first page, with the cases, in the calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from huxin.casework.service import file_case, perform, today
from huxin.identity.service import Actor
from huxin.ui.calendar_file import CalendarEntry, calendar_file
from huxin.ui.own_dates import own_dates
from tests.first_floor.test_parties import form
from tests.portals.conftest import signed_in
from tests.support import key, make_officer, make_worker

pytestmark = pytest.mark.django_db


def award(worker: Actor) -> str:
    """An arbitration that was decided and served: fifteen days to sue are the worker's own."""
    handler, approver = make_officer("handler"), make_officer("approver")
    no = str(file_case(worker, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    decision = form("arbitration", "decide", outcome="partly", final_for_unit=False)
    perform(approver, no, "decide", decision, key=key())
    serve = form("arbitration", "serve", document="award", to="worker", served_on=today().isoformat())
    perform(handler, no, "serve", serve, key=key())
    return no


def test_the_nearest_date_of_all_cases_stands_first_on_every_page() -> None:
    worker = make_worker()
    with time_machine.travel(datetime.now(UTC) - timedelta(days=5)):
        sooner = award(worker)
    later = award(worker)
    found = own_dates(worker)
    assert [one.no for one in found if one.label == "起诉"] == [sooner, later]
    assert [one.due for one in found] == sorted(one.due for one in found)
    client = signed_in(worker)
    for path in ("/", "/cases/"):
        shown = re.findall(r'<li><strong class="num">.*?</li>', client.get(path).text, re.S)
        assert sooner in shown[0], path
        assert "起诉" in shown[0], path
    assert client.get("/")["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_the_calendar_holds_the_same_days_and_nobodys_name() -> None:
    worker = make_worker()
    no = award(worker)
    answer = signed_in(worker).get("/cases/dates.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    days = [f"DTSTART;VALUE=DATE:{one.due:%Y%m%d}" for one in own_dates(worker)]
    assert [line for line in text.split("\r\n") if line.startswith("DTSTART")] == days != []
    assert no in text
    assert "陈小花" not in text


def test_nobody_reads_the_dates_of_another() -> None:
    no = award(make_worker())
    other = signed_in(make_worker())
    assert no not in other.get("/").text + other.get("/cases/").text + other.get("/cases/dates.ics").content.decode()
    assert Client().get("/cases/dates.ics").status_code == 302


def test_the_first_page_of_a_visitor_has_four_doors() -> None:
    page = Client().get("/").text
    doors = page.split('<ul class="doors">')[1].split("</ul>")[0]
    assert re.findall(r"<b>(.*?)</b>", doors) == ["出事了", "能领什么钱", "钱不对", "歇会儿"]


def test_a_line_of_a_calendar_file_is_at_most_75_octets_and_loses_nothing() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    title = "劳动仲裁；起诉,别\\误了" * 9
    text = calendar_file([CalendarEntry("a", date(2026, 12, 31), title, "一行\n二行")], now)
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    joined = text.replace("\r\n ", "")
    escaped = title.replace("\\", "\\\\").replace(",", "\\,")
    assert f"SUMMARY:{escaped}\r\n" in joined
    assert "DESCRIPTION:一行\\n二行\r\n" in joined
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101" in joined
