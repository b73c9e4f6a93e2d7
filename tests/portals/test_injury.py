"""Hurt on an order: the cover decides the way, and each way names its deadline."""

from __future__ import annotations

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
    return Client().post(URL, {**ORDER, **changes})


def regime(page: Any) -> str:
    return str(page.text.split('data-regime="')[1].split('"')[0])


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
        ({"platform": "一家小平台"}, "B", "injury-recognition"),
        ({"trade": "livestream"}, "none", "one-stop-mediation"),
    ],
)
def test_trade_platform_and_time_of_the_order_decide_the_way(changes: dict[str, str], cover: str, way: str) -> None:
    page = asked(**changes)
    assert regime(page) == cover
    assert f"/apply/{way}/" in page.text


@pytest.mark.parametrize(
    ("changes", "label"),
    [({"trade": ""}, "行业"), ({"trade": "astronaut"}, "行业"), ({"order_accepted_at": "yesterday"}, "接单时间")],
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
