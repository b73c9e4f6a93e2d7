"""The company's desk: what it has to do, what it files, what it may see and what not."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huxin.casework.models import Case
from huxin.casework.service import city_pack, file_case, today, view_case
from huxin.identity.service import Actor, api_keys
from huxin.people.service import company_of
from huxin.ui.uploads import asked_papers
from tests.first_floor.test_parties import code_of, do, form
from tests.portals.conftest import signed_in
from tests.support import JPEG, key, make_company, make_officer, make_worker, paper, photo

pytestmark = pytest.mark.django_db
SENT = {True: "yes", False: "no"}


def sent(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a form sends them."""
    return {name: SENT.get(value, value) if isinstance(value, bool) else value for name, value in answers.items()}


def inquiry(company: Actor) -> tuple[Actor, str]:
    handler = make_officer("handler")
    answers = form("inquiry", company_code=code_of(company))
    no = str(file_case(handler, "inquiry", answers, papers={}, key=key())["no"])
    do(handler, no, "send")
    return handler, no


def test_what_waits_for_the_company_stands_on_its_first_page() -> None:
    company = make_company()
    client = signed_in(company)
    fresh = client.get("/company/").text
    assert "台账里还没有：岗位责任人" in fresh  # the safety duties of 二(六), of which nothing is on record yet
    assert "书面答复询问函" not in fresh
    _, no = inquiry(company)
    first = client.get("/company/").text
    assert no in first
    assert "书面答复询问函" in first


def test_a_safety_duty_leaves_the_list_once_registered_and_comes_back_to_be_mended() -> None:
    company, handler = make_company(), make_officer("handler", department="emergency")
    client, answers = signed_in(company), form("safety-duty", company_code=code_of(company), duty="training")
    papers = {"proof": [photo(company)]}
    no = str(file_case(company, "safety-duty", answers, papers=papers, key=key())["no"])
    first = client.get("/company/").text
    assert "台账里还没有：岗位责任人" in first
    assert "安全教育培训" not in first
    do(handler, no, "inspect")
    until = today() + timedelta(days=9)
    do(handler, no, "rectify", until=until.isoformat())
    ordered = client.get("/company/").text
    assert "把责令改正的地方改好" in ordered
    assert f'datetime="{until}"' in ordered  # the day of the order, not the length that the pack proposes
    assert f'id="d{until:%Y%m%d}"' in ordered
    do(company, no, "report_done")
    do(handler, no, "decide", outcome="corrected")
    assert "把责令改正的地方改好" not in client.get("/company/").text


def test_the_versions_of_its_rules_stand_on_one_page() -> None:
    company, other = make_company(), make_company()
    client = signed_in(company)
    assert "还没有报备过的规则" in client.get("/company/rules/").text
    answers = form("rule-filing", company_code=code_of(company), rule_version="v7.3")
    papers = {one.id: [paper(company, one)] for one in needed("rule-filing", answers)}
    no = str(file_case(company, "rule-filing", answers, papers=papers, key=key())["no"])
    page = client.get("/company/rules/").text
    assert "v7.3" in page
    assert f"/company/cases/{no}/" in page
    assert "v7.3" not in signed_in(other).get("/company/rules/").text


def needed(procedure: str, answers: dict[str, Any]) -> list[Any]:
    """The papers that a form cannot do without."""
    return [one.paper for one in asked_papers(city_pack().procedures[procedure].evidence, answers) if one.needed]


def test_a_company_answers_an_inquiry_with_a_cure_plan_and_papers() -> None:
    company = make_company()
    client = signed_in(company)
    handler, no = inquiry(company)
    shown = client.get(f"/company/cases/{no}/").text
    assert "企业答复" in shown
    token = re.search(r'action="/company/cases/[^"]+/do/acknowledge/".*?name="key" value="(\w+)"', shown, re.S)
    assert token is not None
    answer = {"stance": "admits", "answer": "属实", "plan": "两周内改好", "key": token[1], "seq": "2"}
    done = client.post(f"/company/cases/{no}/do/acknowledge/", answer, follow=True)
    assert "记上了" in done.text
    step = view_case(handler, no).steps[-1]
    assert (step.act, step.by, step.payload["plan"]) == ("acknowledge", "unit", "两周内改好")


def test_what_was_answered_leaves_the_list_and_is_found_with_what_came_of_it() -> None:
    company = make_company()
    client = signed_in(company)
    handler, no = inquiry(company)
    assert "还没有答复过什么" in client.get("/company/answers/").text
    do(company, no, "acknowledge", stance="admits", answer="属实，是排班的问题", plan="两周内改好")
    home = client.get("/company/").text
    assert no not in home
    assert "/company/answers/" in home
    page = client.get("/company/answers/").text
    assert f"/company/cases/{no}/" in page
    assert "属实，是排班的问题" in page
    assert "等" in page.partition("两周内改好")[2]  # whose turn it is now, as nothing came of it yet
    do(handler, no, "decide", outcome="cured", result="看过，改好了")
    after = client.get("/company/answers/").text.partition("两周内改好")[2]
    decided = city_pack().procedures["inquiry"].acts["decide"]
    assert (decided.public or decided.label)["zh"] in after
    assert "看过，改好了" in after
    assert "还没有答复过什么" in signed_in(make_company()).get("/company/answers/").text


