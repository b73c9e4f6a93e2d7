"""Papers to post: printed together with their addresses, marked, and nothing of a case of another office."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from huxin.casework.models import Letter
from huxin.casework.service import NotFoundError, document_register, perform, print_papers, to_post, void_number
from huxin.identity.models import Trace
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from tests.support import City, issue_waiting, make_officer

pytestmark = pytest.mark.django_db
WHERE = "/agency/post/"


@pytest.fixture(autouse=True)
def _static(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def pages(pdf: bytes) -> list[str]:
    return ["".join(one.extract_text().split()) for one in PdfReader(BytesIO(pdf)).pages]


def test_each_paper_stands_behind_its_address_and_is_marked_as_printed() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    assert to_post(city.handler) == ([], None)  # nothing is issued yet
    issue_waiting()
    waiting, _after = to_post(city.handler)
    assert [(one.letter.case_id, one.to) for one in waiting] == [(no, "陈小花")] * 2
    found = pages(print_papers(city.handler, [one.letter.id for one in waiting]))
    at = [place for place, text in enumerate(found) if "内件：" in text]
    assert len(at) == 2
    for place, one in zip(at, waiting, strict=True):
        assert "陈小花收" in found[place]
        assert one.number in found[place]
        assert one.title in found[place + 1]
    assert to_post(city.handler) == ([], None)
    again, _after = to_post(city.handler, printed=True)
    assert {one.letter.printed_by_id for one in again} == {city.handler.account_id}
    trace = Trace.objects.get(kind="export", what="printed_letters")
    assert set(trace.content["letters"]) == {str(one.letter.id) for one in waiting}
    double = print_papers(city.handler, [again[0].letter.id], two_sided=True)
    assert len(PdfReader(BytesIO(double)).pages) % 2 == 0


def test_nothing_that_the_officer_may_not_open_is_listed_or_printed() -> None:
    city, far = City(), make_officer("handler", county="330302")
    city.decide(city.file())
    issue_waiting()
    waiting, _after = to_post(city.handler)
    letters = [one.letter.id for one in waiting]
    assert to_post(far) == ([], None)
    for other in (far, city.worker, make_officer("auditor")):
        with pytest.raises(NotFoundError):
            print_papers(other, letters)
    with pytest.raises(InputError):
        print_papers(city.handler, [])
    void_number(city.approver, document_register(city.handler).rows[0].id, "打错了")
    assert len(to_post(city.handler)[0]) == len(waiting) - 1
    with pytest.raises(NotFoundError):
        print_papers(city.handler, letters)
    assert len(to_post(city.handler)[0]) == len(waiting) - 1  # all or none


def test_a_queue_leads_to_the_papers_of_the_ticked_cases() -> None:
    city = City()
    one, two = city.file(to_month="2025-03"), city.file(from_month="2025-04")
    city.decide(one)
    city.decide(two)
    issue_waiting()
    client = desk(city.handler)
    shown = client.post(WHERE, {"case": [one]}).content.decode()
    assert one in shown
    assert "陈**" in shown
    assert "陈小花" not in shown
    assert f"/agency/cases/{two}/" not in shown
    assert client.post(WHERE, {"print": "1"}).status_code == 400
    assert client.post(WHERE, {"print": "1", "letter": "x"}).status_code == 404
    chosen = [str(row.letter.id) for row in to_post(city.handler, [one])[0]]
    answer = client.post(WHERE, {"print": "1", "letter": chosen, "two_sided": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert city.handler.label in client.get(WHERE, {"printed": "1"}).content.decode()


def test_every_paper_stands_on_some_page_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, and where many in a row cannot be posted at all."""
    monkeypatch.setattr("huxin.casework.outbox.printing.MOST", 2)
    city = City()
    wanted = set[str]()
    for _ in range(5):
        no = city.file()
        perform(city.handler, no, "accept", {}, key=f"accept-{no}")
        wanted.add(no)
    issue_waiting()
    client, seen, where, pages_read = desk(city.handler), list[str](), WHERE, 0
    while where and pages_read < 20:
        page, pages_read = client.get(where), pages_read + 1
        seen += re.findall(r'name="letter"\s+value="([^"]+)"', page.text)
        onward = re.search(r'href="(\?[^"]*after=[^"]*)"', page.text)
        where = WHERE + unescape(onward[1]) if onward else ""
    letters = Letter.objects.filter(id__in=seen)
    assert {one.case_id for one in letters} == wanted
    assert len(seen) == len(set(seen)) == 5
    assert client.get(WHERE, {"after": "nowhere"}).text.count('name="letter"') == 2
