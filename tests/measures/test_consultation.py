"""A consultation: who speaks, what the records say, a vote that can be true, both sides, the filing and its term."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from huxin.casework.service import (
    ForbiddenError,
    allowed_for,
    ask_due,
    file_case,
    letters_of,
    parties_of,
    perform,
    today,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.people.service import add_company, company_of
from tests.feeds.support import SENDER, land, ndjson, rows
from tests.procedures.support import PACK, payload_of
from tests.support import key, make_company, make_officer, photo

pytestmark = pytest.mark.django_db
PROCEDURE = "collective-consultation"
THREE = "陈勇、李秀梅、吴超"
FIRM = "王建平、林芳、周海燕"
TEXT = {"terms": "每单不低于 5 元", "term_years": 2}
VOTE = {"entitled": 203, "present": 186, "in_favour": 179}


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    answers = payload_of(PACK.procedures[PROCEDURE].fields_of(act), today(), said, whole=False)
    perform(actor, no, act, answers, key=key())


def demand(filer: Actor, company: Actor, **said: Any) -> str:
    how = "appointed" if filer.kind == "company" else "congress"
    fixed = {
        "county": "330304", "company_code": company_of(company).credit_code, "delegates": THREE, "large": False,
        "chosen_how": how, **said,
    }  # fmt: skip
    answers = payload_of(PACK.procedures[PROCEDURE].fields_of("file"), today(), fixed)
    return str(file_case(filer, PROCEDURE, answers, papers={"mandate": [photo(filer)]}, key=key())["no"])


def refused(actor: Actor, no: str, act: str, **said: Any) -> str:
    with pytest.raises(InputError) as caught:
        do(actor, no, act, **said)
    return caught.value.problem.field


def exchanged(union: Actor, company: Actor) -> str:
    no = demand(union, company)
    do(union, no, "serve", document="demand")
    do(company, no, "acknowledge", accepts=True)
    meet = (today() + timedelta(days=7)).isoformat()
    do(union, no, "exchange", own_list=THREE, meet_on=meet)
    do(company, no, "exchange", own_list=FIRM, meet_on=meet)
    return no


def union() -> Actor:
    return make_officer("handler", department="union")


def test_from_the_demand_to_a_contract_in_force_with_its_last_day() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=SHANGHAI), tick=False) as clock:
        workers, company, office = union(), make_company(), make_officer("handler")
        no = exchanged(workers, company)
        clock.shift(timedelta(days=7))
        do(workers, no, "meet", met_on=today().isoformat())
        do(company, no, "offer", **TEXT)
        do(workers, no, "vote", voted_on=today().isoformat(), **VOTE)
        do(workers, no, "agree", **TEXT)
        assert [one.template for one in letters_of(view_case(company, no))][-1] == "consultation-result"
        do(company, no, "register")
        assert view_case(office, no).last("register").payload["filed_on"] == today().isoformat()  # type: ignore[union-attr]
        clock.shift(timedelta(days=16))
        ask_due()
        said = view_case(workers, no).last("take_effect")
    assert said is not None
    assert said.payload == {"in_force_on": "2026-03-24", "ends_on": "2028-03-23"}


def test_a_firm_alone_never_agrees_and_neither_does_the_office() -> None:
    workers, company, office = union(), make_company(), make_officer("handler")
    no = exchanged(workers, company)
    do(company, no, "offer", terms="每单 1 元", term_years=1)
    assert "agree" not in allowed_for(office, view_case(office, no))
    assert refused(company, no, "agree", terms="每单 1 元", term_years=1) == "by"
    with pytest.raises(ForbiddenError):
        do(company, no, "vote", voted_on=today().isoformat(), **VOTE)
    with pytest.raises(ForbiddenError):
        do(office, no, "agree", terms="每单 1 元", term_years=1)
    assert refused(workers, no, "agree", terms="每单 1 元", term_years=1) == "act"  # nobody voted yet
    do(workers, no, "vote", voted_on=today().isoformat(), **{**VOTE, "in_favour": 101})
    assert view_case(company, no).last("vote").payload["passed"] is False  # type: ignore[union-attr]
    assert refused(workers, no, "agree", terms="每单 1 元", term_years=1) == "act"


def test_a_vote_for_an_older_draft_does_not_carry_the_next() -> None:
    workers, company = union(), make_company()
    no = exchanged(workers, company)
    do(workers, no, "offer", **TEXT)
    do(workers, no, "vote", voted_on=today().isoformat(), **VOTE)
    do(company, no, "offer", terms="每单 3 元", term_years=1)
    assert view_case(workers, no).last("offer").payload["draft_no"] == 2  # type: ignore[union-attr]
    assert refused(workers, no, "agree", terms="每单 3 元", term_years=1) == "act"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"present": 204}, "payload.present"),
        ({"present": "204"}, "payload.present"),
        ({"in_favour": 187}, "payload.in_favour"),
        ({"present": 135, "in_favour": 120}, "payload.present"),
        ({"passed": True, "in_favour": 1}, "payload.passed"),
        ({"voted_on": "2020-01-01"}, "payload.voted_on"),
    ],
)
def test_a_vote_that_cannot_be_true_is_refused(said: dict[str, Any], field: str) -> None:
    workers, company = union(), make_company()
    no = exchanged(workers, company)
    do(workers, no, "offer", **TEXT)
    assert refused(workers, no, "vote", **{"voted_on": today().isoformat(), **VOTE, **said}) == field


def test_wrong_turns_before_the_talks() -> None:
    workers, company, office = union(), make_company(), make_officer("handler")
    with pytest.raises(InputError) as caught:
        demand(workers, company, delegates="陈勇、李秀梅")
    assert caught.value.problem.field == "payload.delegates"
    with pytest.raises(InputError) as caught:
        demand(workers, company, large=True)
    assert caught.value.problem.field == "payload.delegates"
    with pytest.raises(InputError) as caught:
        demand(workers, company, chosen_how="appointed")
    assert caught.value.problem.field == "payload.chosen_how"
    odd = demand(workers, company, company_code="91330300MADEM00011")
    assert refused(workers, odd, "serve", document="demand", to="没有登记的公司") == "act"
    no = demand(workers, company)
    do(workers, no, "serve", document="demand")
    with pytest.raises(ForbiddenError):
        do(office, no, "acknowledge", accepts=True)  # the firm answers from its own account
    do(company, no, "acknowledge", accepts=True)
    soon, meet = ((today() + timedelta(days=one)).isoformat() for one in (3, 8))
    assert refused(workers, no, "exchange", own_list=THREE, meet_on=soon) == "payload.meet_on"
    do(workers, no, "exchange", own_list=THREE, meet_on=meet)
    assert refused(workers, no, "meet", met_on=today().isoformat()) == "act"  # the firm has not handed its list over
    assert refused(company, no, "exchange", own_list=FIRM + "、张伟", meet_on=meet) == "payload.own_list"
    assert refused(company, no, "exchange", own_list="陈勇、林芳、周海燕", meet_on=meet) == "payload.own_list"
    do(company, no, "exchange", own_list=FIRM, meet_on=meet)
    assert refused(workers, no, "meet", met_on=today().isoformat()) == "payload.met_on"


def test_the_union_speaks_for_the_workers_where_a_firm_asks() -> None:
    workers, company = union(), make_company()
    no = demand(company, company)
    do(company, no, "serve", document="demand")
    assert [one.role for one in parties_of(view_case(company, no).case)] == ["union"]
    do(workers, no, "acknowledge", accepts=True)
    do(company, no, "offer", **TEXT)
    assert refused(company, no, "agree", **TEXT) == "by"
    do(workers, no, "vote", voted_on=today().isoformat(), **VOTE)
    do(workers, no, "agree", **TEXT)
    assert view_case(company, no).case.status == "done"


def test_an_objection_leads_back_to_both_sides_and_nothing_else_does() -> None:
    workers, company, office = union(), make_company(), make_officer("handler")
    no = exchanged(workers, company)
    do(company, no, "offer", **TEXT)
    do(workers, no, "vote", voted_on=today().isoformat(), **VOTE)
    do(workers, no, "agree", **TEXT)
    do(company, no, "register")
    do(office, no, "review_contract", objection=True, opinion="第二条低于最低工资")
    assert "in_force_on" not in {k for k, v in view_case(office, no).last("review_contract").payload.items() if v}  # type: ignore[union-attr]
    do(company, no, "revise")
    assert view_case(workers, no).case.status == "in_progress"


def test_the_figures_of_a_demand_are_counted_from_orders_and_typed_by_nobody() -> None:
    land(ndjson(rows(60)))
    workers, company = union(), make_company()
    add_company(SENDER, "报单的平台（演示）", "platform")
    with time_machine.travel(datetime(2026, 7, 20, 9, tzinfo=SHANGHAI), tick=False):
        with pytest.raises(InputError) as caught:
            demand(workers, company, figures="一千单")
        assert caught.value.problem.field == "payload.figures"
        said = view_case(workers, demand(workers, company, company_code=SENDER)).answers["figures"]
        none = view_case(workers, demand(workers, company)).answers["figures"]
    assert re.search(r"\d+ 人完成 \d+ 单，报酬一共 [\d.,]+ 元", said), said
    assert "没有报送订单" in none
