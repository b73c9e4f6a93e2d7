"""The benefit of a work injury: facts from the case, the amount held against the law floor, each item in the letter."""

from __future__ import annotations

from typing import Any

import pytest

from huxin.casework.service import letter_pdf, letters_of, perform, view_case
from huxin.identity.service import Actor
from huxin.law import InputError
from tests.first_floor.test_parties import form
from tests.procedures.test_letters import text_of
from tests.support import issue_waiting, key, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
NAME = "injury-benefit-payment"
CLAUSE = "工伤保险条例 37"


def claimed(**changes: Any) -> tuple[Actor, Actor, str]:
    from huxin.casework.service import file_case

    worker, handler = make_worker(), make_officer("handler")
    known = {"accident_on": "2025-12-05", "grade": 9, "care_level": "none", "still_there": True, "third_party": False}
    answers = form(NAME, **{**known, "paid_by": "nobody", "benefits": ["disability_lump"], **changes})
    papers = {"third_party_papers": [photo(worker)]} if answers["third_party"] else {}
    no = str(file_case(worker, NAME, answers, papers=papers, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    return worker, handler, no


def establish(handler: Actor, no: str, **changes: Any) -> None:
    payload = {"average_wage": "6000.00", "insured": True, "grade": 9, "care_level": "none", **changes}
    perform(handler, no, "establish", payload, key=key())


def grant(amount: str, **more: str) -> dict[str, str]:
    return {"outcome": "granted", "amount": amount, "clause": CLAUSE, **more}


def test_nothing_is_computed_before_the_base_is_established() -> None:
    _, handler, no = claimed()
    assert view_case(handler, no).evaluate() is None
    establish(handler, no)
    found = view_case(handler, no).evaluate()
    assert found is not None
    assert found.as_json()["outputs"]["disability_lump_sum"]["value"] == "54000.00"  # nine months of 6000


def test_without_a_grade_only_costs_are_claimed_and_nothing_is_computed() -> None:
    _, handler, no = claimed(grade=None)
    perform(handler, no, "establish", {"average_wage": "6000.00", "insured": True}, key=key())
    assert view_case(handler, no).evaluate() is None


def test_another_amount_needs_a_remark() -> None:
    _, handler, no = claimed()
    establish(handler, no)
    with pytest.raises(InputError) as refused:
        perform(handler, no, "propose", grant("54001.00"), key=key())
    assert refused.value.problem.code == "reason"
    assert "54000.00" in str(refused.value)
    perform(handler, no, "propose", grant("54001.00", remark="加上交通费 1 元"), key=key())


def test_whoever_was_not_insured_gets_nothing_from_the_fund() -> None:
    _, handler, no = claimed()
    establish(handler, no, insured=False, duty_ground="labour_relation")
    result = view_case(handler, no).evaluate()
    assert result is not None
    outputs = result.as_json()["outputs"]
    assert outputs["fund_pays"]["value"] == "0.00"
    assert outputs["unit_pays"]["value"] != "0.00"
    with pytest.raises(InputError):
        perform(handler, no, "propose", grant("54000.00"), key=key())


def test_the_end_of_the_relation_opens_the_lump_sums() -> None:
    ended = {"relation_end_on": "2025-12-20", "relation_ended_by": "worker_notice", "draws_pension": False}
    _, handler, no = claimed(still_there=False, **ended)
    establish(handler, no)
    result = view_case(handler, no).evaluate()
    assert result is not None
    assert result.as_json()["outputs"]["medical_lump_sum"]["value"] != "0.00"


def test_what_a_third_party_paid_is_taken_off_the_sum() -> None:
    _, handler, no = claimed(third_party=True, received="4000.00")
    establish(handler, no)
    waiting = view_case(handler, no).evaluate()
    assert waiting is not None
    assert waiting.missing == ["other_benefits_due"]
    establish(handler, no, other_benefits_due="0.00")
    result = view_case(handler, no).evaluate()
    assert result is not None
    assert result.as_json()["outputs"]["total"]["value"] == "50000.00"


@pytest.mark.parametrize(
    ("ground", "verdict"),
    [("none", "refused"), ("unsure", "insufficient_evidence"), ("per_order", "needs_human")],
)
def test_without_cover_the_duty_to_insure_decides(ground: str, verdict: str) -> None:
    _, handler, no = claimed()
    establish(handler, no, insured=False, duty_ground=ground)
    found = view_case(handler, no).evaluate()
    assert found is not None
    assert found.verdict == verdict
    assert found.as_json()["outputs"].get("unit_pays", {"value": "0.00"})["value"] == "0.00"


def test_the_letter_lists_each_benefit_with_its_clause() -> None:
    worker, handler, no = claimed()
    establish(handler, no)
    perform(handler, no, "propose", grant("54000.00"), key=key())
    perform(make_officer("approver"), no, "decide", grant("54000.00"), key=key())
    issue_waiting()
    letter = next(one for one in letters_of(view_case(worker, no)) if one.template == "benefit-decision")
    text = text_of(letter_pdf(worker, letter.id)[1]).replace("\n", "")
    for part in ("一次性伤残补助金", "54000.00 元", "工伤保险条例 35, 36, 37", "计算基数（本人工资）", "6000.00 元"):
        assert part.replace(" ", "") in text.replace(" ", "")
