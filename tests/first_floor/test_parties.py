"""Who takes part in a case beside its applicant: companies, offices, unions; and how one case leads to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    allowed_for,
    begin_from,
    carried,
    chain_of,
    chain_seen,
    file_case,
    load_draft,
    may_open,
    my_cases,
    onward,
    open_evidence,
    parties_of,
    perform,
    view_case,
)
from huxin.core.service import verify
from huxin.evidence.service import Evidence
from huxin.identity.service import ADMINISTRATORS, Actor
from huxin.law import InputError
from huxin.law.procedures import OFFICERS
from huxin.people.service import details_of
from tests.procedures.support import PACK, payload_of
from tests.support import JPEG, key, make_company, make_officer, make_worker, photo, rebuild

pytestmark = pytest.mark.django_db
COUNTY = "330304"


def form(procedure: str, act: str = "file", **fixed: Any) -> dict[str, Any]:
    from huxin.casework.service import today

    asked = [one for one in PACK.procedures[procedure].fields_of(act) if one.kind not in ("file", "months_table")]
    return payload_of(asked, today(), {"county": COUNTY, **fixed})


def do(actor: Actor, no: str, act: str, **fixed: Any) -> None:
    procedure = view_case(actor, no).case.procedure
    perform(actor, no, act, form(procedure, act, **fixed), key=key())


def mediation(worker: Actor, company: Actor) -> str:
    answers = form("one-stop-mediation", company_code=code_of(company))
    papers = {"proof": [photo(worker)]}
    return str(file_case(worker, "one-stop-mediation", answers, papers=papers, key=key())["no"])


def code_of(company: Actor) -> str:
    from huxin.people.service import company_of

    return company_of(company).credit_code


def test_the_other_side_sees_the_case_once_it_is_accepted_and_only_then() -> None:
    worker, company, stranger, handler = make_worker(), make_company(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    with pytest.raises(NotFoundError):
        view_case(company, no)
    do(handler, no, "accept")
    dossier = view_case(company, no)
    assert [(one.role, one.person_id) for one in parties_of(dossier.case)] == [("respondent", company.person_id)]
    assert [one.no for one in my_cases(company)] == [no]
    assert my_cases(stranger) == []
    with pytest.raises(NotFoundError):
        view_case(stranger, no)


def test_each_side_does_its_own_acts() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    assert "withdraw" in allowed_for(worker, view_case(worker, no))
    assert "withdraw" not in allowed_for(company, view_case(company, no))
    with pytest.raises(ForbiddenError):
        perform(company, no, "withdraw", {}, key=key())
    do(company, no, "add_evidence")
    assert view_case(handler, no).steps[-1].by == "respondent"
    assert verify().intact


def test_a_paper_of_the_other_side_lies_under_its_own_key() -> None:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    answer = photo(company)
    perform(company, no, "add_evidence", {}, papers={"proof": [answer]}, key=key())
    paper = UUID(view_case(worker, no).evidence[-1]["id"])
    assert Evidence.objects.get(id=paper).owner == company.person_id
    assert open_evidence(worker, no, paper)[1] == JPEG
    with pytest.raises(InputError):
        perform(worker, no, "add_evidence", {}, papers={"proof": [answer]}, key=key())


def test_a_company_that_is_not_registered_is_no_party_and_nothing_breaks() -> None:
    worker, handler = make_worker(), make_officer("handler")
    answers = form("one-stop-mediation", company_code="91330300MADEM00011")
    no = str(file_case(worker, "one-stop-mediation", answers, papers={}, key=key())["no"])
    do(handler, no, "accept")
    assert parties_of(view_case(handler, no).case) == []


def test_a_company_files_for_itself() -> None:
    company = make_company()
    no = str(file_case(company, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    dossier = view_case(company, no)
    assert dossier.steps[0].by == "unit"
    assert dossier.case.applicant_id == company.person_id
    assert details_of(dossier.case.applicant).birth_date is None
    assert "withdraw" in allowed_for(company, dossier)


def test_an_office_opens_an_inquiry_and_the_firm_answers() -> None:
    handler, company = make_officer("handler"), make_company()
    no = str(file_case(handler, "inquiry", form("inquiry", company_code=code_of(company)), papers={}, key=key())["no"])
    with pytest.raises(NotFoundError):
        view_case(company, no)
    do(handler, no, "send")
    assert allowed_for(company, view_case(company, no)) == ["acknowledge", "message", "add_evidence"]
    do(company, no, "acknowledge", stance="admits")
    do(handler, no, "approve_plan")
    do(company, no, "report_done")
    assert view_case(handler, no).steps[-1].by == "unit"


def test_an_office_opens_nothing_outside_its_department_and_county() -> None:
    answers = form("inquiry")
    for officer in (make_officer("handler", department="court"), make_officer("finance"), make_worker()):
        with pytest.raises(ForbiddenError):
            file_case(officer, "inquiry", answers, papers={}, key=key())
    with pytest.raises(InputError) as caught:
        file_case(make_officer("handler", county="330302"), "inquiry", answers, papers={}, key=key())
    assert caught.value.problem.field == "payload.county"


def test_a_union_files_with_another_office_and_keeps_the_case_in_sight() -> None:
    union, other = make_officer("handler", department="union"), make_officer("handler", department="transport")
    no = str(file_case(union, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    assert view_case(union, no).steps[0].by == "union"
    assert "complete" not in allowed_for(union, view_case(union, no))
    assert "withdraw" in allowed_for(union, view_case(union, no))
    with pytest.raises(NotFoundError):
        view_case(other, no)


def failed_mediation() -> tuple[Actor, Actor, str]:
    worker, company, handler = make_worker(), make_company(), make_officer("handler")
    no = mediation(worker, company)
    do(handler, no, "accept")
    do(handler, no, "fail")
    return worker, handler, no


def test_a_failed_mediation_goes_on_with_what_it_knows() -> None:
    worker, _, no = failed_mediation()
    assert "arbitration" in [one.to for one in onward(worker, view_case(worker, no))]
    begin_from(worker, no, "arbitration")
    draft, known = load_draft(worker.person_id, "arbitration"), view_case(worker, no)  # type: ignore[arg-type]
    assert draft["answers"]["company_code"] == known.answers["company_code"]
    assert draft["papers"]["proof"] == [known.evidence[0]["id"]]
    answers = {**form("arbitration"), **draft["answers"]}
    done = file_case(worker, "arbitration", answers, papers=draft["papers"], origin=draft["origin"], key=key())
    assert [one.no for one in chain_of(view_case(worker, str(done["no"])).case)] == [no, done["no"]]
    assert [one.no for one in chain_of(view_case(worker, no).case)] == [no, done["no"]]


def test_what_was_typed_already_stays() -> None:
    from huxin.casework.service import save_draft

    worker, _, no = failed_mediation()
    assert worker.person_id is not None
    save_draft(worker.person_id, "arbitration", {"answers": {"company": "别的公司"}, "papers": {}, "key": key()})
    begin_from(worker, no, "arbitration")
    assert load_draft(worker.person_id, "arbitration")["answers"]["company"] == "别的公司"


def test_there_is_no_way_on_for_strangers_or_before_its_act() -> None:
    worker, company = make_worker(), make_company()
    no = mediation(worker, company)
    with pytest.raises(NotFoundError):
        carried(worker, no, "arbitration")
    _, _, failed = failed_mediation()
    with pytest.raises(NotFoundError):
        begin_from(worker, failed, "arbitration")
    with pytest.raises(NotFoundError):
        file_case(worker, "arbitration", form("arbitration"), papers={}, origin=failed, key=key())


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_nothing_of_what_the_office_filed_itself(role: str) -> None:
    company, handler = make_company(), make_officer("handler")
    answers = form("inquiry", company_code=code_of(company))
    no = str(file_case(handler, "inquiry", answers, papers={}, key=key())["no"])
    administrator = make_officer(role)
    with pytest.raises(NotFoundError):
        view_case(administrator, no)
    assert my_cases(administrator) == []


def to_hand_on() -> tuple[Actor, str]:
    """A report that is no matter of the emergency office, and its handler."""
    worker, handler = make_worker(), make_officer("handler", department="emergency")
    answers = form("hazard-report", company_code=code_of(make_company()))
    no = str(file_case(worker, "hazard-report", answers, papers={}, key=key())["no"])
    do(handler, no, "refuse")
    return handler, no


def test_an_office_hands_a_case_to_another_office() -> None:
    handler, no = to_hand_on()
    assert "hotline-handover" in [one.to for one in onward(handler, view_case(handler, no))]
    begun = carried(handler, no, "hotline-handover")
    answers = {**form("hotline-handover"), **begun.answers}
    handed = str(file_case(handler, "hotline-handover", answers, papers={}, origin=no, key=key())["no"])
    other = make_officer("handler")
    case = view_case(other, handed).case
    assert (case.department, case.handler_id, case.origin_id) == ("hrss", None, no)
    assert rebuild(case).handler_id is None
    assert allowed_for(handler, view_case(handler, handed)) == []
    assert [(one.no, open_) for one, open_ in chain_seen(other, case)] == [(no, False), (handed, True)]
    do(other, handed, "note")
    assert view_case(other, handed).case.handler_id == other.account_id
    assert verify().intact


def test_nobody_begins_another_offices_case_without_a_way_there() -> None:
    handler, no = to_hand_on()
    far = make_officer("handler", department="emergency", county="330302")
    answers = form("hotline-handover")
    with pytest.raises(ForbiddenError):
        file_case(handler, "hotline-handover", answers, papers={}, key=key())
    with pytest.raises(NotFoundError):
        file_case(far, "hotline-handover", answers, papers={}, origin=no, key=key())
    with pytest.raises(ForbiddenError):
        file_case(handler, "employment-guidance", form("employment-guidance"), papers={}, origin=no, key=key())


def test_every_way_on_can_be_gone_by_somebody() -> None:
    """By a party of the case, or by a handler of its office."""
    people = [Actor("worker"), Actor("company")]
    closed = []
    for one in PACK.procedures.values():
        office = [Actor("officer", department=name, roles=OFFICERS) for name in (one.department, "union")]
        for way in one.handovers:
            to = PACK.procedures[way.to]
            if not any(may_open(who, to, handing=who.department == one.department) for who in (*people, *office)):
                closed.append((one.id, way.to))
    assert closed == []
