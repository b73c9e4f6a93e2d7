"""Many against one: linked cases, delegates by the numbers of the pack, the early sign on the workbench."""

from __future__ import annotations

import re
from typing import Any

import pytest

from huxin.casework.service import SESSION, city_pack, file_case, view_case
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.disputes.service import collective, collectives, name_delegates, sign_count
from huxin.people.service import Person, erase_person
from tests.first_floor.test_parties import code_of, do, form
from tests.portals.conftest import signed_in
from tests.support import key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
NAMES = "陈勇、李秀梅、吴超"


def dispute(company: Actor, procedure: str = "one-stop-mediation", handler: Actor | None = None, **changes: Any) -> str:
    worker = make_worker()
    said = {"company_code": code_of(company), "matter": "pay", "people": 1, "delegates": "", "has_witness": False}
    answers = {name: value for name, value in form(procedure, **{**said, **changes}).items() if value != ""}
    no = str(file_case(worker, procedure, answers, papers={"proof": [photo(worker)]}, key=key())["no"])
    do(handler or make_officer("handler", county=str(answers["county"])), no, "accept")
    return no


def town(people: int = 4) -> tuple[Actor, Actor, list[str]]:
    """A mediation and an arbitration about pay against one company, for this many people each."""
    company, handler = make_company("江心直播（演示）"), make_officer("handler")
    numbers = [dispute(company, name, handler, people=people) for name in ("one-stop-mediation", "arbitration")]
    return company, handler, numbers


# --- linked ---


def test_cases_of_one_matter_against_one_company_are_a_group_and_others_are_not() -> None:
    company, handler, numbers = town()
    other = dispute(company, handler=handler, matter="deduction", people=7)
    dispute(make_company("楠溪代驾（演示）"), handler=handler)
    found = collectives(handler, code_of(company))
    assert [(one.matter, one.people, len(one.members)) for one in found] == [("pay", 8, 2), ("deduction", 7, 1)]
    assert [one.case.no for one in found[0].members] == numbers
    page = signed_in(handler).get(f"/agency/cases/{numbers[0]}/").text
    assert f"/agency/groups/{code_of(company)}/pay/" in page
    assert 'id="group"' not in signed_in(handler).get(f"/agency/cases/{other}/").text


def test_what_is_settled_or_not_accepted_is_no_part_of_it() -> None:
    company, handler, numbers = town()
    do(handler, numbers[0], "fail", why="no_agreement")
    worker = make_worker()
    answers = form("one-stop-mediation", company_code=code_of(company), matter="pay", people=3)
    file_case(worker, "one-stop-mediation", answers, papers={}, key=key())
    found = collective(handler, code_of(company), "pay")
    assert found is not None
    assert [one.case.no for one in found.members] == numbers[1:]


def test_each_office_sees_its_own_part_and_the_city_the_whole() -> None:
    company, handler, _ = town()
    dispute(company, county="330302", people=5)
    far, city = make_officer("handler", county="330302"), make_officer("handler", county="")
    sums = {one.label: collective(one, code_of(company), "pay") for one in (handler, far, city)}
    assert [found and found.people for found in sums.values()] == [8, 5, 13]
    path = f"/agency/groups/{code_of(company)}/pay/"
    assert signed_in(make_officer("handler", county="330381")).get(path).status_code == 404
    assert signed_in(make_officer("handler", department="market")).get(path).status_code == 404
    assert signed_in(make_worker()).get(path).status_code == 403
    assert signed_in(company).get(path).status_code == 403


def test_a_case_that_nobody_can_read_any_more_is_left_out() -> None:
    company, handler, numbers = town()
    erase_person(Person.objects.get(id=view_case(handler, numbers[0]).case.applicant_id))
    found = collective(handler, code_of(company), "pay")
    assert found is not None
    assert [one.case.no for one in found.members] == numbers[1:]
    assert signed_in(handler).get(f"/agency/groups/{code_of(company)}/pay/").status_code == 200


@pytest.mark.parametrize("path", ["91330300MA00000069/pay", "nonsense/pay"])
def test_a_company_without_a_case_has_no_page(path: str) -> None:
    assert signed_in(make_officer("handler")).get(f"/agency/groups/{path}/").status_code == 404


# --- delegates ---


@pytest.mark.parametrize(("people", "asked"), [(4, False), (5, True)])
def test_from_ten_people_on_delegates_are_asked_for_with_the_clause(people: int, asked: bool) -> None:
    company, handler, _ = town(people)
    page = signed_in(handler).get(f"/agency/groups/{code_of(company)}/pay/").text
    assert ('name="delegates"' in page) is asked
    assert f"{2 * people} 人" in page
    assert "10 人以上，推举 3 到 5 名代表" in page
    assert city_pack().cite("zj-mediation-arbitration 40") in page


def test_delegates_are_written_into_every_case_at_once() -> None:
    company, handler, numbers = town(5)
    path = f"/agency/groups/{code_of(company)}/pay/"
    client = signed_in(handler)
    sent = re.search(r'name="key" value="(\w+)"', client.get(path).text)
    assert sent is not None
    for _ in range(2):
        answer = client.post(path, {"delegates": "陈勇，李秀梅 吴超", "key": sent[1]})
        assert "办了 2 件" in answer.text
    for no in numbers:
        steps = [step for step in view_case(handler, no).steps if step.act == "name_delegates"]
        assert [step.payload["delegates"] for step in steps] == [NAMES]
        assert all(other in steps[0].payload["cases"] for other in numbers)
    assert NAMES in client.get(path).text
    assert verify().intact


