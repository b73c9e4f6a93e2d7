"""How long papers are kept: what may go, what holds it, two persons, and a log that still verifies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from huxin.casework.models import Act, Case, Disposal, Hold
from huxin.casework.service import (
    DisposedError,
    ForbiddenError,
    NotFoundError,
    carry_out_disposal,
    earlier_decisions,
    evidence_rows,
    expired,
    file_case,
    hold,
    holds_of,
    letter_pdf,
    letters_of,
    lift_hold,
    perform,
    propose_disposal,
    proposed_disposals,
    view_case,
)
from huxin.core.service import verify
from huxin.evidence.service import Evidence, preview_place, stored
from huxin.identity.service import Actor
from huxin.law import InputError
from tests.first_floor.test_parties import code_of, do, form, mediation
from tests.support import PROCEDURE, City, answers, issue_waiting, key, make_company, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db(transaction=True)
THEN = datetime(2026, 3, 2, 4, tzinfo=UTC)
LATER = datetime(2036, 4, 2, 4, tzinfo=UTC)
"""A refusal is kept for ten years, a grant for thirty."""


@pytest.fixture
def clock():
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


def refused(city: City, **changes: str) -> str:
    no = city.file(**changes)
    perform(city.handler, no, "accept", {}, key=key())
    answer = {"outcome": "refused", "clause": "二(四)", "reason": "没有登记"}
    perform(city.handler, no, "propose", answer, key=key())
    perform(city.approver, no, "decide", answer, key=key())
    return no


def refused_with(city: City, paper: str, **changes: str) -> str:
    papers = {"platform_orders": [paper]}
    no = str(file_case(city.worker, PROCEDURE, answers(**changes), papers=papers, key=key())["no"])
    perform(city.handler, no, "refuse", {"clause": "二(四)", "reason": "没有登记"}, key=key())
    return no


def disposed(first: Actor, second: Actor, no: str) -> None:
    propose_disposal(first, no)
    carry_out_disposal(second, no)


def numbers(actor: Actor) -> list[str]:
    return [one.no for one in expired(actor)]


def test_the_time_of_its_outcome_decides(clock) -> None:
    city = City()
    no = refused(city, to_month="2025-03")
    granted = city.file(from_month="2025-04")
    city.decide(granted)
    clock.move_to(datetime(2036, 3, 2, 4, tzinfo=UTC))
    assert numbers(city.approver) == []
    clock.move_to(LATER)
    (found,) = expired(city.approver)
    assert (found.no, found.outcome, found.kept_until.isoformat(), found.held) == (no, "refused", "2036-03-02", "")
    assert numbers(make_officer("approver", county="330302")) == []
    clock.move_to(datetime(2056, 4, 2, 4, tzinfo=UTC))
    assert set(numbers(city.approver)) == {no, granted}


def test_two_persons_dispose_and_the_log_still_verifies(clock) -> None:
    city, second = City(), make_officer("approver")
    no = refused(city)
    issue_waiting()
    letter, *_ = [one for one in letters_of(view_case(city.handler, no)) if one.issued_at]
    ((_, paper),) = evidence_rows(view_case(city.handler, no))
    preview_place(paper).write_bytes(b"a small picture")
    clock.move_to(LATER)
    propose_disposal(city.approver, no)
    with pytest.raises(InputError, match="another person"):
        carry_out_disposal(city.approver, no)
    assert [one.case_id for one in proposed_disposals(second)] == [no]
    assert verify().intact
    done = carry_out_disposal(second, no)
    assert done.done_by_id == second.account_id
    assert {bytes(sealed) for sealed in Act.objects.filter(case_id=no).values_list("sealed", flat=True)} == {b""}
    with pytest.raises(FileNotFoundError):
        stored(Evidence.objects.get(id=paper.id))
    assert not preview_place(paper).exists()
    with pytest.raises(NotFoundError):
        letter_pdf(city.worker, letter.id)
    for actor in (city.worker, city.handler):
        with pytest.raises(DisposedError):
            view_case(actor, no)
    assert earlier_decisions(city.worker.person_id, "social-insurance-subsidy", "") == []
    assert Case.objects.get(no=no).status == "refused"
    found = verify()
    assert found.intact, found.fault
    assert proposed_disposals(second) == []
    assert numbers(second) == []
    with pytest.raises(DisposedError):
        propose_disposal(city.approver, no)


def test_a_file_of_two_cases_goes_with_the_last_of_them(clock) -> None:
    city, second = City(), make_officer("approver")
    paper = photo(city.worker)
    one, other = (refused_with(city, paper, from_month=month, to_month=month) for month in ("2025-03", "2025-04"))
    clock.move_to(LATER)
    disposed(city.approver, second, one)
    assert stored(Evidence.objects.get(id=paper))
    assert [str(row.id) for _, row in evidence_rows(view_case(city.handler, other))] == [paper]
    disposed(city.approver, second, other)
    with pytest.raises(FileNotFoundError):
        stored(Evidence.objects.get(id=paper))
    assert verify().intact


def test_a_file_that_the_other_side_took_on_stays(clock) -> None:
    worker, company, second = make_worker(), make_company(), make_officer("approver")
    handler, approver = make_officer("handler"), make_officer("approver")
    talks = mediation(worker, company)
    do(handler, talks, "accept")
    do(handler, talks, "fail")
    ((_, paper),) = evidence_rows(view_case(handler, talks))
    said = form("arbitration", company_code=code_of(company))
    file_case(company, "arbitration", said, papers={"proof": [str(paper.id)]}, key=key(), origin=talks)
    clock.move_to(datetime(2068, 4, 2, 4, tzinfo=UTC))
    disposed(approver, second, talks)
    assert stored(Evidence.objects.get(id=paper.id))
    assert verify().intact


@pytest.mark.parametrize(
    "tamper",
    [
        lambda no: Act.objects.filter(case_id=no, seq=1).update(sealed=b"other"),
        lambda no: Disposal.objects.filter(case_id=no).update(digests={}),
        lambda no: Disposal.objects.filter(case_id=no).update(done_by=None),
        lambda no: Disposal.objects.filter(case_id=no).delete(),
    ],
)
def test_a_disposal_that_was_tampered_with_is_found(clock, tamper: Callable[[str], object]) -> None:
    city, second = City(), make_officer("approver")
    no = refused(city)
    clock.move_to(LATER)
    propose_disposal(city.approver, no)
    carry_out_disposal(second, no)
    assert verify().intact
    tamper(no)
    assert not verify().intact


def test_content_that_nobody_disposed_of_is_missed(clock) -> None:
    no = refused(City())
    Act.objects.filter(case_id=no, seq=1).update(sealed=b"")
    assert not verify().intact


def test_what_holds_a_case(clock) -> None:
    city, second = City(), make_officer("approver")
    no = refused(city, to_month="2025-03")
    appealed = refused(city, from_month="2025-04", to_month="2025-06")
    perform(city.worker, appealed, "appeal", {"route": "suit", "reason": "算错了"}, key=key())
    open_case = city.file(from_month="2025-07")
    clock.move_to(LATER)
    assert {one.no: one.held for one in expired(second)} == {no: "", appealed: "appeal"}
    for held in (appealed, open_case):
        with pytest.raises(InputError, match="closed case past its retention"):
            propose_disposal(second, held)
    with pytest.raises(InputError, match="why the papers must stay"):
        hold(second, no, " ")
    made = hold(second, no, "行政诉讼（2036）浙0304行初1号")
    assert [one.id for one in holds_of(second)] == [made.id]
    with pytest.raises(InputError):
        propose_disposal(second, no)
    lift_hold(second, made.id)
    with pytest.raises(InputError, match="a hold that lasts"):
        lift_hold(second, made.id)
    propose_disposal(second, no)
    hold(city.approver, no, "又有人起诉了")
    with pytest.raises(InputError, match="nothing that holds"):
        carry_out_disposal(city.approver, no)
    assert verify().intact
    Hold.objects.update(reason="别的")
    assert not verify().intact
    perform(city.handler, appealed, "close", {}, key=key())
    clock.move_to(datetime(2046, 5, 2, 4, tzinfo=UTC))
    assert {one.no: one.held for one in expired(second)}[appealed] == ""


@pytest.mark.parametrize("roles", [("handler",), ("finance",), ()])
def test_only_approvers_dispose(clock, roles: tuple[str, ...]) -> None:
    no = refused(City())
    clock.move_to(LATER)
    officer = make_officer(*roles)
    for work in (expired, proposed_disposals, holds_of):
        with pytest.raises(ForbiddenError):
            work(officer)
    for act in (propose_disposal, carry_out_disposal):
        with pytest.raises(ForbiddenError):
            act(officer, no)


def test_a_paper_that_another_case_uses_stays(clock) -> None:
    from huxin.casework.service import file_case
    from tests.support import PROCEDURE, answers, photo

    city, second = City(), make_officer("approver")
    shared = photo(city.worker)
    papers = {"platform_orders": [shared]}
    one = str(file_case(city.worker, PROCEDURE, answers(to_month="2025-03"), papers=papers, key=key())["no"])
    file_case(city.worker, PROCEDURE, answers(from_month="2025-04"), papers=papers, key=key())
    answer = {"clause": "二(四)", "reason": "没有登记"}
    perform(city.handler, one, "refuse", answer, key=key())
    clock.move_to(LATER)
    propose_disposal(city.approver, one)
    carry_out_disposal(second, one)
    assert stored(Evidence.objects.get(id=shared))
    assert verify().intact
