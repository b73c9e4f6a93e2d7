"""A canary in every answer of every act of every procedure: each comes out only where its reader may see it.

Every way out is read: the case over the API, the pages of the three desks, the sheet of paper, the letters, the
files, what a next case is begun with, and what a person takes away.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from random import Random
from typing import Any, Final

import pytest
from django.utils import timezone
from pypdf import PdfReader

from huxin.casework.api import case_outline
from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import applicant_of
from huxin.casework.case.perform import record
from huxin.casework.models import Case, CaseParty
from huxin.casework.outbox.letters.content import letter_data
from huxin.casework.service import (
    EVIDENCE,
    NotFoundError,
    carried,
    city_pack,
    letters_of,
    onward,
    own_archive,
    view_case,
)
from huxin.identity.service import SYSTEM, Account, Actor, actor_for
from huxin.law.procedures import Act, Field, Procedure
from huxin.people.service import Details, add_person, company_of, details_of, registers_of
from tests.procedures.support import payload_of
from tests.support import id_number, make_company, make_delegate, make_officer
from tests.trust.routes import WHOLE
from tests.trust.test_canaries import client_of
from tests.trust.test_matrix import body_of

pytestmark = pytest.mark.django_db
COUNTY = "330304"
NUMBERS = ("phone", "bank_card", "id_number")
OTHER_SIDES = ("respondent", "unit")
PARTS = ("worker", "kin", "unit", "union", "respondent")
FIXED = {"county": COUNTY, "keep_secret": False, "average_wage": "5000.00", "served_on": "2026-02-10"}
PLAIN = ("file", "assign", "override", "confirm_override", "rebase")
"""The first act, and those that speak of officers and of no side."""
NAMES = sorted(name for name, one in city_pack().procedures.items() if one.department is not None)


@dataclass(frozen=True)
class Canary:
    """One planted answer: whose act, which act, which question."""

    text: str
    owner: str
    act: Act
    asked: Field


@dataclass
class Cage:
    """A case in which everybody did everything, and who looks at it."""

    procedure: Procedure
    people: dict[str, Actor]
    no: str = ""
    planted: list[Canary] = field(default_factory=list)
    filer: str = ""
    _seen: dict[str, str] = field(default_factory=dict)

    def seen_by(self, who: str) -> str:
        """Everything that somebody can get of the case, fetched once: nothing is done to it any more."""
        if who not in self._seen:
            self._seen[who] = "\n".join(ways_out(self.people[who], self.no))
        return self._seen[who]


def cast() -> dict[str, Actor]:
    born = date(1979, 3, 4)
    details = Details("鸕鶿鵜", id_number(born, 777), born, "M60", COUNTY, "18711112222", "6217000011112222333")
    account = Account.objects.make("caged", None, kind="worker", label="劳动者", person=add_person(details, COUNTY))
    worker = actor_for(account)
    return {
        "worker": worker,
        "delegate": Actor("worker", make_delegate().account_id, worker.person_id, worker.roles, on_behalf=True),
        "respondent": make_company("甲送（演示）"),
        "beside": make_company("乙送（演示）"),
        "stranger": make_company("丙送（演示）"),
        "auditor": make_officer("auditor", county="", department="audit"),
    }


def officers(department: str) -> dict[str, Actor]:
    found = {role: make_officer(role, department=department) for role in ("handler", "approver", "policy_admin")}
    return {
        **found,
        "mediator": make_officer("mediator", department=department),
        "far": make_officer("handler", county="330302", department=department),
        "elsewhere": make_officer("handler", department="transport"),
        "union": make_officer("handler", department="union"),
    }


def canary(one: Field, serial: int, fallback: Any) -> Any:
    """An answer that stands nowhere else; kinds that hold no words keep an ordinary one."""
    if one.kind in ("text", "long_text"):
        return f"鸚{serial:04d}鵡"
    if one.kind == "phone":
        return f"1865{serial:07d}"
    if one.kind == "bank_card":
        return f"621799{serial:013d}"
    return id_number(date(1940 + serial // 900, 5, 6), serial % 900) if one.kind == "id_number" else fallback


def caged(name: str, people: dict[str, Actor]) -> Cage:
    """Every act of the procedure once by each who may do it, legal or not: what matters is who reads it."""
    procedure = city_pack().procedures[name]
    found = Cage(procedure, people)
    by = next(one for one in (*PARTS, "handler", "system") if one in procedure.acts["file"].by)
    found.filer = "respondent" if by == "unit" else by if by in people else "worker" if by == "kin" else "handler"
    applicant = people[found.filer]
    case = Case(
        no="", procedure=name, procedure_version=procedure.version, department=procedure.department, county=COUNTY,
        applicant=applicant_of(applicant), filed_at=timezone.now(),
    )  # fmt: skip
    dossier = Dossier(case, procedure, city_pack())
    add(found, dossier, procedure.acts["file"], by, found.filer)
    for act in procedure.acts.values():
        for part in act.by if act.id not in PLAIN else ():
            for who in doers(found, part, by):
                add(found, dossier, act, part, who)
    found.no = case.no
    return found


def doers(cage: Cage, part: str, filed_as: str) -> list[str]:
    if part == filed_as and part in PARTS:
        return [cage.filer]
    if part in OTHER_SIDES:
        return ["respondent", "beside"] if cage.filer != "respondent" else ["beside"]
    return [part] if part in ("handler", "approver", "union") else []


def add(cage: Cage, dossier: Dossier, act: Act, by: str, who: str) -> None:
    actor, serial = cage.people[who], len(cage.planted) + 1
    code = company_of(cage.people["respondent"]).credit_code
    payload = payload_of(cage.procedure.fields_of(act.id), date(2026, 2, 1), FIXED)
    for one in cage.procedure.fields_of(act.id):
        if one.name not in payload or one.name in (*EVIDENCE, "company_code", "to", "party", "company"):
            continue
        value = canary(one, serial, payload[one.name])
        if value != payload[one.name]:
            payload[one.name] = value
            cage.planted.append(Canary(str(value), who, act, one))
            serial += 1
    payload |= {name: code for name in ("company_code", "to") if name in payload}
    person = dossier.case.applicant
    registers = registers_of(person) if act.id == "file" and person.kind == "natural" else None
    account = Account(pk=actor.account_id, label=who)
    step = Step(len(dossier.steps) + 1, act.id, by, account, timezone.now(), payload, registers=registers)
    record(dossier, step, actor.key)
    sides = dossier.procedure.parties and cage.filer != "respondent"
    if sides and step.seq > 1 and not CaseParty.objects.filter(case=dossier.case, person_id=side(cage)).exists():
        return
    if sides and CaseParty.objects.filter(case=dossier.case).count() == 1:  # a second other side joins with the first
        first = CaseParty.objects.get(case=dossier.case)
        CaseParty.objects.create(
            case=dossier.case, person_id=cage.people["beside"].person_id, role=first.role, since=first.since
        )


def side(cage: Cage) -> Any:
    return cage.people["respondent"].person_id


def ways_out(actor: Actor, no: str) -> Iterator[str]:
    """Everything that this actor can get of a case."""
    try:
        dossier = view_case(actor, no)
    except NotFoundError:
        return
    yield json.dumps(case_outline(actor, dossier), ensure_ascii=False)
    yield from (f"file {one['id']}" for one in dossier.evidence)
    for letter in letters_of(dossier):
        whole = view_case(SYSTEM, no)
        step = whole.steps[letter.act_seq - 1]
        whole.steps = whole.steps[: letter.act_seq]
        data = letter_data(whole, step, letter.template, letter.addressee)
        yield json.dumps({**data, "to": letter.to}, ensure_ascii=False)
    for way in onward(actor, dossier):
        yield json.dumps(carried(actor, no, way.to).answers, ensure_ascii=False)
    if actor.kind == "officer":
        client = officer_client(actor)
        pages = [f"/agency/cases/{no}/", f"/agency/cases/{no}/sheet/"]
    elif not actor.on_behalf:
        client = client_of(actor)
        pages = [f"/cases/{no}/"] if actor.kind == "worker" else [f"/company/cases/{no}/"]
    else:
        return
    for page in pages:
        answer = client.get(page)
        assert answer.status_code < 500, page
        yield body_of(answer)
    if actor.kind == "worker":
        with zipfile.ZipFile(own_archive(actor)) as archive:
            yield from (archive.read(one).decode() for one in archive.namelist() if one.startswith("cases/2026"))


DOORS: Final[dict[str, tuple[str, ...]]] = {
    "worker": (
        "/", "/cases/", "/cases/{no}/why/", "/cases/{no}/meetings.ics", "/cases/dates.ics", "/me/", "/me/record.zip",
        "/files/", "/cases/{no}/receipt.pdf", "/cases/{no}/do/message/",
    ),
    "company": (
        "/company/", "/company/answers/", "/company/cases/", "/company/cases/{no}/meetings.ics", "/company/orders/",
        "/company/cases/{no}/do/message/", "/company/file/arbitration/?from={no}", "/company/file/court-referral/",
    ),
    "officer": (
        "/agency/", "/agency/queue/all/", "/agency/queue/all.csv", "/agency/beside/", "/agency/meetings/",
        "/agency/documents/", "/agency/reminders/", "/agency/post/", "/agency/team/", "/agency/cases/{no}/file.pdf",
        "/agency/cases/{no}/approval.pdf", "/agency/cases/{no}/preview.pdf", "/agency/cases/{no}/slip/",
        "/agency/plan/", "/agency/people/{person}/", "/agency/companies/{code}/", "/agency/find/",
    ),
}  # fmt: skip
"""Where else something of a case may stand: lists, calendars, bound files, records, searches."""


def further(cage: Cage, who: str, only: Collection[str] | None = None) -> Iterator[str]:
    """What somebody gets through the other doors; a page that is none for them tells nothing and is no fault."""
    actor = cage.people[who]
    person, firm = Case.objects.get(no=cage.no).applicant_id, company_of(cage.people["respondent"])
    client = officer_client(actor) if actor.kind == "officer" else client_of(actor)
    for door in DOORS[actor.kind] if not actor.on_behalf else ():
        if only is not None and door not in only:
            continue
        path = door.format(no=cage.no, person=person, code=firm.credit_code)
        answer = client.post(path, {"text": firm.name}) if door.endswith(("/find/", ".zip")) else client.get(path)
        assert answer.status_code < 500, f"{path} for {who}"
        yield text_of_any(body_bytes(answer), answer.headers.get("Content-Type", ""))


def body_bytes(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def text_of_any(content: bytes, kind: str) -> str:
    """The words of a page, a PDF or an archive with either."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(text_of_any(archive.read(one), one) for one in archive.namelist())
    if content.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(content)).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    return content.decode("utf-8", "replace")


