"""What an answer names 引用: a case, a list, a company, a class; found, and belonging to whom it must, or refused.

A room that keeps something makes it known with ``register_reference``; a procedure says which answer names what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.visibility import parties_seen, seen
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Case
from huxin.core.service import say
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.cleaning import credit_code
from huxin.law.dates import day_of
from huxin.law.procedures import Field, Reference, answers_before
from huxin.people.service import Agreement, Company, ErasedError, Filing, company_person


@dataclass(frozen=True)
class Referent:
    """Something that is kept: its number, its words for a list, whose it is, how many it holds."""

    number: str
    words: str
    companies: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()
    count: int | None = None


@dataclass(frozen=True)
class ReferenceQuery:
    """Who names something, in which case (None: in one that is not filed yet), how it is declared; ``company``: the
    credit code whose it must be."""

    actor: Actor
    dossier: Dossier | None
    reference: Reference
    company: str | None = None


@dataclass(frozen=True)
class Keeper:
    """A room that keeps something.  ``find`` gives None for a number that it does not keep or that the actor may not
    know; ``offer`` what can be chosen, newest first."""

    find: Callable[[ReferenceQuery, str], Referent | None]
    offer: Callable[[ReferenceQuery], list[Referent]] | None = None


_keepers: dict[str, Keeper] = {}
OFFERED: Final = 50
"""So many are offered for choice at most."""


def register_reference(to: str, keeper: Keeper) -> None:
    """Called by a room when the program starts."""
    _keepers[to] = keeper


def check_references(actor: Actor, dossier: Dossier, act: str, payload: Mapping[str, Any]) -> None:
    """Every answer of an act that names something names what there is.  Raises InputError ``reference``."""
    for one in dossier.procedure.fields_of(act):
        if one.refers is None or one.refers.to == "elsewhere" or payload.get(one.name) in (None, ""):
            continue
        asked = _asked(actor, dossier, one, payload)
        found = _keepers[one.refers.to].find(asked, str(payload[one.name]).strip())
        if found is None:
            hint = _("没有找到“%(label)s”写的这一个，或者不归你看。核对一遍再填。") % {"label": say(one.label)}
            raise _wrong(one, payload, "something that is kept here", hint)
        if asked.company is not None and asked.company not in found.companies:
            hint = _("“%(label)s”写的这一个不是这家单位的。") % {"label": say(one.label)}
            raise _wrong(one, payload, f"one of {asked.company}", hint)
        _check_count(one, found, payload)
        if one.refers.own and not _owns(dossier, found):
            hint = _("“%(label)s”写的这一个不是申请人自己的。") % {"label": say(one.label)}
            raise _wrong(one, payload, "one of the applicant", hint)


def _check_count(one: Field, found: Referent, payload: Mapping[str, Any]) -> None:
    name = one.refers.count if one.refers is not None else None
    if name is None or found.count is None or payload.get(name) is None or int(payload[name]) == found.count:
        return
    hint = _("“%(label)s”上是 %(held)s 人，你写的是 %(said)s 人。照回执写。") % {
        "label": one.label["zh"], "held": found.count, "said": payload[name],
    }  # fmt: skip
    raise InputError("reference", f"payload.{name}", payload[name], f"{found.count}, as the receipt says", hint)


def offered(
    actor: Actor, dossier: Dossier | None, fields: Iterable[Field], values: Mapping[str, Any]
) -> dict[str, list[tuple[str, str]]]:
    """(number, words) among which each answer is chosen that names something; an answer without any is typed."""
    found = {}
    for one in fields:
        keeper = _keepers.get(one.refers.to) if one.refers is not None else None
        if keeper is not None and keeper.offer is not None:
            rows = keeper.offer(_asked(actor, dossier, one, values))[:OFFERED]
            found[one.name] = [(row.number, row.words) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def _asked(actor: Actor, dossier: Dossier | None, one: Field, payload: Mapping[str, Any]) -> ReferenceQuery:
    assert one.refers is not None  # noqa: S101 - the callers ask only of answers that name something
    before = answers_before(dossier.unhidden.records) if dossier is not None else {}
    said = {**before, **payload}
    code = said.get(one.refers.of) if one.refers.of is not None else None
    return ReferenceQuery(actor, dossier, one.refers, credit_code(str(code)) if code else None)


def _owns(dossier: Dossier, found: Referent) -> bool:
    owner = dossier.case.applicant_id
    return owner in found.people or any(
        person is not None and person.id == owner for person in map(company_person, found.companies)
    )


def _wrong(one: Field, payload: Mapping[str, Any], wanted: str, hint: str) -> InputError:
    return InputError("reference", f"payload.{one.name}", payload[one.name], wanted, hint)


# --- what this room and the one below keep ---


def _case(asked: ReferenceQuery, number: str) -> Referent | None:
    """A case in the actor's scope, or one from which this case came."""
    before = {one.no: one for one in _before(asked.dossier.case)} if asked.dossier is not None else {}
    try:
        case = before.get(number) or find_case(asked.actor, number)
        found = _kept(asked, case)
    except (NotFoundError, DisposedError, ErasedError):
        return None
    return found if _fits(asked.reference, case) else None


