"""Nobody is asked twice: what a form asks although a value of it stands in the cases that hang together with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace

import pytest

from huxin.casework.case import pool
from huxin.casework.case.pool import Pool
from huxin.casework.models import Case, DocumentNumber, Letter
from huxin.casework.service import Dossier, Step, view_case
from huxin.law.procedures import Field, Procedure
from tests.first_floor.test_parties import do, mediation
from tests.procedures.support import FIRST_DAY, FULL, PACK, payload_of
from tests.support import make_company, make_officer, make_worker

WAYS = sorted({(name, way.to) for name in FULL for way in PACK.procedures[name].handovers})
OTHER = "the earlier case says something else under the same words"
ASKED = {
    ("accident-report", "injury-recognition", "cause"): "why it happened, not what the person was doing",
    ("accident-report", "injury-recognition", "illness_end"): OTHER,
    ("arbitration", "court-referral", "ground"): "why the arbitration stood still, not why it goes to court",
    ("arbitration", "injury-recognition", "accident_time"): "the time of the hearing",
    ("arbitration", "injury-recognition", "place"): "the place of the hearing",
    ("arbitration", "injury-recognition", "illness_end"): OTHER,
    ("arbitration", "injury-recognition", "story"): "facts of the dispute, not of the accident",
    ("flexible-insurance-joining", "social-insurance-subsidy", "from_month"): "filled in from the insurance register",
    ("flexible-insurance-joining", "social-insurance-subsidy", "to_month"): "filled in from the insurance register",
    ("hazard-report", "hotline-handover", "happened_on"): "the day of the inspection",
    ("hazard-report", "one-stop-mediation", "knew_on"): "the day of the inspection",
    ("hotline-handover", "one-stop-mediation", "knew_on"): "when it happened, not when somebody learnt of it",
    ("injury-recognition", "arbitration", "people"): "who investigated",
    ("injury-recognition", "arbitration", "occupation"): "the work of whoever acts for a side",
    ("injury-recognition", "arbitration", "electronic_service"): "consent is given in each case",
    ("injury-recognition", "one-stop-mediation", "people"): "who investigated",
    ("labour-inspection-complaint", "arbitration", "electronic_service"): "consent is given in each case",
    ("labour-inspection-routine", "penalty", "origin"): "where the inspection comes from, not the penalty",
    ("occupational-injury-tracking", "injury-recognition", "illness_end"): OTHER,
    ("occupational-injury-tracking", "one-stop-mediation", "knew_on"): OTHER,
    ("place-proposal", "place-project", "need"): "what people tick, not how the office reasons",
    ("skill-competition", "publicity-campaign", "title"): "the competition has its name, the campaign another",
    ("skill-competition", "publicity-campaign", "starts_on"): "the days of the competition",
    ("skill-competition", "publicity-campaign", "ends_on"): "the days of the competition",
    ("startup-subsidy", "social-insurance-subsidy", "group"): "other groups; filled in from the register of them",
    ("training-subsidy", "skill-assessment", "level"): "the level that was reached, not the next one",
    ("weather-order", "inquiry", "company_code"): "the order went to several firms, the inquiry goes to one",
}
"""(case before, procedure that asks, question): why it is asked although the same words stand in that case."""
OF_THE_MATTER = {
    "story", "course", "why", "delegates", "witnesses", "injury", "place", "visit_address", "injured_name",
    "injured_id",
}  # fmt: skip
"""What a person says of one matter and not of themselves."""
REGISTERED = {"phone", "bank_card"}
"""What a register knows of a person, so that no earlier case has to."""


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each act that makes a paper has made it, under a number, and it was served the day after."""
    number = DocumentNumber(text="温字〔2026〕1号")
    letters = [Letter(number=number, issued_at=datetime(2026, 3, 3, tzinfo=UTC))]

    def letter(_actor: object, step: Step, dossier: Dossier) -> Letter | None:
        return letters[0] if dossier.procedure.acts[step.act].letters else None

    monkeypatch.setattr(pool, "_letter", letter)
    monkeypatch.setattr(pool, "served_on", lambda _dossier, _step, _person: FIRST_DAY)
    monkeypatch.setattr(pool, "_body", lambda _dossier, _step: "瓯海区人力资源和社会保障局")
    monkeypatch.setattr(pool, "today", lambda: FIRST_DAY.replace(year=2027))


