"""The ledger of safety duties: every duty of the notice for a company, its next round, self-check, hazards."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from huxin.casework.service import ROSTERS, file_case, perform, take_in, today, view_case
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.safety.riders import own_records, riders_of
from huxin.measures.safety.service import Ledger, ledger_of
from huxin.people.service import Person, company_of, details_of
from huxin.ui.turn import next_lines
from tests.first_floor.test_parties import code_of, do, form
from tests.portals.conftest import signed_in
from tests.safety.support import COUNTY
from tests.support import key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
DUTIES = ["responsibility", "rules", "gear", "vehicles", "training", "health", "partners"]
SAFE = "emergency"


def enter(company: Actor, duty: str, **changes: Any) -> str:
    said = {"duty": duty, "company_code": code_of(company), "done_on": today().isoformat(), "done_by": "老张"}
    answers = form("safety-duty", **{**said, **changes})
    papers = {"proof": [photo(company)]}
    return str(file_case(company, "safety-duty", answers, papers=papers, key=key())["no"])


def officer(*roles: str, **changes: str) -> Actor:
    return make_officer(*(roles or ("handler",)), department=SAFE, **changes)


def seen(actor: Actor, company: Actor) -> Ledger:
    return ledger_of(actor, company_of(company))


def states(company: Actor) -> dict[str, str]:
    return {one.duty: one.state for one in seen(company, company).rows}


# --- duty by duty ---


def test_every_duty_of_the_notice_is_asked_and_missing_at_first() -> None:
    company = make_company()
    found = seen(company, company)
    assert [(one.duty, one.state) for one in found.rows] == [(duty, "missing") for duty in DUTIES]
    assert (found.wanting, found.monthly, found.hazards, found.accidents) == (7, False, (), ())


def test_a_duty_goes_from_registered_to_in_order_and_its_next_round_has_a_day() -> None:
    company, handler = make_company(), officer()
    no = enter(company, "gear")
    assert states(company)["gear"] == "registered"
    do(handler, no, "decide", outcome="in_order")
    row = next(one for one in seen(company, company).rows if one.duty == "gear")
    assert row.state == "in_order"
    assert row.clock is not None
    assert row.clock.due is not None
    assert row.clock.uncertain_parameters
    assert seen(company, company).wanting == 6


def test_what_must_be_put_right_says_so_until_it_is_reported_done() -> None:
    company, handler = make_company(), officer()
    no = enter(company, "vehicles")
    do(handler, no, "inspect")
    do(handler, no, "rectify")
    assert states(company)["vehicles"] == "correcting"
    do(company, no, "report_done")
    assert states(company)["vehicles"] == "registered"
    do(handler, no, "rectify")
    assert states(company)["vehicles"] == "correcting"


def test_what_was_not_put_right_stays_wanting() -> None:
    company, handler = make_company(), officer()
    no = enter(company, "training")
    with pytest.raises(InputError, match="没有责令改正过"):
        do(handler, no, "decide", outcome="handed_on")
    do(handler, no, "inspect")
    with pytest.raises(InputError, match="还没有报告改好"):
        do(handler, no, "decide", outcome="corrected")
    do(handler, no, "rectify", to=company_of(company).name)
    do(handler, no, "decide", outcome="handed_on")
    assert states(company)["training"] == "handed_on"
    assert seen(company, company).wanting == 7


def test_after_its_time_the_next_round_is_due_and_a_new_entry_meets_it() -> None:
    company, handler = make_company(), officer()
    no = enter(company, "rules")
    other = enter(company, "gear")
    for one in (no, other):
        do(handler, one, "decide", outcome="in_order")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert states(company)["rules"] == "overdue"
        again = enter(company, "rules")
        renewed = view_case(company, no).last("renew")
        assert renewed is not None
        assert renewed.payload["next_entry_no"] == again
        assert (renewed.by, renewed.actor) == ("system", None)
        assert view_case(company, other).last("renew") is None
        assert states(company)["rules"] == "registered"
        assert [one.entries for one in seen(company, company).rows if one.duty == "rules"] == [2]
    assert verify().intact


def test_a_withdrawn_entry_and_another_companys_count_for_nothing() -> None:
    company, other = make_company(), make_company()
    no = enter(company, "gear")
    perform(company, no, "withdraw", {}, key=key())
    enter(other, "rules")
    assert set(states(company).values()) == {"missing"}


# --- self-check, hazards, accidents ---


def test_the_self_check_of_this_month_with_what_it_says_no_to() -> None:
    company = make_company()
    answers = form("safety-self-check", period=f"{today():%Y-%m}", gear_issued=False, hazards="两辆车灯不亮")
    file_case(company, "safety-self-check", answers, papers={}, key=key())
    found = seen(company, company)
    assert (found.monthly, found.noes) == (True, ("gear_issued",))
    page = signed_in(company).get("/company/safety/").text
    for words in ("这个月查过了", "护具都发了，按标准配的", "两辆车灯不亮"):
        assert words in page
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert not seen(company, company).monthly
        assert "这个月还没查" in signed_in(company).get("/company/safety/").text


def test_a_hazard_that_a_worker_reports_reaches_the_company_it_concerns() -> None:
    company, worker, handler = make_company(), make_worker(), officer()
    answers = form("hazard-report", hazard="vehicle")
    no = str(file_case(worker, "hazard-report", answers, papers={}, key=key())["no"])
    assert seen(company, company).hazards == ()
    do(handler, no, "accept")
    do(handler, no, "rectify", company_code=code_of(company))
    assert [one.case.no for one in seen(company, company).hazards] == [no]
    assert no in signed_in(company).get("/company/safety/").text
    do(company, no, "report_done")
    do(handler, no, "decide", outcome="removed")
    assert view_case(worker, no).case.status == "done"


def test_an_accident_stands_there_once_it_is_reported() -> None:
    company = make_company()
    no = str(file_case(company, "accident-report", form("accident-report"), papers={}, key=key())["no"])
    assert [one.case.no for one in seen(company, company).accidents] == [no]
    assert no in signed_in(company).get("/company/safety/").text


# --- the company's page ---


def test_the_company_registers_a_duty_from_the_page_with_the_duty_chosen() -> None:
    company = make_company()
    client = signed_in(company)
    page = client.get("/company/safety/").text
    links = re.findall(r'href="(/company/file/safety-duty/\?duty=\w+)"', page)
    assert links == [f"/company/file/safety-duty/?duty={duty}" for duty in DUTIES]
    sheet = client.get(links[2]).text
    assert re.search(r'value="gear"\s+checked', sheet)
    assert re.search(rf'name="company_code"[^>]*value="{code_of(company)}"', sheet)


@pytest.mark.parametrize("query", ["duty=nonsense", "duty=", "company=Other", "duty=%00"])
def test_whatever_a_link_says_the_form_opens_and_nothing_else_is_taken(query: str) -> None:
    page = signed_in(make_company("甲平台")).get(f"/company/file/safety-duty/?{query}")
    assert page.status_code == 200
    assert "甲平台" in page.text
    assert "Other" not in page.text


# --- the office's page, on site on a phone ---


def test_the_office_sees_who_lacks_most_first_and_each_entry_leads_to_its_check() -> None:
    company, other, handler = make_company("甲平台"), make_company("乙平台"), officer()
    no = enter(company, "gear")
    do(handler, no, "decide", outcome="in_order")
    page = signed_in(handler).get("/agency/safety/").text
    assert page.index("乙平台") < page.index("甲平台")
    assert "7 项里 6 项" in page
    ledger = signed_in(handler).get(f"/agency/safety/{code_of(company)}/").text
    assert f"/agency/cases/{no}/" in ledger
    assert "/company/file/" not in ledger
    assert code_of(other) not in ledger


def test_a_check_on_site_is_an_act_on_the_entry() -> None:
    company, handler = make_company(), officer()
    no = enter(company, "vehicles")
    client = signed_in(handler)
    page = client.get(f"/agency/cases/{no}/").text
    sent = re.search(r'id="act-inspect".*?name="key" value="(\w+)"', page, re.S)
    assert sent is not None
    found = {"inspected_on": today().isoformat(), "found": "两辆车刹车不灵", "key": sent[1], "seq": "1"}
    assert client.post(f"/agency/cases/{no}/do/inspect/", found).status_code == 302
    assert view_case(handler, no).case.status == "in_progress"


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (lambda: officer(), 200),
        (lambda: officer("approver"), 200),
        (lambda: make_officer("auditor", county="", department="audit"), 200),
        (lambda: make_officer("handler"), 404),
        (lambda: make_officer("handler", department="market"), 404),
        (lambda: make_worker(), 403),
        (lambda: make_company(), 403),
    ],
)
def test_only_the_office_of_work_safety_sees_the_ledgers(who: Any, answer: int) -> None:
    company = make_company()
    client = signed_in(who())
    assert client.get("/agency/safety/").status_code == answer
    assert client.get(f"/agency/safety/{code_of(company)}/").status_code == answer


def test_a_company_of_another_county_is_not_found() -> None:
    company = make_company()
    row = company_of(company)
    row.county = "330302"
    row.save()
    assert signed_in(officer()).get(f"/agency/safety/{code_of(company)}/").status_code == 404
    assert row.name not in signed_in(officer()).get(f"/agency/safety/?q={row.credit_code}").text
    assert signed_in(officer(county="330302")).get(f"/agency/safety/{code_of(company)}/").status_code == 200


@pytest.mark.parametrize(("text", "there"), [("甲", True), ("丙", False), ("%00", True)])
def test_a_company_is_found_by_name(text: str, there: bool) -> None:
    make_company("甲平台")
    page = signed_in(officer()).get(f"/agency/safety/?q={text}")
    assert page.status_code == 200
    assert ("甲平台" in page.text) is there


# --- stopping in danger, in one tap ---


def test_the_workers_own_county_is_chosen_so_that_one_tap_is_enough() -> None:
    worker = make_worker()
    client = signed_in(worker)
    page = client.get("/weather/").text
    assert re.search(rf'<option value="{COUNTY}"\s+selected', page)
    sent = re.search(r'name="key" value="(\w+)"', page)
    assert sent is not None
    for _ in range(2):
        answer = client.post("/weather/stop/", {"key": sent[1], "county": COUNTY}, follow=True)
    assert "你因为危险停下了" in answer.text
    from huxin.casework.service import my_cases

    assert [one.procedure for one in my_cases(worker)] == ["hazard-report"]


# --- rider by rider, and what a self-check starts ---

HEAD = ["姓名", "身份证号", "车牌号", "哪天发的护具", "哪天查的车", "哪天培训的"]


def listed(company: Actor, *rows: list[str]) -> None:
    lines = "\n".join(",".join(row) for row in (HEAD, *rows))
    answer = take_in(company, code_of(company), ROSTERS["safety-riders"], lines.encode(), "riders.csv").answer
    assert answer["wrong"] == 0, answer


def rider(worker: Actor) -> list[str]:
    details = details_of(Person.objects.get(id=worker.person_id))
    return [details.name, details.id_number]


def self_check(company: Actor, **said: Any) -> str:
    answers = {**form("safety-self-check", company_code=code_of(company), period=f"{today():%Y-%m}"), **said}
    return str(file_case(company, "safety-self-check", answers, papers={}, key=key())["no"])


def test_a_company_lists_each_rider_and_sees_what_is_lacking() -> None:
    company, one, other = make_company(), make_worker(), make_worker()
    listed(
        company, [*rider(one), "浙C12345", "2026-01-05", "2026-01-06", "2026-01-07"], [*rider(other), "", "", "", ""]
    )
    found = riders_of(company_of(company))
    assert (found.listed, found.gear, found.vehicle, found.training, found.cover) == (2, 1, 0, 1, 2)
    listed(company, [*rider(other), "浙C54321", "2026-02-05", "", ""])
    assert (riders_of(company_of(company)).gear, riders_of(company_of(company)).vehicle) == (0, 1)
    page = signed_in(company).get("/company/safety/").text
    assert "没有保障" in page
    assert own_records(one)[0]["plate"] == "浙C12345"


def test_a_no_in_the_self_check_is_owed_with_a_day_and_cured_by_the_company_itself() -> None:
    company, handler = make_company(), officer()
    no = self_check(company, training_done=False)
    dossier = view_case(company, no)
    assert dossier.last("cure_own").payload["items"] == "上岗前都培训过，有档案"  # type: ignore[union-attr]
    assert dossier.case.due is not None
    assert next_lines(dossier)[0].mine
    do(company, no, "report_cured")
    assert not next_lines(view_case(company, no))[0].mine
    do(handler, no, "decide", outcome="corrected")
    assert verify().intact


def test_a_self_check_without_a_no_owes_nothing() -> None:
    company = make_company()
    assert view_case(company, self_check(company)).case.status == "received"


def test_a_yes_beside_an_empty_list_is_said_to_the_firm_and_to_the_inspector() -> None:
    company, worker = make_company(), make_worker()
    self_check(company)
    for page in (
        signed_in(company).get("/company/safety/").text,
        signed_in(officer()).get(f"/agency/safety/{code_of(company)}/").text,
    ):
        assert "名单里一个人也没有" in page
    listed(company, [*rider(worker), "", "", "", "2026-01-07"])
    page = signed_in(company).get("/company/safety/").text
    assert "名单里一个人也没有" not in page
    assert "名单里有 1 人没有" in page  # gear issued: yes, and one rider has none