def officer_client(actor: Actor) -> Any:
    from huxin.identity.service import PROVEN

    client = client_of(actor)
    session = client.session
    session[PROVEN] = True
    session.save()
    return client


def told(cage: Cage, who: str) -> list[Canary]:
    text = cage.seen_by(who)
    return [one for one in cage.planted if one.text in text]


def is_applicant(cage: Cage, one: Canary) -> bool:
    return one.owner == cage.filer and cage.filer in ("worker", "union", "respondent")


@pytest.fixture
def people(clock: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Actor]:
    for name in ("after_act", "decision_for"):
        monkeypatch.setattr(f"huxin.casework.case.perform.{name}", lambda *_: None)
    for module in ("huxin.law.clocks.engine", "huxin.law.procedures.fold"):
        monkeypatch.setattr(import_module(module), "refusal", lambda *_: None)
    return cast()


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_stays_with_whom_it_concerns(name: str, people: dict[str, Actor]) -> None:
    people |= officers(str(city_pack().procedures[name].department))
    cage = caged(name, people)
    assert len(cage.planted) > 10
    proposed = Case.objects.get(no=cage.no).proposed_by_id is not None
    confirms = proposed and any("policy_admin" in act.by for act in cage.procedure.acts.values())
    for nobody in ("stranger", "far", "elsewhere", *(() if confirms else ("policy_admin",))):
        assert cage.seen_by(nobody) == "", nobody
    reads = "mediator" in cage.procedure.readers
    assert bool(cage.seen_by("mediator")) is reads
    assert cage.seen_by("handler")
    for officer in ("handler", "approver", "auditor"):
        hidden = [one for one in told(cage, officer) if one.asked.kind in NUMBERS]
        assert hidden == [], officer
    assert [one for one in told(cage, "auditor") if one.asked.personal] == []
    outside = cage.filer in ("worker", "respondent") or (cage.filer == "union" and cage.procedure.department != "union")
    own = told(cage, cage.filer) if outside else []
    foreign = [one for one in own if not is_applicant(cage, one)]
    assert [one for one in foreign if one.asked.personal or one.act.public is None] == []
    assert [one for one in foreign if one.act.id in cage.procedure.proposals] == []
    if cage.filer == "worker":
        assert {one.text for one in told(cage, "delegate")} <= {one.text for one in own}
    if cage.procedure.parties and cage.filer != "respondent":
        other_sides(cage)
    through_other_doors(cage)


