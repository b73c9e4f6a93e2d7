"""What every kind of import shares: rows come in pieces; each finds its people and says what it did."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from huxin.core import crypto
from huxin.files.rows import Row
from huxin.law.procedures.model import Text2
from huxin.law.values import read
from huxin.people import encryption
from huxin.people.models import Person
from huxin.people.person import details_of
from huxin.people.rosters import same_name

PIECE: Final = 500
"""Rows at a time: what one query may name."""
Told = tuple[str, str, Text2]
"""A fault of a row: (column, code, what to do in both languages)."""
NOT_KNOWN: Final[Text2] = {
    "zh": "这个人还没登记：先用 people 导入人员，再导这张表。",
    "en": "Nobody is registered under this number: import people first, then this table.",
}
_ERASED: Final[Text2] = {
    "zh": "这个人的数据已经按要求删除，不能再写。",
    "en": "This person's data were erased on request; nothing can be written.",
}
_OTHER_NAME: Final[Text2] = {
    "zh": "姓名和这个身份证号登记的不一样，请对着证件再核一遍。",
    "en": "Another name is registered for this number; compare with the card.",
}


@dataclass(frozen=True)
class FieldChanges:
    """Fields of a known record that are other than before; ``person`` is whose it is."""

    person: UUID | None
    fields: tuple[str, ...]


@dataclass
class LandedPiece:
    """What a piece did."""

    new: int = 0
    unchanged: int = 0
    changes: list[FieldChanges] = field(default_factory=list)
    refused: list[tuple[Row, Told]] = field(default_factory=list)


class ImportKind(ABC):
    """One kind of import.  ``on`` is today; ``piece`` rows are landed at a time, None: all at once."""

    piece: ClassVar[int | None] = PIECE

    def __init__(self, on: date) -> None:
        self.on = on

    def more(self, values: Mapping[str, Any]) -> Iterator[Told]:
        """Faults of a row that fits its columns, told by the row alone."""
        yield from ()

    @abstractmethod
    def land(self, rows: Sequence[Row]) -> LandedPiece:
        """Write right rows; called inside the transaction of the whole import."""


def people_by_number(rows: Sequence[Row], *, locked: bool = False) -> dict[str, Person]:
    """The registered people of some rows, by identity number."""
    index = {crypto.blind_index(number): number for number in {str(row.values["id_number"]) for row in rows}}
    found = Person.objects.filter(index__in=list(index)).select_related("data_key")
    if locked:
        found = found.select_for_update(of=("self",)).order_by("index")
    return {index[str(person.index)]: person for person in found}


def owners(rows: Sequence[Row], landed: LandedPiece) -> Iterator[tuple[Row, Person]]:
    """Rows whose person is registered, under the name that the row gives where it gives one; others are refused."""
    known = people_by_number(rows)
    names: dict[str, str] = {}
    for row in rows:
        number = str(row.values["id_number"])
        person = known.get(number)
        if person is None:
            landed.refused.append((row, ("id_number", "not_known", NOT_KNOWN)))
            continue
        given = row.values.get("name")
        if given:
            if number not in names:
                with suppress(encryption.ErasedError):
                    names[number] = details_of(person).name
            if number not in names or not same_name(names[number], str(given)):
                landed.refused.append((row, ("name", "other_name", _OTHER_NAME)))
                continue
        yield row, person


def erased() -> Told:
    """Why nothing is written for somebody whose key is gone."""
    return "id_number", "erased", _ERASED


def assign(record: Any, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Set what differs; answers which fields did."""
    differing = tuple(name for name, value in wanted.items() if getattr(record, name) != value)
    for name in differing:
        setattr(record, name, wanted[name])
    return differing


def fen(text: Any) -> int | None:
    """``"892.40"`` → 89240; None for nothing."""
    found = read("money", text) if text not in (None, "") else None
    return found if isinstance(found, int) else None


def day(text: Any) -> date | None:
    """``"2026-01-31"`` as a date; None for nothing."""
    return date.fromisoformat(str(text)) if text else None


_YES: Final = frozenset({True, "true", "yes", "1", "y"})


def truth(value: Any) -> bool:
    """A yes or no as rows have it after their check."""
    return value in _YES


def given(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The named values that a row has; an empty cell says nothing and leaves what is known."""
    return {name: values[name] for name in names if values.get(name) not in (None, "")}
