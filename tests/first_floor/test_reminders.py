"""Reminders of deadlines: each once, to whom it concerns, at a fit hour; and what follows when a deadline ran out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail

from huxin.casework.models import Act, Case, Reminder
from huxin.casework.outbox import delivery
from huxin.casework.outbox.delivery import quiet
from huxin.casework.service import (
    adopt,
    ask_due,
    city_pack,
    file_case,
    lengths_to_adopt,
    perform,
    reminder_count,
    reminder_text,
    reminders_of,
    reminders_to_applicant,
    see_reminders,
    view_case,
)
from huxin.core.service import verify
from huxin.identity.service import Account, Actor
from huxin.law.clocks import ClockState
from huxin.law.clocks.reminders import first_call, reminder_now, reminders, waits_for
from tests.first_floor.test_parties import form
from tests.support import City, key, make_officer, make_worker, send_reminders

pytestmark = pytest.mark.django_db
FILED = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path: Path):
    settings.DATA = tmp_path


@pytest.fixture
def clock():
    with time_machine.travel(FILED, tick=False) as traveller:
        yield traveller


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def account(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.account_id)


def kinds(actor: Actor) -> list[str]:
    return [one.kind for one in Reminder.objects.filter(account_id=actor.account_id).order_by("asked_at")]


def taken(city: City) -> tuple[str, date]:
    """A case that somebody handles, and the last day of its review."""
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    due = Case.objects.get(no=no).due
    assert due is not None
    return no, due


def test_each_reminder_comes_once_and_the_day_after_goes_to_the_approvers(clock) -> None:
    city = City()
    _, due = taken(city)
    boss = make_officer("approver")
    make_officer("approver", county="330302")
    expected: list[str] = []
    for offset, kind in ((-8, None), (-7, "t7"), (-5, None), (-3, "t3"), (-1, "t1"), (0, None)):
        clock.move_to(noon(due + timedelta(days=offset)))
        expected += [kind] if kind else []
        assert ask_due() == (1 if kind else 0)
        assert ask_due() == 0
        assert kinds(city.handler) == expected
    clock.move_to(noon(due + timedelta(days=1)))
    assert ask_due() == 2
    assert kinds(city.approver) == kinds(boss) == ["over"]
    assert kinds(city.handler) == expected
    clock.move_to(noon(due + timedelta(days=20)))
    assert ask_due() == 0
    assert Reminder.objects.count() == 5


def test_days_on_which_the_worker_was_down_are_not_made_up_one_by_one(clock) -> None:
    city = City()
    _, due = taken(city)
    clock.move_to(noon(due - timedelta(days=1)))
    assert ask_due() == 1
    assert kinds(city.handler) == ["t1"]


def test_nobody_has_it_yet_then_every_handler_of_the_office_hears(clock) -> None:
    city = City()
    no = city.file()
    other = make_officer("handler")
    far = make_officer("handler", county="330302")
    clock.move_to(noon(Case.objects.get(no=no).due - timedelta(days=3)))
    assert ask_due() >= 2
    assert kinds(city.handler) == kinds(other) == ["t3"]
    assert kinds(far) == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"county": "330302"}, {"roles": ["finance"]}])
def test_when_its_handler_is_gone_every_handler_of_the_office_hears(clock, change: dict[str, object]) -> None:
    city, other = City(), make_officer("handler")
    _, due = taken(city)
    Account.objects.filter(pk=city.handler.account_id).update(**change)
    clock.move_to(noon(due - timedelta(days=3)))
    ask_due()
    assert kinds(other) == kinds(city.approver) == ["t3"]  # all who can act on it, as when nobody has it yet
    assert kinds(city.handler) == []


def test_a_case_that_is_decided_or_stands_still_reminds_nobody(clock) -> None:
    city = City()
    no, due = taken(city)
    waiting = city.file(from_month="2025-01", to_month="2025-02")
    perform(city.handler, waiting, "ask_completion", {"items": "照片"}, key=key())
    perform(
        city.handler,
        no,
        "propose",
        {"outcome": "refused", "clause": "社会保险法 58", "reason": "你的参保记录不在本市"},
        key=key(),
    )
    perform(
        city.approver,
        no,
        "decide",
        {"outcome": "refused", "clause": "社会保险法 58", "reason": "你的参保记录不在本市"},
        key=key(),
    )
    clock.move_to(noon(due))
    assert ask_due() == 0


def test_they_go_out_by_mail_and_sms_and_not_at_night(clock, tmp_path: Path) -> None:
    city = City()
    no, due = taken(city)
    Account.objects.filter(pk=city.handler.account_id).update(mail="handler@example.org", phone="13900000000")
    clock.move_to(datetime(due.year, due.month, due.day, 15, tzinfo=UTC) - timedelta(days=3))
    assert ask_due() == 1
    assert send_reminders() == 0
    assert (delivery.MAILS.work_off(), mail.outbox) == (0, [])
    clock.move_to(noon(due - timedelta(days=2)))
    assert (send_reminders(), delivery.MAILS.work_off()) == (1, 1)
    assert (send_reminders(), delivery.MAILS.work_off()) == (0, 0)
    (line,) = (tmp_path / "outbox" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    sent = json.loads(line)
    assert sent["to"] == "13900000000"
    assert no in sent["text"] and due.isoformat() in sent["text"]  # noqa: PT018 - one text
    assert len(sent["text"]) <= 70
    assert [one.to for one in mail.outbox] == [["handler@example.org"]]
    assert mail.outbox[0].subject == sent["text"]


@pytest.mark.parametrize(("hour", "night"), [(13, False), (14, True), (22, True), (23, False)])
def test_night_is_from_ten_to_seven_in_the_city(hour: int, night: bool) -> None:
    assert quiet(datetime(2026, 3, 2, hour, tzinfo=UTC)) is night


def test_what_was_settled_meanwhile_is_not_sent(clock, tmp_path: Path) -> None:
    city = City()
    no, due = taken(city)
    Account.objects.filter(pk=city.handler.account_id).update(phone="13900000000")
    clock.move_to(noon(due - timedelta(days=3)))
    ask_due()
    perform(city.worker, no, "withdraw", {}, key=key())
    assert send_reminders() == 1
    assert not (tmp_path / "outbox" / "sms.jsonl").exists()


def test_the_list_shows_what_is_open_until_it_is_ticked_or_done(clock) -> None:
    city = City()
    no, due = taken(city)
    clock.move_to(noon(due - timedelta(days=3)))
    ask_due()
    (row,) = reminders_of(city.handler)
    assert reminder_count(city.handler) == 1
    assert reminder_text(row) == f"【护新】{no} 的“审核”最晚 {due} 办，请登录工作台。"
    assert reminder_text(row, language="en") == f"Huxin {no} due {due}: Review"
    see_reminders(city.approver, [row.id])
    assert reminder_count(city.handler) == 1
    see_reminders(city.handler, [row.id])
    assert reminder_count(city.handler) == 0
    clock.move_to(noon(due - timedelta(days=1)))
    ask_due()
    assert reminder_count(city.handler) == 1
    perform(city.worker, no, "withdraw", {}, key=key())
    assert reminder_count(city.handler) == 0


def test_the_end_of_a_public_notice_is_told_to_whoever_pays(clock) -> None:
    city = City()
    no = city.file()
    city.decide(no)
    due = Case.objects.get(no=no).due
    clock.move_to(noon(due))
    assert ask_due() == 0
    clock.move_to(noon(due + timedelta(days=1)))
    assert ask_due() == 1
    assert kinds(city.finance) == ["over"]


def state(**changes) -> ClockState:
    known = {
        "id": "x",
        "due": date(2026, 3, 20),
        "state": "running",
        "provisional": False,
        "party": None,
        "unit": "c",
        "days_left": 9,
        "lines": [],
        "lines_en": [],
        "label": {},
        "who": {},
        "started_on": date(2026, 3, 11),
    }
    return ClockState(**{**known, **changes})


def test_days_of_reminders() -> None:
    one = state()
    assert [(row.kind, row.day.day) for row in reminders(one)] == [("t7", 13), ("t3", 17), ("t1", 19), ("over", 21)]
    assert [row.kind for row in reminders(state(started_on=date(2026, 3, 16)))] == ["t3", "t1", "over"]
    assert reminders(state(stopped_on=date(2026, 3, 12))) == reminders(state(due=None)) == []
    assert reminders(state(state="suspended")) == []
    assert reminder_now(one, date(2026, 3, 12)) is None
    assert reminder_now(one, date(2026, 3, 18)).kind == "t3"
    assert first_call([one], date(2026, 3, 18)) == date(2026, 3, 19)
    assert first_call([one], date(2026, 3, 22)) is None


@pytest.mark.parametrize(
    ("procedure", "name", "whose"),
    [
        ("social-insurance-subsidy", "review", "office"),
        ("arbitration", "award", "office"),
        ("arbitration", "sue", "applicant"),
        ("arbitration", "answer", "applicant"),
        ("injury-recognition", "own_application", "applicant"),
    ],
)
def test_whose_deadline_it_is(procedure: str, name: str, whose: str) -> None:
    found = city_pack().procedures[procedure]
    assert waits_for(found, found.clock(name)) == whose


# --- what follows by itself ---


def arbitrated(city: City, clock, served: tuple[str, ...] = ("worker",)) -> tuple[str, date]:
    """An award that was served, and the last day to sue."""
    from huxin.casework.service import file_case
    from tests.procedures.support import payload_of

    procedure = city_pack().procedures["arbitration"]
    day = FILED.date()
    form = payload_of(procedure.fields_of("file"), day, {"county": "330304"}, whole=False)
    no = str(file_case(city.worker, "arbitration", form, papers={}, key=key())["no"])
    perform(city.handler, no, "accept", {"track": "ordinary"}, key=key())
    for document in ("claim", "panel_notice"):
        posted = {"document": document, "to": "respondent", "how": "post", "mail_no": "EMS 1", "served_on": str(day)}
        perform(city.handler, no, "serve", posted, key=key())
    said = {"outcome": "supported", "final_for_unit": False}
    award = payload_of(procedure.acts["decide"].payload, day, said, whole=False)
    perform(city.handler, no, "decide", award, key=key())
    for party in served:
        handed = {"document": "award", "to": party, "how": "in_person", "received_by": "本人", "served_on": str(day)}
        perform(city.handler, no, "serve", handed, key=key())
    sue = [one.due for one in view_case(city.handler, no).clocks().clocks if one.id == "sue" and one.due]
    return no, max(sue)


def test_an_award_takes_effect_when_nobody_sued(clock) -> None:
    city = City()
    no, due = arbitrated(city, clock, ("worker", "respondent"))
    clock.move_to(noon(due))
    ask_due()
    assert "take_effect" not in [step.act for step in view_case(city.handler, no).steps]
    told = reminders_to_applicant(view_case(city.worker, no))
    assert [one.kind for one in told] == ["t1"]
    clock.move_to(noon(due + timedelta(days=1)))
    ask_due()
    ask_due()
    dossier = view_case(city.handler, no)
    last = dossier.steps[-1]
    assert (last.act, last.by, last.actor) == ("take_effect", "system", None)
    assert dossier.case.status == "done"
    runs = [one for one in dossier.clocks().clocks if one.id == "sue"]
    assert len(runs) == 2
    assert all(one.state == "missed" and not one.open for one in runs)
    assert "裁决生效" in runs[0].lines[-1] and "takes effect" in runs[0].lines_en[-1]  # noqa: PT018
    assert dossier.case.due is None
    assert verify().intact


def test_an_award_takes_effect_for_nobody_while_one_side_never_got_it(clock) -> None:
    """劳动争议调解仲裁法 50: the time to sue runs from receipt; a certificate would say that all had it."""
    city = City()
    no, due = arbitrated(city, clock, ("worker",))
    clock.move_to(noon(due + timedelta(days=2)))
    ask_due()
    assert Act.objects.filter(case_id=no, act="take_effect").count() == 0


def test_one_party_that_sued_keeps_the_award_open_for_all(clock) -> None:
    city = City()
    no, due = arbitrated(city, clock, ("worker", "respondent"))
    perform(city.worker, no, "appeal", {"route": "suit", "party": "worker"}, key=key())
    clock.move_to(noon(due + timedelta(days=2)))
    ask_due()
    assert Act.objects.filter(case_id=no, act="take_effect").count() == 0


def test_a_deadline_without_any_length_gets_its_day_when_the_city_adopts_one(clock) -> None:
    name = "labour-inspection-complaint"
    worker, inspector = make_worker(), make_officer("inspector")
    no = str(file_case(worker, name, form(name), papers={}, key=key())["no"])
    for act in ("accept", "inspect", "investigated"):
        perform(inspector, no, act, form(name, act), key=key())
    case = Case.objects.get(no=no)
    assert (case.due, case.due_proposed) == (None, False)  # the pack proposes nothing, and nothing is made up
    without = {one.parameter.id for one in lengths_to_adopt(FILED.date()) if one.value is None}
    assert "inspection.decision_days" in without
    policy = make_officer("policy_admin", county="")
    adopt(policy, "inspection.decision_days", "10", FILED.date(), "温人社发〔2026〕3号", key=key())
    ask_due()
    case.refresh_from_db()
    assert case.due is not None
    assert not case.due_proposed
    assert "inspection.decision_days" not in {one.parameter.id for one in lengths_to_adopt(FILED.date())}
