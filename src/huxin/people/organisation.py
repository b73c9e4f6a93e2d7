"""Companies and offices as legal persons 法人: they file, are parties, and have a data key of their own."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q

from huxin.identity.actor import Actor, office_id
from huxin.law.cleaning import credit_code as clean_code
from huxin.people.models import Company, Person
from huxin.people.person import Details, add_person, details_of

LEAST_OF_NAME: Final = 3
"""Signs of a name that can mean one company; fewer stand in too many."""


def add_company(
    credit_code: str, name: str, kind: str, *, works_for: Company | None = None, county: str = ""
) -> Company:
    """Register a company with its legal person.  Raises django.db.IntegrityError for a code that is known already."""
    with transaction.atomic():
        person = add_person(Details(name, credit_code), county)
        return Company.objects.create(
            credit_code=credit_code, name=name, kind=kind, works_for=works_for, county=county, person=person
        )


def company_person(credit_code: str) -> Person | None:
    """The legal person with that unified social credit code 统一社会信用代码; None where it is not registered."""
    found = Company.objects.select_related("person__data_key").filter(credit_code=clean_code(credit_code)).first()
    return found.person if found is not None else None


def find_companies(text: str, most: int = 10) -> list[Company]:
    """Companies whose name holds the text, or with that credit code; at most ``most``, by name."""
    wanted = text.strip()
    if not wanted:
        return []
    found = Company.objects.filter(Q(name__icontains=wanted) | Q(credit_code=clean_code(wanted)))
    return list(found.order_by("name")[:most])


def company_meant(code: str, name: str) -> Company | None:
    """The registered company that a credit code or else a name means; None where a name means none, or several."""
    by_code = Company.objects.filter(credit_code=clean_code(code)).first() if code.strip() else None
    if by_code is not None or len(name.strip()) < LEAST_OF_NAME:
        return by_code
    found = list(Company.objects.filter(name__icontains=name.strip())[:2])
    exact = [one for one in found if one.name == name.strip()]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def chain_above(company: Company) -> list[Company]:
    """The company and those for which it works: site, partner firm, platform; each once."""
    found = [company]
    while (above := found[-1].works_for) is not None and above not in found:
        found.append(above)
    return found


def company_of(actor: Actor) -> Company:
    """The company for which an account speaks.  Raises PermissionError for anybody else."""
    own = actor.person_id if actor.kind == "company" else None
    found = Company.objects.filter(person_id=own).first() if own is not None else None
    if found is None:
        raise PermissionError(f"{actor.kind} speaks for no company")
    return found


def is_office(person: Person) -> bool:
    """Whether a legal person is an office of the city and no company: it has no credit code here."""
    return person.kind == "legal" and details_of(person).id_number.startswith("office:")


def office_person(department: str, county: str, name: str) -> Person:
    """An office as a legal person, registered when it files or keeps a paper for the first time."""
    known = office_id(department, county)
    person = Person.objects.select_related("data_key").filter(id=known).first()
    return person or add_person(Details(name, f"office:{department}/{county}"), county, id=known)


def owner_of(actor: Actor) -> Person:
    """The person for whom an actor files and hands in papers.  Raises PermissionError for somebody without one."""
    if actor.owner is None:
        raise PermissionError(f"{actor.kind} stands for nobody")
    if actor.kind == "officer":
        return office_person(actor.department, actor.county, f"{actor.department}/{actor.county or 'city'}")
    return Person.objects.select_related("data_key").get(id=actor.owner)
