"""案卷 and 审批表: what an office binds with the papers of an ended case; made for that office alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from huxin.casework.service import NotFoundError, approval_sheet, case_file, evidence_rows, view_case
from huxin.identity.service import Account, Actor
from tests.support import City, answers, issue_waiting, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _static(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def text(pdf: bytes) -> str:
    return "".join("".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).split())


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_an_ended_case_is_bound_with_every_paper_and_its_pages() -> None:
    city = City()
    no = city.file()
    with pytest.raises(NotFoundError):
        case_file(view_case(city.handler, no))
    city.decide(no)
    assert issue_waiting() == 2
    seen = view_case(city.handler, no)
    pdf = case_file(seen)
    told = text(pdf)
    for wanted in ("案卷", "卷内目录", "备考表", no, "受理通知书", "30年", "立卷人", city.handler.label):
        assert wanted in told, wanted
    papers = evidence_rows(seen)
    assert f"{2 + len(papers)}件" in told
    assert told.count("当事人") == len(papers)
    phone = str(answers()["phone"])
    assert phone not in told


def test_what_was_proposed_and_decided_stands_on_two_pages_at_most() -> None:
    city = City()
    no = city.file()
    with pytest.raises(NotFoundError):
        approval_sheet(view_case(city.handler, no))
    city.propose(no, reason="核对过社保缴费记录。𰻝😀")
    pdf = approval_sheet(view_case(city.handler, no))
    assert len(PdfReader(BytesIO(pdf)).pages) <= 2
    told = text(pdf)
    for wanted in ("审批表", city.handler.label, no, "签名"):
        assert wanted in told, wanted
    assert "作出决定" not in told


@pytest.mark.parametrize("name", ["file.pdf", "approval.pdf"])
def test_neither_is_for_anybody_but_the_office_of_the_case(name: str) -> None:
    city = City()
    no = city.file()
    where = f"/agency/cases/{no}/{name}"
    assert desk(city.handler).get(where).status_code == 404
    city.decide(no)
    assert desk(city.handler).get(where).status_code == 200
    assert where in desk(city.handler).get(f"/agency/cases/{no}/").content.decode()
    for other in (make_officer("handler", county="330302"), city.worker):
        assert desk(other).get(where).status_code in (302, 403, 404)
    for make in (case_file, approval_sheet):
        with pytest.raises(NotFoundError):
            make(view_case(city.worker, no))
