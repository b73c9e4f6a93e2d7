"""Success is said where it happened, once, to whoever did it; what was not taken is named with its reason."""

from __future__ import annotations

import random
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from huxin.casework.service import perform, queue_rows, today, view_case
from huxin.law.dates import add_months, day_of
from huxin.law.procedures import EvidenceSpec
from huxin.ui.uploads import AskedPaper, take_papers
from tests.portals.conftest import signed_in
from tests.support import JPEG, City, key, make_worker

pytestmark = pytest.mark.django_db


def picture(name: str, content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_each_refused_file_of_an_accident_is_named_and_the_good_one_is_sealed() -> None:
    browser = Client()
    files = [picture("good.jpg"), picture("words.txt", b"plain words"), picture("empty.jpg", b"")]
    page = browser.post("/accident/", {"photos": files}, follow=True)
    assert page.status_code == 200
    told = page.text.split('id="not-taken"')[1].split("</div>")[0]
    assert "words.txt" in told
    assert "empty.jpg" in told
    assert "good.jpg" not in told
    assert 'id="not-taken"' not in browser.get(page.request["PATH_INFO"]).text  # once


def test_a_refused_further_photo_is_named_too() -> None:
    browser = Client()
    page = browser.post("/accident/", {"photos": [picture("good.jpg")]}, follow=True)
    again = browser.post(page.request["PATH_INFO"], {"photos": [picture("note.txt", b"hello")]}, follow=True)
    assert "note.txt" in again.text.split('id="not-taken"')[1]
    assert browser.post(page.request["PATH_INFO"], {}).status_code == 400


@pytest.mark.parametrize(
    "address", ["?done=appeal", "?done=complete", "?done=file", "?done=withdraw", "?done=pay", "?done=add_evidence"]
)
def test_an_address_alone_claims_nothing(address: str) -> None:
    city = City()
    no = city.file()
    assert 'role="status"' not in signed_in(city.worker).get(f"/cases/{no}/{address}").text
    assert "is-good" not in signed_in(city.handler).get(f"/agency/cases/{no}/{address}").text


def asked_to_complete(city: City) -> str:
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "订单截图要清楚的"}, key=key())
    return no


def test_completing_with_nothing_asks_first_and_goes_when_that_is_meant() -> None:
    city = City()
    no = asked_to_complete(city)
    browser, here = signed_in(city.worker), f"/cases/{no}/do/complete/"
    refused = browser.post(here, {"key": key(), "reply": "说完了"})
    assert refused.status_code == 400
    assert 'name="bare"' in refused.text
    assert "说完了" in refused.text
    assert view_case(city.worker, no).case.status == "completion_asked"
    done = browser.post(here, {"key": key(), "reply": "说完了", "bare": "yes"}, follow=True)
    assert "补好了" in done.text
    assert view_case(city.worker, no).case.status == "received"


def test_completing_with_a_paper_goes_at_once() -> None:
    city = City()
    no = asked_to_complete(city)
    sent = {"key": key(), "platform_orders": picture("orders.jpg", JPEG + b"new")}
    assert "补好了" in signed_in(city.worker).post(f"/cases/{no}/do/complete/", sent, follow=True).text


def test_adding_evidence_without_a_file_is_refused() -> None:
    city = City()
    no = city.file()
    refused = signed_in(city.worker).post(f"/cases/{no}/do/add_evidence/", {"key": key(), "remark": "给你们看看"})
    assert refused.status_code == 400
    assert view_case(city.worker, no).last("add_evidence") is None


def test_a_refused_file_keeps_the_good_one_on_the_form() -> None:
    city = City()
    no = asked_to_complete(city)
    files = [picture("good.jpg", JPEG + b"g"), picture("bad.jpg", b"hello")]
    page = signed_in(city.worker).post(f"/cases/{no}/do/complete/", {"key": key(), "platform_orders": files})
    assert page.status_code == 400
    assert "bad.jpg" in page.text
    assert 'type="hidden" name="kept-platform_orders"' in page.text


