"""What is gone, papers whose time is over and people who had their data erased: every page that told of it opens."""

from __future__ import annotations

import json
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from huxin.casework.models import Case, Disposal, Letter
from huxin.casework.service import (
    carry_out_disposal,
    expired,
    file_case,
    leave,
    my_cases,
    own_archive,
    propose_disposal,
    today,
)
from huxin.core.models import Duty, Fault
from huxin.core.service import queues, run_due, verify
from huxin.identity.access import RULES
from huxin.identity.service import Account, actor_for, routes
from huxin.law import InputError
from huxin.people.service import Company, Engagement
from tests.first_floor.test_parties import code_of, do, form
from tests.portals.conftest import signed_in
from tests.support import catalogue_town, key, make_company, make_officer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
LATER = datetime(2068, 3, 1, 4, tzinfo=UTC)
"""Nothing is kept for more than thirty years, but for what is kept for ever."""


@pytest.fixture
def town() -> None:
    """A case of every procedure at every station, and somebody who works without a paper."""
    accounts, day = catalogue_town(), today()
    company = Company.objects.earliest("credit_code")
    for one in accounts[-3:]:
        Engagement.objects.create(
            id=uuid.uuid4(), person=one.person, company=company, form="labour", trade="courier", county="330304",
            since=day - timedelta(days=90),
        )  # fmt: skip


@pytest.fixture
def old_town(town: None) -> Iterator[None]:
    """The same decades later: everything that may go was disposed of, each by two approvers of the office."""
    with time_machine.travel(LATER, tick=False):
        for department, county in sorted(set(Case.objects.values_list("department", "county"))):
            first, second = (make_officer("approver", county=county, department=department) for _ in "12")
            for one in expired(first):
                if not one.held:
                    propose_disposal(first, one.no)
                    carry_out_disposal(second, one.no)
        yield


def everybody(*, of_each_department: bool = True) -> list[Account]:
    """One account of each role, if wanted in each department, the companies, the workers whose cases are gone."""
    officers = {
        (one.department if of_each_department else "", tuple(one.roles)): one
        for one in Account.objects.filter(kind="officer")
    }
    companies = Account.objects.filter(kind="company")
    workers = Account.objects.filter(kind="worker", is_active=True)
    with_gone = workers.filter(person__cases__disposal__done_at__isnull=False).distinct()
    return [*officers.values(), *companies, *workers[:2], *with_gone[:8]]


def every_page_opens(*, of_each_department: bool = True) -> None:
    """For everybody whom its rule lets in; pages that are open to all, for one of each kind of account.

    And one page for each that turns them away: it looks like the others.
    """
    rules = {f"/{path}": str(rule) for path, rule in routes(get_resolver().url_patterns) if "<" not in path}
    assert len(rules) > 60
    answers, broken, kinds = Counter[int](), [], set[str]()
    for account in everybody(of_each_department=of_each_department):
        client = Client(raise_request_exception=False)
        client.force_login(account)
        actor = actor_for(account)
        skipped = ("public", "api") if account.kind in kinds else ()
        kinds.add(account.kind)
        closed = [page for page, rule in rules.items() if not RULES[rule](actor)]
        opened = [page for page, rule in rules.items() if rule not in skipped and page not in closed]
        for page in [*opened, *closed[:1]]:
            status = client.get(page).status_code
            answers[status] += 1
            if status >= 500 or status == 410:
                broken.append(f"{status} {page} for {account.username}")
    assert "\n".join(broken) == ""
    assert answers[200] > 300
    assert verify().intact


def a_case_says_that_its_papers_are_gone() -> None:
    seen = Counter[str]()
    for row in Disposal.objects.filter(done_at__isnull=False).select_related("case"):
        for account in Account.objects.filter(person=row.case.applicant_id):
            desk = {"worker": "", "company": "/company"}[account.kind]
            client = Client()
            client.force_login(account)
            answer = client.get(f"{desk}/cases/{row.case_id}/")
            assert answer.status_code == 410
            assert "保管期限" in answer.content.decode()
            told = client.get(f"/api/v1/cases/{row.case_id}")
            assert (told.status_code, told.json()["code"]) == (410, "gone")
            seen[account.kind] += 1
    assert seen["worker"] > 10
    assert seen["company"] > 3
    no = Disposal.objects.filter(done_at__isnull=False).earliest("done_at").case_id
    stranger = Client()
    stranger.force_login(Account.objects.get(pk=make_worker().account_id))
    assert stranger.get(f"/cases/{no}/").status_code == 404


def what_runs_by_itself_goes_on() -> None:
    assert Case.objects.filter(wake__lte=LATER, disposal__done_at__isnull=False).exists()
    assert run_due() > 5
    assert {row.name: row.fault for row in Duty.objects.exclude(fault="")} == {}
    assert not Case.objects.filter(wake__lte=LATER).exists()
    assert not Letter.objects.filter(issued_at=None, case__disposal__done_at__isnull=False).exists()
    for queue in queues():
        if queue.name in ("notices", "reminders"):
            queue.work_off()
    assert set(Fault.objects.values_list("kind", flat=True)) <= {"UnreachableError"}  # people who left no number


def a_worker_still_takes_everything_that_is_left() -> None:
    account = everybody()[-1]
    actor = actor_for(account)
    gone = {one.no for one in my_cases(actor) if Disposal.objects.filter(case=one, done_at__isnull=False).exists()}
    assert gone
    with zipfile.ZipFile(own_archive(actor)) as archive:
        told = json.loads(archive.read("cases/gone.json"))
    assert {(one["no"], one["why"]) for one in told} == {(no, "disposed") for no in gone}


def test_papers_are_gone(old_town: None) -> None:
    gone = Disposal.objects.filter(done_at__isnull=False)
    assert len({one.case.procedure for one in gone.select_related("case")}) > 25
    every_page_opens()
    a_case_says_that_its_papers_are_gone()
    a_worker_still_takes_everything_that_is_left()
    what_runs_by_itself_goes_on()


def test_people_left(town: None) -> None:
    left = 0
    for account in Account.objects.filter(kind="worker"):
        with suppress(InputError):  # of those who have something open or unpaid
            leave(actor_for(account))
            left += 1
    assert left > 60
    every_page_opens(of_each_department=False)
    assert run_due() > 5
    assert {row.name: row.fault for row in Duty.objects.exclude(fault="")} == {}


def test_a_penalty_goes_on_after_the_complainant_left() -> None:
    worker, company = make_worker(), make_company()
    handler, approver = make_officer("handler"), make_officer("approver")
    said = form("labour-inspection-complaint", company_code=code_of(company))
    complaint = str(file_case(worker, "labour-inspection-complaint", said, papers={}, key=key())["no"])
    do(handler, complaint, "accept")
    do(approver, complaint, "decide")
    said = form("penalty", company_code=code_of(company))
    no = str(file_case(handler, "penalty", said, papers={}, key=key(), origin=complaint)["no"])
    leave(worker)
    do(handler, no, "note")
    assert signed_in(handler).get(f"/agency/cases/{no}/").status_code == 200
    assert signed_in(handler).get(f"/agency/cases/{complaint}/").status_code == 410