def _before(case: Case) -> Iterator[Case]:
    """The cases that led to this one by hand-overs."""
    while case.origin is not None:
        case = case.origin
        yield case


def _fits(reference: Reference, case: Case) -> bool:
    return case.procedure in (reference.procedures or (case.procedure,)) and (
        not reference.status or case.status in reference.status
    )


def _kept(asked: ReferenceQuery, case: Case) -> Referent:
    dossier = seen(asked.actor, open_dossier(case))
    people = {case.applicant_id, *(one.person_id for one in parties_seen(dossier))}
    codes = set(Company.objects.filter(person_id__in=people).values_list("credit_code", flat=True))
    codes |= {str(dossier.unhidden.answers["company_code"])} if dossier.unhidden.answers.get("company_code") else set()
    label = city_pack().procedures[case.procedure].label["zh"] if case.procedure in city_pack().procedures else ""
    return Referent(case.no, f"{case.no} {label}", frozenset(codes), frozenset(people))


def _list(asked: ReferenceQuery, number: str) -> Referent | None:
    """A list that a company sent, by the number of its receipt."""
    try:
        row = Filing.objects.select_related("company").filter(id=UUID(number)).first()
    except ValueError:
        return None
    return _filing(row) if row is not None and asked.reference.sheet in (None, row.sheet) else None


def _filing(row: Filing) -> Referent:
    taken = row.new + row.changed + row.same
    words = _("%(company)s %(day)s 报的名单，%(n)s 人") % {
        "company": row.company.name, "day": day_of(row.received_at).isoformat(), "n": taken,
    }  # fmt: skip
    return Referent(str(row.id), words, frozenset({row.company_id}), _people(row.company), taken)


def _lists(asked: ReferenceQuery) -> list[Referent]:
    """The lists of the actor's own company, or of the company that the case names."""
    rows = Filing.objects.select_related("company").order_by("-received_at")
    rows = rows.filter(sheet=asked.reference.sheet) if asked.reference.sheet else rows
    if asked.company is not None:
        rows = rows.filter(company_id=asked.company)
    elif asked.actor.kind == "company" and asked.actor.person_id is not None:
        rows = rows.filter(company__person_id=asked.actor.person_id)
    else:
        return []
    return [_filing(row) for row in rows[:OFFERED]]


def _agreement(asked: ReferenceQuery, number: str) -> Referent | None:
    """A contract or agreement between a person and a company, by its number."""
    try:
        row = Agreement.objects.select_related("company").filter(id=UUID(number)).first()
    except ValueError:
        return None
    if row is None:
        return None
    people = _people(row.company) | {row.person_id}
    known = not people.isdisjoint({asked.actor.owner}) or asked.actor.kind in ("officer", "system")
    return (
        Referent(str(row.id), f"{row.start_on} {row.company.name}", frozenset({row.company_id}), people)
        if known
        else None
    )


def _company(asked: ReferenceQuery, number: str) -> Referent | None:
    row = Company.objects.filter(credit_code=credit_code(number)).first()
    if row is None:
        return None
    return Referent(row.credit_code, row.name, frozenset({row.credit_code}), _people(row))


def _people(company: Company) -> frozenset[UUID]:
    return frozenset() if company.person_id is None else frozenset({company.person_id})


register_reference("case", Keeper(_case))
register_reference("list", Keeper(_list, _lists))
register_reference("agreement", Keeper(_agreement))
register_reference("company", Keeper(_company))
