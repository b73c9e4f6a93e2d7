"""The demo city holds living examples of every procedure, by those whose part it is, in words and not labels."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.models import Case
from huxin.casework.service import allowed_for, chain_of, city_pack, today, view_case
from huxin.core.service import verify
from huxin.demo.catalogue import MADE_ELSEWHERE, SEAT, plan
from huxin.identity.service import Account, actor_for
from tests.support import catalogue_town, rebuild

pytestmark = pytest.mark.django_db
BESIDE = {
    *("message", "reply", "reply_side", "note", "assign", "add_evidence", "transfer", "withdraw", "appoint_agent"),
    *("close", "confirm_address", "override", "verify_evidence", "rebase", "suspend", "extend", "appeal", "uphold"),
    "reopen",
}
"""Acts that bring no case further."""


@pytest.fixture
def town() -> list[Dossier]:
    """The catalogue's cases, in a town of two hundred."""
    catalogue_town()
    return [open_dossier(one) for one in Case.objects.order_by("no")]


def test_every_procedure_lives(town: list[Dossier]) -> None:
    every_procedure(town)
    words_and_not_labels(town)
    threads_hang_together(town)
    both_signed(town)
    rows_are_what_the_acts_say(town)
    a_visitor_takes_the_next_step()


def every_procedure(town: list[Dossier]) -> None:
    by_name: dict[str, Counter[str]] = {}
    for one in town:
        by_name.setdefault(one.case.procedure, Counter())[one.case.status] += 1
    wanted = {one.id for one in city_pack().procedures.values() if one.department}
    assert set(by_name) == wanted - set(MADE_ELSEWHERE)
    assert len(plan()) == 3 * len(by_name)
    ended = {name for name, statuses in by_name.items() if statuses["done"] + statuses["refused"]}
    assert ended == set(by_name)
    every: Counter[str] = sum(by_name.values(), Counter())
    assert set(every) >= {"received", "in_progress", "done", "refused", "withdrawn"}
    late = [
        one for one in town if one.case.status in ("received", "in_progress") and (one.case.due or date.max) < today()
    ]
    assert len({one.case.procedure for one in late}) >= 8


def words_and_not_labels(town: list[Dossier]) -> None:
    for one in town:
        for step in one.steps:
            labels = {field.name: field.label["zh"] for field in one.procedure.fields_of(step.act)}
            for name, value in step.payload.items():
                assert value != labels.get(name), (one.case.procedure, step.act, name)


def threads_hang_together(town: list[Dossier]) -> None:
    chains = {tuple(case.procedure for case in chain_of(one.case)) for one in town}
    assert ("one-stop-mediation", "arbitration", "court-referral") in chains
    assert ("one-stop-mediation", "judicial-confirmation") in chains
    assert ("injury-recognition", "capability-appraisal", "injury-benefit-payment") in chains
    benefit = next(one for one in town if one.case.procedure == "injury-benefit-payment" and one.case.origin_id)
    assert benefit.case.status == "done"
    assert benefit.decision is not None


def both_signed(town: list[Dossier]) -> None:
    settled = [one for one in town if one.case.procedure == "one-stop-mediation" and one.last("agree")]
    assert settled
    for one in settled:
        assert {step.by for step in one.steps if step.act == "sign"} == {"worker", "respondent"}


def a_visitor_takes_the_next_step() -> None:
    """An open case of every procedure waits where the officers with a password sit; they have something to do in it."""
    seated = Account.objects.filter(kind="officer", county__in=["", SEAT])
    officers = [actor_for(one) for one in seated if set(one.roles) & {"handler", "approver", "mediator"}]
    waiting = set[str]()
    for case in Case.objects.filter(status__in=["received", "completion_asked", "in_progress"], county=SEAT):
        for one in officers:
            if one.department == case.department and set(allowed_for(one, view_case(one, case.no))) - BESIDE:
                waiting.add(case.procedure)
                break
    wanted = {one.id for one in city_pack().procedures.values() if one.department} - set(MADE_ELSEWHERE)
    assert wanted - waiting == set()


def rows_are_what_the_acts_say(town: list[Dossier]) -> None:
    assert verify().intact
    for one in town[::7]:
        assert rebuild(one.case).status == one.case.status
