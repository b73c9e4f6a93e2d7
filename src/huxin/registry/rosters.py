"""People as a list names them: found by their number, or registered, thousands at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from huxin.registry import sealing
from huxin.registry.actors import Actor
from huxin.registry.models import Company, DataKey, Person
from huxin.registry.people import Details, place_of

CHUNK = 500


@dataclass(frozen=True)
class Named:
    """Somebody on a list."""

    name: str
    id_number: str
    county: str
    phone: str = ""


def acts_for(actor: Actor, company: str) -> bool:
    """Whether an actor may act in the name of a company (unified social credit code); the system may."""
    if actor.kind != "company" or actor.person_id is None:
        return actor.kind == "system"
    return Company.objects.filter(credit_code=company, person_id=actor.person_id).exists()


def people_of(names: Iterable[Named]) -> dict[str, Person]:
    """Everybody on a list by identity number; who is not known yet is registered.  One transaction.

    Of a woman the list does not tell the retirement category: it stays empty until the register says it.
    """
    wanted = {one.id_number.upper(): one for one in names}
    try:
        with transaction.atomic():
            return _people(wanted)
    except IntegrityError:  # somebody else registered one of them meanwhile: now all of those are found
        with transaction.atomic():
            return _people(wanted)


def _people(wanted: dict[str, Named]) -> dict[str, Person]:
    index = {sealing.blind_index(number): number for number in wanted}
    found: dict[str, Person] = {}
    for part in _parts(list(index)):
        for person in Person.objects.filter(index__in=part).select_related("data_key"):
            found[index[str(person.index)]] = person
    fresh = [(number, _fresh(one)) for number, one in wanted.items() if number not in found]
    Person.objects.bulk_create([person for _, (person, _) in fresh], batch_size=CHUNK)
    DataKey.objects.bulk_create([key for _, (_, key) in fresh], batch_size=CHUNK)
    return {**found, **{number: person for number, (person, _) in fresh}}


def _fresh(one: Named) -> tuple[Person, DataKey]:
    person = Person(id=uuid.uuid4(), county=one.county, index=sealing.blind_index(one.id_number), sealed=b"")
    key = sealing.new_key(person)
    born = date(int(one.id_number[6:10]), int(one.id_number[10:12]), int(one.id_number[12:14]))
    category = "M60" if int(one.id_number[16]) % 2 else ""
    details = Details(one.name, one.id_number, born, category, "", one.phone)
    person.sealed = sealing.seal(person, {**vars(details), "birth_date": born.isoformat()}, place_of(person))
    return person, key


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