@cache
def case_of(name: str) -> Dossier:
    """A case in which everything was said that its acts can say, and each paper was handed in."""
    procedure = PACK.procedures[name]
    steps: list[Step] = []
    for act in ("file", *(one for one in procedure.acts if one != "file")):
        said = payload_of(procedure.fields_of(act), FIRST_DAY, {})
        said |= {"grade": "9"} if "grade" in said else {}
        held = [{"id": one.id, "kind": one.id} for one in procedure.evidence] if act == "file" else []
        steps.append(Step(len(steps) + 1, act, "worker", None, datetime(2026, 3, 2, tzinfo=UTC), said, held))
    row = Case(no=f"2026-{name}", procedure=name, department=procedure.department or "", county="330304")
    return Dossier(row, procedure, PACK, steps)


def asked(procedure: Procedure) -> list[Field]:
    """The questions that somebody answers in words or by choosing."""
    fields = procedure.fields_of("file")
    return [one for one in fields if one.source == "applicant" and one.kind not in ("file", "months_table")]


def stands(dossier: Dossier, one: Field) -> bool:
    """Whether a value of a question stands in a case: under its name, under the same words, as a number of it."""
    if one.name.endswith("_no") and one.name.removesuffix("_no") in dossier.procedure.id:
        return True
    for act in dossier.procedure.acts:
        for other in dossier.procedure.fields_of(act):
            same = other.name == one.name or (other.label["zh"] == one.label["zh"] and other.kind == one.kind)
            if same and any(other.name in step.payload for step in dossier.steps if step.act == act):
                return True
    return False


def asked_again(name: str, to: str) -> list[str]:
    procedure, before = PACK.procedures[to], case_of(name)
    known = Pool(None, [before]).answers(procedure)
    left = [one for one in asked(procedure) if one.name not in known and one.must_be is None]
    return [one.name for one in left if stands(before, one)]


@pytest.mark.parametrize(("name", "to"), WAYS)
def test_nothing_is_asked_that_stands_in_the_case_before(name: str, to: str) -> None:
    reasons = sorted(asked for before, after, asked in ASKED if (before, after) == (name, to))
    assert sorted(asked_again(name, to)) == reasons  # neither one without a reason, nor a reason that is over


@pytest.mark.parametrize(("name", "to"), WAYS)
def test_no_paper_is_asked_for_that_the_case_before_holds(name: str, to: str) -> None:
    procedure, before = PACK.procedures[to], case_of(name)
    around = Pool(None, [before])
    here = {*around.files(procedure), *around.letters(procedure)}
    held = {one.id for one in before.procedure.evidence} | {one.label["zh"] for one in before.procedure.evidence}
    wanted = {one.id for one in procedure.evidence if one.source == "applicant" and held & {one.id, one.label["zh"]}}
    assert wanted <= here


@pytest.mark.parametrize("name", [name for name in FULL if "worker" in PACK.procedures[name].applicants])
def test_what_lasts_beyond_a_case_is_known_in_the_next(name: str) -> None:
    """Somebody's second case of any kind asks of the person only what is of the new matter."""
    said = {one.name: one for other in FULL for one in PACK.procedures[other].fields_of("file") if one.lasting}
    of_person = [one for one in asked(PACK.procedures[name]) if one.personal or one.name in said]
    left = {one.name for one in of_person if not one.lasting} - OF_THE_MATTER - REGISTERED
    if name in ("skill-assessment", "training-subsidy"):
        left -= {"occupation"}  # the one that is examined, chosen from a list
    assert left == set()


def test_a_thread_of_three_knows_what_the_first_case_said() -> None:
    around = Pool(None, [case_of("capability-appraisal"), case_of("injury-recognition")])
    known = around.answers(PACK.procedures["injury-benefit-payment"])
    assert known["recognition_no"].value == "温字〔2026〕1号"
    assert (known["grade"].value, known["grade"].no) == ("9", "2026-capability-appraisal")
    assert known["third_party"].no == "2026-injury-recognition"


@pytest.mark.django_db
def test_no_pack_brings_the_words_of_another_side_into_a_form() -> None:
    """A source that names what the firm wrote to the office alone gives nothing to the person, in the next case too."""
    worker, firm = make_worker(), make_company()
    no = mediation(worker, firm)
    do(make_officer("handler"), no, "accept")
    do(firm, no, "message", text="只给局里看的话")
    story = next(one for one in PACK.procedures["arbitration"].fields_of("file") if one.name == "story")
    nosy = replace(story, known=("message.text",), lasting=True, personal=False)
    procedure = SimpleNamespace(fields_of=lambda _act: (nosy,))
    assert pool.known_lately(worker.own_person, procedure) == {}  # type: ignore[arg-type]
    assert Pool(worker, [view_case(worker, no)]).answers(procedure) == {}  # type: ignore[arg-type]
    mine = replace(nosy, known=("story",))
    procedure.fields_of = lambda _act: (mine,)
    assert pool.known_lately(worker.own_person, procedure)  # type: ignore[arg-type]
