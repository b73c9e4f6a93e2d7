"""Disputes of many against one 群体纠纷: early signs, and the cases of one matter against one company as a group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from huxin.casework.case.dossier import place_of
from huxin.casework.case.queries import visible_cases
from huxin.casework.models import Act, Case, CaseParty
from huxin.identity.service import Actor
from huxin.law.dates import SHANGHAI
from huxin.law.procedures.model import OPEN
from huxin.people.service import ErasedError, company_person, details_of, unseal

NAMING: Final = "name_delegates"
_SAYS: Final = ("file", "complete", NAMING)
"""Acts that say what a dispute is about, for how many, and by which delegates."""


@dataclass(frozen=True)
class Group:
    """A company, its credit code, and the open disputes against it, oldest first."""

    company: str
    code: str
    cases: list[Case]


@dataclass(frozen=True)
class Member:
    """A case of a group.  ``people``: for how many it was filed; ``delegates``: as they were named, if at all."""

    case: Case
    matter: str
    people: int
    delegates: str


def _recent(actor: Actor, procedures: Iterable[str], since: date) -> QuerySet[CaseParty]:
    begin = datetime.combine(since, time(), SHANGHAI)
    cases = visible_cases(actor).filter(procedure__in=list(procedures), status__in=OPEN, filed_at__gte=begin)
    return CaseParty.objects.filter(case__in=cases.values("no"), person__kind="legal")


def groups(actor: Actor, procedures: Iterable[str], since: date, least: int) -> list[Group]:
    """Companies with at least ``least`` open cases begun on ``since`` or later, in the actor's scope, most first."""
    rows = _recent(actor, procedures, since).select_related("case", "person__data_key").order_by("case__filed_at")
    found: dict[UUID, list[CaseParty]] = {}
    for row in rows:
        held = found.setdefault(row.person_id, [])
        if row.case_id not in [one.case_id for one in held]:
            held.append(row)
    many = sorted((one for one in found.values() if len(one) >= least), key=lambda one: -len(one))
    return [_group(rows) for rows in many]


def _group(rows: list[CaseParty]) -> Group:
    company = details_of(rows[0].person)
    return Group(company.name, company.id_number, [one.case for one in rows])


def group_count(actor: Actor, procedures: Iterable[str], since: date, least: int) -> int:
    """How many companies ``groups`` would name, without opening anything."""
    parties = _recent(actor, procedures, since).order_by().values("person_id")
    return parties.annotate(cases=Count("case_id", distinct=True)).filter(cases__gte=least).count()


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
