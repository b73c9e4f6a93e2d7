"""A sum in a case: one page for both sides and the mediator, the rules of the pack, kept where both see it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from huxin.casework.service import view_case
from huxin.registry.service import Actor
from tests.first_floor.test_parties import do, mediation
from tests.portals.conftest import signed_in
from tests.support import make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
FACTS = {
    "item": "work-injury-benefit",
    "injury_on": "2025-12-05",
    "grade": "9",
    "monthly_wages": "6000.00\n6,000.00",
    "insured": "yes",
}


def town() -> tuple[Actor, Actor, Actor, str]:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    return worker, company, handler, no


def work_out(actor: Actor, no: str, **changes: Any) -> Any:
    return signed_in(actor).post(f"/cases/{no}/calculator/", {**FACTS, **changes}, follow=True)


def test_both_sides_and_the_mediator_get_the_same_sum_with_its_reasons() -> None:
    *people, no = town()
    pages = [work_out(one, no).text for one in people]
    for page in pages:
        assert "一次性伤残补助金 54000.00 元" in page
        assert "工伤保险条例" in page
    sums = {re.search(r'id="sums">.*?</section>', page, re.S)[0] for page in pages}  # type: ignore[index]
    assert len(sums) == 1


def test_what_is_kept_both_sides_see() -> None:
    worker, company, handler, no = town()
    key = re.search(r'name="key" value="(\w+)"', work_out(company, no).text)
    assert key is not None
    work_out(company, no, keep="1", key=key[1])
    step = view_case(handler, no).last("calculate")
    assert step is not None
    assert step.by == "respondent"
    assert json.loads(step.payload["facts"])["grade"] == 9
    assert "54000.00" in step.payload["result"]
    for actor, url in (
        (worker, f"/cases/{no}/"),
        (company, f"/company/cases/{no}/"),
        (handler, f"/agency/cases/{no}/"),
    ):
        assert "54000.00" in signed_in(actor).get(url).text
    assert "54000.00" in signed_in(worker).get(f"/cases/{no}/calculator/").text


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"grade": ""}, "伤残等级"),
        ({"grade": "99"}, "伤残等级"),
        ({"injury_on": "nonsense"}, "受伤日期"),
        ({"monthly_wages": "much"}, "月缴费工资"),
    ],
)
def test_a_wrong_fact_is_named_and_the_rest_stays(changes: dict[str, str], label: str) -> None:
    worker, _, handler, no = town()
    page = work_out(worker, no, keep="1", key="k" * 32, **changes)
    assert page.status_code == 400
    assert label in page.text
    if "injury_on" not in changes:
        assert "2025-12-05" in page.text
    assert view_case(handler, no).last("calculate") is None


def test_nobody_else_sees_it() -> None:
    *_, no = town()
    assert signed_in(make_worker()).get(f"/cases/{no}/calculator/").status_code == 404
    assert signed_in(make_company()).post(f"/cases/{no}/calculator/", FACTS).status_code == 404


def test_an_item_that_is_not_offered_leads_to_the_choice() -> None:
    worker, *_, no = town()
    page = signed_in(worker).get(f"/cases/{no}/calculator/?item=retirement-age").text
    assert "?item=work-injury-benefit" in page
    assert 'name="grade"' not in page
