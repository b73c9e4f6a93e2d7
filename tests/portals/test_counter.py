"""Somebody stands at the window: their card, what the office takes in, what they showed, a slip; and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from huxin.casework.models import Case, Intake
from huxin.casework.service import ForbiddenError, NotFoundError, file_at_window, hand_of, my_cases, perform, view_case
from huxin.core.service import verify
from huxin.identity.models import Trace
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.people.service import Person, details_of
from tests.first_floor.test_parties import form
from tests.portals.conftest import signed_in
from tests.support import key, make_officer, make_worker

pytestmark = pytest.mark.django_db
MATTER = "one-stop-mediation"


def person_of(worker: Actor) -> Person:
    return Person.objects.select_related("data_key").get(id=worker.own_person)


def at_counter(officer: Actor, worker: Actor) -> Client:
    client, said = signed_in(officer), details_of(person_of(worker))
    answer = client.post("/agency/counter/", {"name": said.name, "id_number": said.id_number})
    assert answer.status_code == 302, answer.content.decode()
    return client


def sheet(**changes: object) -> dict[str, object]:
    said = {name: "yes" if value is True else value for name, value in form(MATTER).items()}
    return {**said, "shown": ["id_card", "proof"], "key": key(), **changes}


def test_an_officer_files_for_whoever_stands_there_and_the_case_says_so() -> None:
    worker, officer = make_worker(), make_officer("handler")
    client = at_counter(officer, worker)
    page = client.get("/agency/counter/").text
    assert f"/agency/counter/{MATTER}/" in page
    assert details_of(person_of(worker)).id_number not in page
    sent = sheet()
    answer = client.post(f"/agency/counter/{MATTER}/", sent)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get()
    assert answer["Location"].startswith(f"/agency/cases/{case.no}/slip/")
    assert client.post(f"/agency/counter/{MATTER}/", sent).status_code == 302  # pressed twice
    assert Case.objects.count() == 1
    assert case.applicant_id == worker.person_id
    assert (case.intake.by_id, case.intake.shown) == (officer.account_id, ["id_card", "proof"])
    assert case.handler_id is None
    slip = client.get(answer["Location"]).text
    for shown in (case.no, officer.label, "身份证、证据", "申请人签名"):
        assert shown in slip, shown
    assert officer.label in client.get(f"/agency/cases/{case.no}/").text
    assert [one.no for one in my_cases(worker)] == [case.no]
    assert "你在窗口口述" in signed_in(worker).get(f"/cases/{case.no}/").text
    assert Trace.objects.filter(kind="window", what="taken_in", person_id=worker.person_id).count() == 1
    assert verify().intact


def test_the_card_comes_first_is_looked_at_and_holds_for_an_hour() -> None:
    worker, officer = make_worker(), make_officer("handler")
    assert signed_in(officer).get(f"/agency/counter/{MATTER}/").status_code == 302
    said = details_of(person_of(worker))
    wrong = signed_in(officer).post("/agency/counter/", {"name": "王五", "id_number": said.id_number})
    assert wrong.status_code == 400
    client = at_counter(officer, worker)
    bare = client.post(f"/agency/counter/{MATTER}/", sheet(shown=["proof"]))
    assert bare.status_code == 400
    assert "先看本人的身份证" in bare.text
    assert not Case.objects.exists()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert client.get("/agency/counter/").text.count("窗口前是") == 0
    assert client.post("/agency/counter/", {"leave": "1"}).status_code == 302
    assert client.get(f"/agency/counter/{MATTER}/").status_code == 302


def test_a_window_takes_in_what_is_its_own_office_s_and_its_own_county_s() -> None:
    worker = make_worker()
    market = at_counter(make_officer("handler", department="market"), worker)
    assert market.get(f"/agency/counter/{MATTER}/").status_code == 404
    client = at_counter(make_officer("handler", county="330302"), worker)
    answer = client.post(f"/agency/counter/{MATTER}/", sheet())
    assert answer.status_code == 400
    assert "只收本县" in answer.text
    assert client.get("/agency/counter/inquiry/").status_code == 404
    for role in ("approver", "auditor", "mediator"):
        assert signed_in(make_officer(role)).get("/agency/counter/").status_code == 403, role
    with pytest.raises(ForbiddenError):
        file_at_window(make_officer("approver"), person_of(worker), MATTER, form(MATTER), papers={}, shown=["id_card"],
                       key=key())  # fmt: skip
    with pytest.raises(InputError):
        file_at_window(make_officer("handler"), person_of(worker), MATTER, form(MATTER), papers={}, shown=[], key=key())
    assert not Intake.objects.exists()


def test_the_hand_of_a_person_files_and_does_nothing_that_is_the_persons_own() -> None:
    worker, officer = make_worker(), make_officer("handler", county="330302")
    no = file_at_window(make_officer("handler"), person_of(worker), MATTER, form(MATTER), papers={}, shown=["id_card"],
                        key=key())  # fmt: skip
    with pytest.raises(ForbiddenError):
        perform(hand_of(officer, person_of(worker)), no, "withdraw", {}, key=key())
    with pytest.raises(NotFoundError):
        view_case(officer, no)
    assert signed_in(officer).get(f"/agency/cases/{no}/slip/").status_code == 404
    assert hand_of(officer, person_of(worker)).alone is None