def test_what_was_typed_stays_when_something_is_missing() -> None:
    company = make_company()
    _, no = inquiry(company)
    answer = {"stance": "admits", "answer": "属实，马上改", "key": key(), "seq": "2"}
    again = signed_in(company).post(f"/company/cases/{no}/do/acknowledge/", answer)
    assert again.status_code == 400
    assert "属实，马上改" in again.text
    assert "有 1 处要改" in again.text


def test_a_company_files_on_one_page_and_pressing_twice_files_once() -> None:
    company = make_company()
    client = signed_in(company)
    page = client.get("/company/file/arbitration/").text
    assert company_of(company).credit_code in page
    body = sent(form("arbitration")) | {"key": key(), "proof": io.BytesIO(JPEG)}
    first = client.post("/company/file/arbitration/", body)
    assert first.status_code == 302, first.text
    second = client.post("/company/file/arbitration/", {**body, "proof": io.BytesIO(JPEG)})
    assert second.headers["Location"] == first.headers["Location"]
    assert Case.objects.count() == 1


def test_papers_stay_received_when_an_answer_is_wrong() -> None:
    company = make_company()
    client = signed_in(company)
    body = sent(form("arbitration", phone="12")) | {"key": key(), "proof": io.BytesIO(JPEG)}
    again = client.post("/company/file/arbitration/", body)
    assert again.status_code == 400
    kept = re.search(r'name="kept-proof" value="([\w-]+)"', again.text)
    assert kept is not None
    right = sent(form("arbitration")) | {"key": body["key"], "kept-proof": kept[1]}
    assert client.post("/company/file/arbitration/", right).status_code == 302
    assert view_case(company, Case.objects.get().no).evidence[0]["id"] == kept[1]


def test_a_company_reaches_nothing_that_is_not_its_own() -> None:
    company, stranger = make_company(), make_company()
    _, no = inquiry(company)
    client = signed_in(stranger)
    assert client.get(f"/company/cases/{no}/").status_code == 404
    assert client.post(f"/company/cases/{no}/do/acknowledge/", {"key": key()}).status_code == 404
    for path in ("/agency/", "/cases/", "/agency/pay/", "/company/file/social-insurance-subsidy/"):
        assert client.get(path).status_code in (403, 404), path
    for other in (make_worker(), make_officer("handler")):
        assert signed_in(other).get("/company/").status_code == 403
    assert Client().get("/company/").status_code == 302


def test_the_other_sides_personal_answers_are_not_on_the_page() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    answers = form("one-stop-mediation", company_code=code_of(company), phone="13912345678")
    no = str(file_case(worker, "one-stop-mediation", answers, papers={"proof": [photo(worker)]}, key=key())["no"])
    do(handler, no, "accept")
    do(handler, no, "note", text="只给办公室看的话")
    shown = signed_in(company).get(f"/company/cases/{no}/").text
    assert "139" not in shown
    assert "只给办公室看的话" not in shown
    assert "陈小花" not in shown
    url = re.search(r'href="(/company/cases/[^"]+/evidence/[^"]+)"', shown)
    assert url is not None
    assert signed_in(company).get(url[1]).content == JPEG


def test_keys_are_shown_once_and_taken_back() -> None:
    company = make_company()
    client = signed_in(company)
    assert client.post("/company/keys/", {"label": " "}).status_code == 400
    secret = re.search(r"<code data-secret>(\S+)</code>", client.post("/company/keys/", {"label": "报送"}).text)
    assert secret is not None
    assert secret[1] not in client.get("/company/keys/").text
    headers = {"Authorization": f"Bearer {secret[1]}"}
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200
    client.post("/company/keys/", {"revoke": str(api_keys(company)[0].id)})
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401
    assert client.post("/company/keys/", {"revoke": "nonsense"}).status_code == 400


def test_an_office_registers_what_it_begins_itself() -> None:
    handler, company = make_officer("handler"), make_company()
    client = signed_in(handler)
    listed = client.get("/agency/new/").text
    assert "/agency/new/inquiry/" in listed
    assert "/agency/new/social-insurance-subsidy/" not in listed
    body = sent(form("inquiry", company_code=code_of(company))) | {"key": key()}
    done = client.post("/agency/new/inquiry/", body)
    assert done.status_code == 302, done.text
    assert view_case(handler, Case.objects.get().no).steps[0].by == "handler"


def test_an_inquiry_that_was_not_heeded_goes_on_with_what_it_knows() -> None:
    company = make_company()
    handler, no = inquiry(company)
    do(handler, no, "decide", outcome="escalated")
    page = signed_in(handler).get(f"/agency/new/interview/?from={no}").text
    assert f'name="handed-over-from" value="{no}"' in page
    assert code_of(company) in page
    assert signed_in(handler).get("/agency/new/penalty/?from=2026-999999").status_code == 404
