"""Appeals of every kind: the office owes an answer by a day, or the person is told where to go by when and reminded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from huxin.casework.models import Reminder
from huxin.casework.outbox.delivery import reminder_text
from huxin.casework.service import ask_due, chosen_remedy, perform, queue_rows, view_case
from huxin.law.dates import SHANGHAI
from tests.portals.conftest import signed_in
from tests.support import City, key, send_reminders


@pytest.mark.django_db
def test_an_objection_is_upheld_with_a_reason_that_the_person_reads() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    perform(city.worker, no, "appeal", {"route": "recheck", "reason": "少算了两个月"}, key=key())
    case = view_case(city.approver, no).case
    assert (case.turn, case.due_clock) == ("approver", "objection")
    assert case.due is not None
    page = signed_in(city.worker).get(f"/cases/{no}/").text.split('id="next-h"')[1].split("</section>")[0]
    assert "看异议说得对不对" in page
    assert f"{case.due.month}月{case.due.day}日" in page
    perform(city.approver, no, "uphold", {"reason": "两个月是单位缴的"}, key=key())
    assert [one.no for one in queue_rows(city.approver, "mine")] == []
    page = signed_in(city.worker).get(f"/cases/{no}/").text
    assert "两个月是单位缴的" in page
    assert "看异议说得对不对" not in page


@pytest.mark.django_db
def test_an_objection_that_nobody_answers_is_brought_to_those_who_approve() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    perform(city.worker, no, "appeal", {"route": "recheck", "reason": "少算了两个月"}, key=key())
    due = view_case(city.approver, no).case.due
    assert due is not None
    with time_machine.travel(noon(due + timedelta(days=1)), tick=False):
        assert ask_due() >= 1
    told = Reminder.objects.filter(case=no, clock="objection", kind="over")
    assert {one.account_id for one in told} == {city.approver.account_id}


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "to"), [("review", "本级人民政府"), ("suit", "人民法院")])
def test_a_way_outside_stands_among_the_persons_dates_and_is_reminded_of(route: str, to: str, tmp_path: Path) -> None:
    city = City()
    no = city.file()
    city.decide(no)
    perform(city.worker, no, "appeal", {"route": route, "reason": "少算了两个月"}, key=key())
    way = chosen_remedy(view_case(city.worker, no))
    assert way is not None
    page = signed_in(city.worker).get(f"/cases/{no}/").text.split('id="next-h"')[1].split("</section>")[0]
    assert to in page
    assert f"{way.last.month}月{way.last.day}日" in page
    for days in (7, 3, 1):
        with time_machine.travel(noon(way.last - timedelta(days=days)), tick=False):
            ask_due()
            send_reminders()
    lines = (tmp_path / "outbox" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(way.last.isoformat() in json.loads(line)["text"] for line in lines) == 3
    rows = list(Reminder.objects.filter(case=no, clock=f"remedy:{route}").order_by("asked_at"))
    assert [one.kind for one in rows] == ["t7", "t3", "t1"]
    assert {one.account_id for one in rows} == {None}
    assert way.last.isoformat() in reminder_text(rows[0], view_case(city.worker, no))
    assert way.route.label["zh"] in reminder_text(rows[0], view_case(city.worker, no))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI).astimezone(UTC)