@pytest.mark.parametrize(
    ("names", "fine"),
    [
        ("", False),
        ("陈勇、李秀梅", False),
        ("陈勇、陈勇、陈勇", False),
        (NAMES, True),
        ("甲、乙、丙、丁、戊", True),
        ("甲、乙、丙、丁、戊、己", False),
    ],
)  # fmt: skip
def test_three_to_five_delegates_and_nobody_twice(names: str, fine: bool) -> None:
    company, handler, numbers = town(5)
    answer = signed_in(handler).post(f"/agency/groups/{code_of(company)}/pay/", {"delegates": names, "key": key()})
    assert answer.status_code == (200 if fine else 400)
    assert (view_case(handler, numbers[0]).last("name_delegates") is not None) is fine
    if not fine:
        assert "推举 3 到 5 名代表" in answer.text
        assert f'value="{names}"' in answer.text


def test_a_group_below_the_number_names_nobody() -> None:
    company, handler, _ = town(4)
    found = collective(handler, code_of(company), "pay")
    assert found is not None
    with pytest.raises(InputError, match="8 people"):
        name_delegates(handler, found, NAMES, key=key())


def test_who_does_not_handle_cases_reads_and_does_not_write() -> None:
    company, _, numbers = town(5)
    approver = make_officer("approver")
    path = f"/agency/groups/{code_of(company)}/pay/"
    page = signed_in(approver).get(path)
    assert 'name="delegates"' not in page.text
    assert signed_in(approver).post(path, {"delegates": NAMES, "key": key()}).status_code == 404
    assert view_case(approver, numbers[0]).last("name_delegates") is None


def test_a_case_that_a_colleague_handles_says_so_and_the_rest_goes() -> None:
    company, handler, _ = town(5)
    held = dispute(company)
    answer = signed_in(handler).post(f"/agency/groups/{code_of(company)}/pay/", {"delegates": NAMES, "key": key()})
    assert "办了 2 件" in answer.text
    assert held in answer.text
    assert "别人在办的件先接过来" in answer.text


def test_the_delegates_names_stay_with_the_office() -> None:
    company, handler, numbers = town(5)
    signed_in(handler).post(f"/agency/groups/{code_of(company)}/pay/", {"delegates": NAMES, "key": key()})
    assert "李秀梅" not in signed_in(company).get(f"/company/cases/{numbers[0]}/").text
    assert SESSION not in view_case(handler, numbers[0]).last("name_delegates").payload  # type: ignore[union-attr]


def test_the_ticked_cases_go_on_together() -> None:
    company, handler, numbers = town(5)
    page = signed_in(handler).get(f"/agency/groups/{code_of(company)}/pay/").text
    assert 'action="/agency/queue/all/together/"' in page
    answer = signed_in(handler).post("/agency/queue/all/together/", {"case": numbers, "act": "note"})
    assert answer.status_code == 200
    assert all(no in answer.text for no in numbers)


# --- the early sign ---


def test_the_workbench_says_when_a_group_dispute_may_be_coming() -> None:
    company, handler = make_company(), make_officer("handler")
    for _ in range(4):
        dispute(company, handler=handler)
    assert sign_count(handler) == 0
    assert 'id="signs"' not in signed_in(handler).get("/agency/queue/due/").text
    dispute(company, handler=handler, people=6)
    assert sign_count(handler) == 1
    assert "有 1 家企业的纠纷可能成群" in signed_in(handler).get("/agency/queue/due/").text
    shown = signed_in(handler).get("/agency/groups/").text
    assert "5 件，10 人" in shown
    assert "要推举代表" in shown
    assert sign_count(make_officer("handler", county="330381")) == 0


def test_a_sign_is_counted_from_the_day_of_filing_and_from_a_name_that_means_one_company() -> None:
    """Five who never knew the credit code, and a complaint that its firm has not been told of."""
    make_company("楠溪代驾（演示）")
    handler = make_officer("handler")
    for procedure in ("one-stop-mediation", "labour-inspection-complaint"):
        for _ in range(3 if procedure == "one-stop-mediation" else 2):
            worker = make_worker()
            answers = form(procedure, company="楠溪代驾", people=6)
            answers.pop("company_code", None)
            file_case(worker, procedure, answers, papers={"proof": [photo(worker)]}, key=key())
    assert sign_count(handler) == 1
    assert "楠溪代驾（演示）" in signed_in(make_officer("mediator")).get("/agency/groups/").text


@pytest.mark.parametrize(("role", "department"), [("handler", "union"), ("finance", "hrss"), ("handler", "transport")])
def test_signs_are_for_those_who_mediate(role: str, department: str) -> None:
    company, handler = make_company(), make_officer("handler")
    for _ in range(5):
        dispute(company, handler=handler)
    other = make_officer(role, department=department)
    assert sign_count(other) == 0
    assert signed_in(other).get("/agency/groups/").status_code == 404
