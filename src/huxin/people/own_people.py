"""本企业自己的人: whom a company listed itself, or has an agreement with, it sees in full, everybody else masked.

A labour contract holds name and identity number (劳动合同法 17), and so does the roll of staff 职工名册 (实施条例 8).
What is told to the company is what it sent: no phone, no card, and nobody whom only an order names; and some years
after the end nobody any more, for a name that changed since is not the company's to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from huxin.identity.actor import Actor
from huxin.people.employment import Agreement, Cover, Engagement
from huxin.people.encryption import ErasedError
from huxin.people.models import Person
from huxin.people.person import details_of, masked_of

RIGHTS: Final = ("lists", "signing")
"""Whoever of a company sends its lists or signs its agreements works with these names; others see them masked."""
Names = Mapping[str, str]
"""``name`` and ``id_number``."""


def own_people(actor: Actor, company: str, people: Iterable[Person], left: str, since: date) -> dict[UUID, Names]:
    """What a company's desk shows of each of some people, by their id; ``left`` for the name of an erased one.

    What ended before ``since`` makes nobody the company's own.
    """
    found = {one.id: one for one in people}
    own = _own(company, found, since) if any(actor.may(right) for right in RIGHTS) else set[UUID]()
    return {name: _in_full(one, left) if name in own else masked_of(one, left) for name, one in found.items()}


def _own(company: str, people: Iterable[UUID], since: date) -> set[UUID]:
    """Of these whom the company listed as working for it or insured by it, or is a party of an agreement with."""
    ids = list(people)
    party = Q(company_id=company) | Q(partner=company) & ~Q(status="drafted")
    stood = ~Q(status__in=("drafted", "ended")) | Q(made_at__date__gte=since)
    listed = Engagement.objects.filter(_until("until", since), company_id=company, person_id__in=ids)
    agreed = Agreement.objects.filter(party & stood & _until("end_on", since), person_id__in=ids)
    insured = Cover.objects.filter(_until("cover_to", since), company_id=company, person_id__in=ids)
    named = (listed, agreed, insured.filter(filing__isnull=False))
    return {person for rows in named for person in rows.values_list("person_id", flat=True)}


def _until(name: str, since: date) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": since})


def _in_full(person: Person, left: str) -> Names:
    try:
        details = details_of(person)
    except ErasedError:
        return masked_of(person, left)
    return {"name": details.name, "id_number": details.id_number}
