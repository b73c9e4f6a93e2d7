"""A sum in a case: one page for both sides and the mediator, the rules of the pack, kept where both see it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from huxin.casework.service import perform, view_case
from huxin.identity.service import Actor
from huxin.law import InputError
from tests.first_floor.test_parties import do, mediation
from tests.portals.conftest import signed_in
from tests.support import key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
FACTS = {
    "item": "work-injury-benefit",
    "injury_on": "2025-12-05",
    "grade": "9",
    "monthly_wages": "6000.00\n6,000.00",
    "cover": "fund",
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


# --- pay against the hourly minimum ---

PAY = {"item": "hourly-floor", "worked_on": "2026-03-05", "county": "330304", "minutes": "500", "pay": "150.00"}


def test_pay_below_the_hourly_minimum_is_the_same_for_both_sides_with_source_and_mark() -> None:
    *people, no = town()
    for one in people:
        page = signed_in(one).post(f"/cases/{no}/calculator/", PAY, follow=True).text
        for words in (
            "每小时报酬 18.00 元",
            "小时最低工资标准 24.00 元",
            "少了 50.00 元",
            "人社厅发〔2023〕50号",
            "只能当估算",
        ):
            assert words in page


@pytest.mark.parametrize(
    ("changes", "words", "not_words"),
    [
        ({"pay": "200.00"}, "每小时报酬 24.00 元", "少了"),
        ({"pay": "200.00", "deducted": "0.01"}, "少了 0.01 元", "nothing"),
        ({"worked_on": "2023-12-31"}, "小时最低工资标准 22.00 元", "24.00 元"),
        ({"county": "330324"}, "小时最低工资标准 20.00 元", "24.00 元"),
    ],
)
def test_day_place_and_deductions_count(changes: dict[str, str], words: str, not_words: str) -> None:
    worker, *_, no = town()
    page = signed_in(worker).post(f"/cases/{no}/calculator/", {**PAY, **changes}, follow=True).text
    sums = re.search(r'id="sums">.*?</section>', page, re.S)
    assert sums is not None
    told = sums[0].partition("<details")[0]
    assert words in told
    assert not_words not in told


@pytest.mark.parametrize(
    ("name", "label"), [("minutes", "干了多少分钟"), ("county", "在哪个县"), ("pay", "这段时间的报酬")]
)
def test_what_is_missing_is_named(name: str, label: str) -> None:
    worker, *_, no = town()
    page = signed_in(worker).post(f"/cases/{no}/calculator/", {**PAY, name: ""}, follow=True)
    assert page.status_code == 400
    assert f"还没填“{label}" in page.text


def test_the_county_is_chosen_and_what_the_case_knows_stands_there() -> None:
    worker, *_, no = town()
    page = signed_in(worker).get(f"/cases/{no}/calculator/?item=hourly-floor").text
    assert re.search(r'<option value="330304"\s+selected>', page)
    assert re.search(r'name="worked_on"[^>]*value="\d{4}-\d\d-\d\d"', page)


# --- dependants after a death ---

DEATH = {
    "item": "work-death-benefit",
    "death_on": "2025-05-06",
    "monthly_wages": "7000",
    "cover": "fund",
    "kin-0-relation": "spouse", "kin-0-dependent": "yes", "kin-0-lone_elder_or_orphan": "no",
    "kin-0-incapable": "yes",
    "kin-2-relation": "child", "kin-2-dependent": "yes", "kin-2-lone_elder_or_orphan": "no",
    "kin-2-birth_date": "2015-01-01",
}  # fmt: skip


def test_each_dependant_has_a_line_and_empty_rows_count_for_nobody() -> None:
    worker, company, _, no = town()
    for one in (worker, company):
        page = signed_in(one).post(f"/cases/{no}/calculator/", DEATH, follow=True).text
        assert "供养亲属抚恤金（每月） 配偶 2800.00 元" in page
        assert "供养亲属抚恤金（每月） 子女 2100.00 元" in page
        assert "抚恤金合计（每月） 4900.00 元" in page
        assert "一次性工亡补助金 1083760.00 元" in page


def test_dependants_move_up_and_one_more_can_be_added() -> None:
    worker, *_, no = town()
    page = signed_in(worker).post(f"/cases/{no}/calculator/", DEATH, follow=True).text
    assert re.search(r'name="kin-1-birth_date"[^>]*value="2015-01-01"', page)
    assert "亲属 3" in page
    more = {f"kin-{place}-relation": "other" for place in range(3)}
    assert "亲属 4" in signed_in(worker).post(f"/cases/{no}/calculator/", {**DEATH, **more}, follow=True).text


@pytest.mark.parametrize(
    ("changes", "label", "anchor"),
    [
        ({"kin-2-relation": ""}, "关系", "f-kin-1-relation"),
        ({"kin-2-relation": "neighbour"}, "关系", "f-kin-1-relation"),
        ({"kin-2-birth_date": "tomorrow"}, "出生日期", "f-kin-1-birth_date"),
    ],
)
def test_a_wrong_row_is_named_where_it_stands(changes: dict[str, str], label: str, anchor: str) -> None:
    worker, _, handler, no = town()
    page = signed_in(worker).post(
        f"/cases/{no}/calculator/", {**DEATH, **changes, "keep": "1", "key": "k" * 32}, follow=True
    )
    assert page.status_code == 400
    assert label in page.text
    assert f'href="#{anchor}"' in page.text
    assert f'id="{anchor}"' in page.text
    assert view_case(handler, no).last("calculate") is None


def test_the_kept_sum_lists_the_dependants() -> None:
    worker, company, handler, no = town()
    signed_in(worker).post(f"/cases/{no}/calculator/", {**DEATH, "keep": "1", "key": "k" * 32}, follow=True)
    step = view_case(handler, no).last("calculate")
    assert step is not None
    assert [row["relation"] for row in json.loads(step.payload["facts"])["kin"]] == ["spouse", "child"]
    shown = signed_in(company).get(f"/company/cases/{no}/").text
    assert "配偶 2800.00 元" in shown
    assert "lone_elder_or_orphan" not in shown


def test_facts_of_a_program_with_half_a_character_are_refused_in_words() -> None:
    """They are a text of plain letters until they are read as JSON."""
    worker, _, handler, no = town()
    for facts in ('{"kin": "\\ud800"}', '{"\\udfff": 1}', '{"death_on": "\\u0000"}', "[" * 1000, '{"a": 1e999}'):
        payload = {"item": "work-death-benefit", "facts": facts}
        with pytest.raises(InputError) as caught:
            perform(worker, no, "calculate", payload, papers={}, key=key())
        assert str(caught.value).encode()
    assert view_case(handler, no).last("calculate") is None


def test_while_nobody_says_which_cover_there_was_the_page_says_so_and_no_dash() -> None:
    worker, *_, no = town()
    facts = {"item": "work-death-benefit", "death_on": "2025-12-05", "monthly_wages": "6000.00"}
    page = signed_in(worker).post(f"/cases/{no}/calculator/", facts, follow=True).text
    sums = re.search(r'id="sums">.*?</section>', page, re.S)
    assert sums is not None
    assert "还算不出来，还缺：出事那天有哪种保障" in sums[0]
    assert "—" not in sums[0]


def test_a_missing_answer_about_one_of_the_kin_is_named_with_its_row() -> None:
    worker, *_, no = town()
    facts = {
        "item": "work-death-benefit", "death_on": "2025-12-05", "monthly_wages": "6000.00", "cover": "fund",
        "after_grades_1_4": "no", "kin-0-relation": "mother", "kin-0-birth_date": "1950-01-01",
    }  # fmt: skip
    page = signed_in(worker).post(f"/cases/{no}/calculator/", facts, follow=True).text
    assert "还缺：亲属 1：靠死者供养" in page
    assert "丧葬补助金 50598.00 元" in page
