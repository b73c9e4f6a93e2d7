"""Appeals of every kind: the office owes an answer by a day, or the person is told where to go by when and reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from huxin.casework.models import Reminder
from huxin.casework.outbox.delivery import reminder_text
from huxin.casework.service import ask_due, chosen_remedy, perform, queue_rows, view_case
from huxin.law.dates import SHANGHAI
from huxin.law.procedures.turns import owed_steps
from tests.portals.conftest import signed_in
from tests.procedures.support import PACK, explored, report
from tests.support import City, key

CONTESTABLE = sorted(one.id for one in PACK.procedures.values() if "appeal" in one.acts)


@pytest.mark.parametrize("name", CONTESTABLE)
def test_whoever_objects_has_an_owner_and_a_day_or_a_way_outside(name: str) -> None:
    one = PACK.procedures[name]
    if "uphold" not in one.acts:
        assert one.appeal is not None, "nobody answers it here, so the page says where to go"
        assert all(route.length > 0 and route.to["zh"] for route in one.appeal.routes)
        return
    ways = [way for way in explored(name).places.values() if way.status in ("done", "refused")]
    assert ways
    for way in ways:
        after = (found for _, _, found in explored(name).steps if found.acts[:-1] == way.acts)
        objection = next((found for found in after if found.last.act == "appeal"), None)
        if objection is None:  # a place to which another way led first
            continue
        first = owed_steps(one, objection.acts, one.turns)[0]
        assert first.who == ("approver",), way.names
        running = [clock.id for clock in report(one, objection.acts, objection.last.day).clocks if clock.open]
        assert "objection" in running, way.names


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
def test_a_way_outside_stands_among_the_persons_dates_and_is_reminded_of(route: str, to: str) -> None:
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
    rows = list(Reminder.objects.filter(case=no, clock=f"remedy:{route}").order_by("asked_at"))
    assert [one.kind for one in rows] == ["t7", "t3", "t1"]
    assert {one.account_id for one in rows} == {None}
    assert way.last.isoformat() in reminder_text(rows[0], view_case(city.worker, no))
    assert way.route.label["zh"] in reminder_text(rows[0], view_case(city.worker, no))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI).astimezone(UTC)
