"""Each department its own part (通知三(三)): it opens, signs and sees its own cases, and takes part in others'."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huxin.casework.models import DocumentNumber
from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    allowed_for,
    beside,
    file_case,
    letters_of,
    perform,
    today,
    view_case,
    visible_cases,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.governance.findings.asking import asks
from huxin.people.service import company_of
from tests.procedures.support import PACK, payload_of
from tests.support import issue_waiting, key, make_company, make_officer, make_worker, paper

pytestmark = pytest.mark.django_db
SUPERVISE = ("inquiry", "interview", "warning", "penalty")
JOINING = "flexible-insurance-joining"
SHARED = sorted((one.id, body) for one in PACK.procedures.values() for body in one.shared_with)


def filed(actor: Actor, procedure: str, **said: Any) -> str:
    one = PACK.procedures[procedure]
    asked = {field.name for field in one.fields_of("file")}
    fixed = {"county": "330304", **{name: value for name, value in said.items() if name in asked}}
    answers = payload_of(one.fields_of("file"), today(), fixed)
    papers = {
        each.id: [paper(actor, each)] for each in one.evidence if each.required is True and each.source == "applicant"
    }
    return str(file_case(actor, procedure, answers, papers=papers, key=key())["no"])


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    fields = view_case(actor, no).procedure.fields_of(act)
    perform(actor, no, act, payload_of(fields, today(), said, whole=False), key=key())


def about(company: Actor) -> dict[str, str]:
    firm = company_of(company)
    assert firm is not None
    return {"company": firm.name, "company_code": firm.credit_code}


def test_every_office_that_signed_the_notice_handles_cases_of_its_own() -> None:
    """二(七) and 三(一) give development and reform its own items of the plan, 三(三) the others their supervision."""
    signed = {body for clause in PACK.clauses.values() for body in clause.binds} - {"platform"}
    assert {body for one in PACK.procedures.values() for body in one.departments} >= signed
    for body in ("hrss", "transport", "emergency", "market", "medical_insurance"):
        assert all(body in PACK.procedures[name].departments for name in SUPERVISE), body


@pytest.mark.parametrize(("procedure", "body"), SHARED)
def test_a_case_is_of_the_office_that_opened_it(procedure: str, body: str) -> None:
    mine, labour = make_officer("handler", department=body), make_officer("handler")
    approver = make_officer("approver", department=body)
    due = (today() + timedelta(days=30)).isoformat()
    task = {"due_on": due, "lead": body, "co_organisers": [], "served_clause": "三(一).1", "target_number": "9"}
    fixed = task if procedure == "work-plan-item" else {**about(make_company()), "organisers": [body]}
    no = filed(mine, procedure, **fixed)
    assert view_case(mine, no).case.department == body
    assert [no in {one.no for one in visible_cases(each)} for each in (mine, approver, labour)] == [True, True, False]
    with pytest.raises(NotFoundError):
        view_case(labour, no)


@pytest.mark.parametrize("procedure", SUPERVISE)
def test_an_office_that_does_not_supervise_opens_none(procedure: str) -> None:
    with pytest.raises(ForbiddenError):
        filed(make_officer("handler", department="development_reform"), procedure, **about(make_company()))


def test_transport_holds_an_interview_with_market_beside_it_and_signs_in_its_own_name() -> None:
    company, labour = make_company(), make_officer("handler")
    transport = make_officer("handler", department="transport")
    market = make_officer("handler", department="market", county="")
    no = filed(transport, "interview", **about(company), organisers=["transport", "market"])
    assert [one.no for one in beside(market)] == [no]
    assert beside(labour) == []
    do(market, no, "contribute", topics="承诺时间要超速才能做到")
    do(transport, no, "invite", to=about(company)["company"], meet_on=today().isoformat(), meet_time="00:05")
    assert issue_waiting() == 1
    for one in (company, market):
        assert [each.template for each in letters_of(view_case(one, no))] == ["interview-notice"]
    number = DocumentNumber.objects.get(case_id=no)
    assert (number.body, "交约" in number.text) == ("transport", True)
    assert "invite" not in allowed_for(market, view_case(market, no))
    with pytest.raises(ForbiddenError):
        do(market, no, "hold")
    do(transport, no, "hold", held_on=today().isoformat(), until=today().isoformat())
    do(company, no, "report_done")
    do(market, no, "contribute", topics="看了新的承诺时间")
    do(transport, no, "recheck", kept=True)
    do(transport, no, "decide", outcome="kept")
    assert view_case(transport, no).case.status == "done"


def test_a_finding_is_asked_about_by_the_office_that_sees_it() -> None:
    for body in ("hrss", "transport", "emergency", "market", "medical_insurance"):
        assert asks(make_officer("handler", department=body)), body
        assert not asks(make_officer("approver", department=body))
    for body in ("union", "court", "development_reform"):
        assert not asks(make_officer("handler", department=body)), body


def test_medical_insurance_registers_its_own_line_and_nobody_does_it_for_the_office() -> None:
    worker, labour = make_worker(), make_officer("handler")
    medical = make_officer("handler", department="medical_insurance", county="")
    month = f"{today():%Y-%m}"
    asked = {"from_month": month, "chosen_base": "6000", "unit_insured": False}
    pension = filed(worker, JOINING, **asked, lines=["pension"])
    assert beside(medical) == []
    with pytest.raises(NotFoundError):
        view_case(medical, pension)
    no = filed(worker, JOINING, **asked, lines=["pension", "medical"])
    assert [one.no for one in beside(medical)] == [no]
    assert {one.id for one in view_case(medical, no).clocks().clocks} >= {"registration", "medical"}
    assert "register_medical" not in allowed_for(labour, view_case(labour, no))
    line = {"medical_outcome": "medical_registered", "medical_first_month": month, "benefits_from": month}
    with pytest.raises(InputError, match="2020-01"):
        do(medical, no, "register_medical", **{**line, "benefits_from": "2020-01"})
    do(labour, no, "decide", outcome="registered", first_month=month, amount="1200.00")
    do(medical, no, "register_medical", **line)
    assert issue_waiting() == 2
    mine = {one.template: one for one in letters_of(view_case(worker, no))}
    assert set(mine) == {"joining-result", "medical-joining-result"}
    number = DocumentNumber.objects.get(case_id=no, template="medical-joining-result")
    assert (number.body, "医保参" in number.text) == ("medical_insurance", True)
    with pytest.raises((ForbiddenError, InputError)):
        do(medical, no, "register_medical", **line)  # once
