"""What officers share: cases that somebody has, views, exports, the calendar of deadlines, short messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.test import Client

from huxin.casework.models import Notice, SavedView
from huxin.casework.service import (
    ForbiddenError,
    allowed_for,
    due_days,
    list_queue,
    perform,
    queue_rows,
    view_case,
)
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from tests.support import City, issue_waiting, key, make_officer, rebuild, send_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(datetime(2026, 2, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def desk(settings, tmp_path: Path):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", verbosity=0, interactive=False)

    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id))
        return client

    return sign_in


REFUSAL = {"outcome": "refused", "clause": "别的条款", "reason": "材料里的月份对不上，要重新核对"}


def name_of(actor: Actor) -> str:
    return Account.objects.get(pk=actor.account_id).username


def test_a_colleague_takes_over_before_acting() -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    other = make_officer("handler")
    with pytest.raises(ForbiddenError, match="take it over"):
        perform(
            other,
            no,
            "propose",
            REFUSAL,
            key=key(),
        )
    perform(other, no, "note", {"text": "看过"}, key=key())
    for stranger in (make_officer("handler", county="330302"), make_officer("approver")):
        with pytest.raises(InputError, match="a handler of this office"):
            perform(other, no, "assign", {"to": name_of(stranger)}, key=key())
    perform(other, no, "assign", {"to": name_of(other)}, key=key())
    perform(
        other,
        no,
        "propose",
        REFUSAL,
        key=key(),
    )
    case = view_case(other, no).case
    assert case.handler_id == other.account_id
    assert rebuild(case).handler_id == other.account_id


def test_several_cases_are_taken_together_or_not_at_all(desk) -> None:
    city = City()
    one, two = city.file(to_month="2025-06"), city.file(from_month="2025-07")
    client = desk(city.handler)
    sent = client.post("/agency/queue/due/take/", {"case": [one, "2026-999999"], "key": key()})
    assert sent["Location"].endswith("taken=0")
    assert view_case(city.handler, one).case.handler_id is None
    assert "一件都没接" in client.get(sent["Location"]).content.decode()
    sent = client.post("/agency/queue/due/take/", {"case": [one, two], "key": key()})
    assert "接了 2 件" in client.get(sent["Location"]).content.decode()
    assert {case.handler_id for case in list_queue(city.handler, "due").rows} == {city.handler.account_id}


def test_exports_hold_what_the_screen_shows(desk, tmp_path: Path) -> None:
    city = City()
    numbers = [city.file(to_month="2025-03"), city.file(from_month="2025-04")]
    perform(city.handler, numbers[0], "accept", {}, key=key())
    client = desk(city.handler)
    answer = client.get("/agency/queue/all.csv", {"status": "in_progress"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{numbers[0]},灵活就业社保补贴,陈**,瓯海区,正在办,")
    path = tmp_path / "queue.xlsx"
    path.write_bytes(b"".join(client.get("/agency/queue/all.xlsx").streaming_content))
    sheet = openpyxl.load_workbook(path).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [case.no for case in queue_rows(city.handler, "all")]
    page = client.get("/agency/queue/all/").content.decode()
    assert all(str(row[1].value) in page for row in sheet.iter_rows(min_row=2))


def test_an_own_view_is_kept_and_dropped(desk) -> None:
    officer = make_officer("handler")
    client = desk(officer)
    client.post("/agency/queue/due/views/", {"query": "late=1&status=received&evil=1", "name": "晚了的"})
    kept = SavedView.objects.get()
    assert kept.query == "status=received&late=1"
    assert "晚了的" in client.get("/agency/queue/due/").content.decode()
    assert "晚了的" not in desk(make_officer("handler")).get("/agency/queue/due/").content.decode()
    client.post("/agency/queue/due/views/", {"drop": "晚了的"})
    assert SavedView.objects.count() == 0


def test_the_calendar_counts_what_ends_when(desk) -> None:
    city = City()
    city.file(to_month="2025-03")
    city.file(from_month="2025-04")
    ((day, count),) = due_days(city.handler)
    assert count == 2
    client = desk(city.handler)
    assert f"due={day.isoformat()}" in client.get("/agency/calendar/").content.decode()
    assert client.get("/agency/queue/due/", {"due": day.isoformat()}).content.decode().count("data-row=") == 2
    assert due_days(make_officer("handler", county="330302")) == []


def test_the_applicant_is_told_once(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    city = City()
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "照片"}, key=key())
    assert Notice.objects.count() == 1
    assert send_waiting() == 0, "told of a paper that is not there"
    issue_waiting()
    assert send_waiting() == 1
    assert send_waiting() == 0
    (line,) = (tmp_path / "outbox" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    sent = json.loads(line)
    assert sent["to"] == "13800000000"
    assert no in sent["text"]
    assert len(sent["text"]) <= 70


def test_an_exception_needs_another_person_and_works_once() -> None:
    city = City()
    no = city.file()
    boss, second = city.approver, make_officer("approver")
    request = {"act": "decide", "reason": "系统坏了一天", "until": "2026-02-11"}
    with pytest.raises(InputError, match="another officer"):
        perform(boss, no, "override", {**request, "second_person": boss.key}, key=key())
    perform(city.handler, no, "accept", {}, key=key())
    again = {**request, "act": "accept", "second_person": second.key}
    perform(boss, no, "override", again, key=key())
    assert "accept" not in allowed_for(city.handler, view_case(city.handler, no))
    with pytest.raises(InputError, match="second person confirmed"):
        perform(city.handler, no, "accept", {}, key=key())
    for stranger in (boss, make_officer("approver")):
        with pytest.raises(InputError, match="whom the exception names"):
            perform(stranger, no, "confirm_override", {"act": "accept"}, key=key())
    with pytest.raises(InputError, match="waits to be confirmed"):
        perform(second, no, "confirm_override", {"act": "pay"}, key=key())
    perform(second, no, "confirm_override", {"act": "accept"}, key=key())
    assert "accept" in allowed_for(city.handler, view_case(city.handler, no))
    perform(city.handler, no, "accept", {}, key=key())
    with pytest.raises(InputError):
        perform(city.handler, no, "accept", {}, key=key())
