"""Roles that carry cases 承办: a mediator from the request to the record, and each role with its acts and its queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from huxin.casework.case.signatures import text_digest
from huxin.casework.models import Letter
from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    city_pack,
    file_case,
    my_cases,
    perform,
    queue_rows,
    text_to_sign,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law.procedures.model import CARRIERS
from tests.first_floor.test_parties import code_of, do, form, mediation
from tests.portals.conftest import signed_in
from tests.support import issue_waiting, key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
FIRM = "瓯江闪送（演示）"
"""The other side, as `make_company` registers it."""


def press(client: Client, no: str, act: str, **fixed: Any) -> str:
    """Do an act with the form that stands on the page of the case; the page that follows."""
    page = client.get(f"/agency/cases/{no}/").text
    assert f'action="/agency/cases/{no}/do/{act}/"' in page, f"no form for '{act}' stands there"
    seq = page.split('name="seq" value="')[1].split('"')[0]
    said = {name: str(value) for name, value in form("one-stop-mediation", act, **fixed).items() if value is not None}
    answer = client.post(f"/agency/cases/{no}/do/{act}/", {**said, "key": key(), "seq": seq}, follow=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def names(actor: Actor, queue: str) -> list[str]:
    return [one.no for one in queue_rows(actor, queue)]


def test_a_mediation_is_carried_by_its_mediator_from_invitation_to_record() -> None:
    worker, company, mediator = make_worker(), make_company(), make_officer("mediator")
    colleague, client = make_officer("mediator"), signed_in(mediator)
    no = mediation(worker, company)
    assert no in client.get("/agency/queue/unassigned/").text
    press(client, no, "accept")
    assert names(mediator, "mine") == [no]
    assert names(colleague, "mine") == names(colleague, "unassigned") == []
    press(client, no, "invite", to=FIRM)
    press(client, no, "request_records", to=FIRM)
    press(client, no, "meet")
    page = press(client, no, "draft", terms="付清 3200 元", amount="3200.00")
    assert "看协议，同意就签名" in page
    assert names(mediator, "mine") == []
    assert names(mediator, "waiting") == [no]
    for side in (worker, company):
        dossier = view_case(side, no)
        said = {"agreed": True, "signed_hash": text_digest(text_to_sign(dossier, "sign")), "signed_session": "s" * 64}
        perform(side, no, "sign", said, key=key())
    assert names(mediator, "back") == [no]
    press(client, no, "agree", terms="付清 3200 元", amount="3200.00", respondent="对方", mediator=mediator.label)
    assert view_case(worker, no).case.status == "done"
    assert {step.actor.pk for step in view_case(mediator, no).steps if step.by == "mediator"} == {mediator.pk}  # type: ignore[union-attr]
    issue_waiting()
    wanted = {"acceptance-notice", "mediation-invitation", "records-request", "mediation-agreement"}
    assert wanted <= set(Letter.objects.filter(case=no, issued_at__isnull=False).values_list("template", flat=True))


def test_the_side_that_has_signed_waits_for_the_other_one() -> None:
    worker, company, mediator = make_worker(), make_company(), make_officer("mediator")
    no = mediation(worker, company)
    for act in ("accept", "invite", "draft"):
        do(mediator, no, act, **({"to": FIRM} if act == "invite" else {}))
    assert "轮到你" in next_box(signed_in(worker).get(f"/cases/{no}/").text)
    assert "轮到你" in next_box(signed_in(company).get(f"/company/cases/{no}/").text)
    digest = text_digest(text_to_sign(view_case(worker, no), "sign"))
    said = {"agreed": True, "signed_hash": digest, "signed_session": "s" * 64}
    perform(worker, no, "sign", said, key=key())
    assert "轮到你" not in next_box(signed_in(worker).get(f"/cases/{no}/").text)
    assert "轮到你" in next_box(signed_in(company).get(f"/company/cases/{no}/").text)


def next_box(page: str) -> str:
    return page.split('id="next-h"')[1].split("</section>")[0]


def test_a_colleague_of_the_same_role_takes_it_over_first() -> None:
    worker, company, mediator = make_worker(), make_company(), make_officer("mediator")
    no = mediation(worker, company)
    do(mediator, no, "accept")
    with pytest.raises(ForbiddenError):
        do(make_officer("mediator"), no, "invite", to=FIRM)
    with pytest.raises(NotFoundError):
        do(make_officer("mediator", county="330302"), no, "invite", to=FIRM)
    assert my_cases(company)[0].handler_id == mediator.account_id


@pytest.mark.parametrize("role", sorted(CARRIERS))
def test_every_role_that_carries_cases_has_acts_and_a_queue(role: str) -> None:
    """It stands in the acts of a procedure beside the generic ones, which name it as their office; of the others it
    reads nothing, and a case of it is in its queue."""
    procedures = city_pack().procedures
    carried = [one for one in procedures.values() if role in one.carriers]
    assert carried
    assert any(role in act.by for one in carried for act in one.acts.values() if not act.common)
    for one in procedures.values():
        mine = [name for name, act in one.acts.items() if role in act.by]
        assert bool(mine) == (role in one.carriers), f"{role} in {one.id}: {mine}"


OPENED = (
    "arbitration",
    "one-stop-mediation",
    "labour-inspection-complaint",
    "hazard-report",
    "place-proposal",
)


@pytest.mark.parametrize("procedure", OPENED)
def test_a_new_case_waits_in_the_queue_of_the_role_that_carries_it(procedure: str) -> None:
    one = city_pack().procedures[procedure]
    role, department = one.sides["office"].who[0], one.department or ""
    officer = make_officer(role, department=department)
    elsewhere = make_officer(role, department=department, county="330302")
    answers = form(procedure, company_code=code_of(make_company()))
    no = str(file_case(make_worker(), procedure, answers, papers={}, key=key())["no"])
    assert names(officer, "unassigned") == [no]
    assert names(elsewhere, "unassigned") == []
    do(officer, no, "accept")
    assert names(officer, "unassigned") == []
    assert view_case(officer, no).case.handler_id == officer.account_id
