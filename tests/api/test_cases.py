"""Cases over HTTP: filed and acted on once, seen by those they concern, refused in parts that say how to mend it."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.test import Client

from huxin.casework.models import Act, Case
from huxin.casework.service import view_case
from huxin.identity.service import Account, actor_for, api_keys, make_api_key, revoke_api_key
from huxin.people.service import company_of
from tests.api.conftest import Program
from tests.first_floor.test_parties import form
from tests.support import JPEG, City, answers, key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
MEDIATION = "procedures/one-stop-mediation/cases"


def filing(city: City) -> dict[str, Any]:
    return {"payload": answers(), "papers": {"platform_orders": [photo(city.worker)]}}


def test_a_case_is_filed_once_and_answered_with_the_same_bytes() -> None:
    city = City()
    program, body, one = Program(city.worker), filing(city), key()
    first, again = (program.post("procedures/social-insurance-subsidy/cases", body, one) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Case.objects.count() == 1
    other = program.post("procedures/social-insurance-subsidy/cases", {**body, "papers": {}}, one)
    assert other.status_code == 409
    assert other.headers["Content-Type"] == "application/problem+json"


def test_a_case_goes_its_way_by_programs_alone() -> None:
    city = City()
    worker, handler = Program(city.worker), Program(city.handler)
    no = worker.post("procedures/social-insurance-subsidy/cases", filing(city), key()).json()["no"]
    assert [row["no"] for row in handler.get("queues/due").json()["rows"]] == [no]
    seen = handler.get(f"cases/{no}").json()
    assert "accept" in seen["allowed"]
    done = handler.post(f"cases/{no}/acts/accept", {"expected_seq": seen["seq"]}, key())
    assert done.json() == {"no": no, "seq": 2, "status": "in_progress"}
    mine = worker.get(f"cases/{no}").json()
    assert [one["act"] for one in mine["acts"]] == ["file", "accept"]
    assert {clock["id"] for clock in mine["clocks"]} == {"review"}
    assert mine["clocks"][0]["lines"]


def test_somebody_acted_meanwhile() -> None:
    city = City()
    no, handler = city.file(), Program(city.handler)
    assert handler.post(f"cases/{no}/acts/accept", {"expected_seq": 1}, key()).status_code == 200
    late = handler.post(f"cases/{no}/acts/note", {"payload": {"text": "…"}, "expected_seq": 1}, key())
    assert late.status_code == 409
    assert late.json()["seq"] == 2


def test_what_is_wrong_is_said_in_five_parts_and_nothing_is_written() -> None:
    city = City()
    program = Program(city.worker)
    body = {"payload": answers(phone="123"), "papers": {"platform_orders": [photo(city.worker)]}}
    found = program.post("procedures/social-insurance-subsidy/cases", body, key())
    assert found.status_code == 422
    problem = found.json()
    assert {"code", "field", "got", "wanted", "hint"} <= set(problem)
    assert problem["field"] == "payload.phone"
    assert "123" not in problem["got"]
    assert Case.objects.count() == Act.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ("{", {"Idempotency-Key": "k" * 12}, 400),
        ("[]", {"Idempotency-Key": "k" * 12}, 422),
        ("{}", {}, 422),
        ('{"payload": {}, "more": 1}', {"Idempotency-Key": "k" * 12}, 422),
        ('{"papers": {"platform_orders": ["x"]}}', {"Idempotency-Key": "k" * 12}, 422),
        ("{}", {"Idempotency-Key": "short"}, 422),
    ],
)
def test_malformed_requests_are_problems_too(body: str, headers: dict[str, str], code: int) -> None:
    program = Program(make_worker())
    path = "/api/v1/procedures/social-insurance-subsidy/cases"
    found = program.client.post(path, body, content_type="application/json", headers=program.headers | headers)
    assert found.status_code == code
    assert found.headers["Content-Type"] == "application/problem+json"
    assert found.json()["hint"]


def test_nobody_unknown_gets_in() -> None:
    no = City().file()
    for headers in ({}, {"Authorization": "Bearer huxin_nonsense"}, {"Authorization": "Basic x"}):
        for path in (
            "cases",
            f"cases/{no}",
            "queues/due",
            "procedures",
            f"letters/{uuid.UUID(int=1)}",
        ):
            found = Client().get(f"/api/v1/{path}", headers=headers)
            assert found.status_code == 401, path
            assert found.headers["Content-Type"] == "application/problem+json"


def test_a_case_of_somebody_else_is_not_there() -> None:
    no = City().file()
    for stranger in (make_worker(), make_company(), make_officer("handler", county="330302")):
        assert Program(stranger).get(f"cases/{no}").status_code == 404
        assert Program(stranger).post(f"cases/{no}/acts/note", {"payload": {"text": "x"}}, key()).status_code == 404


def test_a_key_that_was_taken_back_opens_nothing() -> None:
    worker = make_worker()
    row, secret = make_api_key(worker, "phone")
    assert [one.label for one in api_keys(worker)] == ["phone"]
    assert secret not in str(vars(row))
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200
    assert revoke_api_key(worker, row.id)
    assert not revoke_api_key(worker, row.id)
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401


def test_a_key_of_a_closed_account_opens_nothing() -> None:
    worker = make_worker()
    headers = {"Authorization": f"Bearer {make_api_key(worker, 'x')[1]}"}
    Account.objects.filter(pk=worker.account_id).update(is_active=False)
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401


def test_a_session_changes_something_only_with_the_token_of_its_page() -> None:
    city = City()
    no = city.file()
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=city.handler.account_id))
    path, asked = f"/api/v1/cases/{no}/acts/accept", {"Idempotency-Key": key()}
    refused = client.post(path, "{}", content_type="application/json", headers=asked)
    assert refused.status_code == 401
    client.get("/login/")
    token = client.cookies["csrftoken"].value
    done = client.post(path, "{}", content_type="application/json", headers=asked | {"X-CSRFToken": token})
    assert done.status_code == 200


def test_the_other_side_sees_no_personal_answers() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    body = {"payload": form("one-stop-mediation", company_code=company_of(company).credit_code)}
    no = Program(worker).post(MEDIATION, body, key()).json()["no"]
    assert Program(company).get(f"cases/{no}").status_code == 404
    Program(handler).post(f"cases/{no}/acts/accept", {"payload": form("one-stop-mediation", "accept")}, key())
    seen = Program(company).get(f"cases/{no}").json()
    personal = {one.name for one in view_case(handler, no).procedure.fields_of("file") if one.personal}
    assert personal
    assert not personal & set(seen["acts"][0]["payload"])
    assert seen["acts"][0]["payload"]["company_code"] == company_of(company).credit_code
    assert seen["applicant"] == "陈**"
    assert seen["roles"] == ["respondent"]
    office = Program(handler).get(f"cases/{no}").json()
    assert office["acts"][0]["payload"]["phone"] == "138****0000"


def test_a_file_is_handed_in_and_used() -> None:
    city = City()
    program = Program(city.worker)
    sent = program.client.post("/api/v1/evidence", {"file": io.BytesIO(JPEG)}, headers=program.headers)
    assert sent.status_code == 201
    body = {"payload": answers(), "papers": {"platform_orders": [sent.json()["id"]]}}
    assert program.post("procedures/social-insurance-subsidy/cases", body, key()).status_code == 201
    text = program.client.post("/api/v1/evidence", {"file": io.BytesIO(b"hello")}, headers=program.headers)
    assert text.status_code == 422
    assert text.json()["code"] == "file_type"


def test_procedures_are_described_for_programs() -> None:
    program = Program(make_worker())
    listed = {one["id"]: one for one in program.get("procedures").json()["procedures"]}
    assert "温人社发〔2021〕135号" in listed["social-insurance-subsidy"]["clause"]
    whole = program.get("procedures/social-insurance-subsidy").json()
    assert "bank_card" in whole["form"]["properties"]
    assert program.get("procedures/nonsense").status_code == 404


def test_the_law_answers_everybody() -> None:
    body = {"facts": {"birth_date": "1965-04-01", "category": "M60"}, "on": "2026-01-01", "explain": True}
    found = Client().post("/api/v1/law/retirement-age", body, content_type="application/json")
    assert found.status_code == 200
    assert found.json()["outputs"]["retire_month"]["value"] == "2025-05"
    assert found.json()["explanation"]
    bad = Client().post("/api/v1/law/retirement-age", {"facts": {"born": "x"}}, content_type="application/json")
    assert bad.status_code == 422
    assert Client().post("/api/v1/law/nonsense", {"facts": {}}, content_type="application/json").status_code == 404


def test_an_unknown_address_is_a_problem_document() -> None:
    found = Client().get("/api/v1/nonsense")
    assert found.status_code == 404
    assert found.json()["code"] == "not_found"


def test_a_company_acts_with_its_own_key() -> None:
    company = make_company()
    done = Program(company).post("procedures/arbitration/cases", {"payload": form("arbitration")}, key())
    assert done.status_code == 201
    account = Account.objects.get(pk=company.account_id)
    assert view_case(actor_for(account), done.json()["no"]).steps[0].by == "unit"


def test_a_program_that_sends_too_much_is_told_in_json(settings) -> None:
    settings.RATES = {"submit": 5, "address": 3}
    program = Program(make_worker())
    answers_got = [program.post(f"{MEDIATION}", {"payload": {}}, key()) for _ in range(5)]
    assert [one.status_code for one in answers_got] == [422] * 3 + [429] * 2
    told = answers_got[-1]
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.json()["code"] == "too_many"
    assert int(told.headers["Retry-After"]) > 0
