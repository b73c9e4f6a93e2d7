"""A negotiation ends in a paper that both sides agreed to, each from its own account; nobody records it alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from huxin.casework.service import (
    ForbiddenError,
    allowed_for,
    file_case,
    letters_of,
    onward,
    parties_of,
    perform,
    remedies_of,
    today,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.people.service import company_of
from tests.procedures.support import PACK, payload_of
from tests.support import issue_waiting, key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
PROCEDURE = "negotiation-guidance"
TEXT = {"terms": "每单不低于 5 元", "who_does": "站点改单价表", "kept_by": "2030-01-31"}


def ahead(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    perform(
        actor, no, act, payload_of(PACK.procedures[PROCEDURE].fields_of(act), today(), said, whole=False), key=key()
    )


def opened(filer: Actor, company: Actor, **said: Any) -> tuple[str, Actor]:
    """A negotiation that a mediator took on, and the mediator."""
    code, mediator = company_of(company).credit_code, make_officer("mediator")
    fixed = {"county": "330304", "company_code": code, "knew_on": today().isoformat(), **said}
    answers = payload_of(PACK.procedures[PROCEDURE].fields_of("file"), today(), fixed)
    no = str(file_case(filer, PROCEDURE, answers, papers={}, key=key())["no"])
    do(mediator, no, "accept")
    return no, mediator


def invite(mediator: Actor, no: str, company: Actor, **said: Any) -> None:
    fixed = {
        "company_code": company_of(company).credit_code,
        "until": ahead(3),
        "meet_on": ahead(5),
        "at_time": "14:30",
    }
    do(mediator, no, "invite", **{**fixed, **said})


def refused(actor: Actor, no: str, act: str, **said: Any) -> str:
    with pytest.raises(InputError) as caught:
        do(actor, no, act, **said)
    return caught.value.problem.field


def test_both_sides_agree_each_from_its_own_account_and_both_get_the_paper() -> None:
    worker, company = make_worker(), make_company()
    no, mediator = opened(worker, company)
    invite(mediator, no, company)
    do(company, no, "respond", stance="willing")
    do(mediator, no, "meet", met_on=today().isoformat(), present=["applicant", "respondent"])
    do(worker, no, "offer", **TEXT)
    assert "agree" not in allowed_for(mediator, view_case(mediator, no))
    with pytest.raises(ForbiddenError):
        do(mediator, no, "agree", **TEXT)
    assert refused(worker, no, "agree", **TEXT) == "by"  # whoever wrote it does not agree to it
    assert refused(company, no, "agree", **{**TEXT, "terms": "每单 1 元"}) == "payload.terms"
    do(company, no, "agree", **TEXT)
    assert view_case(worker, no).case.status == "done"
    assert issue_waiting() >= 2
    for side in (worker, company):
        assert "negotiation-agreement" in [one.template for one in letters_of(view_case(side, no))]


def test_a_counter_offer_is_what_stands() -> None:
    worker, company = make_worker(), make_company()
    no, mediator = opened(worker, company)
    invite(mediator, no, company)
    do(company, no, "respond", stance="willing")
    do(worker, no, "offer", **TEXT)
    do(company, no, "offer", **{**TEXT, "terms": "每单 4 元"})
    assert refused(company, no, "agree", **{**TEXT, "terms": "每单 4 元"}) == "by"
    assert refused(worker, no, "agree", **TEXT) == "payload.terms"
    do(worker, no, "agree", **{**TEXT, "terms": "每单 4 元"})


def test_a_missing_side_a_wrong_reference_and_a_wrong_order_are_refused() -> None:
    worker, company = make_worker(), make_company()
    no, mediator = opened(worker, company)
    assert refused(mediator, no, "invite", company_code="91330300MADEM00011", until=ahead(1), meet_on=ahead(2),
                   at_time="9:30") == "payload.company_code"  # fmt: skip
    for said, field in (
        ({"until": ahead(-1)}, "payload.until"),
        ({"until": ahead(5), "meet_on": ahead(2)}, "payload.meet_on"),
        ({"at_time": "99:99"}, "payload.at_time"),
    ):
        with pytest.raises(InputError) as caught:
            invite(mediator, no, company, **said)
        assert caught.value.problem.field == field
    assert refused(mediator, no, "meet", met_on=today().isoformat(), present=["applicant", "respondent"]) == "act"
    invite(mediator, no, company)
    assert refused(mediator, no, "fail", why="no_answer") == "payload.why"
    assert refused(mediator, no, "fail", why="no_agreement") == "payload.why"
    do(company, no, "respond", stance="willing")
    assert refused(mediator, no, "meet", met_on=ahead(-3), present=["applicant", "respondent"]) == "payload.met_on"
    assert refused(mediator, no, "meet", met_on=today().isoformat(), present=["applicant"]) == "payload.present"
    assert refused(mediator, no, "fail", why="unwilling") == "payload.why"


def test_no_answer_leads_on_with_the_last_day_of_each_way() -> None:
    worker, company = make_worker(), make_company()
    no, mediator = opened(worker, company)
    invite(mediator, no, company)
    with time_machine.travel(date.fromisoformat(ahead(5)), tick=False):
        do(mediator, no, "fail", why="no_answer")
        dossier = view_case(worker, no)
        assert {one.route.id for one in remedies_of(dossier)} == {"arbitration", "suit"}
        assert all(one.last > today() for one in remedies_of(dossier))
        assert "one-stop-mediation" in [one.to for one in onward(worker, dossier)]


def test_a_union_asks_for_the_workers_and_a_firm_meets_the_union() -> None:
    union, company = make_officer("handler", department="union"), make_company()
    no, mediator = opened(union, company)
    invite(mediator, no, company)
    do(company, no, "respond", stance="willing")
    do(union, no, "offer", **TEXT)
    do(company, no, "agree", **TEXT)
    assert view_case(union, no).case.status == "done"
    other, mediator = opened(company, company)
    invite(mediator, other, company)
    assert [one.role for one in parties_of(view_case(company, other).case)] == ["union"]
    do(union, other, "respond", stance="willing")
    do(company, other, "offer", **TEXT)
    assert refused(company, other, "agree", **TEXT) == "by"
    do(union, other, "agree", **TEXT)


def test_whether_it_was_kept_is_said_by_the_sides() -> None:
    worker, company = make_worker(), make_company()
    no, mediator = opened(worker, company)
    invite(mediator, no, company)
    do(company, no, "respond", stance="willing")
    do(worker, no, "offer", **TEXT)
    do(company, no, "agree", **TEXT)
    do(worker, no, "keep", kept=False)
    assert "one-stop-mediation" in [one.to for one in onward(worker, view_case(worker, no))]
