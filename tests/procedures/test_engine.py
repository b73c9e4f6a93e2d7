"""Every whole procedure of the packs through the real engine: random ways on; rows, letters and log agree."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from huxin.casework.models import Case, Letter
from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    check_signature,
    file_case,
    letter_pdf,
    letters_of,
    perform,
    today,
    view_case,
)
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures import Procedure, holds
from tests.procedures.support import COUNTY, FULL, PACK, payload_of
from tests.procedures.test_letters import text_of
from tests.support import issue_waiting, key, make_officer, make_worker, paper, rebuild

pytestmark = pytest.mark.django_db
WALKS = int(os.environ.get("HUXIN_WALKS", "2"))
STEPS = 9
MINE = [name for name in FULL if "worker" in PACK.procedures[name].applicants]


def papers_for(procedure: Procedure, answers: dict[str, Any], worker: Actor) -> dict[str, list[str]]:
    """A file for every paper that is needed."""
    asked = [paper for paper in procedure.evidence if paper.source == "applicant"]
    needed = [
        one for one in asked if (one.required if isinstance(one.required, bool) else holds(one.required, answers))
    ]
    return {one.id: [paper(worker, one)] for one in needed}


def answers_for(procedure: Procedure, act: str, fixed: dict[str, Any]) -> dict[str, Any]:
    fields = [one for one in procedure.fields_of(act) if one.kind not in ("file", "months_table")]
    return payload_of(fields, today(), fixed)


def filed(procedure: Procedure, worker: Actor) -> str:
    claimed = {"from_month": "2025-01", "to_month": "2025-12"} if procedure.id == "social-insurance-subsidy" else {}
    answers = answers_for(procedure, "file", {"county": COUNTY, **claimed})
    papers = papers_for(procedure, answers, worker)
    return str(file_case(worker, procedure.id, answers, papers=papers, key=key())["no"])


def office(procedure: Procedure) -> list[Actor]:
    department = str(procedure.department)
    return [
        make_officer(role, county=COUNTY, department=department)
        for role in ("handler", "approver", "approver", "finance")
    ]


def fixed_for(dossier: Any, act: str, people: list[Actor]) -> dict[str, Any]:
    """Answers that are not left to chance: what was proposed, to whom a case is given, an outcome at random."""
    from huxin.identity.service import Account

    if act == "assign":
        return {"to": Account.objects.get(pk=people[0].account_id).username}
    if act == "override":
        return {"act": "note", "second_person": people[2].key, "until": today().isoformat()}
    spec = dossier.procedure.acts[act]
    earlier = dossier.last(spec.requires.act) if spec.requires else None
    return dict(earlier.payload) if earlier is not None else {}


@pytest.mark.parametrize("name", MINE)
def test_a_procedure_runs(name: str) -> None:
    procedure = PACK.procedures[name]
    draw = random.Random(f"{name}-135")
    done: set[str] = set()
    for _ in range(WALKS):
        worker, people = make_worker(), office(procedure)
        no = filed(procedure, worker)
        for _ in range(STEPS):
            actor = draw.choice([worker, *people])
            dossier = view_case(worker, no)
            acts = allowed_for(actor, dossier)
            if not acts:
                continue
            act = draw.choice(acts)
            payload = answers_for(procedure, act, fixed_for(dossier, act, people))
            try:
                perform(actor, no, act, payload, key=key(), expected_seq=dossier.case.seq)
                done.add(act)
            except (InputError, ForbiddenError, ConflictError, NotFoundError):
                assert Case.objects.get(no=no).seq == dossier.case.seq
        case = Case.objects.get(no=no)
        again = rebuild(case)
        assert {f.attname: getattr(again, f.attname) for f in case._meta.fields} == {
            f.attname: getattr(case, f.attname) for f in case._meta.fields
        }
        issue_waiting()
        for letter in letters_of(view_case(worker, no)):
            assert letter.issued_at is not None, letter.template
            assert check_signature(letter_pdf(worker, letter.id)[1]).good
    assert len(done) >= 2
    assert Letter.objects.filter(issued_at__isnull=True).count() == 0
    assert verify().intact


def letter_text(worker: Actor, no: str, template: str) -> str:
    issue_waiting()
    letter = next(one for one in letters_of(view_case(worker, no)) if one.template == template)
    return text_of(letter_pdf(worker, letter.id)[1])


def test_a_letter_repeats_what_was_applied_for() -> None:
    procedure = PACK.procedures["place-fault-report"]
    worker, (handler, *_) = make_worker(), office(procedure)
    no = filed(procedure, worker)
    repair = {"to": "红日亭驿站", "found": "没水", "until": today().isoformat()}
    perform(handler, no, "order_repair", repair, key=key(), expected_seq=view_case(worker, no).case.seq)
    text = letter_text(worker, no, "repair-request")
    assert "红日亭驿站" in text
    assert "名称或者门牌" in text, "the answer to the question of the application"


def test_stopping_in_danger_is_one_act_with_its_proof() -> None:
    procedure = PACK.procedures["hazard-report"]
    worker = make_worker()
    no = str(file_case(worker, procedure.id, {"hazard": "refusal", "county": COUNTY}, papers={}, key=key())["no"])
    text = letter_text(worker, no, "hazard-receipt")
    assert "太危险，停下不跑了" in text
    assert "不得因此扣减工资" in text
    assert "安全生产法" in text
