"""Who is who in a case: the applicant 申请人, the other sides 对方, and as what somebody acts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.scopes import reaches
from huxin.casework.law.city import city_pack, office_label
from huxin.casework.models import Against, Case, CaseParty
from huxin.identity.service import Account, Actor
from huxin.law.procedures import OFFICERS, PARTIES, Act, Procedure
from huxin.law.procedures.model import SideName
from huxin.people.service import ON_BEHALF, Person, company_meant, company_person, office_person, owner_of


def applicant_of(actor: Actor) -> Person:
    """The natural or legal person for whom this actor files and hands in papers.  Raises PermissionError."""
    if actor.kind == "officer":
        return office_person(actor.department, actor.county, office_label(actor.department, actor.county))
    return owner_of(actor)


def office_of(procedure: Procedure, payload: Mapping[str, Any]) -> Person:
    """The office for which the system itself files: the one of the procedure in the county that the form names."""
    department, county = procedure.department or "", str(payload.get("county") or "")
    return office_person(department, county, office_label(department, county))


def may_open(actor: Actor, procedure: Procedure, *, handing: bool = False) -> list[str]:
    """As what this actor may open a case of a procedure: parties and roles, the likeliest first.

    ``handing``: a case of the actor's own office leads there, and is handed to the office of the procedure 案件移送.
    """
    if procedure.department is None or "file" not in procedure.acts:
        return []
    found = [by for by in procedure.acts["file"].by if by in actor.parties]
    if actor.kind == "officer" and actor.department not in procedure.departments and not handing:
        return [by for by in found if by in PARTIES]  # a union files with another office; other officers do not
    return found


@dataclass(frozen=True)
class PartyRole:
    """As what somebody stands in a case: the word of the law, the side of the case, and since which act."""

    word: str
    side: str
    since: int = 1


def roles_in(actor: Actor, dossier: Dossier, scope: str = "unit") -> frozenset[str]:
    """As what an actor may do an act of this scope in a case; nothing for somebody who has no part in it."""
    return frozenset(one.word for one in parts_in(actor, dossier)) | office_roles(actor, dossier.case, scope)


def acts_as(actor: Actor, dossier: Dossier, spec: Act, by: str | None = None) -> tuple[str, str | None] | None:
    """(role or word of the law, side) in which an actor may do an act of a case; None where it is not theirs.

    ``by`` narrows it to one word.  A side of the case stands for whoever is there, whatever the word.
    """
    return _acts_as(actor, dossier, spec, by, lambda: parts_in(actor, dossier))


def may_do(actor: Actor, dossier: Dossier, specs: Iterable[Act]) -> list[str]:
    """Which of these acts of a case are the actor's, in their order; the parts in the case are looked up once."""
    parts = cache(lambda: parts_in(actor, dossier))
    return [spec.id for spec in specs if _acts_as(actor, dossier, spec, None, parts) is not None]


def _acts_as(
    actor: Actor, dossier: Dossier, spec: Act, by: str | None, parts_of: Callable[[], tuple[PartyRole, ...]]
) -> tuple[str, str | None] | None:
    """As ``acts_as``; ``parts_of`` is asked where an office's role is not enough."""
    if (actor.on_behalf and spec.id not in ON_BEHALF) or not actor.may("filing"):
        return None
    mine = office_roles(actor, dossier.case, spec.scope)
    parts = parts_of() if mine.isdisjoint(spec.by[:1]) or by is not None else ()
    for entry in spec.by:
        if entry in mine and by in (None, entry):
            return entry, None
        for part in parts:
            if entry in (part.word, part.side) and by in (None, part.word):
                return part.word, part.side
    return None


def office_roles(actor: Actor, case: Case, scope: str) -> frozenset[str]:
    """An officer's roles, where an act of this scope reaches the case."""
    if not reaches(actor, case, scope):
        return frozenset()
    return actor.roles | ({"authority"} if actor.roles & OFFICERS else frozenset())


def parts_in(actor: Actor, dossier: Dossier) -> tuple[PartyRole, ...]:
    """The parts of an actor's person, company or office in a case: the applicant's, then another side's."""
    case, found = dossier.case, list[PartyRole]()
    if dossier.steps and actor.owner == case.applicant_id and dossier.steps[0].by in PARTIES:
        found.append(PartyRole(dossier.steps[0].by, "applicant"))
    if actor.owner is not None and case.no:
        rows = CaseParty.objects.filter(case=case, person_id=actor.owner).order_by("since", "id")
        found += [PartyRole(*row) for row in rows.values_list("role", "side", "since")]
    return tuple(found)


def join(dossier: Dossier, step: Step) -> None:
    """Whoever becomes a party with this act gets to see the case from now on."""
    said = {name: value for one in dossier.steps for name, value in one.payload.items()}
    for joining in dossier.procedure.parties:
        if joining.act != step.act:
            continue
        person = company_person(str(said.get(joining.field) or ""))
        if person is None or person.id == dossier.case.applicant_id:
            person = _opposite(dossier.case)
        if person is not None and person.id != dossier.case.applicant_id:
            part = {"case": dossier.case, "person": person, "role": joining.role}
            CaseParty.objects.get_or_create(**part, defaults={"since": step.seq, "side": joining.side})


def _opposite(case: Case) -> Person | None:
    """Whoever applied in the case from which another side of it went on: the other side of what follows."""
    before = case.origin
    if before is None or not CaseParty.objects.filter(case=before, person_id=case.applicant_id).exists():
        return None
    return Person.objects.select_related("data_key").get(id=before.applicant_id) if _known_there(before) else None


def _known_there(case: Case) -> bool:
    """Whether both sides of a case are known to each other; who complained or reported is nobody's other side."""
    procedure = city_pack().procedures.get(case.procedure)
    return procedure is not None and procedure.applicant_is == "party"


def note_against(dossier: Dossier, step: Step) -> None:
    """Keep which registered company the form means, from the day of filing on, for counts of early signs."""
    if step.act != "file" or {"company_code", "company"}.isdisjoint(step.payload):
        return
    said = {name: str(step.payload.get(name) or "") for name in ("company_code", "company")}
    company = company_meant(said["company_code"], said["company"])
    if company is not None and company.person_id != dossier.case.applicant_id:
        Against.objects.create(case=dossier.case, company=company)


def join_office(dossier: Dossier, step: Step, department: str, side: SideName, word: str) -> None:
    """Another office takes part in a case from this act on, such as a co-organiser 协办单位, or the workers' union.

    It is the office of the county where officers work in it, else the city's.
    """
    county = dossier.case.county
    within = Account.objects.filter(kind="officer", is_active=True, department=department, county=county).exists()
    place = county if within else ""
    person = office_person(department, place, office_label(department, place))
    if person.id != dossier.case.applicant_id:
        part = {"case": dossier.case, "person": person, "role": word}
        CaseParty.objects.get_or_create(**part, defaults={"since": step.seq, "side": side})


def only_beside(procedure: Procedure, role: str) -> bool:
    """Whether somebody who came in by this word is an office beside the one of the case: no paper is directed to it."""
    facing = procedure.sides.get("respondent")
    return role == "authority" and (facing is None or "authority" not in facing.who)


def parties_of(case: Case) -> list[CaseParty]:
    """The other sides of a case, in the order in which they came in."""
    return list(CaseParty.objects.filter(case=case).select_related("person__data_key").order_by("since", "id"))
