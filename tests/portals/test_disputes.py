"""Something is wrong: three screens without signing in, then until when, against whom, which way; early signs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import load_draft, save_draft, today
from huxin.people.service import add_company
from tests.first_floor.test_parties import do, mediation
from tests.portals.conftest import signed_in
from tests.support import key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
URL = "/help/disputes/"
ALL: dict[str, Any] = {
    "question": "people",
    "matter": "pay",
    "knew_on": "2026-03-02",
    "lasts": "yes",
    "firm": "瓯江闪送",
    "facts": ["P4", "P5", "P2", "P6", "E3"],
    "people": "1",
    "county": "330304",
}


def result(**changes: Any) -> Any:
    return Client().post(URL, {**ALL, **changes}, follow=True)


def test_the_words_for_the_station_say_what_was_said_and_the_first_last_day() -> None:
    page = result(matter="deduction", knew_on=(today() - timedelta(days=30)).isoformat()).text
    letter = page.split('id="letter"')[1].split("</details>")[0]
    assert "瓯江闪送" in letter
    assert "罚款、扣款" in letter
    assert "凭哪条规则" in letter
    assert "最晚" in letter
    assert 'href="sms:?body=%E4%BD%A0%E5%A5%BD' in letter
    late = result(matter="other", knew_on="1999-01-05").text.split('id="letter"')[1].split("</details>")[0]
    assert "最晚" not in late
    assert "理由和依据" in late


# --- screens ---


def test_three_screens_lead_to_the_result_and_nobody_signs_in() -> None:
    client = Client()
    page = client.get(URL)
    screens = []
    for screen, names in {
        "matter": ["matter", "knew_on", "lasts"],
        "facts": ["facts"],
        "people": ["firm", "people", "county"],
    }.items():
        assert f'name="question" value="{screen}"' in page.text
        screens.append(screen)
        here = f"{URL}?{page.request['QUERY_STRING']}"
        page = client.post(here, {"question": screen, **{name: ALL[name] for name in names}}, follow=True)
        assert page.status_code == 200
        assert 'id="limits"' in page.text
    assert len(screens) + 1 == 4
    assert 'id="limits"' in page.text


@pytest.mark.parametrize(
    ("screen", "changes", "words"),
    [
        ("matter", {"matter": "weather"}, "选一个"),
        ("matter", {"knew_on": "2099-01-01"}, "不能是以后的日子"),
        ("matter", {"knew_on": "昨天"}, "2026-03-05"),
        ("matter", {"lasts": ""}, "选一个"),
        ("matter", {"lasts": "no", "ended_on": ""}, "2026-03-05"),
        ("people", {"firm": "  "}, "写一个名字"),
        ("people", {"people": "0"}, "1 到 9999"),
        ("people", {"county": "999999"}, "选你干活的县"),
        ("people", {"trade": "astronaut"}, "说不清就空着"),
    ],
)
def test_a_wrong_answer_is_told_on_its_screen_and_the_rest_stays(
    screen: str, changes: dict[str, str], words: str
) -> None:
    page = result(**changes)
    assert page.status_code == 400
    assert f'name="question" value="{screen}"' in page.text
    assert words in page.text
    if screen != "people":
        run = page.request["QUERY_STRING"].split("&")[0]
        assert 'value="瓯江闪送"' in page.client.get(f"{URL}?{run}&at=people").text


def test_going_back_keeps_what_was_said() -> None:
    page = Client().post(URL, {**ALL, "question": "facts", "back": "1"}, follow=True)
    assert 'value="2026-03-02"' in page.text
    run = page.request["QUERY_STRING"].split("&")[0]
    assert 'value="瓯江闪送"' in page.client.get(f"{URL}?{run}&at=people").text


@pytest.mark.parametrize(
    "sent", [{}, {"question": "nonsense"}, {"question": "people"}, {"question": "facts", "facts": ["X"]}]
)
def test_whatever_is_sent_there_is_a_page(sent: dict[str, Any]) -> None:
    assert Client().post(URL, sent, follow=True).status_code in (200, 400)


# --- until when ---


def test_unpaid_wages_know_no_limit_while_one_works_there() -> None:
    assert "就不限时间" in result().text


def test_after_the_end_the_year_runs_from_it() -> None:
    page = result(lasts="no", ended_on="2026-03-19").text
    assert "2027-03-19" in page or "2027年3月19日" in page


def test_other_matters_run_from_the_day_one_knew() -> None:
    page = result(matter="deduction").text
    assert "2027-03-02" in page or "2027年3月" in page
    assert "就不限时间" not in page


def test_a_limit_that_has_passed_says_so_and_whom_to_ask() -> None:
    page = result(matter="rest", knew_on="2020-01-05").text
    assert "已经过了" in page
    assert "12348" in page


# --- which way ---


@pytest.mark.parametrize(
    ("facts", "ways", "not_ways"),
    [
        (["P4", "P5", "P2", "P6", "E3"], ["one-stop-mediation", "arbitration", "labour-inspection-complaint"], []),
        (["P1", "P3", "E7"], ["one-stop-mediation"], ["arbitration", "labour-inspection-complaint"]),
        (["labour_contract", "P4"], ["one-stop-mediation", "arbitration", "labour-inspection-complaint"], []),
        (["over_age", "P4", "P5"], ["one-stop-mediation", "relation-assessment"], ["arbitration"]),
        (["over_age", "P4", "P5", "A1"], ["one-stop-mediation", "arbitration", "labour-inspection-complaint"], []),
        ([], ["one-stop-mediation", "relation-assessment"], ["arbitration"]),
    ],
)
def test_the_relation_decides_the_way(facts: list[str], ways: list[str], not_ways: list[str]) -> None:
    page = result(facts=facts).text
    for way in ways:
        assert f"/help/disputes/{way}/begin/" in page
    for way in not_ways:
        assert f"/help/disputes/{way}/begin/" not in page


def test_what_is_open_names_the_records_that_the_firm_holds() -> None:
    page = result(facts=[]).text
    assert "企业手里的" in page
    assert "排班表" in page


@pytest.mark.parametrize(("people", "told"), [("9", False), ("10", True)])
def test_ten_people_choose_delegates(people: str, told: bool) -> None:
    assert ("推举代表一起申请" in result(people=people).text) is told


def test_the_chain_of_firms_leads_from_the_site_to_the_platform() -> None:
    platform = add_company("91330300MADEM000AW", "塘河出行（演示）", "platform")
    add_company("91330300MADEM000B0", "梧田合作站（演示）", "partner", works_for=platform)
    page = result(firm="梧田").text
    assert page.index("梧田合作站（演示）") < page.index("塘河出行（演示）")
    assert "91330300MADEM000B0" in page
    assert "91330300MADEM000AW" in page


# --- on to the application ---


def test_the_answers_wait_for_the_sign_in_and_become_the_application() -> None:
    platform = add_company("91330300MADEM000AW", "塘河出行（演示）", "platform")
    site = add_company("91330300MADEM000B0", "梧田合作站（演示）", "partner", works_for=platform)
    worker = make_worker()
    client = Client()
    said = {**ALL, "trade": "takeaway", "company_code": site.credit_code}
    begun = client.post(f"{URL}one-stop-mediation/begin/", said, follow=True)
    assert begun.redirect_chain[-1][0].startswith("/login/")
    client.force_login(signed_account(worker))
    client.get(f"{URL}one-stop-mediation/")
    answers = load_draft(worker.person_id, "one-stop-mediation")["answers"]  # type: ignore[arg-type]
    assert (answers["company"], answers["company_code"]) == (site.name, site.credit_code)
    assert answers["platform"] == platform.name
    assert platform.credit_code in answers["other_firms"]
    assert (answers["matter"], answers["knew_on"], answers["relation"]) == ("pay", "2026-03-02", "labour_relation")
    assert (answers["phone"], answers["trade"]) == ("13800000000", "takeaway")


def signed_account(worker: Any) -> Any:
    from huxin.identity.service import Account

    return Account.objects.get(pk=worker.account_id)


def test_what_was_written_before_about_another_firm_stays_and_is_not_mixed_with_this() -> None:
    worker = make_worker()
    save_draft(worker.person_id, "arbitration", {"answers": {"company": "我写的"}, "papers": {}, "key": key()})  # type: ignore[arg-type]
    client = signed_in(worker)
    assert "没写完" in client.post(f"{URL}arbitration/begin/", ALL, follow=True).text
    client.post(f"{URL}arbitration/", {"choice": "keep"})
    answers = load_draft(worker.person_id, "arbitration")["answers"]  # type: ignore[arg-type]
    assert answers == {"company": "我写的"}


@pytest.mark.parametrize("name", ["no-such-thing", "penalty"])
def test_only_what_a_worker_can_apply_for(name: str) -> None:
    assert signed_in(make_worker()).post(f"{URL}{name}/begin/", ALL, follow=True).status_code == 404


# --- early signs ---


def test_five_disputes_with_one_firm_are_an_early_sign_for_the_office() -> None:
    company, other, handler = (
        make_company("江心直播（演示）"),
        make_company("楠溪代驾（演示）"),
        make_officer("handler"),
    )
    for one in [company] * 4 + [other]:
        do(handler, mediation(make_worker(), one), "accept")
    assert "现在没有苗头" in signed_in(handler).get("/agency/groups/").text
    no = mediation(make_worker(), company)
    do(handler, no, "accept")
    shown = signed_in(handler).get("/agency/groups/").text
    assert "江心直播（演示）" in shown
    assert no in shown
    assert "楠溪代驾（演示）" not in shown
    elsewhere = make_officer("handler", county="330381")
    assert no not in signed_in(elsewhere).get("/agency/groups/").text


def test_what_is_settled_or_long_ago_is_no_sign() -> None:
    from huxin.casework.models import Case

    company, handler = make_company(), make_officer("handler")
    numbers = []
    for _ in range(5):
        numbers.append(mediation(make_worker(), company))
        do(handler, numbers[-1], "accept")
    do(handler, numbers[0], "fail", why="no_agreement")
    assert "现在没有苗头" in signed_in(handler).get("/agency/groups/").text
    numbers.append(mediation(make_worker(), company))
    do(handler, numbers[-1], "accept")
    assert numbers[-1] in signed_in(handler).get("/agency/groups/").text
    old = Case.objects.get(no=numbers[1])
    old.filed_at -= timedelta(days=60)
    old.save(update_fields=["filed_at"])
    assert "现在没有苗头" in signed_in(handler).get("/agency/groups/").text
    assert today() >= old.filed_at.date()
