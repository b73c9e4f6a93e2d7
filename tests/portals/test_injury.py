"""Hurt on an order: the cover decides the way, and each way names its deadline."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import file_case, onward, perform, view_case
from tests.first_floor.test_parties import form
from tests.support import key, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
URL = "/help/injury/"
ORDER = {"trade": "takeaway", "platform": "饿了么", "order_accepted_at": "2026-03-05T12:40", "labour_relation": "no"}


def asked(**changes: str) -> Any:
    return Client().post(URL, {**ORDER, **changes}, follow=True)


def regime(page: Any) -> str:
    return str(page.text.split('data-regime="')[1].split('"')[0])


@pytest.mark.parametrize("name", [*ORDER, "nothing"])
def test_what_is_missing_is_named_as_the_page_calls_it(name: str) -> None:
    page = Client().post(URL, {} if name == "nothing" else {**ORDER, name: ""}, follow=True)
    told = re.findall(r"“([^”]+)”", page.text.split('id="problems"')[1].split("</div>")[0])
    asked_for = page.text.split("<form", 1)[1]
    assert told
    for label in told:
        assert f">{label}<" in asked_for.replace(" <span", "<span") or f"<legend>{label}" in asked_for, label


def test_a_labour_relation_leads_to_recognition_with_its_deadlines() -> None:
    page = asked(labour_relation="yes")
    assert regime(page) == "A"
    assert "/apply/injury-recognition/" in page.text
    assert "30 天" in page.text
    assert "工伤保险条例" in page.text


@pytest.mark.parametrize(
    ("changes", "cover", "way"),
    [
        ({"platform": "美团"}, "C", "occupational-injury-tracking"),
        ({"platform": "美团", "order_accepted_at": "2024-03-05T12:40"}, "B", "injury-recognition"),
        ({"trade": "ride_hailing", "platform": "滴滴出行"}, "C", "occupational-injury-tracking"),
        ({"platform": "other", "platform_other": "美团外卖"}, "C", "occupational-injury-tracking"),
        ({"platform": "other", "platform_other": "ｍｅｉｔｕａｎ "}, "C", "occupational-injury-tracking"),
        ({"platform": "other", "platform_other": "淘宝闪购"}, "C", "occupational-injury-tracking"),
        ({"trade": "ride_hailing", "platform": "other", "platform_other": "滴滴"}, "C", "occupational-injury-tracking"),
        ({"trade": "courier", "platform": "unknown"}, "B", "injury-recognition"),
        ({"trade": "livestream"}, "none", "one-stop-mediation"),
    ],
)
def test_trade_platform_and_time_of_the_order_decide_the_way(changes: dict[str, str], cover: str, way: str) -> None:
    page = asked(**changes)
    assert regime(page) == cover
    assert f"/apply/{way}/" in page.text


@pytest.mark.parametrize("name", ["一家小平台", "🛵", "美团的另一家", ""])
def test_a_name_that_no_list_has_leaves_every_cover_open_and_claims_none(name: str) -> None:
    page = asked(platform="other", platform_other=name) if name else asked(platform="unknown")
    assert page.status_code == 200
    assert regime(page) == "open"
    assert "/apply/injury-recognition/" in page.text
    assert "/apply/occupational-injury-tracking/" in page.text
    assert "给你单独参加了" not in page.text


def test_no_answer_claims_an_insurance_that_no_record_shows() -> None:
    for platform in ("美团", "unknown"):
        for when in ("2019-05-05T10:00", "2024-03-05T12:40", "2026-03-05T12:40"):
            for relation in ("yes", "no", "unknown"):
                page = asked(platform=platform, order_accepted_at=when, labour_relation=relation)
                assert page.status_code == 200
                assert "参加了工伤保险" not in page.text
                assert regime(page) in ("none", "open") or "这里没有记录" in page.text


def test_whether_there_is_a_labour_relation_may_stay_open() -> None:
    page = asked(platform="美团", labour_relation="unknown")
    assert regime(page) == "open"
    assert {"injury-recognition", "occupational-injury-tracking", "relation-assessment"} <= {
        part.split("/")[0] for part in page.text.split("/apply/")[1:]
    }


@pytest.mark.parametrize("when", ["2099-01-01T10:00", "0026-11-01T10:00"])
def test_an_order_of_a_later_day_or_a_slipped_year_is_refused(when: str) -> None:
    page = asked(order_accepted_at=when)
    assert page.status_code == 400
    assert 'href="#f-order_accepted_at"' in page.text
    assert 'id="regime"' not in page.text


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"trade": ""}, "行业"),
        ({"platform": "火星外卖"}, "平台"),
        ({"trade": "astronaut"}, "行业"),
        ({"order_accepted_at": "yesterday"}, "接单时间"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_stays(changes: dict[str, str], label: str) -> None:
    page = asked(**changes)
    assert page.status_code == 400
    assert label in page.text
    assert "饿了么" in page.text


@pytest.mark.parametrize(("outcome", "open_to"), [("recognised", True), ("not_recognised", False)])
def test_only_a_recognised_injury_goes_on_to_appraisal_and_benefit(outcome: str, open_to: bool) -> None:
    worker, handler, approver = make_worker(), make_officer("handler"), make_officer("approver")
    name = "injury-recognition"
    answers = form(name, applicant_kind="worker", accident_on="2025-12-05", died=False, relation_paper="unsure")
    no = str(file_case(worker, name, answers, papers={"diagnosis": [photo(worker)]}, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    decision = form(name, "propose", outcome=outcome)
    perform(handler, no, "propose", decision, key=key())
    perform(approver, no, "decide", decision, key=key())
    ways = {one.to for one in onward(worker, view_case(worker, no))}
    assert ({"capability-appraisal", "injury-benefit-payment"} <= ways) is open_to
