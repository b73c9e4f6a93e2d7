"""The demo city holds living examples of every procedure, by those whose part it is, in words and not labels."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.models import Case
from huxin.casework.service import allowed_for, chain_of, city_pack, owed_now, today, view_case
from huxin.core.service import verify
from huxin.demo.catalogue import MADE_ELSEWHERE, SEAT, plan
from huxin.demo.halfway import COUNTY, make_halfway, waits
from huxin.identity.service import Account, Actor, actor_for
from tests.support import catalogue_town, rebuild

pytestmark = pytest.mark.django_db
BESIDE = {
    *("message", "reply", "reply_side", "note", "assign", "add_evidence", "transfer", "withdraw", "appoint_agent"),
    *("close", "confirm_address", "override", "verify_evidence", "rebase", "suspend", "extend", "appeal", "uphold"),
    "reopen",
}
"""Acts that bring no case further."""


@pytest.fixture
def town(settings: Any) -> list[Dossier]:
    """The catalogue's cases, in a town of two hundred, whose pages name static files as they are."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    catalogue_town()
    return [open_dossier(one) for one in Case.objects.order_by("no")]


def test_every_procedure_lives(town: list[Dossier]) -> None:
    every_procedure(town)
    words_and_not_labels(town)
    threads_hang_together(town)
    both_signed(town)
    rows_are_what_the_acts_say(town)
    a_visitor_takes_the_next_step()
    in_every_row_each_side_takes_the_next_step()


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


def in_every_row_each_side_takes_the_next_step() -> None:
    """Sentence by sentence: whoever is a side of one of its procedures signs in, opens the case and finds the step."""
    living = Account.objects.filter(kind="worker", person__county=COUNTY).exclude(person__cases__isnull=False)
    worker, company = living[0], Account.objects.get(username="company-3")
    make_halfway(worker, company, today())
    wanted, pages = dict[str, set[str]](), dict[str, Client]()
    for name, side in waits():
        wanted.setdefault(name, set()).add(side)
    for account in (worker, company):
        pages[account.kind] = Client()
        pages[account.kind].force_login(account)
    mine = Case.objects.filter(
        Q(applicant=worker.person) | Q(applicant=company.person) | Q(parties__person=company.person)
    )
    found = dict[str, set[str]]()
    for case in mine.filter(county=COUNTY).distinct():
        for side, account in (("applicant", worker), ("applicant", company), ("respondent", company)):
            if _has_a_step(pages[account.kind], actor_for(account), case, side):
                found.setdefault(case.procedure, set()).add(side)
    rows = city_pack().clauses.values()
    missing = {
        (row.id, name, side)
        for row in rows
        for name in row.procedures
        for side in wanted.get(name, set()) - found.get(name, set())
    }
    assert missing == set()
    assert {name for row in rows for name in row.procedures if name in wanted} >= wanted.keys() - {"hotline-handover"}


def _has_a_step(page: Client, actor: Actor, case: Case, side: str) -> bool:
    """Whether it is this side's turn, and the page of the case lets whoever opens it take the step."""
    party = case.parties.filter(person_id=actor.owner, side=side).exists()
    if not (case.applicant_id == actor.owner if side == "applicant" else party):
        return False
    dossier = view_case(actor, case.no)
    acts = {act for step in owed_now(dossier) if side in step.who for act in step.turn.acts}
    acts &= set(allowed_for(actor, dossier))
    at = "/cases/{}/" if actor.kind == "worker" else "/company/cases/{}/"
    text = page.get(at.format(case.no)).content.decode() if acts else ""
    step = "/cases/{}/do/{}/" if actor.kind == "worker" else 'id="act-{1}"'
    return any(step.format(case.no, act) in text for act in acts)


def rows_are_what_the_acts_say(town: list[Dossier]) -> None:
    assert verify().intact
    for one in town[::7]:
        assert rebuild(one.case).status == one.case.status
