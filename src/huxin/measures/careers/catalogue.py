"""职业和补贴目录: which occupations there are, which items are listed for the subsidy, and what a level would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.service import Case, Dossier, city_adoptions, city_pack, view_dossiers
from huxin.identity.service import SYSTEM
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.values import show

LISTING: Final = "training-item-listing"
LADDER: Final = "training.ladder"
LEVELS: Final = ("5", "4", "3", "2", "1")
MOST: Final = 200
"""Listings that are looked through, the newest first."""


@dataclass(frozen=True)
class CatalogueItem:
    """One item of the subsidy catalogue 补贴目录: valid from a day on, until a day if it was taken off."""

    case: str
    occupation: str
    title: str
    level: str
    in_shortage: bool
    since: date
    until: date | None
    document: str

    def holds(self, on: date) -> bool:
        """Whether it stood in the catalogue on a day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Amount:
    """What a level gives, in yuan; not ``certain`` while the city has not made the ladder its own."""

    value: str
    certain: bool
    source: str


def occupation_label(name: str) -> Mapping[str, str]:
    """An occupation in words; one that the pack does not list as the forms call it."""
    pack = city_pack()
    if name in pack.occupations:
        return pack.occupations[name].label
    fields = (one for procedure in pack.procedures.values() for one in procedure.fields_of("file"))
    options = (option for one in fields if one.name == "occupation" for option in one.options)
    return next((option.label for option in options if option.value == name), {"zh": name, "en": name})


def level_label(level: str) -> Mapping[str, str]:
    """A level in words, as the form of a class writes it."""
    fields = city_pack().procedures["training-class"].fields_of("file")
    options = next(one.options for one in fields if one.name == "level")
    return next((one.label for one in options if one.value == level), {"zh": level, "en": level})


def listed_items() -> list[CatalogueItem]:
    """The catalogue as decisions made it: published or not, taken off or not, the newest first."""
    cases = Case.objects.filter(procedure=LISTING, status="done").order_by("-filed_at")[:MOST]
    found = map(_listed, view_dossiers(SYSTEM, cases))
    return [one for one in found if one is not None]


def _listed(dossier: Dossier) -> CatalogueItem | None:
    """None for a case that ended without a decision to list."""
    said = dossier.answers
    decided, reviewed, published, delisted = (
        _payload(dossier, act) for act in ("decide", "review", "publish", "delist")
    )
    if decided.get("outcome") != "listed":
        return None
    until = delisted.get("valid_to")
    return CatalogueItem(
        dossier.case.no, _occupation(said), str(said["occupation_title"]), str(said["level"]),
        bool(reviewed.get("in_shortage")), date.fromisoformat(str(decided["valid_from"])),
        date.fromisoformat(str(until)) if until else None, str(published.get("document", "")),
    )  # fmt: skip


def _payload(dossier: Dossier, act: str) -> Mapping[str, Any]:
    step = dossier.last(act)
    return step.payload if step is not None else {}


def _occupation(said: Mapping[str, Any]) -> str:
    """The pack's occupation that a proposal means, by its code or its name; empty for another one."""
    known = city_pack().occupations.values()
    code, title = said.get("occupation_code"), str(said["occupation_title"]).strip()
    return next((one.id for one in known if (one.code and one.code == code) or title in one.label.values()), "")


def shortage(occupation: str, level: str, on: date) -> bool | None:
    """Whether an item was on the shortage list on a day; None where it was not in the catalogue at all."""
    found = [one for one in listed_items() if (one.occupation, one.level) == (occupation, level) and one.holds(on)]
    return found[0].in_shortage if found else None


def ladder(on: date) -> dict[str, Amount]:
    """What each level gives on a day, as far as the pack or the city says."""
    pack, found = city_pack(), dict[str, Amount]()
    if LADDER not in pack.parameters:
        return found
    for level in LEVELS:
        seen = PackLookups(pack, {}, {}, city_adoptions())
        value = show("money", seen.parameter(LADDER, on, int(level)))
        for used in seen.used.values():
            found[level] = Amount(str(value), not used.uncertain, pack.cite(used.segment.source))
    return found
