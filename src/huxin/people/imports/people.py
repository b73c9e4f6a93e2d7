"""People as an office's register has them: new ones under a key of their own, known ones brought up to date."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from huxin.core import crypto
from huxin.files.rows import Row
from huxin.law.cleaning import birth_day, is_male
from huxin.law.procedures.model import Text2
from huxin.people import encryption
from huxin.people.imports.landing import FieldChanges, ImportKind, LandedPiece, Told, erased, given, people_by_number
from huxin.people.models import DataKey, Person
from huxin.people.person import Details, details_of, index_again, is_name, place_of

_DETAILS: Final = ("name", "category", "household_county", "phone", "bank_card")
_BORN: Final[Text2] = {
    "zh": "和身份证号里的出生日期不一样，请对着证件再核一遍。",
    "en": "The number says another day of birth; compare with the card.",
}
_SEX: Final[Text2] = {
    "zh": "和身份证号里的性别不一样，请对着证件再核一遍。",
    "en": "The number says another sex; compare with the card.",
}
_CATEGORY: Final[Text2] = {
    "zh": "和身份证号里的性别对不上：男的是 M60，女的是 F55 或 F50。",
    "en": "It does not fit the sex that the number says: M60 for a man, F55 or F50 for a woman.",
}
_PLACE: Final[Text2] = {"zh": "写 6 位区划代码。", "en": "Write the six digits of the division."}
_SIGNS: Final[Text2] = {
    "zh": "姓名里只能有字、空格和间隔号“·”。",
    "en": "A name has letters, blanks and the dot of long names only.",
}


class People(ImportKind):
    """``name``, ``id_number``, ``county`` and what else is known.  An empty cell leaves what is known."""

    def more(self, values: Mapping[str, Any]) -> Iterator[Told]:
        number = str(values["id_number"])
        if not is_name(str(values["name"])):
            yield "name", "name", _SIGNS
        if values.get("birth_date") and str(values["birth_date"]) != str(birth_day(number)):
            yield "birth_date", "birth_differs", _BORN
        if values.get("sex") and (values["sex"] == "male") != is_male(number):
            yield "sex", "sex_differs", _SEX
        if values.get("category") and str(values["category"]).startswith("M") != is_male(number):
            yield "category", "category_differs", _CATEGORY
        if values.get("household_county") and not re.fullmatch("[0-9]{6}", str(values["household_county"])):
            yield "household_county", "place", _PLACE

    def land(self, rows: Sequence[Row]) -> LandedPiece:
        landed = LandedPiece()
        known = people_by_number(rows, locked=True)
        fresh: list[tuple[Person, DataKey]] = []
        kept: list[Person] = []
        for row in rows:
            person = known.get(str(row.values["id_number"]))
            if person is None:
                fresh.append(_fresh(row.values))
                continue
            try:
                differing = _bring_up(person, row.values)
            except encryption.ErasedError:
                landed.refused.append((row, erased()))
                continue
            if differing:
                kept.append(person)
                landed.changes.append(FieldChanges(person.id, differing))
            else:
                landed.unchanged += 1
        Person.objects.bulk_create(person for person, _ in fresh)
        DataKey.objects.bulk_create(key for _, key in fresh)
        Person.objects.bulk_update(kept, ["county", "sealed"], batch_size=100)
        index_again([*(person for person, _ in fresh), *kept])
        landed.new = len(fresh)
        return landed


def _fresh(values: Mapping[str, Any]) -> tuple[Person, DataKey]:
    """Of a woman the table may leave the retirement category open: it stays empty until the register says it."""
    number = str(values["id_number"])
    category = str(values.get("category") or ("M60" if is_male(number) else ""))
    details = Details(
        str(values["name"]), number, birth_day(number), category, str(values.get("household_county") or ""),
        str(values.get("phone") or ""), str(values.get("bank_card") or ""),
    )  # fmt: skip
    person = Person(id=uuid.uuid4(), county=str(values["county"]), index=crypto.blind_index(number), sealed=b"")
    key = encryption.new_key(person)
    _seal(person, details)
    return person, key


def _bring_up(person: Person, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Set what differs of a known person, not saved; answers which fields did.  Raises ErasedError."""
    before = details_of(person)
    details = replace(before, **given(values, _DETAILS))
    differing = [name for name in _DETAILS if getattr(before, name) != getattr(details, name)]
    if differing:
        _seal(person, details)
    if person.county != values["county"]:
        person.county = str(values["county"])
        differing.append("county")
    return tuple(differing)


def _seal(person: Person, details: Details) -> None:
    day = details.birth_date and details.birth_date.isoformat()
    person.sealed = encryption.seal(person, {**vars(details), "birth_date": day}, place_of(person))
