"""Every act of every procedure, tried by every side, role, stranger and delegate: only those who may get through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import acts_as
from huxin.casework.case.perform import record
from huxin.casework.models import Act as ActRow
from huxin.casework.models import Case, CaseParty
from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    allowed_for,
    applicant_of,
    city_pack,
    perform,
    today,
    view_case,
)
from huxin.identity.actor import on_behalf_of
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import InputError
from huxin.law.procedures import PARTIES, Procedure, allowed
from huxin.people.service import ON_BEHALF, company_of, consents
from tests.first_floor.test_every_procedure import FILERS
from tests.procedures.support import payload_of
from tests.support import key, make_company, make_delegate, make_officer, make_worker

pytestmark = pytest.mark.django_db
NAMES = sorted(city_pack().procedures)
ROLES = ("handler", "approver", "finance", "policy_admin", "auditor", "mediator", "arbitrator", "court_clerk")
BINDS = {"sign", "agree", "confirm", "withdraw", "appeal", "dispute", "pay", "decide", "serve", "acknowledge"}
"""What a delegate must never do, whatever an allow-list says."""


def cast(procedure: Procedure) -> dict[str, Actor]:
    """Everybody who might try, by name."""
    office = procedure.department or "hrss"
    worker, delegate = make_worker(), make_delegate()
    consents.give(worker, "delegate", Account.objects.get(pk=delegate.account_id).username)
    people = {role: make_officer(role, department=office) for role in ROLES if role != "auditor"}
    return people | {
        "auditor": make_officer("auditor", county="", department="audit"),
        "worker": worker,
        "delegate": on_behalf_of(Account.objects.get(pk=delegate.account_id), str(worker.person_id)),
        "company": make_company(),
        "other": make_company(),
        "union": make_officer("handler", department="union"),
        "stranger": make_worker(),
        "far": make_officer("handler", "approver", "finance", county="330302", department=office),
    }


def filed(procedure: Procedure, people: dict[str, Actor], by: str) -> Dossier:
    """A case of the procedure as somebody files it, with the other side in it from the start."""
    actor = people[FILERS.get(by, by)]
    case = Case(
        no="",
        procedure=procedure.id,
        procedure_version=procedure.version,
        department=procedure.department or "hrss",
        county="330304",
        applicant=applicant_of(actor),
        filed_at=timezone.now(),
    )
    fixed = {"county": "330304", "company_code": company_of(people["company"]).credit_code}
    answers = payload_of(procedure.fields_of("file"), today(), fixed, whole=False)
    dossier = Dossier(case, procedure, city_pack())
    record(dossier, Step(1, "file", by, Account(pk=actor.account_id), timezone.now(), answers), actor.key)
    for joining in procedure.parties:
        if people["company"].owner != case.applicant_id:
            part = {"case": case, "person_id": people["company"].owner, "role": joining.role}
            CaseParty.objects.get_or_create(**part, defaults={"since": 1, "side": joining.side})
    return dossier


def standing(procedure: Procedure, who: str, people: dict[str, Actor], by: str, dossier: Dossier) -> set[str]:
    """The oracle: in which words of ``Act.by`` somebody stands in this case, worked out from roles and sides alone."""
    filer, actor = FILERS.get(by, by), people[who]
    found: set[str] = set()
    if actor.kind == "officer" and actor.department == dossier.case.department and actor.county in ("", "330304"):
        found |= {*actor.roles, "authority"}
    mine = actor.owner is not None and actor.owner == people[filer].owner
    if mine and by in PARTIES:
        found |= {by, "applicant"}
    if actor.kind == "officer" and actor.department != dossier.case.department:  # an office that takes part
        rows = CaseParty.objects.filter(case=dossier.case, person_id=actor.owner)
        found |= {part for row in rows for part in (row.role, row.side)}
    if who == "company" and filer != "company":
        found |= {part for one in procedure.parties for part in (one.role, one.side)}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_act_by_everybody(name: str) -> None:
    """Whoever stands in none of the words of an act may not do it, and is told so; nothing is written."""
    procedure = city_pack().procedures[name]
    people = cast(procedure)
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False):
        for by in procedure.acts["file"].by:
            if by == "system":
                continue
            dossier = filed(procedure, people, by)
            for act in procedure.acts.values():
                for who, actor in people.items():
                    parts = standing(procedure, who, people, by, dossier)
                    mine = bool(parts & set(act.by)) and (who != "delegate" or act.id in ON_BEHALF)
                    assert (acts_as(actor, dossier, act) is not None) == mine, f"{act.id} by {who}, filed by {by}"
            wrote = ActRow.objects.count()
            for act in procedure.acts.values():
                for who, actor in people.items():
                    parts = standing(procedure, who, people, by, dossier)
                    if act.written_by is None and (parts & set(act.by)) and (who != "delegate" or act.id in ON_BEHALF):
                        continue
                    with pytest.raises((ForbiddenError, NotFoundError)):
                        perform(actor, dossier.case.no, act.id, {}, key=key())
            assert ActRow.objects.count() == wrote


@pytest.mark.parametrize("name", NAMES)
def test_a_delegate_binds_nobody(name: str) -> None:
    """Of all acts a delegate is offered those of the list alone, and none of the list binds or ends anything."""
    procedure = city_pack().procedures[name]
    assert not ON_BEHALF & BINDS
    for act in procedure.acts.values():
        if act.id in ON_BEHALF - {"file", "complete"}:
            assert act.to is None, f"{act.id} ends or moves a case"
    if "worker" not in procedure.acts["file"].by:
        return
    people = cast(procedure)
    dossier = filed(procedure, people, "worker")
    assert set(allowed_for(people["delegate"], dossier)) <= ON_BEHALF
    legal = set(allowed(procedure, dossier.records, today()))
    assert legal & {"withdraw"} <= set(allowed_for(people["worker"], dossier))


def test_no_word_of_the_law_lets_the_other_side_take_an_application_back() -> None:
    """Completing and withdrawing belong to whoever filed, in every procedure."""
    for procedure in city_pack().procedures.values():
        for name in ("complete", "withdraw"):
            if name in procedure.acts:
                assert not set(procedure.acts[name].by) & PARTIES, f"{procedure.id}.{name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_party_is_never_typed(name: str) -> None:
    """A field that says whose act it is comes from who acts."""
    for act in city_pack().procedures[name].acts.values():
        for one in act.payload:
            assert one.name != "party" or (one.source == "actor" and not one.required), f"{name}.{act.id}"


def test_a_platform_cannot_acknowledge_an_order_for_another() -> None:
    """The order stays unacknowledged for the other platform, its clock runs; an invented name is refused too."""
    procedure = city_pack().procedures["weather-order"]
    people = cast(procedure) | {"company": make_company("甲平台（测试）"), "other": make_company("乙平台（测试）")}
    dossier = filed(procedure, people, "handler")
    record(dossier, Step(2, "issue", "handler", None, timezone.now(), {}), people["handler"].key)
    no = dossier.case.no
    for typed in ("乙平台（测试）", "谁都不是"):
        with pytest.raises(InputError) as caught:
            perform(people["company"], no, "acknowledge", {"party": typed}, key=key())
        assert caught.value.problem.code == "party"
    perform(people["company"], no, "acknowledge", {}, key=key())
    found = view_case(SYSTEM, no)
    assert found.steps[-1].payload["party"] == "甲平台（测试）"
    states = {one.party: one.state for one in found.clocks().clocks if one.id == "acknowledge"}
    assert (states["甲平台（测试）"], states["乙平台（测试）"]) == ("met", "running")