def appeal(city: City, no: str, **said: Any) -> Any:
    form = {"key": key(), "reason": "少算了两个月", **said}
    return signed_in(city.worker).post(f"/cases/{no}/do/appeal/", form, follow=True)


def test_an_objection_has_an_owner_and_the_dates_run_on() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    day = view_case(city.worker, no).last("decide").at  # type: ignore[union-attr]
    asks = signed_in(city.worker).get(f"/cases/{no}/do/appeal/").text
    for last in (day_of(day) + timedelta(days=60), add_months(day_of(day), 6)):
        assert f"{last.year}年{last.month}月{last.day}日" in asks
    page = appeal(city, no, route="recheck")
    assert "有异议" in page.text
    assert "办完了" not in page.text.split('id="next-h"')[1].split("</section>")[0]
    for queue in ("mine", "back"):
        assert [one.no for one in queue_rows(city.approver, queue)] == [no]
    assert [one.no for one in queue_rows(city.handler, "waiting")] == [no]
    assert no in signed_in(city.approver).get("/agency/queue/mine/").text
    perform(city.approver, no, "reopen", {"reason": "再算一遍"}, key=key())
    assert list(queue_rows(city.approver, "mine")) == []
    assert [one.no for one in queue_rows(city.handler, "back")] == [no]


@pytest.mark.parametrize(("route", "to"), [("review", "本级人民政府"), ("suit", "人民法院")])
def test_a_way_outside_is_never_said_to_be_filed(route: str, to: str) -> None:
    city = City()
    no = city.file()
    city.decide(no)
    told = appeal(city, no, route=route).text.split('role="status"')[1].split("</div>")[0]
    assert "没有替你递交" in told
    assert to in told
    assert str(today().year) in told or str(today().year + 1) in told


def test_the_person_reads_that_money_is_listed_and_never_that_it_arrived() -> None:
    from tests.portals.conftest import signed_in as browser_of

    city = City()
    no = city.file()
    city.decide(no)
    text = browser_of(city.worker).get(f"/cases/{no}/").text.split('id="next-h"')[1].split("</section>")[0]
    assert "公示到" in text
    assert "列入发放名单" in text
    assert "打到你的社保卡了" not in text


@pytest.mark.parametrize("seed", range(8))
def test_each_file_of_a_form_is_taken_or_named(seed: int) -> None:
    """Whatever is sent in whatever order: empty, of another kind, twice, too many, beside a kept one that is gone."""
    draw, actor = random.Random(seed), make_worker()
    paper = EvidenceSpec(
        id="proof", label={"zh": "证据", "en": "Proof"}, why={"zh": "为什么", "en": "Why"}, max_files=3
    )
    sent = list[SimpleUploadedFile]()
    for number in range(draw.randint(1, 6)):
        kind = draw.choice(("good", "good", "empty", "sound", "twice"))
        content = {"good": JPEG + bytes([number]), "empty": b"", "sound": b"ID3" + bytes(200), "twice": JPEG}[kind]
        sent.append(SimpleUploadedFile(f"{kind}-{number}.jpg", content))
    gone = draw.random() < 0.4
    form = QueryDict(f"kept-proof={uuid.uuid4()}" if gone else "")
    kept: dict[str, list[str]] = {}
    errors = take_papers(actor, [AskedPaper(paper, needed=True)], MultiValueDict({"proof": sent}), kept, form)
    told = re.findall(r"“([^”]+)”没有收", errors.get("proof", ""))
    good = {str(one.name) for one in sent} - set(told)
    assert len(told) == len(set(told)) <= len(sent)
    assert not [name for name in good if name.startswith(("empty", "sound"))]
    assert len(kept.get("proof", [])) == len({name if name.startswith("good") else "twice" for name in good}) <= 3
    assert ("这个文件我们没有" in errors.get("proof", "")) == gone
