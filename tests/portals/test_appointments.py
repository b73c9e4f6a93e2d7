"""Hearings and talks: who and what is booked, who is told before the day, what each side's calendar takes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from huxin.casework.case.reminded import reminded
from huxin.casework.models import Appointment, Case, Reminder
from huxin.casework.service import ask_due, file_case, meetings, perform, reminders_of, view_case, week
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from tests.first_floor.test_parties import code_of, form
from tests.portals.conftest import signed_in
from tests.support import key, make_company, make_officer, make_worker, photo, send_reminders

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = "2026-03-12"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def mediation(worker: Actor, company: Actor, handler: Actor) -> str:
    answers = form("one-stop-mediation", company_code=code_of(company))
    papers = {"proof": [photo(worker)]}
    no = str(file_case(worker, "one-stop-mediation", answers, papers=papers, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    return no


def invite(handler: Actor, no: str, **said: str) -> None:
    usual = {"meet_on": DAY, "at_time": "09:30", "meet_until": "11:00", "how": "in_person", "place": "调解室一"}
    payload = form("one-stop-mediation", "invite", **{**usual, **said})
    perform(handler, no, "invite", payload, key=key())


def arbitration(handler: Actor, **said: str) -> str:
    no = str(file_case(make_worker(), "arbitration", form("arbitration"), papers={}, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    usual = {"hearing_on": DAY, "hearing_time": "09:30", "hearing_until": "11:00", "place": "第一仲裁庭",
             "tribunal": "黄丽、叶涛"}  # fmt: skip
    perform(handler, no, "schedule", form("arbitration", "schedule", **{**usual, **said}), key=key())
    return no


def refused(handler: Actor, **said: str) -> str:
    with pytest.raises(InputError) as error:
        arbitration(handler, **said)
    return f"{error.value.problem.code} {error.value.problem.field}"


def test_a_room_is_booked_once_and_free_before_and_after() -> None:
    arbitration(make_officer("handler"))
    other = make_officer("handler")
    mine = {"tribunal": "项明"}
    assert refused(other, hearing_time="10:30", hearing_until="12:00", **mine) == "booked payload.place"
    assert refused(other, hearing_time="09:00", hearing_until="09:31", **mine) == "booked payload.place"
    arbitration(other, hearing_time="11:00", hearing_until="12:00", **mine)
    arbitration(other, hearing_time="08:00", hearing_until="09:30", **mine)
    arbitration(make_officer("handler"), place="第二仲裁庭", tribunal="项明")
    assert Appointment.objects.count() == 4


def test_without_an_end_the_room_is_kept_for_as_long_as_the_city_says() -> None:
    arbitration(make_officer("handler"), hearing_until="")
    assert refused(make_officer("handler"), hearing_time="10:29", tribunal="项明") == "booked payload.place"
    arbitration(make_officer("handler"), hearing_time="10:30", tribunal="项明")


def test_nobody_sits_in_two_hearings_and_no_handler_holds_two_talks() -> None:
    handler = make_officer("handler")
    arbitration(handler)
    assert refused(make_officer("handler"), place="第二仲裁庭", tribunal="项明 叶涛") == "booked payload.tribunal"
    assert refused(handler, place="第二仲裁庭", tribunal="项明") == "booked payload.hearing_time"


def test_a_person_is_not_called_to_two_offices_at_once_and_another_county_has_its_own_rooms() -> None:
    worker, company = make_worker(), make_company()
    one, two = make_officer("handler"), make_officer("handler")
    invite(one, mediation(worker, company, one))
    with pytest.raises(InputError) as error:
        invite(two, mediation(worker, company, two), place="调解室二")
    assert error.value.problem.field == "payload.at_time"
    far = make_officer("handler", county="330302")
    answers = form("arbitration", county="330302")
    no = str(file_case(make_worker(), "arbitration", answers, papers={}, key=key())["no"])
    perform(far, no, "accept", {}, key=key())
    said = form(
        "arbitration", "schedule", hearing_on=DAY, hearing_time="09:30", hearing_until="11:00", place="调解室一"
    )
    perform(far, no, "schedule", said, key=key())


def test_a_telephone_is_no_room() -> None:
    for _ in range(2):
        handler = make_officer("handler")
        invite(handler, mediation(make_worker(), make_company(), handler), how="phone", place="0577-00000000")


def test_a_day_that_has_passed_and_an_end_before_the_beginning_are_refused() -> None:
    handler = make_officer("handler")
    assert refused(handler, hearing_on="2026-03-01") == "past payload.hearing_on"
    assert refused(handler, hearing_until="09:30") == "before_the_start payload.hearing_until"
    assert not Appointment.objects.exists()


def test_a_later_invitation_takes_the_place_of_the_first_and_the_end_of_the_case_frees_the_room(clock) -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company, handler)
    invite(handler, no)
    invite(handler, no, meet_on="2026-03-13")
    assert [one.day for one in meetings(view_case(worker, no))] == [date(2026, 3, 13)]
    assert [one.act_seq for one in Appointment.objects.filter(case=no)] == [4]
    perform(handler, no, "fail", form("one-stop-mediation", "fail"), key=key())
    assert not meetings(view_case(worker, no))
    assert not Appointment.objects.exists()


def test_a_talk_that_was_held_stands_beside_the_next(clock) -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company, handler)
    invite(handler, no, meet_on="2026-03-03")
    clock.move_to(NOW + timedelta(days=3))
    invite(handler, no, meet_on="2026-03-09")
    assert [one.day.day for one in meetings(view_case(company, no))] == [3, 9]


def test_both_sides_and_the_handler_are_reminded_before_the_day_each_once(clock, tmp_path: Path) -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    Account.objects.filter(pk=company.account_id).update(phone="13800000002")
    no = mediation(worker, company, handler)
    invite(handler, no)
    told: list[int] = []
    for days in (9, 7, 3, 1, 0):
        clock.move_to(datetime(2026, 3, 12, 4, tzinfo=UTC) - timedelta(days=days))
        ask_due()
        ask_due()
        told.append(Reminder.objects.filter(case=no, clock__startswith="appointment:").count())
    assert told == [0, 3, 6, 9, 9]
    clock.move_to(datetime(2026, 3, 11, 4, tzinfo=UTC))
    assert any(one.clock.startswith("appointment:") for one in reminders_of(handler))
    send_reminders()
    lines = [json.loads(line) for line in (tmp_path / "outbox" / "sms.jsonl").read_text().splitlines()]
    texts = [one for one in lines if "2026-03-12" in one["text"] and "约了" in one["text"]]
    assert {one["to"] for one in texts} >= {"13800000002"}
    assert len({one["to"] for one in texts}) >= 2


def test_a_talk_that_was_set_anew_reminds_of_the_new_day_alone(clock) -> None:
    handler = make_officer("handler")
    no = mediation(make_worker(), make_company(), handler)
    invite(handler, no)
    clock.move_to(datetime(2026, 3, 9, 4, tzinfo=UTC))
    ask_due()
    invite(handler, no, meet_on="2026-03-20")
    assert not Reminder.objects.filter(case=no, clock__startswith="appointment:", sent_at=None).exists()
    assert not [one for one in reminders_of(handler) if one.clock.startswith("appointment:")]
    due = [one.due for one in reminded(view_case(handler, no), date(2026, 3, 9)) if one.id.startswith("appointment:")]
    assert due == [date(2026, 3, 20)]
    assert Case.objects.get(no=no).wake is not None


def test_the_week_holds_what_the_officer_may_see_and_names_what_clashes() -> None:
    one, two = make_officer("handler"), make_officer("handler")
    first = arbitration(one)
    second = arbitration(two, place="第二仲裁庭", tribunal="项明")
    monday = date(2026, 3, 9)
    assert [(row.case.no, row.clash) for row in week(one, monday)] == [(first, False), (second, False)]
    perform(one, second, "assign", {"to": Account.objects.get(pk=one.account_id).username}, key=key())
    assert [row.clash for row in week(one, monday)] == [True, True]
    assert week(one, monday + timedelta(days=7)) == []
    assert week(make_officer("handler", county="330302"), monday) == []
    assert week(make_officer("handler", department="market"), monday) == []


def test_the_page_of_the_week_shows_time_room_and_sides_and_no_full_name() -> None:
    worker, company, handler = make_worker(name="陈小花"), make_company(), make_officer("handler")
    no = mediation(worker, company, handler)
    invite(handler, no)
    client = signed_in(handler)
    text = client.get("/agency/meetings/?from=2026-03-12").text
    for shown in (no, "09:30–11:00", "调解室一", "瓯江闪送（演示）", "1 场"):
        assert shown in text, shown
    assert "陈小花" not in text
    assert no not in client.get("/agency/meetings/").text
    assert no not in signed_in(make_officer("handler", county="330302")).get("/agency/meetings/?from=2026-03-12").text


def test_each_side_takes_the_same_time_into_its_calendar_and_nobody_else_does() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company, handler)
    invite(handler, no)
    files = {
        signed_in(worker).get(f"/cases/{no}/meetings.ics").content.decode(),
        signed_in(company).get(f"/company/cases/{no}/meetings.ics").content.decode(),
        signed_in(handler).get(f"/agency/cases/{no}/meetings.ics").content.decode(),
    }
    assert len(files) == 1
    lines = files.pop().replace("\r\n ", "").split("\r\n")
    assert {"DTSTART:20260312T013000Z", "DTEND:20260312T030000Z", "LOCATION:调解室一", f"UID:{no}-invite-1@huxin"} <= {
        *lines
    }
    assert "SUMMARY:调解：一站式调解" in lines
    assert "陈小花" not in "".join(lines)
    assert "TRIGGER:-P1D" in lines
    invite(handler, no, meet_on="2026-03-13")
    again = signed_in(worker).get(f"/cases/{no}/meetings.ics").content.decode()
    assert f"UID:{no}-invite-1@huxin" in again
    assert "SEQUENCE:4" in again
    assert "DTSTART:20260313T013000Z" in again
    assert signed_in(make_worker()).get(f"/cases/{no}/meetings.ics").status_code == 404
    assert signed_in(make_company()).get(f"/company/cases/{no}/meetings.ics").status_code == 404


def test_the_talk_stands_on_every_page_that_calls_somebody_to_it() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company, handler)
    invite(handler, no)
    pages = {
        worker: ("/", "/cases/", f"/cases/{no}/"),
        company: ("/company/", f"/company/cases/{no}/"),
        handler: (f"/agency/cases/{no}/",),
    }
    for actor, paths in pages.items():
        client = signed_in(actor)
        for path in paths:
            assert "09:30–11:00" in client.get(path).text, path
    assert (
        '<dl class="rows">'
        in signed_in(worker).get(f"/cases/{no}/").text.split('id="meetings"')[1].split("</section>")[0]
    )
    assert "DTSTART:20260312T013000Z" in signed_in(worker).get("/cases/dates.ics").content.decode()
