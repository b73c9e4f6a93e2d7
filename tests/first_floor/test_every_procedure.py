"""Every procedure of the packs as a state machine: random acts, legal and not, by the right people and by others.

Beside the program stands a small oracle of its own: the statuses, the once-only acts and the second person as the
procedure states them, and which acts may move which clock.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.perform import record
from huxin.casework.models import Act, Case, CaseParty
from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    applicant_of,
    city_pack,
    perform,
    today,
    view_case,
)
from huxin.core.service import Entry, verify
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import InputError
from huxin.law.clocks import ClockState
from huxin.law.procedures import PARTIES, Procedure, allowed
from huxin.law.procedures.model import CARRIERS, ENDED, OFFICERS
from huxin.law.procedures.samples import variants
from huxin.people.service import company_of, registers_of
from tests.procedures.support import payload_of
from tests.support import City, key, make_company, make_officer, make_worker, rebuild

pytestmark = pytest.mark.django_db
NAMES = sorted(city_pack().procedures)
EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "20")) // 10
STEPS = 14
MOVES = {"extend", "suspend", "resume", "ask_completion", "complete", "rebase"}
"""Acts that may shift the last day of a clock that goes on."""
FILERS = {"worker": "worker", "kin": "worker", "unit": "company", "union": "union", "handler": "handler"}
ROLES = (*sorted(CARRIERS), "approver", "finance", "policy_admin")
OFFICE = (*ROLES, "second", "system")
REFUSED = (InputError, ForbiddenError, NotFoundError, ConflictError)


def sealed_acts() -> int:
    """Acts in the sealed log; what a room does beside an act has entries of its own."""
    return Entry.objects.filter(kind="act").count()


class Machine(RuleBasedStateMachine):
    """One case of one procedure, and everybody who might act on it."""

    name = ""
    people: dict[str, Actor] = {}
    filer = ""

    @initialize()
    def open_case(self) -> None:
        self.clock = time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False)
        self.time = self.clock.start()
        self.procedure: Procedure = city_pack().procedures[self.name]
        self.no = self.file()
        self.sealed = sealed_acts()

    def file(self) -> str:
        """The first act, by whoever may do it, as paper that comes over the counter."""
        act = self.procedure.acts["file"]
        by = next(one for one in (*FILERS, *act.by) if one in act.by)
        self.filer = FILERS.get(by, by)
        actor = self.people[self.filer]
        case = Case(
            no="",
            procedure=self.procedure.id,
            procedure_version=self.procedure.version,
            department=self.procedure.department or "hrss",
            county="330304",
            applicant=applicant_of(actor),
            filed_at=timezone.now(),
        )
        fixed = {"county": "330304", "company_code": company_of(self.people["company"]).credit_code}
        answers = payload_of(self.procedure.fields_of("file"), today(), fixed, whole=False)
        account = Account(pk=actor.account_id, label=actor.label)
        step = Step(1, "file", by, account, timezone.now(), answers)
        if self.procedure.id == "social-insurance-subsidy":
            step = replace(step, registers=registers_of(case.applicant))
        return str(record(Dossier(case, self.procedure, city_pack()), step, actor.key)["no"])

    def parts(self, who: str, before: Dossier) -> set[str]:
        """As what somebody may act: the office's roles, the applicant's part, the other side's once it has joined."""
        actor, office = self.people[who], who in OFFICE or (who == "union" and before.case.department == "union")
        found = set(actor.roles) if office else set()
        colleagues = before.steps[0].by in PARTIES and actor.owner == self.people[self.filer].owner
        if who == self.filer or colleagues:
            found |= {before.steps[0].by, "applicant"}
        if actor.kind == "officer" and not office:  # an office that takes part
            rows = CaseParty.objects.filter(case=before.case, person_id=actor.owner)
            found |= {part for row in rows for part in (row.role, row.side)}
        if who == "company" and who != self.filer:
            done = {step.act for step in before.steps if step.act != "file" or "company_code" in step.payload}
            found |= {part for one in self.procedure.parties if one.act in done for part in (one.role, one.side)}
        return found

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.time.shift(timedelta(days=days))

    @rule(data=st.data())
    def somebody_tries(self, data: Any) -> None:
        before = view_case(SYSTEM, self.no)
        legal = allowed(self.procedure, before.records, today())
        name = data.draw(st.sampled_from([*legal, *legal, *self.procedure.acts]), label="act")
        spec = self.procedure.acts[name]
        fit = [who for who in self.people if set(spec.by) & self.parts(who, before)]
        who = data.draw(st.sampled_from([*fit, *fit, *self.people]), label="who")
        payload = self.answers(data, before, name)
        clocks, entries = before.clocks(today()).clocks, Entry.objects.count()
        try:
            perform(self.people[who], self.no, name, payload, key=key())
        except REFUSED:
            assert Case.objects.get(no=self.no).seq == before.case.seq
            assert Entry.objects.count() == entries
            return
        assert who not in ("stranger", "far", "elsewhere"), f"{who} did '{name}'"
        now = view_case(SYSTEM, self.no)
        assert {step.actor for step in now.steps[len(before.steps) + 1 :]} <= {None}, "only the system acts unasked"
        self.sealed += len(now.steps) - len(before.steps)
        assert sealed_acts() == self.sealed
        self.lawful(before, name, who, payload)
        moved(self.procedure, {step.act for step in now.steps[len(before.steps) :]}, clocks, now)

    def answers(self, data: Any, before: Dossier, name: str) -> dict[str, Any]:
        """Answers of one of the ways to do the act; sometimes one is missing, or one too many."""
        spec = self.procedure.acts[name]
        way = data.draw(st.sampled_from(variants(self.procedure, spec)), label="way")
        fixed = dict(way.fixed)
        if name == "assign":
            fixed["to"] = Account.objects.get(pk=self.people["handler"].account_id).username
        if name in ("override", "confirm_override"):
            fixed["act"] = data.draw(st.sampled_from(sorted(self.procedure.acts)), label="let through")
        if name == "override":
            fixed |= {"second_person": self.people["second"].key, "until": (today() + timedelta(days=3)).isoformat()}
        found = payload_of(spec.payload, today(), fixed, whole=False)
        stands = before.last(spec.requires.act) if spec.requires else None
        if stands is not None:
            found |= {one: stands.payload[one] for one in spec.requires.same if one in stands.payload}
        if data.draw(st.integers(0, 9), label="spoilt") == 9:
            found["nobody asked"] = "this"
        return found

    def lawful(self, before: Dossier, name: str, who: str, payload: dict[str, Any]) -> None:
        """The oracle: what the procedure says about this act held when it was done."""
        spec, actor = self.procedure.acts[name], self.people[who]
        assert "nobody asked" not in payload
        assert set(spec.by) & self.parts(who, before), f"{who} is none of {spec.by}"
        assert spec.written_by is None or who == "system", f"{name} is written by the program"
        if not self.let_through(before, name):
            assert before.case.status in spec.from_
            assert not (spec.once and name in [step.act for step in before.steps])
        if spec.requires is not None and spec.requires.by_other:
            first = before.last(spec.requires.act)
            assert first is not None
            assert first.actor is not None
            assert first.actor.pk != actor.account_id
        if name == "confirm_override":
            assert who == "second"

    def let_through(self, before: Dossier, name: str) -> bool:
        """Whether an exception for this act was made, confirmed and not used up yet."""
        mentions = [step.act for step in before.steps if step.payload.get("act") == name or step.act == name]
        return "confirm_override" in mentions and mentions[-1] != name

    @invariant()
    def rows_are_folds(self) -> None:
        if not hasattr(self, "no"):
            return
        case = Case.objects.get(no=self.no)
        again = rebuild(case)
        due = {"due", "due_clock", "due_proposed"}  # these also say what day it was when somebody last acted
        names = [f.attname for f in Case._meta.fields if f.attname not in due or case.due is None]
        assert [getattr(again, one) for one in names] == [getattr(case, one) for one in names]
        assert Act.objects.filter(case=case).count() == case.seq

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()


