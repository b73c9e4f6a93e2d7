"""One dispute from hand to hand: on to the next procedure with what is known, and an agreement that both sides sign."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import (
    NotFoundError,
    carried,
    file_case,
    letter_pdf,
    letters_of,
    load_draft,
    perform,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from tests.first_floor.test_parties import code_of, do, form, mediation, to_hand_on
from tests.portals.conftest import signed_in
from tests.procedures.test_letters import text_of
from tests.support import issue_waiting, key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
TERMS = {"terms": "企业十日内付清拖欠的配送费。", "amount": "3200.00", "pay_by": "2027-01-10"}

YES = {True: "yes", False: "no"}


def failed() -> tuple[Actor, str]:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    do(handler, no, "fail", why="no_agreement")
    return worker, no


def go_on(client: Client, no: str, to: str, **sent: Any) -> Any:
    return client.post(f"/cases/{no}/onward/{to}/", sent, follow=True)


# --- on to the next ---


def test_a_failed_mediation_goes_on_to_arbitration_with_what_was_said_and_sent() -> None:
    worker, no = failed()
    client = signed_in(worker)
    shown = client.get(f"/cases/{no}/").text
    assert f'action="/cases/{no}/onward/arbitration/"' in shown
    assert "已经知道的" in go_on(client, no, "arbitration").text
    draft = load_draft(worker.person_id, "arbitration")  # type: ignore[arg-type]
    said = view_case(worker, no).answers
    for name in ("matter", "knew_on", "company_code", "story", "wish", "people"):
        assert draft["answers"][name] == said[name]
    assert draft["papers"]["proof"] == [view_case(worker, no).evidence[0]["id"]]
    assert draft["origin"] == no


def test_only_what_nobody_said_is_asked_and_the_rest_says_from_where_it_is() -> None:
    worker, no = failed()
    client = signed_in(worker)
    asked = go_on(client, no, "arbitration").text
    left = set(re.findall(r'name="(\w+)"', asked.partition("<form method")[2])) - {"csrfmiddlewaretoken", "next"}
    left -= {"kept", "proof", "agreement_copy", "language", "size", "drop"}
    assert left == {
        "relation_end_on", "company_address", "company_head", "has_witness", "witnesses", "occupation", "address",
        "electronic_service", "declared",
    }  # fmt: skip
    assert f"来自一站式调解（{no}），可以改。" in asked
    step = client.get("/apply/arbitration/wish/").text
    assert f"来自一站式调解（{no}），可以改。" in step
    changed = client.post("/apply/arbitration/wish/", {"wish": "补发三千元。"})
    assert changed["Location"] == "/apply/arbitration/rest/"
    assert f"来自一站式调解（{no}）" not in client.get("/apply/arbitration/wish/").text  # it is the person's own now


def test_a_second_case_knows_the_address_and_the_work_of_the_person() -> None:
    worker = make_worker()
    first = form("arbitration", occupation="送餐员", address="梧田街道 1 号")
    no = str(file_case(worker, "arbitration", first, papers={}, key=key())["no"])
    page = signed_in(worker).get("/apply/labour-inspection-complaint/about_you/").text
    assert 'value="梧田街道 1 号"' in page
    assert 'value="送餐员"' in page
    assert f"来自劳动人事争议仲裁（{no}），可以改。" in page


def test_what_the_registers_know_stands_beside_what_was_carried() -> None:
    worker, no = failed()
    go_on(signed_in(worker), no, "labour-inspection-complaint")
    answers = load_draft(worker.person_id, "labour-inspection-complaint")["answers"]  # type: ignore[arg-type]
    assert answers["phone"] == view_case(worker, no).answers["phone"]
    assert answers["county"] == "330304"


@pytest.mark.parametrize(("choice", "story"), [("keep", "我自己写的"), ("fresh", None)])
def test_an_unfinished_application_is_not_lost_without_asking(choice: str, story: str | None) -> None:
    worker, no = failed()
    client = signed_in(worker)
    from huxin.casework.service import save_draft

    own = {"answers": {"story": "我自己写的"}, "papers": {}, "key": key()}
    save_draft(worker.person_id, "arbitration", own)  # type: ignore[arg-type]
    assert "你已经有一份没写完的" in go_on(client, no, "arbitration").text
    assert load_draft(worker.person_id, "arbitration") == own  # type: ignore[arg-type]
    go_on(client, no, "arbitration", choice=choice)
    answers = load_draft(worker.person_id, "arbitration")["answers"]  # type: ignore[arg-type]
    assert answers["story"] == (story or view_case(worker, no).answers["story"])
    assert answers["wish"] == view_case(worker, no).answers["wish"]


def test_a_second_press_goes_on_with_the_same_draft() -> None:
    worker, no = failed()
    client = signed_in(worker)
    go_on(client, no, "arbitration")
    before = load_draft(worker.person_id, "arbitration")  # type: ignore[arg-type]
    assert "你已经有" not in go_on(client, no, "arbitration").text
    assert load_draft(worker.person_id, "arbitration") == before  # type: ignore[arg-type]


@pytest.mark.parametrize("to", ["court-referral", "no-such-thing", "penalty"])
def test_there_is_no_way_on_that_the_procedure_does_not_name(to: str) -> None:
    worker, no = failed()
    assert go_on(signed_in(worker), no, to).status_code == 404


def test_nobody_goes_on_from_the_case_of_another() -> None:
    _, no = failed()
    assert go_on(signed_in(make_worker()), no, "arbitration").status_code == 404


def test_the_chain_stands_on_the_page_of_each_side_as_far_as_it_is_theirs() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    first = mediation(worker, company)
    do(handler, first, "accept")
    do(handler, first, "fail", why="no_agreement")
    answers = form("arbitration", company_code=code_of(company))
    second = str(file_case(worker, "arbitration", answers, papers={}, key=key(), origin=first)["no"])
    shown = signed_in(worker).get(f"/cases/{second}/").text
    assert f'href="/cases/{first}/"' in shown
    assert f'href="/agency/cases/{second}/"' in signed_in(handler).get(f"/agency/cases/{first}/").text
    other_side = signed_in(company).get(f"/company/cases/{first}/").text
    assert second not in other_side  # not accepted yet: the company learns of it when it becomes a party
    do(handler, second, "accept")
    assert f'href="/company/cases/{second}/"' in signed_in(company).get(f"/company/cases/{first}/").text


def test_each_side_reads_what_the_other_handed_in() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    mine = photo(company)
    perform(company, no, "add_evidence", {"remark": "账单在这里"}, papers={"proof": [mine]}, key=key())
    client = signed_in(worker)
    shown = client.get(f"/cases/{no}/").text
    assert "账单在这里" in shown
    assert "对方" in shown
    assert client.get(f"/cases/{no}/evidence/{mine}/").status_code == 200
    assert signed_in(make_worker()).get(f"/cases/{no}/evidence/{mine}/").status_code == 404
    stranger = photo(make_company())
    assert client.get(f"/cases/{no}/evidence/{stranger}/").status_code == 404


# --- signing ---


def drafted() -> tuple[Actor, Actor, Actor, str]:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    perform(handler, no, "draft", TERMS, key=key())
    return worker, company, handler, no


def sign_as_worker(worker: Actor, no: str) -> Any:
    client = signed_in(worker)
    shown = client.get(f"/cases/{no}/do/sign/").text
    assert TERMS["terms"] in shown
    sent = {name: found(shown, name) for name in ("key", "seq", "signed_hash")}
    return client.post(f"/cases/{no}/do/sign/", {**sent, "agreed": "yes"}, follow=True)


def sign_as_company(company: Actor, no: str) -> Any:
    client = signed_in(company)
    shown = client.get(f"/company/cases/{no}/").text
    form_of = re.search(r'action="/company/cases/[^"]+/do/sign/".*?</form>', shown, re.S)
    assert form_of is not None
    assert TERMS["terms"] in form_of[0]
    sent = {name: found(form_of[0], name) for name in ("key", "seq", "signed_hash")}
    return client.post(f"/company/cases/{no}/do/sign/", {**sent, "agreed": "yes"}, follow=True)


def found(page: str, name: str) -> str:
    value = re.search(rf'name="{name}" value="(\w+)"', page)
    assert value is not None, name
    return value[1]


def test_both_sides_sign_the_same_words_and_the_evidence_stays_with_the_act() -> None:
    worker, company, handler, no = drafted()
    assert "签好了" in sign_as_worker(worker, no).text
    assert "记上了" in sign_as_company(company, no).text
    steps = [step for step in view_case(handler, no).steps if step.act == "sign"]
    assert [step.by for step in steps] == ["worker", "respondent"]
    assert len({step.payload["signed_hash"] for step in steps}) == 1
    assert len({step.payload["signed_session"] for step in steps}) == 2
    assert all(len(step.payload["signed_session"]) == 64 for step in steps)
    desk = signed_in(handler).get(f"/agency/cases/{no}/").text
    assert steps[0].payload["signed_hash"][:16] in desk
    assert "signed_session" not in signed_in(company).get(f"/company/cases/{no}/").text


def test_a_signature_under_an_older_draft_is_refused_and_nothing_is_written() -> None:
    worker, _, handler, no = drafted()
    client = signed_in(worker)
    shown = client.get(f"/cases/{no}/do/sign/").text
    perform(handler, no, "draft", {**TERMS, "amount": "100.00"}, key=key())
    seq = str(view_case(worker, no).case.seq)
    sent = {"key": found(shown, "key"), "seq": seq, "signed_hash": found(shown, "signed_hash"), "agreed": "yes"}
    answer = client.post(f"/cases/{no}/do/sign/", sent)
    assert answer.status_code == 400
    assert "重新看一遍再签" in answer.text
    assert view_case(worker, no).last("sign") is None


def test_a_new_draft_voids_the_signatures_and_says_so() -> None:
    worker, _, handler, no = drafted()
    sign_as_worker(worker, no)
    perform(handler, no, "draft", {**TERMS, "amount": "100.00"}, key=key())
    assert "要重新签" in signed_in(worker).get(f"/cases/{no}/").text
    assert "不算了" in signed_in(handler).get(f"/agency/cases/{no}/").text


def test_what_was_signed_is_settled_in_the_same_words() -> None:
    worker, company, handler, no = drafted()
    sign_as_worker(worker, no)
    sign_as_company(company, no)
    other = form("one-stop-mediation", "agree", **{**TERMS, "amount": "1.00"})
    with pytest.raises(InputError) as refused:
        perform(handler, no, "agree", other, key=key())
    assert refused.value.problem.code == "not_as_signed"
    assert view_case(handler, no).last("agree") is None
    perform(handler, no, "agree", form("one-stop-mediation", "agree", **TERMS), key=key())
    issue_waiting()
    letter = letters_of(view_case(worker, no))[-1]
    text = text_of(letter_pdf(worker, letter.id)[1])
    assert "3200.00" in text
    assert view_case(worker, no).last("sign").payload["signed_hash"][:16] in text  # type: ignore[union-attr]


def test_the_officer_types_nothing_again_when_an_agreement_is_settled() -> None:
    worker, company, handler, no = drafted()
    sign_as_worker(worker, no)
    sign_as_company(company, no)
    desk = signed_in(handler).get(f"/agency/cases/{no}/").text
    act = re.search(rf'action="/agency/cases/{no}/do/agree/".*?</form>', desk, re.S)
    assert act is not None
    assert TERMS["terms"] in act[0]
    assert "3200.00" in act[0]


def settled() -> dict[str, Any]:
    return form("one-stop-mediation", "agree", **TERMS, agreement_effective_on="2026-11-20")


def test_the_settled_agreement_goes_on_to_the_court_with_the_day_of_its_effect() -> None:
    worker, _, handler, no = drafted()
    perform(handler, no, "agree", settled(), key=key())
    go_on(signed_in(worker), no, "judicial-confirmation")
    answers = load_draft(worker.person_id, "judicial-confirmation")["answers"]  # type: ignore[arg-type]
    assert answers["agreement_effective_on"] == "2026-11-20"
    assert (answers["terms"], answers["amount"]) == (TERMS["terms"], TERMS["amount"])
    assert answers["mediation_no"] == no


def test_the_agreement_that_we_issued_goes_along_and_is_not_photographed() -> None:
    worker, _, handler, no = drafted()
    perform(handler, no, "agree", settled(), key=key())
    issue_waiting()
    client = signed_in(worker)
    go_on(client, no, "judicial-confirmation")
    papers = load_draft(worker.person_id, "judicial-confirmation")["papers"]  # type: ignore[arg-type]
    assert len(papers["agreement_copy"]) == 1
    go_on(client, no, "judicial-confirmation")
    assert load_draft(worker.person_id, "judicial-confirmation")["papers"] == papers  # type: ignore[arg-type]
    client.post("/apply/judicial-confirmation/rest/", {"both_agree": "yes", "declared": "yes"})
    check = client.get("/apply/judicial-confirmation/check/").text
    sent = client.post("/apply/judicial-confirmation/check/", {"key": found(check, "key")})
    assert sent.status_code == 302, re.findall(r"class=\"error[^<]*<|href=\"#[^>]*>[^<]*", sent.text)
    filed = sent["Location"].split("/")[2]
    (held,) = view_case(worker, filed).evidence
    assert client.get(f"/cases/{filed}/evidence/{held['id']}/")["Content-Type"] == "application/pdf"


def test_signing_without_a_page_keeps_the_digest_too() -> None:
    worker, _, handler, no = drafted()
    perform(worker, no, "sign", {"agreed": True}, key=key())
    step = view_case(handler, no).last("sign")
    assert step is not None
    assert len(step.payload["signed_hash"]) == 64


def test_an_office_hands_on_to_another_office_from_its_case() -> None:
    handler, no = to_hand_on()
    desk = signed_in(handler)
    link = f"/agency/new/hotline-handover/?from={no}"
    assert link in desk.get(f"/agency/cases/{no}/").text
    page = desk.get(link)
    assert page.status_code == 200
    assert f"（{no}），可以改。" in page.text
    assert len(re.findall(r"<option value=\"33\d{4}\"", page.text)) == 1  # no other county than the officer's
    assert desk.get("/agency/new/hotline-handover/").status_code == 404
    answers = {**form("hotline-handover"), **carried(handler, no, "hotline-handover").answers}
    sent = {name: YES.get(value, value) for name, value in answers.items() if value not in (None, "")}
    done = desk.post("/agency/new/hotline-handover/", {**sent, "handed-over-from": no, "key": key()})
    assert done.status_code == 302, re.findall(r'href="#[^>]*>[^<]*', done.text)
    handed = done["Location"].rstrip("/").rpartition("/")[2]
    assert desk.get(done["Location"]).status_code == 200
    other = signed_in(make_officer("handler"))
    assert handed in other.get("/agency/queue/all/").text
    assert other.get(f"/agency/cases/{handed}/").status_code == 200
    assert other.get(f"/agency/cases/{no}/").status_code == 404


def test_a_file_of_the_other_side_goes_along_through_two_cases() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    first = mediation(worker, company)
    do(handler, first, "accept")
    bill = photo(company)
    perform(company, first, "add_evidence", {"remark": "账单"}, papers={"proof": [bill]}, key=key())
    do(handler, first, "fail", why="no_agreement")
    found = carried(worker, first, "arbitration")
    answers = {**form("arbitration"), **found.answers}
    second = str(file_case(worker, "arbitration", answers, papers=found.papers, key=key(), origin=first)["no"])
    do(make_officer("arbitrator"), second, "accept")
    aid = carried(worker, second, "legal-aid-referral")
    assert bill in aid.papers["proof"]
    told = {**form("legal-aid-referral"), **aid.answers}
    third = str(file_case(worker, "legal-aid-referral", told, papers=aid.papers, key=key(), origin=second)["no"])
    assert bill in {one["id"] for one in view_case(worker, third).evidence}


# --- both sides apply ---


def joined_by(worker: Actor, company: Actor) -> str:
    """A confirmation that the worker asked for, as far as it goes before the court has seen it."""
    answers = form("judicial-confirmation", company_code=code_of(company), agreement_effective_on="2026-11-20")
    return str(file_case(worker, "judicial-confirmation", answers, papers={}, key=key())["no"])


def test_the_other_side_joins_an_application_and_the_paper_bears_both() -> None:
    worker, company, court = make_worker(), make_company(), make_officer("court_clerk", department="court")
    no = joined_by(worker, company)
    client = signed_in(company)
    page = client.get(f"/company/cases/{no}/").text
    assert f'action="/company/cases/{no}/do/apply_jointly/"' in page
    sent = {"key": key(), "seq": found(page, "seq"), "joined": "yes", "phone": "13900000001"}
    assert "记上了" in client.post(f"/company/cases/{no}/do/apply_jointly/", sent, follow=True).text
    assert "现在是双方共同申请" in signed_in(worker).get(f"/cases/{no}/").text
    assert "一起申请" in signed_in(court).get(f"/agency/cases/{no}/").text
    issue_waiting()
    letter = next(one for one in letters_of(view_case(court, no)) if one.template == "joint-application")
    text = text_of(letter_pdf(court, letter.id)[1])
    assert code_of(company) in text
    assert "对方已经一起申请" in text
    with pytest.raises(NotFoundError):
        view_case(make_company(), no)


def test_a_company_that_goes_on_has_the_worker_beside_it() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    perform(handler, no, "agree", settled(), key=key())
    issue_waiting()
    begun = signed_in(company).get(f"/company/file/judicial-confirmation/?from={no}")
    assert "我们有，提交时自动附上" in begun.text
    answers = {**form("judicial-confirmation"), **carried(company, no, "judicial-confirmation").answers}
    filed = str(file_case(company, "judicial-confirmation", answers, papers={}, key=key(), origin=no)["no"])
    page = signed_in(worker).get(f"/cases/{filed}/")
    assert page.status_code == 200
    assert f"/cases/{filed}/do/apply_jointly/" in page.text
    perform(worker, filed, "apply_jointly", {"joined": True, "phone": "13900000002"}, key=key())
    step = view_case(worker, filed).last("apply_jointly")
    assert step is not None
    assert step.by == "respondent"
