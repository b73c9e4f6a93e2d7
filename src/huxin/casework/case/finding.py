"""What an officer's search finds 查找: cases, people and companies, only those that the officer may open anyway.

Numbers are found by keyed digests and whole, names by their beginnings; every way ends in ``visible_cases``, the door
of the queue.  Who keeps the register of people also finds those of the own county who have no case yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.queries import visible_cases
from huxin.casework.case.viewers import DESK
from huxin.casework.law.city import city_pack, register_holders, today
from huxin.casework.models import Case, CaseParty, DocumentNumber, Letter, Mention
from huxin.core.service import index_of
from huxin.identity.service import Actor
from huxin.law.cleaning import credit_code, half, phone
from huxin.law.procedures import Field
from huxin.people.service import Company, Person, find_companies, found_people, what_is

MOST: Final = 30
"""So many of each kind are shown; whoever is not among them is found by a longer text."""
ORDERS: Final = frozenset({"order_no"})
"""The questions that ask for the number of an order."""
_NUMBERS: Final = {"phone": phone, "credit_code": credit_code, "id_number": half}
_SERIAL: Final = re.compile(r"[0-9]{1,6}")
_BRACKETS: Final = str.maketrans("[【(（]】)）", "〔〔〔〔〕〕〕〕")


@dataclass(frozen=True)
class SearchResult:
    """``by``: as what the text was understood, for the access log: id_number, phone, name or number."""

    by: str
    cases: list[Case]
    people: list[Person]
    companies: list[Company]

    @property
    def count(self) -> int:
        return len(self.cases) + len(self.people) + len(self.companies)

    @property
    def more(self) -> bool:
        """Whether there may be more than is shown."""
        return MOST in (len(self.cases), len(self.people), len(self.companies))


def find(actor: Actor, typed: str) -> SearchResult:
    """Everything in the officer's scope that a text names; nothing for an empty one."""
    wanted = half(typed)[:80]
    by = what_is(wanted) or "number"
    if not wanted:
        return SearchResult(by, [], [], [])
    cases = visible_cases(actor).filter(no__in=list(_numbers(wanted))).select_related("applicant__data_key", "handler")
    return SearchResult(
        by,
        list(cases.order_by("-filed_at", "no")[:MOST]),
        list(_people(actor, wanted)[:MOST]),
        find_companies(wanted, MOST) if len(wanted) > 1 else [],
    )


def visible_person(actor: Actor, person: Person) -> bool:
    """Whether an officer may open the page of a person: somebody with a case in scope, or of the own register."""
    return _in_scope(actor, Person.objects.filter(id=person.id)).exists()


def cases_of(actor: Actor, person: Person, *, code: str = "") -> QuerySet[Case]:
    """The cases in scope that somebody filed, is a side of, or that name the credit code, the newest first."""
    own = Case.objects.filter(applicant=person).order_by().values("no")
    sides = CaseParty.objects.filter(person=person).values("case")
    named = Mention.objects.filter(digest=_digest("credit_code", code)).values("case") if code else sides
    found = visible_cases(actor).filter(no__in=own.union(sides, named))
    return found.select_related("applicant__data_key", "handler").order_by("-filed_at", "no")


def keeps_register(actor: Actor) -> bool:
    """Whether an officer keeps the register of people: who handles and approves in the department that holds it."""
    return actor.kind == "officer" and not DESK.isdisjoint(actor.roles) and actor.department in register_holders()


def note_mentions(dossier: Dossier, step: Step) -> None:
    """Write down which numbers an act names, in the transaction of the act."""
    digests = set(_mentioned(dossier.procedure.fields_of(step.act), step))
    rows = [Mention(case=dossier.case, digest=one) for one in sorted(digests)]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _mentioned(asked: Iterable[Field], step: Step) -> Iterator[str]:
    for one in asked:
        kind = "order" if one.name in ORDERS else one.kind
        if step.payload.get(one.name) and (kind == "order" or kind in _NUMBERS):
            yield _digest(kind, str(step.payload[one.name]))


def _digest(kind: str, number: str) -> str:
    plain = _NUMBERS.get(kind, half)(number)
    return index_of(f"mention/{kind}/{plain}")


def _numbers(wanted: str) -> Iterator[str]:
    """The numbers of cases that a text names: itself, a paper of theirs, what was written in them."""
    yield wanted.upper()
    if _SERIAL.fullmatch(wanted):
        yield f"{today().year}-{int(wanted):06d}"
    paper = "".join(wanted.translate(_BRACKETS).split())
    yield from DocumentNumber.objects.filter(text__in=[wanted, paper]).values_list("case", flat=True)
    yield from Letter.objects.filter(code=wanted.upper()).values_list("case", flat=True)
    digests = [_digest(kind, wanted) for kind in ("order", *_NUMBERS)]
    yield from Mention.objects.filter(digest__in=digests).order_by("-case")[:1000].values_list("case", flat=True)


def _people(actor: Actor, wanted: str) -> QuerySet[Person]:
    found = found_people(wanted, ["", *city_pack().divisions])
    return _in_scope(actor, found).select_related("data_key")


def _in_scope(actor: Actor, people: QuerySet[Person]) -> QuerySet[Person]:
    cases = visible_cases(actor)
    applied = cases.filter(applicant=OuterRef("id"))
    parts = cases.filter(parties__person=OuterRef("id"))
    seen = Q(Exists(applied)) | Q(Exists(parts))
    if keeps_register(actor):
        seen |= Q(county=actor.county) if actor.county else Q(county=F("county"))
    return people.filter(seen, kind="natural")
