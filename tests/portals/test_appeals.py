"""Appeals of every kind: the office owes an answer by a day, or the person is told where to go by when and reminded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from huxin.casework.models import Reminder
from huxin.casework.outbox.delivery import reminder_text
from huxin.casework.service import (
    allowed_for,
    ask_due,
    carried,
    chosen_remedy,
    file_case,
    perform,
    queue_rows,
    today,
    view_case,
)
from huxin.law.dates import SHANGHAI
from tests.first_floor.test_parties import do, form
from tests.portals.conftest import signed_in
from tests.support import City, key, make_officer, make_worker, photo, send_reminders


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


@pytest.mark.django_db
def test_an_objection_that_is_right_is_decided_anew_and_can_be_contested_again() -> None:
    city = City()
    no = city.file()
    said = city.propose(no)
    perform(city.approver, no, "decide", said, key=key())
    perform(city.worker, no, "appeal", {"route": "recheck", "reason": "少算了两个月"}, key=key())
    perform(city.approver, no, "reopen", {"reason": "确实少算了"}, key=key())
    page = signed_in(city.worker).get(f"/cases/{no}/").text
    assert "重新办理。" in page
    assert all(one.id != "objection" or not one.open for one in view_case(city.worker, no).clocks().clocks)
    perform(city.handler, no, "propose", said, key=key())
    perform(city.approver, no, "decide", said, key=key())
    case = view_case(city.worker, no).case
    assert (case.status, case.turn_next) == ("done", "finance")  # once the public notice is over
    assert "appeal" in allowed_for(city.worker, view_case(city.worker, no))


@pytest.mark.django_db
def test_an_award_that_is_contested_goes_to_the_court_and_its_result_comes_back() -> None:
    worker, arbitrator, handler = make_worker(), make_officer("arbitrator"), make_officer("handler")
    no = str(file_case(worker, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    do(arbitrator, no, "accept")
    do(arbitrator, no, "decide", outcome="rejected", final_for_unit=False)
    perform(worker, no, "appeal", {"route": "suit", "reason": "关系认定错了"}, key=key())
    way = chosen_remedy(view_case(worker, no))
    assert way is not None
    found = carried(worker, no, "court-referral")
    assert found.answers["arbitration_no"] == no
    told = {**form("court-referral", ground="award"), **found.answers}
    suit = str(file_case(worker, "court-referral", told, papers=found.papers, key=key(), origin=no)["no"])
    for act in ("accept", "hand_over"):
        do(handler, suit, act)
    clerk = make_officer("handler", county="", department="court")
    do(clerk, suit, "acknowledge")
    do(clerk, suit, "decide", outcome="judged")
    page = signed_in(worker).get(f"/cases/{suit}/").text
    assert f'href="/cases/{no}/"' in page.split('id="chain"')[1]
    assert view_case(worker, suit).case.status == "done"


@pytest.mark.django_db
def test_a_conclusion_that_is_contested_is_appraised_again_and_that_is_final() -> None:
    worker, handler, approver = make_worker(), make_officer("handler"), make_officer("approver")
    papers = {"medical_file": [photo(worker)]}
    first = form("capability-appraisal", injured_name="", injured_id="")
    no = str(file_case(worker, "capability-appraisal", first, papers=papers, key=key())["no"])
    do(handler, no, "accept")
    do(approver, no, "decide", outcome="graded", grade="9")
    do(handler, no, "serve", document="conclusion", to="worker", how="in_person", served_on=str(today()))
    found = carried(worker, no, "capability-reappraisal")
    assert (found.answers["first_grade"], found.answers["received_on"]) == ("9", str(today()))
    told = {**form("capability-reappraisal", injured_name="", injured_id=""), **found.answers}
    again = str(file_case(worker, "capability-reappraisal", told, papers={}, key=key(), origin=no)["no"])
    do(handler, again, "accept")
    do(approver, again, "decide", outcome="graded", grade="8")
    assert view_case(worker, again).case.status == "done"
    benefit = carried(worker, again, "injury-benefit-payment").answers
    assert benefit["grade"] == "8"


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI).astimezone(UTC)