def town(department: str) -> dict[str, Actor]:
    """Everybody of an office who may act, and three who may not."""
    return {
        **{role: make_officer(role, department=department) for role in ROLES},
        "worker": make_worker(),
        "company": make_company(),
        "union": make_officer("handler", department="union"),
        "second": make_officer("approver", department=department),
        "system": SYSTEM,
        "stranger": make_worker(),
        "far": make_officer("handler", "approver", "finance", county="330302", department=department),
        "elsewhere": make_officer("handler", "approver", "finance", department="another"),
    }


def moved(procedure: Procedure, names: set[str], before: list[ClockState], dossier: Dossier) -> None:
    """Clocks start, stop and shift only by acts that the procedure names."""
    old = {(one.id, one.party): one for one in before}
    for one in dossier.clocks(today()).clocks:
        clock, was = procedure.clock(one.id), old.get((one.id, one.party))
        if was is None or was.started_on != one.started_on:
            assert names & {event.act for event in clock.start}, f"{names} started {one.id}"
        elif was.open and not one.open:
            stops = {event.act for event in clock.stop} | ({clock.lapse.act} if clock.lapse else set())
            assert names & stops or dossier.case.status in ENDED, f"{names} stopped {one.id}"
        elif was.due != one.due:
            assert names & (MOVES | {event.act for event in clock.start}), f"{names} moved {one.id}"
    gone = set(old) - {(one.id, one.party) for one in dossier.clocks(today()).clocks}
    assert not gone


@pytest.mark.parametrize("name", NAMES)
def test_no_illegal_act_passes(name: str) -> None:
    people = town(city_pack().procedures[name].department or "hrss")
    machine = type("OneProcedure", (Machine,), {"name": name, "people": people})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    found = verify()
    assert found.intact, found.fault


def test_every_role_is_driven() -> None:
    """No act of the packs is reserved for somebody whom the machine does not know."""
    city = City()
    known = {*ROLES, "worker", "system"}
    acts = [act for one in city_pack().procedures.values() for act in one.acts.values()]
    assert city.worker.roles == {"worker"}
    assert {role for act in acts for role in act.by} & OFFICERS <= known
