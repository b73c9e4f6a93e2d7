"""Only what a procedure declares as a payment is money that the city pays: in every pack, in every county."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.perform import record
from huxin.casework.models import Case
from huxin.casework.retention.erasure import why_not_yet
from huxin.casework.service import NotFoundError, applicant_of, city_pack, pay, to_pay, today
from huxin.identity.service import Account, Actor
from huxin.law import InputError, load_pack
from huxin.law.procedures import Procedure, owed
from huxin.law.procedures.check import faults
from tests.procedures.support import payload_of
from tests.support import key, make_officer, make_worker

COUNTIES = os.environ.get("HUXIN_COUNTIES")
PACKS = ("national", "zhejiang", "wenzhou", "example")
CITIES = ("wenzhou", "example")
LOADED = {pack: load_pack(pack) for pack in PACKS}
ONCE = [(pack, name) for pack in PACKS for name in sorted(LOADED[pack].procedures)]


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rules give and what other rooms do then is not the matter here: any sum may be decided."""
    monkeypatch.setattr("huxin.casework.case.perform.decision_for", lambda dossier, step: None)
    monkeypatch.setattr("huxin.casework.case.perform.after_act", lambda dossier, step: None)


@pytest.fixture
def city(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The installation of another city for one test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.DATA = tmp_path
    settings.PACK = request.param
    city_pack.cache_clear()
    yield str(request.param)
    city_pack.cache_clear()


def decided(procedure: Procedure, county: str, outcome: str | None, worker: Actor) -> Dossier:
    """A case of the procedure, decided with every sum that its decision can name."""
    act = procedure.acts["decide"]
    case = Case(
        no="",
        procedure=procedure.id,
        procedure_version=procedure.version,
        department=procedure.department or "hrss",
        county=county,
        applicant=applicant_of(worker),
        filed_at=timezone.now(),
    )
    dossier = Dossier(case, procedure, city_pack())
    account = Account(pk=worker.account_id, label=worker.label)
    filed = payload_of(procedure.fields_of("file"), today(), {"county": county, "want": "interest"})
    record(dossier, Step(1, "file", procedure.applicants[0], account, timezone.now(), filed), worker.key)
    for name in way_to(procedure, act.from_):
        known = payload_of(procedure.acts[name].payload, today(), {}, whole=False)
        step = Step(len(dossier.steps) + 1, name, "handler", None, timezone.now(), known)
        record(dossier, step, worker.key)
    said = payload_of(act.payload, today(), {"outcome": outcome, "amount": "300000.00"} if outcome else {})
    step = Step(len(dossier.steps) + 1, "decide", "approver", None, timezone.now(), said)
    record(dossier, step, worker.key)
    return dossier


def way_to(procedure: Procedure, wanted: Sequence[str]) -> list[str]:
    """The fewest acts that bring a filed case into one of these statuses."""
    start = str(procedure.acts["file"].to)
    ways: dict[str, list[str]] = {start: []}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        if here in wanted:
            return ways[here]
        for act in procedure.acts.values():
            if here in act.from_ and isinstance(act.to, str) and act.to not in ways:
                ways[act.to] = [*ways[here], act.id]
                waiting.append(act.to)
    raise AssertionError(f"{procedure.id} never decides")


def outcomes(procedure: Procedure) -> list[str | None]:
    """Every outcome of its decision; one None where it has none, nothing where it never decides."""
    if "decide" not in procedure.acts:
        return []
    asked = next((one for one in procedure.acts["decide"].payload if one.name == "outcome"), None)
    return [option.value for option in asked.options] if asked else [None]


def decisions() -> Iterator[tuple[Procedure, str | None, str]]:
    """What is decided and where: in every county with ``HUXIN_COUNTIES=all``, else in the counties by turns."""
    pack = city_pack()
    turns = cycle(pack.divisions)
    for procedure in pack.procedures.values():
        for outcome in outcomes(procedure):
            for county in pack.divisions if COUNTIES == "all" else (next(turns),):
                yield procedure, outcome, county


@pytest.mark.django_db
@pytest.mark.parametrize("city", CITIES, indirect=True)
def test_the_pay_list_opens_whatever_was_decided(city: str) -> None:
    """A case of every procedure and outcome; the list of a county holds those with a payment and no other."""
    worker = make_worker()
    wanted: dict[tuple[str, str], set[str]] = {}
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        for procedure, outcome, county in decisions():
            dossier = decided(procedure, county, outcome, worker)
            place = (dossier.case.department, county)
            wanted.setdefault(place, set())
            if procedure.payment is not None and outcome == "granted":
                wanted[place].add(dossier.case.no)
            else:
                assert dossier.case.amount_fen is None, f"{procedure.id} {outcome}"
        clock.shift(timedelta(days=400))
        for (department, county), numbers in wanted.items():
            officer = make_officer("finance", county=county, department=department)
            assert {row.no for row in to_pay(officer)} == numbers, f"{department} {county}"
            browser = Client()
            browser.force_login(Account.objects.get(pk=officer.pk))
            assert browser.get("/agency/pay/").status_code == 200, f"{department} {county}"
    assert any(wanted.values())
    assert worker.person_id is not None
    assert set(why_not_yet(worker.person_id).unpaid) == {no for numbers in wanted.values() for no in numbers}


@pytest.mark.django_db
def test_a_loan_limit_is_never_paid() -> None:
    """Who qualifies for a loan is owed nothing: finance has no part in the case, and nothing is written."""
    procedure, worker = city_pack().procedures["startup-loan"], make_worker()
    limit = decided(procedure, "330304", "eligible", worker).case
    finance = make_officer("finance")
    with pytest.raises((InputError, NotFoundError)):
        pay(finance, [limit.no], key=key())
    assert Case.objects.get(no=limit.no).paid_in == ""


@pytest.mark.parametrize(("pack", "name"), ONCE)
def test_whoever_pays_says_so(pack: str, name: str) -> None:
    """A procedure has an act that pays if and only if it declares the payment, with a sum and an account."""
    procedure = LOADED[pack].procedures[name]
    assert ("pay" in procedure.acts) == (procedure.payment is not None)
    if procedure.payment is not None:
        assert owed(procedure.payment, {"outcome": "granted", "amount": "12.30"}) == 1230
        assert owed(procedure.payment, {"outcome": "refused", "amount": "12.30"}) is None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"payment": None}, ("acts", "pay")),
        ({"amount": "clause"}, ("payment", "amount")),
        ({"amount": "nothing"}, ("payment", "amount")),
        ({"account": "phone"}, ("payment", "account")),
        ({"account": "nothing"}, ("payment", "account")),
        ({"when": {"outcome": "given"}}, ("payment", "when")),
    ],
)
def test_the_check_refuses_a_payment_that_cannot_be_paid(change: dict[str, Any], path: tuple[str, ...]) -> None:
    from dataclasses import replace

    pack = load_pack("wenzhou")
    procedure = pack.procedures["social-insurance-subsidy"]
    assert procedure.payment is not None
    if "payment" in change:
        spoilt = replace(procedure, payment=None)
    else:
        spoilt = replace(procedure, payment=replace(procedure.payment, **change))
    found = faults(spoilt, pack.parameters, lambda source: True)
    assert path in {one.path for one in found}
    without = {name: act for name, act in procedure.acts.items() if name != "pay"}
    found = faults(replace(procedure, acts=without), pack.parameters, lambda source: True)
    assert ("payment",) in {one.path for one in found}
