"""Messages in a case: who reads what, what waits for an answer, what is unread, who is told by a short message."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from huxin.casework.models import Case, CaseParty
from huxin.casework.service import (
    evidence_rows,
    file_case,
    messages_in,
    perform,
    receive_evidence,
    unanswered,
    unread_replies,
    view_case,
)
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.people.service import company_of
from tests.first_floor.test_parties import form
from tests.support import JPEG, City, key, make_company, make_officer, make_worker, send_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _static(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def another_photo(actor: Actor) -> str:
    """Not the one that the application was filed with, which the other side of a party may open."""
    return str(receive_evidence(actor, io.BytesIO(JPEG + b"another")).id)


def said(actor: Actor, no: str) -> list[str]:
    return [step.payload["text"] for step in messages_in(view_case(actor, no))]


def joined(no: str, company: Actor, role: str = "unit") -> None:
    """The company stands in the case from now on."""
    case = Case.objects.get(no=no)
    CaseParty.objects.create(case=case, person_id=company.person_id, role=role, side="respondent", since=case.seq)


def test_a_person_asks_the_office_answers_and_a_short_message_tells_of_it() -> None:
    city = City()
    no = city.file()
    worker, officer = signed_in(city.worker), signed_in(city.handler)
    text = "我的材料还缺什么？"
    page = worker.get(f"/cases/{no}/do/message/")
    assert page.status_code == 200
    sent = worker.post(
        f"/cases/{no}/do/message/",
        {
            "text": text,
            "call_back": "yes",
            "call_to": "13911112222",
            "key": key(),
            "kept-files": [another_photo(city.worker)],
        },
    )
    assert sent.status_code == 302, sent.content.decode()
    assert unanswered([no]) == {no}
    assert "有留言没答" in officer.get("/agency/queue/all/").content.decode()
    shown = officer.get(f"/agency/cases/{no}/").content.decode()
    assert text in shown
    assert "139****2222" in shown  # as every number of a person, until the officer says why
    assert len(evidence_rows(view_case(city.handler, no))) == 2
    send_waiting()
    before = len(_sms())
    answered = officer.post(f"/agency/cases/{no}/do/reply/", {"text": "缺上个月的缴费凭证。", "key": key()})
    assert answered.status_code == 302
    assert unanswered([no]) == set()
    assert unread_replies(city.worker, Case.objects.filter(no=no)) == {no}
    assert "有新留言" in worker.get("/cases/").content.decode()
    assert "缺上个月的缴费凭证。" in worker.get(f"/cases/{no}/").content.decode()
    assert unread_replies(city.worker, Case.objects.filter(no=no)) == set()
    send_waiting()
    told = _sms()[before:]
    assert [one["to"] for one in told] == ["13800000000"]
    assert "留言" in told[0]["text"]
    assert "缴费" not in told[0]["text"]


def _sms() -> list[dict[str, str]]:
    path = Path(settings.DATA) / "outbox" / "sms.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_each_side_reads_its_own_messages_alone() -> None:
    city, company = City(), make_company()
    no = city.file()
    joined(no, company)
    name = company_of(company).name
    perform(city.worker, no, "message", {"text": "我怕公司知道"}, key=key())
    perform(company, no, "message", {"text": "我们已经付过"}, key=key())
    perform(city.handler, no, "reply", {"text": "给申请人的"}, key=key())
    perform(city.handler, no, "reply_side", {"to": name, "text": "给企业的"}, key=key())
    assert said(city.worker, no) == ["我怕公司知道", "给申请人的"]
    assert said(company, no) == ["我们已经付过", "给企业的"]
    assert said(city.handler, no) == ["我怕公司知道", "我们已经付过", "给申请人的", "给企业的"]
    assert unread_replies(company, Case.objects.filter(no=no)) == {no}
    page = signed_in(company).get(f"/company/cases/{no}/").content.decode()
    assert "给企业的" in page
    assert "我怕公司知道" not in page
    assert "给申请人的" not in page
    assert "给企业的" not in signed_in(city.worker).get(f"/cases/{no}/").content.decode()


def test_a_file_of_a_message_is_opened_by_nobody_else() -> None:
    city, company = City(), make_company()
    no = city.file()
    joined(no, company)
    perform(city.worker, no, "message", {"text": "看这张"}, papers={"files": [another_photo(city.worker)]}, key=key())
    file = messages_in(view_case(city.handler, no))[0].evidence[0]["id"]
    assert signed_in(city.handler).get(f"/agency/cases/{no}/evidence/{file}/").status_code == 200
    assert signed_in(company).get(f"/company/cases/{no}/evidence/{file}/").status_code == 404


def test_nobody_writes_to_a_side_that_cannot_read_it() -> None:
    city = City()
    no = city.file()
    with pytest.raises(InputError):
        perform(city.handler, no, "reply_side", {"to": "没有登记的公司", "text": "在吗"}, key=key())
    assert 'id="act-reply_side"' not in signed_in(city.handler).get(f"/agency/cases/{no}/").content.decode()


def test_strangers_write_to_nobody() -> None:
    city = City()
    no = city.file()
    assert signed_in(make_worker()).post(f"/cases/{no}/do/message/", {"text": "x", "key": key()}).status_code == 404
    far = make_officer("handler", county="330302")
    assert signed_in(far).post(f"/agency/cases/{no}/do/reply/", {"text": "x", "key": key()}).status_code == 404
    assert Case.objects.get(no=no).seq == 1


def test_whoever_reports_is_not_named_to_the_company_in_a_message() -> None:
    """The office may call a reporter by name to the reporter, and never to the other side."""
    worker, company = make_worker(name="金丝雀"), make_company()
    answers = form("labour-inspection-complaint")
    no = str(file_case(worker, "labour-inspection-complaint", answers, papers={}, key=key())["no"])
    joined(no, company)
    handler = make_officer("handler", department=Case.objects.get(no=no).department)
    perform(handler, no, "reply", {"text": "金丝雀你好，收到了"}, key=key())
    with pytest.raises(InputError) as refused:
        perform(handler, no, "reply_side", {"to": company_of(company).name, "text": "金丝雀说你们欠钱"}, key=key())
    assert refused.value.problem.code == "names_reporter"
    perform(worker, no, "message", {"text": "别说是我"}, key=key())
    page = signed_in(company).get(f"/company/cases/{no}/").content.decode()
    assert "金丝" not in page
    assert "别说是我" not in page
