"""What the desk's page of a person or a company shows beside their cases: each room adds its own part.

A part shows only what its reader may see anyway; None for somebody who may see nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.urls import reverse

from huxin.casework.service import keeps_register
from huxin.identity.service import Actor
from huxin.people.service import Company, Person, masked_of

MOST: Final = 50
"""So many lines of a part are shown, the newest."""


@dataclass(frozen=True)
class AboutCell:
    """``url``: where more is to be seen; empty where the reader has no page for it."""

    text: str
    url: str = ""


def person_cell(actor: Actor, person: Person) -> AboutCell:
    """The masked name, and the page for whoever keeps the register of that county."""
    opens = keeps_register(actor) and actor.county in ("", person.county)
    return AboutCell(masked_of(person)["name"], reverse("agency:person", args=[person.id]) if opens else "")


def company_cell(company: Company) -> AboutCell:
    """The name, which is public, and the page."""
    return AboutCell(company.name, reverse("agency:company", args=[company.credit_code]))


@dataclass(frozen=True)
class AboutTable:
    """A table: its name, the heads of its columns, its lines, and what is said where there is none."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[AboutCell]]
    empty: str

    @property
    def lines(self) -> list[list[tuple[str, AboutCell]]]:
        """Each line as cells under their heads."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


Subject = TypeVar("Subject", Person, Company)
Shows = Callable[[Actor, Subject], AboutTable | None]
_of_person: dict[int, Shows[Person]] = {}
_of_company: dict[int, Shows[Company]] = {}


def register_about_person(place: int, shows: Shows[Person]) -> None:
    """Called by a room when the program starts; parts stand by their place."""
    _of_person[place] = shows


def register_about_company(place: int, shows: Shows[Company]) -> None:
    """The same for companies."""
    _of_company[place] = shows


def about_person(actor: Actor, person: Person) -> list[AboutTable]:
    """What an officer may see of a person."""
    found = (shows(actor, person) for _place, shows in sorted(_of_person.items(), key=lambda one: one[0]))
    return [one for one in found if one is not None]


def about_company(actor: Actor, company: Company) -> list[AboutTable]:
    """What an officer may see of a company."""
    found = (shows(actor, company) for _place, shows in sorted(_of_company.items(), key=lambda one: one[0]))
    return [one for one in found if one is not None]
