"""People as a list names them: found by their number, or registered, thousands at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from huxin.core import crypto
from huxin.identity.actor import Actor
from huxin.law.cleaning import birth_day, half, is_male
from huxin.people import encryption
from huxin.people.finding import index_people
from huxin.people.models import Company, DataKey, Person
from huxin.people.person import Details, details_of, place_of

CHUNK = 500


@dataclass(frozen=True)
class ListedPerson:
    """Somebody on a list."""

    name: str
    id_number: str
    county: str
    phone: str = ""


def acts_for(actor: Actor, company: str, right: str | None = None) -> bool:
    """Whether an actor acts in the name of a company (unified social credit code), and may do this; the system may."""
    if actor.kind != "company" or actor.person_id is None:
        return actor.kind == "system"
    if right is not None and not actor.may(right):
        return False
    return Company.objects.filter(credit_code=company, person_id=actor.person_id).exists()


def same_name(one: str, other: str) -> bool:
    """Whether two writings are one name: blanks, the dot of long names and width do not count."""
    return _plain(one) == _plain(other)


def registered_as(id_number: str, name: str) -> Person | None:
    """The registered person whom number and name mean together; None for nobody, and where they do not fit."""
    person = Person.objects.filter(index=crypto.blind_index(id_number.upper())).select_related("data_key").first()
    with suppress(encryption.ErasedError):
        return person if person is not None and same_name(details_of(person).name, name) else None
    return None


def _plain(name: str) -> str:
    return re.sub(r"[\s·•・‧∙.．]", "", half(name)).casefold()


def misnamed(names: Iterable[ListedPerson]) -> set[str]:
    """Of a list the identity numbers that are known here under another name.

    Whoever sent the list learns that name and number do not belong together, and nothing else.
    """
    called: dict[str, list[str]] = {}
    for one in names:
        called.setdefault(one.id_number.upper(), []).append(one.name)
    index = {crypto.blind_index(number): number for number in called}
    found = set()
    for part in _parts(list(index)):
        for person in Person.objects.filter(index__in=part).select_related("data_key"):
            number = index[str(person.index)]
            with suppress(encryption.ErasedError):
                known = details_of(person).name
                if not all(same_name(known, name) for name in called[number]):
                    found.add(number)
    return found


def people_of(names: Iterable[ListedPerson]) -> dict[str, Person]:
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


def _people(wanted: dict[str, ListedPerson]) -> dict[str, Person]:
    index = {crypto.blind_index(number): number for number in wanted}
    found: dict[str, Person] = {}
    for part in _parts(list(index)):
        for person in Person.objects.filter(index__in=part).select_related("data_key"):
            found[index[str(person.index)]] = person
    fresh = [(number, _fresh(one)) for number, one in wanted.items() if number not in found]
    Person.objects.bulk_create([person for _, (person, _) in fresh], batch_size=CHUNK)
    DataKey.objects.bulk_create([key for _, (_, key) in fresh], batch_size=CHUNK)
    index_people((person, wanted[number].name, wanted[number].phone) for number, (person, _) in fresh)
    return {**found, **{number: person for number, (person, _) in fresh}}


def _fresh(one: ListedPerson) -> tuple[Person, DataKey]:
    person = Person(id=uuid.uuid4(), county=one.county, index=crypto.blind_index(one.id_number), sealed=b"")
    key = encryption.new_key(person)
    details = details_by_number(one)
    content = {**vars(details), "birth_date": details.birth_date and details.birth_date.isoformat()}
    person.sealed = encryption.seal(person, content, place_of(person))
    return person, key


def details_by_number(one: ListedPerson) -> Details:
    """What name and identity number say of somebody; of a woman the retirement category stays open."""
    born = birth_day(one.id_number)
    category = "M60" if is_male(one.id_number) else ""
    return Details(one.name, one.id_number, born, category, "", one.phone)


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
