"""People and what the registers hold about them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huxin.core import crypto
from huxin.identity.models import Account
from huxin.people import encryption, finding
from huxin.people.models import DataKey, FindKey, Person


@dataclass(frozen=True)
class Details:
    """Personal data in the clear; never in a log or a message.  ``category`` is the retirement category M60/F55/F50.

    A legal person has a name, a credit code as ``id_number``, and no birth date, category or household.
    """

    name: str
    id_number: str
    birth_date: date | None = None
    category: str = ""
    household_county: str = ""
    phone: str = ""
    bank_card: str = ""


def add_person(details: Details, county: str, *, id: uuid.UUID | None = None) -> Person:
    """Register a person under a new data key.  Raises django.db.IntegrityError when the number is known already."""
    born = details.birth_date and details.birth_date.isoformat()
    with transaction.atomic():
        person = Person(
            id=id or uuid.uuid4(),
            kind="natural" if born else "legal",
            county=county,
            index=crypto.blind_index(details.id_number),
            sealed=b"",
        )
        person.save(force_insert=True)
        encryption.make_key(person)
        keep_details(person, details)
    return person


def keep_details(person: Person, details: Details) -> None:
    """Write the personal data anew.  Raises ErasedError, django.db.IntegrityError for somebody else's number."""
    person.index = crypto.blind_index(details.id_number)
    born = details.birth_date and details.birth_date.isoformat()
    person.sealed = encryption.seal(person, {**vars(details), "birth_date": born}, place_of(person))
    person.save(update_fields=["index", "sealed"])
    finding.index_people([(person, details.name, details.phone)])


def index_again(people: Iterable[Person]) -> None:
    """Write anew the keys by which people are found; the erased have none."""
    rows = []
    for one in people:
        with suppress(encryption.ErasedError):
            details = details_of(one)
            rows.append((one, details.name, details.phone))
    finding.index_people(rows)


def index_missing(_now: datetime) -> None:
    """The keys of people who were registered before there were any: some at a time, by ``huxin worker``."""
    with transaction.atomic():
        there = Person.objects.filter(kind="natural", data_key__isnull=False, find_keys__isnull=True)
        index_again(there.select_related("data_key")[: 10 * finding.PIECE])


def person_by_number(id_number: str) -> Person | None:
    """Who has this identity number; None for somebody who is not registered."""
    return Person.objects.prefetch_related("accounts").filter(index=crypto.blind_index(id_number)).first()


def details_of(person: Person) -> Details:
    """The personal data.  Raises ErasedError."""
    found = encryption.unseal(person, bytes(person.sealed), place_of(person))
    born = found["birth_date"]
    return Details(**{**found, "birth_date": born and date.fromisoformat(born)})


def is_name(text: str) -> bool:
    """Whether a text can be somebody's name: letters, blanks and the dot of long names."""
    return bool(text.strip()) and all(mark.isalpha() or mark in " ·•.'’-" for mark in text)


def place_of(person: Person) -> str:
    return f"person:{person.id}"


def registers_of(person: Person) -> dict[str, Any]:
    """What the registers say today, as JSON for facts: payments, recognitions, birth date, category, household."""
    details = details_of(person)
    return {
        "birth_date": details.birth_date and details.birth_date.isoformat(),
        "category": details.category,
        "household_county": details.household_county,
        "months": [
            {
                "month": row.month,
                "line": row.line,
                "paid": yuan(row.paid_fen),
                "refunded": yuan(row.refunded_fen),
                "payer": row.payer,
                "unit_insured": row.unit_insured,
                "subsidised": row.subsidised,
            }
            for row in person.contributions.order_by("month", "line")
        ],
        "recognised": [
            {"kind": row.kind, "from": row.since.isoformat(), "to": row.until and row.until.isoformat()}
            for row in person.recognitions.order_by("since")
        ],
    }


def yuan(fen: int) -> str:
    """Fen as the contract writes money: 89240 → ``"892.40"``."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def keys_there() -> bool:
    """Whether a data key exists."""
    return DataKey.objects.exists()


def latest_opens() -> bool | None:
    """Whether a person's sealed record, or at least a data key, can be opened; None where there is none."""
    row = DataKey.objects.select_related("person").exclude(person__sealed=b"").order_by("-person_id").first()
    if row is None:
        key = DataKey.objects.select_related("person").first()
        return bool(encryption.key_of(key.person)) if key is not None else None
    return bool(encryption.unseal(row.person, bytes(row.person.sealed), place_of(row.person)))


def masked(details: Details) -> Mapping[str, str]:
    """What a screen shows: 张*, 3303**********1234, 138****5678, the card's last four; a company's name is public."""
    if details.birth_date is None:
        return {
            "name": details.name,
            "id_number": details.id_number,
            "phone": mask_phone(details.phone),
            "bank_card": "",
        }
    return {
        "name": details.name[:1] + "*" * max(1, len(details.name) - 1),
        "id_number": mask_id_number(details.id_number),
        "phone": mask_phone(details.phone),
        "bank_card": mask_card(details.bank_card),
    }


def masked_of(person: Person, left: str = "—") -> Mapping[str, str]:
    """What a screen or a list shows of a person; ``left`` for the name of somebody who was erased, and no numbers."""
    try:
        return masked(details_of(person))
    except encryption.ErasedError:
        return {"name": left, "id_number": "", "phone": "", "bank_card": ""}


def mask_id_number(number: str) -> str:
    return f"{number[:4]}{'*' * 10}{number[-4:]}" if number else ""


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def mask_card(card: str) -> str:
    return f"**** {card[-4:]}" if card else ""


_FIGURES = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|1[3-9]\d{9}|\d{16,19})(?![0-9A-Za-z])"
)
"""An identity number, a mobile number, or as many digits as a bank card has, standing alone in a text."""


def mask_numbers(text: str) -> str:
    """A text with the numbers of people masked, in full-width digits too; as long as it was."""
    found = list(text)
    for hit in _NUMBERS.finditer(text.translate(_FIGURES)):
        first = 3 if hit.end() - hit.start() == len("13800000000") else 4
        found[hit.start() + first : hit.end() - 4] = "*" * (hit.end() - hit.start() - first - 4)
    return "".join(found)


def erase_person(person: Person) -> None:
    """Delete the data key: nothing that it sealed can be read again, and the sealed log still verifies.

    The registers' rows go too; what other rooms hold about the person is theirs to drop (``casework.leave``).
    """
    with transaction.atomic():
        DataKey.objects.filter(person=person).delete()
        FindKey.objects.filter(person=person).delete()
        person.contributions.all().delete()
        person.recognitions.all().delete()
        person.corrections.all().delete()
        Person.objects.filter(id=person.id).update(index=None)
        Account.objects.filter(person=person).update(is_active=False, label="—")
