"""Who makes a letter, to whom it goes and whom it names, on the page text of letters that cases really sent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.models import Letter
from huxin.casework.outbox.letters.parties import sex_of
from huxin.casework.outbox.letters.spelling import data_of
from huxin.casework.service import city_pack, file_case, letter_pdf, letters_of, view_case
from huxin.identity.service import Actor
from huxin.law.cleaning import birth_day
from huxin.law.pack.letters import issuer_faults
from huxin.people.service import Person, company_of, details_of
from tests.first_floor.test_parties import code_of, do, form
from tests.support import id_number, issue_waiting, key, make_company, make_officer, make_worker, paper

pytestmark = pytest.mark.django_db


def opened(name: str, actor: Actor, **fixed: Any) -> str:
    """A case of a procedure with the papers that it must have."""
    procedure = city_pack().procedures[name]
    papers = {one.id: [paper(actor, one)] for one in procedure.evidence if one.source == "applicant" and one.required}
    answers = {asked: said for asked, said in form(name, **fixed).items() if said is not None}
    return str(file_case(actor, name, answers, papers=papers, key=key())["no"])


def texts(actor: Actor, no: str, template: str) -> list[str]:
    """The page text of each letter of a template that somebody may read, without blanks."""
    issue_waiting()
    found = [one for one in letters_of(view_case(actor, no)) if one.template == template]
    return ["".join(page(letter_pdf(actor, one.id)[1]).split()) for one in found]


def page(pdf: bytes) -> str:
    return "".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)


def who(actor: Actor) -> Any:
    return details_of(Person.objects.select_related("data_key").get(id=actor.own_person))


def born(actor: Actor) -> str:
    """The day of birth as a paper writes it."""
    day = who(actor).birth_date
    assert day is not None
    return f"{day.year}年{day.month}月{day.day}日"


def test_an_award_is_made_by_the_commission_and_names_both_sides_once_for_each() -> None:
    worker, firm, office = make_worker(name="欧阳举"), make_company("甲送（演示）"), make_officer("handler", "approver")
    no = opened("arbitration", worker, company_code=code_of(firm), company_address="鹿城区一号", company_head="李某")
    do(office, no, "accept")
    do(office, no, "schedule")
    do(office, no, "hear")
    do(office, no, "decide", outcome="supported")
    assert len(texts(office, no, "arbitration-award")) == 2
    for actor in (worker, firm):
        (text,) = texts(actor, no, "arbitration-award")
        assert "瓯海区劳动人事争议仲裁委员会" in text
        assert "人力资源和社会保障局" not in text
        assert f"申请人：欧阳举，{sex_of(who(worker).id_number)}，{born(worker)}出生，身份证号3303**********" in text
        code = company_of(firm).credit_code
        assert f"被申请人：甲送（演示），统一社会信用代码{code}，住所：鹿城区一号，法定代表人：李某。" in text
        assert who(worker).id_number not in text


def test_a_penalty_names_its_party_with_the_seat() -> None:
    office, firm = make_officer("handler"), make_company("甲送（演示）")
    company, approver = company_of(firm), make_officer("approver")
    answers = {"company": company.name, "company_code": company.credit_code, "company_address": "鹿城区一号"}
    from tests.procedures.test_fines import on, served  # which itself opens cases as this file does

    with on("2026-03-02"):
        no = opened("penalty", office, **answers)
        do(office, no, "inspect")
        do(office, no, "inform", to=company.name)
        served(office, no, "notice", "2026-03-02", company.name)
        do(office, no, "propose", outcome="fined", amount="1000.00")
    with on("2026-03-10"):
        do(approver, no, "decide", outcome="fined", amount="1000.00")
    for template in ("penalty-notice", "penalty-decision"):
        (text,) = texts(firm, no, template)
        assert f"当事人：甲送（演示），统一社会信用代码{company.credit_code}，住所：鹿城区一号" in text
        assert "office:" not in text


def test_a_recognition_that_the_unit_asked_for_names_the_worker_in_full() -> None:
    """工伤认定办法 19(2): name, sex, age and identity number of the worker, whoever applied."""
    firm, office, approver = make_company("甲送（演示）"), make_officer("handler"), make_officer("approver")
    hurt = make_worker(name="欧阳举")
    no = opened(
        "injury-recognition", firm, applicant_kind="unit", injured_name="欧阳举", injured_id=who(hurt).id_number,
        relation_paper="unsure", died=False, company="甲送（演示）", company_code=code_of(firm),
    )  # fmt: skip
    do(office, no, "accept")
    do(office, no, "propose", outcome="recognised")
    do(approver, no, "decide", outcome="recognised")
    (text,) = texts(firm, no, "injury-decision")
    assert f"职工：欧阳举，{sex_of(who(hurt).id_number)}，{born(hurt)}出生，身份证号{who(hurt).id_number}" in text
    assert "用人单位：甲送（演示），统一社会信用代码" in text


def test_the_conclusion_of_an_appraisal_comes_from_the_committee_and_a_demand_from_who_makes_it() -> None:
    worker, office = make_worker(name="欧阳举"), make_officer("handler", "approver")
    no = opened("capability-appraisal", worker, injured_name=None, injured_id=None)
    for act in ("accept", "draw", "examine"):
        do(office, no, act)
    do(office, no, "decide", outcome="graded", grade=9)
    (text,) = texts(worker, no, "appraisal-conclusion")
    assert "温州市劳动能力鉴定委员会" in text
    assert f"被鉴定人：欧阳举，{sex_of(who(worker).id_number)}，" in text
    pack = city_pack()
    assert pack.procedures["capability-reappraisal"].issuer == "province_appraisal_committee"
    assert pack.letters["consultation-demand"].issuer == "applicant"


def test_a_report_names_nobody_but_the_addressee() -> None:
    worker, firm = make_worker(name="欧阳举"), make_company("甲送（演示）")
    office = make_officer("handler", department="emergency")
    no = opened("hazard-report", worker)
    do(office, no, "accept")
    do(office, no, "inspect")
    do(office, no, "rectify", company_code=code_of(firm), to=company_of(firm).name)
    issue_waiting()
    letter = Letter.objects.select_related("case__applicant__data_key").get(case=no, template="correction-order")
    data = data_of(letter)
    assert [one["name"] for one in data["parties"]] == ["甲送（演示）"]
    assert (data["concerned"], data["unit"]) == (None, None)
    assert "欧阳举" not in str(data)


def test_the_check_wants_a_body_that_the_city_has() -> None:
    pack = city_pack()
    odd = replace(pack.letters["arbitration-award"], issuer="arbitration_court")
    (fault,) = issuer_faults(replace(pack, letters={**pack.letters, odd.id: odd}))
    assert (fault.key, fault.path, fault.got) == ("arbitration-award", ("issuer",), "arbitration_court")


@pytest.mark.parametrize(("born", "serial", "sex"), [("1990-03-07", 21, "男"), ("1990-03-07", 22, "女")])
def test_sex_and_day_of_birth_follow_from_the_number(born: str, serial: int, sex: str) -> None:
    number = id_number(date.fromisoformat(born), serial)
    assert (sex_of(number), str(birth_day(number))) == (sex, born)
    assert (sex_of(""), birth_day(""), birth_day("330304199013450020")) == ("", None, None)
