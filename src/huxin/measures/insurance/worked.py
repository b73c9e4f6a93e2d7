"""Orders of the lake as the gap list reads them: of the people whom the registers know, by their numbers' keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import Q

from huxin.feeds.service import worked_orders
from huxin.law.dates import day_of
from huxin.measures.insurance.gaps import Worked
from huxin.people.service import Company, Cover, Engagement, ErasedError, Person, details_of

_CHUNK: Final = 2000


def orders_of_lake(company: str | None, person: UUID | None, first: date, last: date) -> Iterable[Worked] | None:
    """The orders of a person, of a company's people, or of everybody with an engagement or cover; None: no feed.

    Whoever works without any register cannot be named here: of them the findings of the scan tell, by their key.
    """
    found: list[Worked] = []
    fed = False
    platforms = _platforms()
    people = iter(_people(company, person))
    while chunk := list(islice(people, _CHUNK)):
        rows = worked_orders(_numbers(chunk), first, last, company)
        if rows is None:
            return None
        fed = True
        insured = _insured({one.id for one in chunk})
        for one in rows:
            who, day = UUID(one.person), day_of(one.accepted_at)
            spans = insured.get((who, one.company), [])
            named = (name for since, until, name in spans if since <= day and (until is None or day <= until))
            platform = next(named, platforms.get(one.company, one.company))
            found.append(Worked(one.company, platform, who, one.trade, day, one.order_id, one.cover_no))
    if not fed and worked_orders({}, first, last, company) is None:
        return None
    return found


def _people(company: str | None, person: UUID | None) -> Iterator[Person]:
    rows = Person.objects.select_related("data_key").order_by("id")
    if person is not None:
        rows = rows.filter(id=person)
    elif company is not None:
        engaged = Engagement.objects.filter(company=company).values("person")
        rows = rows.filter(Q(id__in=engaged) | Q(id__in=Cover.objects.filter(company=company).values("person")))
    else:
        rows = rows.filter(Q(id__in=Engagement.objects.values("person")) | Q(id__in=Cover.objects.values("person")))
    return rows.iterator(chunk_size=_CHUNK)


def _numbers(people: Iterable[Person]) -> dict[str, str]:
    """Identity number → the person's id; who was erased has none."""
    found = {}
    for one in people:
        try:
            number = details_of(one).id_number
        except ErasedError:
            continue
        if number:
            found[number] = str(one.id)
    return found


_Insured = dict[tuple[UUID, str], list[tuple[date, date | None, str]]]


def _insured(people: set[UUID]) -> _Insured:
    """(person, company) → days and platform of single-line cover: an order names the company, cover the platform."""
    found: _Insured = {}
    for row in Cover.objects.filter(kind="B", person_id__in=people):
        found.setdefault((row.person_id, row.company_id), []).append((row.cover_from, row.cover_to, row.platform))
    return found


def _platforms() -> dict[str, str]:
    """Credit code → the name of the platform that a company is or works for."""
    rows = Company.objects.select_related("works_for")
    return {one.credit_code: (one.works_for or one).name for one in rows}
