"""An injury claim finds by itself what is on record: registration, orders, agreement, cover; and which way it goes."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huxin.casework.service import file_case, onward, perform, view_case
from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Actor
from huxin.measures.injuries.service import collect_again, collect_waiting, collected
from huxin.people.service import Agreement, Company, Cover, Engagement, Person, add_company, details_of, erase_person
from tests.feeds.support import land, ndjson, rows
from tests.first_floor.test_parties import form
from tests.portals.conftest import signed_in
from tests.support import id_number, key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
NAME = "injury-recognition"
CODE = "91330300MADEM000AW"
_RELATION = "relation-assessment"


def platform(code: str = CODE) -> Company:
    return Company.objects.filter(credit_code=code).first() or add_company(code, "塘河出行（演示）", "platform")


def claim(actor: Actor, **changes: Any) -> str:
    said: dict[str, Any] = {
        "applicant_kind": "worker", "accident_on": DAY.isoformat(), "accident_time": "12:10", "cause": "working",
        "died": False, "relation_paper": "unsure", "on_platform": True, "platform": "塘河", "company_code": CODE,
        "company": "塘河出行（演示）", "third_party": False, "order_no": "",
    }  # fmt: skip
    answers = {name: value for name, value in form(NAME, **{**said, **changes}).items() if value != ""}
    return str(file_case(actor, NAME, answers, papers={"diagnosis": [photo(actor)]}, key=key())["no"])


def number_of(worker: Actor) -> str:
    return details_of(Person.objects.select_related("data_key").get(id=worker.person_id)).id_number


def record(worker: Actor, what: str, **changes: Any) -> None:
    """One shared record of this worker at the platform, from the first of the year on."""
    common = {"id": uuid.uuid4(), "person_id": worker.person_id, "company": platform(), "county": "330304"}
    since = date(2026, 1, 1)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = {
        "engagement": lambda: Engagement(**common, form="not_fully", trade="takeaway", since=since),
        "agreement": lambda: Agreement(
            **common, paper="written-agreement", trade="takeaway", start_on=since, pack_hash="x", made_at=now,
            made_by="test", signed_on=since, status="signed", text_sha256="ab" * 32,
        ),
        "cover": lambda: Cover(
            **common, platform="塘河", trade="takeaway", kind="B", received_on=since, cover_from=since,
        ),
    }[what]()  # fmt: skip
    for name, value in changes.items():
        setattr(made, name, value)
    made.save(force_insert=True)


def deliver(worker: Actor | None = None, **changes: Any) -> None:
    """Two orders of one day, from 12:00 on, of this worker or of somebody else."""
    number = number_of(worker) if worker else id_number(date(1970, 1, 1), 7)
    days = [
        {
            "order_id": f"T{place}", "company_id": CODE, "worker_id": number, "worker_id_kind": "id_card",
            "accepted_at": f"2026-07-01T{12 + 3 * place}:00:00+08:00", "picked_up_at": None,
            "promised_at": None, "completed_at": f"2026-07-01T{12 + 3 * place}:30:00+08:00",
            "recorded_at": f"2026-07-01T{12 + 3 * place}:40:00+08:00", **changes,
        }
        for place in range(2)
    ]  # fmt: skip
    landed = land(ndjson({**one, **day} for one, day in zip(rows(2), days, strict=True)), company=CODE)
    assert landed.batch.accepted + landed.batch.flagged == 2, landed.batch.report


def fetched(no: str) -> Any:
    found = collected(view_case(SYSTEM, no))
    assert found is not None
    return found


# --- by reference ---


def test_what_is_on_record_comes_by_itself_with_source_and_digest() -> None:
    worker, handler = make_worker(), make_officer("handler")
    for what in ("engagement", "agreement", "cover"):
        record(worker, what)
    deliver(worker)
    no = claim(worker)
    assert collect_waiting(datetime.now(UTC)) == 1
    found = fetched(no)
    assert {one.kind for one in found.pieces} == {
        "platform_registration", "orders_then", "written_agreement", "injury_cover",
    }  # fmt: skip
    assert (found.regime, found.marks) == ("B", ("late_unit",))
    orders = [one for one in found.pieces if one.kind == "orders_then"]
    assert [one.facts.get("then", "") for one in orders] == ["yes", ""]
    assert all(re.fullmatch(r"orders/[0-9a-f]{32}/T\d", one.source) for one in orders)
    assert all(re.fullmatch(r"[0-9a-f]{64}", one.sha256) for one in found.pieces)
    page = signed_in(handler).get(f"/agency/cases/{no}/").text
    for part in (
        "塘河出行（演示）",
        "订单 T0",
        "出事时在送这一单",
        orders[0].sha256,
        "书面协议",
        'data-mark="late_unit"',
    ):
        assert part in page


def test_it_is_fetched_once_and_again_only_when_asked() -> None:
    worker, handler = make_worker(), make_officer("handler")
    no = claim(worker)
    assert collect_waiting(datetime.now(UTC)) == 1
    assert collect_waiting(datetime.now(UTC)) == 0
    assert {"no_feed"} <= set(fetched(no).marks)
    before = fetched(no).pieces
    record(worker, "agreement")
    answer = signed_in(handler).post(f"/agency/cases/{no}/collect/", follow=True)
    assert "记上了" in answer.text
    assert before == ()
    assert [one.kind for one in fetched(no).pieces] == ["written_agreement"]
    assert view_case(SYSTEM, no).last("collect").payload["asked_by"] == handler.label  # type: ignore[union-attr]


def test_a_record_of_another_day_or_person_is_none() -> None:
    worker, other = make_worker(), make_worker()
    record(worker, "engagement", until=DAY - timedelta(days=1))
    record(worker, "agreement", start_on=DAY + timedelta(days=1))
    record(worker, "cover", cover_from=DAY + timedelta(days=1))
    record(worker, "agreement", id=uuid.uuid4(), status="offered")
    record(other, "engagement")
    deliver(other)
    no = claim(worker)
    collect_waiting(datetime.now(UTC))
    found = fetched(no)
    assert found.pieces == ()
    assert "no_feed" not in found.marks
    assert found.regime == "unknown"


def test_no_feed_is_told_apart_from_no_order() -> None:
    worker, handler = make_worker(), make_officer("handler")
    no = claim(worker)
    collect_again(no, "x")
    assert "平台没有报送那几天的订单。" in signed_in(handler).get(f"/agency/cases/{no}/").text
    deliver()
    collect_again(no, "x")
    page = signed_in(handler).get(f"/agency/cases/{no}/").text
    assert "平台没有报送那几天的订单。" not in page
    assert "库里没有" in page
    assert verify().intact


def test_the_latest_version_of_an_order_is_the_one_that_is_shown() -> None:
    worker = make_worker()
    deliver(worker)
    deliver(worker, completed_at=None, status="cancelled", cancelled_at="2026-07-01T16:00:00+08:00",
            recorded_at="2026-07-02T09:00:00+08:00")  # fmt: skip
    no = claim(worker)
    collect_again(no, "x")
    orders = [one for one in fetched(no).pieces if one.kind == "orders_then"]
    assert {one.facts["status"] for one in orders} == {"cancelled"}
    assert len(orders) == 2


def test_a_named_order_is_the_one_being_served_whatever_the_time() -> None:
    worker = make_worker()
    deliver(worker)
    no = claim(worker, order_no="T1", accident_time="")
    collect_again(no, "x")
    assert [one.source[-2:] for one in fetched(no).pieces if one.facts.get("then")] == ["T1"]


# --- the cover decides the way ---


@pytest.mark.parametrize(
    ("records", "trade", "regime", "ways"),
    [
        ([("engagement", {"form": "labour"})], "takeaway", "A", set()),
        ([("engagement", {})], "takeaway", "B", set()),
        (
            [("engagement", {"trade": "livestream"})],
            "livestream",
            "none",
            {"one-stop-mediation", "relation-assessment"},
        ),
        ([], "", "unknown", set()),
    ],
)
def test_the_records_decide_cover_and_way(
    records: list[tuple[str, dict[str, Any]]], trade: str, regime: str, ways: set[str]
) -> None:
    worker = make_worker()
    for what, changes in records:
        record(worker, what, **changes)
    no = claim(worker)
    collect_again(no, "x")
    found = fetched(no)
    assert found.regime == regime
    assert regime == "A" or found.trade == trade
    assert {one.to for one in onward(worker, view_case(worker, no))} == ways


def test_cover_per_order_leads_to_its_own_procedure_with_what_is_known() -> None:
    worker = make_worker()
    record(worker, "engagement")
    no = claim(worker, platform="美团", company_code="", company="美团")
    collect_again(no, "x")
    assert fetched(no).regime == "C"
    client = signed_in(worker)
    page = client.get(f"/cases/{no}/").text
    assert "这一单归职业伤害保障，转过去跟进" in page
    assert "转职业伤害跟进，不在这里认定" in page
    client.post(f"/cases/{no}/onward/occupational-injury-tracking/", follow=True)
    from huxin.casework.service import load_draft

    draft = load_draft(worker.person_id, "occupational-injury-tracking")  # type: ignore[arg-type]
    assert draft["answers"]["platform"] == "美团"
    assert draft["answers"]["accident_on"] == DAY.isoformat()


def test_an_order_under_cover_per_order_without_its_number_has_no_cover() -> None:
    worker = make_worker()
    record(worker, "engagement")
    deliver(worker, cover_no=None)
    no = claim(worker, platform="美团", company="美团")
    collect_again(no, "x")
    assert (fetched(no).regime, "no_cover" in fetched(no).marks) == ("C", True)


# --- third party, no cover, late ---


@pytest.mark.parametrize(
    ("changes", "mark", "there"),
    [
        ({"third_party": True}, "third_party", True),
        ({"cause": "violence"}, "third_party", True),
        ({}, "third_party", False),
        ({"accident_on": "2025-01-05"}, "late_own", True),
        ({}, "late_own", False),
        ({}, "late_unit", True),
        ({}, "no_cover", True),
    ],
)
def test_what_an_officer_must_look_at_is_marked(changes: dict[str, Any], mark: str, there: bool) -> None:
    worker = make_worker()
    record(worker, "engagement")
    no = claim(worker, **changes)
    collect_again(no, "x")
    assert (mark in fetched(no).marks) is there
    page = signed_in(make_officer("handler")).get(f"/agency/cases/{no}/").text
    assert (f'data-mark="{mark}"' in page) is there


def test_cover_of_that_platform_takes_the_mark_away_and_cover_of_another_does_not() -> None:
    worker = make_worker()
    record(worker, "engagement")
    other = add_company("91330300MADEM000B0", "梧田合作站（演示）", "partner")
    record(worker, "cover", company=other)
    no = claim(worker)
    collect_again(no, "x")
    assert "no_cover" in fetched(no).marks
    record(worker, "cover")
    collect_again(no, "x")
    assert "no_cover" not in fetched(no).marks


def test_somebody_else_caused_it_is_asked_once_and_goes_on_to_the_benefit() -> None:
    from huxin.casework.service import begin_from, load_draft

    worker, handler, approver = make_worker(), make_officer("handler"), make_officer("approver")
    no = claim(worker, third_party=True)
    perform(handler, no, "accept", {}, key=key())
    decision = form(NAME, "propose", outcome="recognised")
    perform(handler, no, "propose", decision, key=key())
    perform(approver, no, "decide", decision, key=key())
    begin_from(worker, no, "injury-benefit-payment")
    assert load_draft(worker.person_id, "injury-benefit-payment")["answers"]["third_party"] is True  # type: ignore[arg-type]


# --- who was hurt, who sees it ---


def test_kin_name_who_was_hurt_and_nobody_else_is_looked_up() -> None:
    hurt, kin = make_worker(), make_worker()
    record(hurt, "engagement")
    record(kin, "engagement", id=uuid.uuid4(), trade="courier")
    answers = form(NAME, applicant_kind="kin", accident_on=DAY.isoformat(), died=False, relation_paper="unsure",
                   injured_id=number_of(hurt), company_code=CODE)  # fmt: skip
    papers = {"diagnosis": [photo(kin)]}
    no = str(file_case(kin, NAME, answers, papers=papers, key=key(), by="kin")["no"])
    collect_again(no, "x")
    assert [one.facts["trade"] for one in fetched(no).pieces] == ["takeaway"]
    assert 'id="bundle"' not in signed_in(kin).get(f"/cases/{no}/").text
    assert 'id="bundle"' in signed_in(make_officer("handler")).get(f"/agency/cases/{no}/").text


def test_without_a_number_it_says_that_nobody_knows_who_was_hurt() -> None:
    company = make_company()
    answers = form(NAME, applicant_kind="unit", accident_on=DAY.isoformat(), died=False, relation_paper="unsure")
    answers.pop("injured_id")
    no = str(file_case(company, NAME, answers, papers={"diagnosis": [photo(company)]}, key=key())["no"])
    collect_again(no, "x")
    assert "no_person" in fetched(no).marks
    assert fetched(no).pieces == ()


def test_the_firm_does_not_see_the_workers_records() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    from tests.first_floor.test_parties import code_of

    record(worker, "agreement")
    no = claim(worker, company_code=code_of(company))
    collect_again(no, "x")
    perform(handler, no, "accept", {}, key=key())
    page = signed_in(company).get(f"/company/cases/{no}/").text
    assert "调取了平台注册" not in page  # that was before the firm became a side
    assert "agreement/" not in page
    assert 'id="bundle"' not in page
    assert "书面协议" in signed_in(worker).get(f"/cases/{no}/").text


def test_the_records_are_not_printed_as_text_anywhere() -> None:
    worker, handler = make_worker(), make_officer("handler")
    record(worker, "agreement")
    no = claim(worker)
    collect_again(no, "x")
    for page in (f"/agency/cases/{no}/", f"/agency/cases/{no}/sheet/"):
        assert "&quot;sha256&quot;" not in signed_in(handler).get(page).text
    assert json.loads(view_case(SYSTEM, no).last("collect").payload["pieces"])  # type: ignore[union-attr]


def test_only_the_handler_of_the_office_fetches_again() -> None:
    no = claim(make_worker())
    assert signed_in(make_officer("handler", county="330381")).post(f"/agency/cases/{no}/collect/").status_code == 404
    assert signed_in(make_officer("approver")).post(f"/agency/cases/{no}/collect/").status_code == 403
    assert signed_in(make_worker()).post(f"/agency/cases/{no}/collect/").status_code == 403
    looked = signed_in(make_officer("handler")).get(f"/agency/cases/{no}/collect/")
    assert (looked.status_code, looked.headers["Location"]) == (302, f"/agency/cases/{no}/")
    assert view_case(SYSTEM, no).last("collect") is None


def test_a_closed_claim_is_left_alone() -> None:
    worker, handler = make_worker(), make_officer("handler")
    no = claim(worker)
    perform(worker, no, "withdraw", {}, key=key())
    assert collect_waiting(datetime.now(UTC)) == 0
    answer = signed_in(handler).post(f"/agency/cases/{no}/collect/", follow=True)
    assert answer.status_code == 200
    assert "记上了" not in answer.text


def test_one_that_cannot_be_opened_does_not_hold_up_the_others() -> None:
    gone, stays = make_worker(), make_worker()
    claim(gone)
    no = claim(stays)
    erase_person(Person.objects.get(id=gone.person_id))
    assert collect_waiting(datetime.now(UTC)) == 1
    assert fetched(no)
