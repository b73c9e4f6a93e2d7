"""Disputes of many against one 群体纠纷: early signs, and the cases of one matter against one company as a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from huxin.casework.case.dossier import place_of
from huxin.casework.case.queries import visible_cases
from huxin.casework.models import Act, Against, Case, CaseParty
from huxin.identity.service import Actor
from huxin.law.dates import SHANGHAI
from huxin.law.procedures.model import OPEN
from huxin.people.service import Company, ErasedError, Person, company_person, details_of, is_office, unseal

NAMING: Final = "name_delegates"
_SAYS: Final = ("file", "complete", NAMING)
"""Acts that say what a dispute is about, for how many, and by which delegates."""


@dataclass(frozen=True)
class CompanyDisputes:
    """A company, its credit code, how many disputes are open against it, and those of them in sight, oldest first."""

    company: str
    code: str
    count: int
    cases: list[Case]


@dataclass(frozen=True)
class Member:
    """A case of a group.  ``people``: for how many it was filed; ``delegates``: as they were named, if at all."""

    case: Case
    matter: str
    people: int
    delegates: str


def _recent(actor: Actor, procedures: Iterable[str], since: date) -> list[tuple[UUID, str]]:
    """(company's person, case) of the office's open cases begun since, as pairs alone: of companies that take part, and
    of those that a form means.  Whoever mediates counts complaints too, and opens none."""
    begin = datetime.combine(since, time(), SHANGHAI)
    office = Case.objects.filter(department=actor.department, **({"county": actor.county} if actor.county else {}))
    cases = office.filter(procedure__in=list(procedures), status__in=OPEN, filed_at__gte=begin)
    parts = CaseParty.objects.filter(case__in=cases.values("no"), person__kind="legal").order_by()
    meant = Against.objects.filter(case__in=cases.values("no"), company__person__isnull=False).order_by()
    pairs = {*parts.values_list("person_id", "case_id"), *meant.values_list("company__person_id", "case_id")}
    return sorted(pairs, key=lambda one: one[1])


def groups(actor: Actor, procedures: Iterable[str], since: date, least: int) -> list[CompanyDisputes]:
    """Companies with at least ``least`` open cases begun on ``since`` or later, in the actor's scope, most first."""
    found: dict[UUID, list[str]] = {}
    for person, no in _recent(actor, procedures, since):
        found.setdefault(person, []).append(no)
    many = {person: held for person, held in found.items() if len(held) >= least}
    people = {one.id: one for one in Person.objects.filter(id__in=many).select_related("data_key")}
    in_sight = visible_cases(actor).filter(no__in=[no for held in many.values() for no in held])
    cases = {one.no: one for one in in_sight}
    rows = [(people[one], held) for one, held in many.items() if not is_office(people[one])]
    rows.sort(key=lambda one: -len(one[1]))
    return [_group(person, len(held), [cases[no] for no in held if no in cases]) for person, held in rows]


def _group(person: Person, count: int, cases: list[Case]) -> CompanyDisputes:
    company = details_of(person)
    return CompanyDisputes(company.name, company.id_number, count, sorted(cases, key=lambda one: one.filed_at))


def group_count(actor: Actor, procedures: Iterable[str], since: date, least: int) -> int:
    """How many companies ``groups`` would name, without opening anything but who is an office."""
    counts = Counter(person for person, _no in _recent(actor, procedures, since))
    many = [person for person, number in counts.items() if number >= least]
    return Company.objects.filter(person_id__in=many).count()


def members(actor: Actor, procedures: Iterable[str], code: str) -> list[Member]:
    """The open disputes against the company with that credit code, in the actor's scope, oldest first.

    A case whose applicant was erased is left out: nobody can read what it is about.
    """
    company = company_person(code)
    if company is None:
        return []
    parties = CaseParty.objects.filter(person=company).values("case_id")
    cases = visible_cases(actor).filter(procedure__in=list(procedures), status__in=OPEN, no__in=parties)
    rows = list(cases.select_related("applicant__data_key").order_by("filed_at", "no"))
    said = _said(rows)
    return [_member(case, said[case.no]) for case in rows if case.no in said]


def _said(cases: Collection[Case]) -> dict[str, dict[str, Any]]:
    """What each case says, later acts over earlier ones."""
    by_no, found, gone = {one.no: one for one in cases}, dict[str, dict[str, Any]](), set[str]()
    acts = Act.objects.filter(case__in=list(by_no), act__in=_SAYS).order_by("seq")
    for no, seq, sealed in acts.values_list("case_id", "seq", "sealed"):
        try:
            content = unseal(by_no[no].applicant, bytes(sealed), place_of(no, seq))
        except ErasedError:
            gone.add(no)
            continue
        found.setdefault(no, {}).update(content["payload"])
    return {no: said for no, said in found.items() if no not in gone}


def _member(case: Case, said: Mapping[str, Any]) -> Member:
    return Member(case, str(said.get("matter") or ""), int(said.get("people") or 1), str(said.get("delegates") or ""))