def through_other_doors(cage: Cage) -> None:
    """Lists, calendars, records, bound files and searches tell nobody more than the case itself does.

    The two sides try one of their doors each, another for every procedure; with ``HUXIN_MATRIX=whole`` all sides try
    each, and officers who do not read the case some.
    """
    draw = Random(cage.procedure.id)
    for who in (
        ("worker", "respondent", "beside", "mediator", "far", "elsewhere") if WHOLE else ("worker", "respondent")
    ):
        known = {one.text for one in told(cage, who)}
        doors = DOORS[cage.people[who].kind]
        many = 1 if not WHOLE else 3 if cage.people[who].kind == "officer" else len(doors)
        text = "\n".join(further(cage, who, set(draw.sample(doors, many))))
        assert [one for one in cage.planted if one.text in text and one.text not in known] == [], who


def other_sides(cage: Cage) -> None:
    """What the reported or claimed-against company reads, and the company beside it."""
    kind = cage.procedure.applicant_is
    for who, another in (("respondent", "beside"), ("beside", "respondent")):
        found = told(cage, who)
        foreign = [one for one in found if one.owner != who]
        assert [one for one in foreign if one.asked.personal or one.act.public is None] == [], who
        assert [one for one in foreign if one.act.id in cage.procedure.proposals] == [], who
        agreed = [one for one in foreign if one.act.requires is not None and one.act.requires.other_side]
        shared = [one for one in agreed if one.act.requires and one.asked.name in one.act.requires.same]
        assert [one for one in foreign if one.owner == another and one not in shared] == [], who
        if kind != "party":
            assert [one for one in foreign if one.owner == cage.filer] == [], who
            assert not names(cage, who), who


def names(cage: Cage, who: str) -> list[str]:
    """The words by which the applicant could be known that this side reads."""
    details, text = details_of(Case.objects.get(no=cage.no).applicant), cage.seen_by(who)
    return [one for one in (details.name, details.name[0], details.id_number, details.phone) if one and one in text]
