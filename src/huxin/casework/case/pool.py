"""What the cases that hang together know already 已知信息: taken over and shown with where it stands, never asked.

Each question of a form says from where it may be known (``Field.known``, ``Evidence.known``); nothing here knows a
question by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from huxin.casework.case.dossier import Dossier, Step, open_dossier
from huxin.casework.case.remedies import served_on
from huxin.casework.case.viewers import in_scope, stands_for_applicant
from huxin.casework.case.visibility import MASKED, of_office, seen, standing
from huxin.casework.errors import DisposedError
from huxin.casework.law.city import today
from huxin.casework.models import Case, Letter
from huxin.casework.outbox.letters.issuers import issuer_name
from huxin.identity.service import Actor
from huxin.law.procedures import EvidenceSpec, Field, Procedure, field_problems
from huxin.law.procedures.known import OF_ACT, KnownSource, sources
from huxin.law.procedures.model import OFFICERS
from huxin.people.service import ErasedError

LATELY: Final = 6
"""So many cases of a person are looked through for what lasts beyond one, the newest first."""
OFFICIAL: Final = OFFICERS | {"authority", "union", "system"}
"""As what an office files a case itself."""


@dataclass(frozen=True)
class Known:
    """An answer, in full where ``value`` is masked for who sees it, and the number of the case in which it stands."""

    value: Any
    whole: Any
    no: str


@dataclass(frozen=True)
class Pool:
    """The cases that hang together as one actor may see them, the nearest first."""

    actor: Actor | None
    """Who takes it over; None: the person whose cases these are."""
    cases: Sequence[Dossier]
    lately: Sequence[Dossier] = field(default=())
    """Further cases of the person, for what lasts beyond one."""

    def answers(self, procedure: Procedure) -> dict[str, Known]:
        """What is known of the form of a procedure, with the answers that decide whether it is asked."""
        asked = {one.name: one for one in procedure.fields_of("file")}
        found = {name: known for name, one in asked.items() if (known := self._known(one)) is not None}
        for name, known in list(found.items()):
            for other, wanted in (asked[name].when or {}).items():
                if asked[name].known is not None and isinstance(wanted, bool):
                    found[other] = Known(wanted, wanted, known.no)
        return found

    def files(self, procedure: Procedure) -> dict[str, list[str]]:
        """Files of these cases for the papers that are asked for, by the id of the paper."""
        found: dict[str, list[str]] = {}
        for paper in procedure.evidence:
            held = [
                one["id"]
                for source in sources(paper) if not source.act
                for dossier in self.cases if source.fits(dossier.case.procedure)
                for one in dossier.evidence
                if one["kind"] == source.name and one["id"] not in _kept_back(dossier, procedure)
            ]  # fmt: skip
            if held and paper.source == "applicant":
                found[paper.id] = list(dict.fromkeys(held))[: paper.max_files]
        return found

    def letters(self, procedure: Procedure) -> dict[str, Letter]:
        """Letters that we issued to this actor, for the papers that are asked for, by the id of the paper."""
        found = {}
        for paper in procedure.evidence:
            made = (_letter(self.actor, step, dossier) for dossier, step in self._acts(paper))
            letter = next((one for one in made if one is not None and one.issued_at is not None), None)
            if letter is not None and paper.source == "applicant":
                found[paper.id] = letter
        return found

    def _acts(self, paper: EvidenceSpec) -> Iterator[tuple[Dossier, Step]]:
        for source in sources(paper):
            for dossier in self.cases:
                step = dossier.last(source.act) if source.act and source.fits(dossier.case.procedure) else None
                if step is not None:
                    yield dossier, step

    def _known(self, one: Field) -> Known | None:
        if one.source != "applicant" or one.must_be is not None or one.kind in ("file", "months_table"):
            return None
        for source in sources(one):
            for dossier in [*self.cases, *(self.lately if one.lasting else ())]:
                if source.fits(dossier.case.procedure):
                    value, whole = self._value(dossier, one, source)
                    if value not in (None, "", []) and not field_problems([one], {one.name: whole}, on=today()):
                        return Known(value, whole, dossier.case.no)
        return None

    def _value(self, dossier: Dossier, one: Field, source: KnownSource) -> tuple[Any, Any]:
        """(as this actor sees it, in full); (None, None) where the case does not know it."""
        if source.act:
            return self._of_act(dossier, source)
        if source.name == "no":
            return dossier.case.no, dossier.case.no
        said = next((field for field in dossier.procedure.fields_of("file") if field.name == source.name), None)
        if said is None or said.kind != one.kind or not self._theirs(dossier, said):
            return None, None
        return dossier.answers.get(source.name), dossier.unhidden.answers.get(source.name)

    def _of_act(self, dossier: Dossier, source: KnownSource) -> tuple[Any, Any]:
        """What an act said, or what came of it."""
        step, whole = dossier.last(source.act), dossier.unhidden.last(source.act)
        if step is None or whole is None:
            return None, None
        personal = {one.name for one in dossier.procedure.acts[source.act].payload if one.personal}
        if source.name in personal and not self._own(dossier, step):
            return None, None
        if source.name not in OF_ACT:
            return step.payload.get(source.name), whole.payload.get(source.name)
        if source.name == "served":
            day = served_on(dossier.unhidden, whole, self.actor.owner if self.actor is not None else None)
            found = day.isoformat() if day is not None else None
        elif source.name == "paper":
            found = _number(_letter(self.actor, step, dossier))
        else:
            found = dossier.case.no if source.name == "no" else _body(dossier, step)
        return found, found

    def _own(self, dossier: Dossier, step: Step) -> bool:
        """Whether the applicant did an act, and it is they who take over what it says of them."""
        mine = self.actor is None or stands_for_applicant(self.actor, dossier.case)
        return mine and step.by == dossier.steps[0].by

    def _theirs(self, dossier: Dossier, said: Field) -> bool:
        """Whether this actor may take along what the applicant said: somebody else hands on nothing by which a person
        is known or reached, and puts nobody's words into a form of their own."""
        if self.actor is None:
            return True
        own = of_office(dossier) and dossier.steps[0].by in OFFICIAL
        if own or stands_for_applicant(self.actor, dossier.case):
            return True
        return not said.personal and said.kind not in (*MASKED, "long_text")


def pool_of(actor: Actor, dossier: Dossier) -> Pool:
    """What hangs together with a case as the actor sees it: the case itself, those before it, those after."""
    rest = [one for one in chain_of(dossier.case) if one.no != dossier.case.no and in_scope(actor, one)]
    before = [one for one in rest if one.filed_at <= dossier.case.filed_at]
    others = _opened([*reversed(before), *rest[len(before) :]])
    return Pool(actor, [dossier, *(seen(actor, one) for one in others)])


def known_lately(person: UUID, procedure: Procedure) -> dict[str, Known]:
    """What lasts beyond one case of a person and is asked by a procedure: their address, their work."""
    lasts = any(one.lasting for one in procedure.fields_of("file"))
    return Pool(None, [], _lately(person) if lasts else []).answers(procedure)


def _lately(person: UUID) -> list[Dossier]:
    """As the person sees them: what another side said there is in none of them, whatever a pack asks for."""
    cases = Case.objects.filter(applicant_id=person).select_related("applicant__data_key")
    own = Actor("worker", person_id=person)
    return [seen(own, one) for one in _opened(cases.order_by("-filed_at")[:LATELY])]


def _opened(cases: Iterable[Case]) -> Iterator[Dossier]:
    for one in cases:
        try:
            yield open_dossier(one)
        except (DisposedError, ErasedError):
            continue


def chain_of(case: Case) -> list[Case]:
    """The cases that hang together by hand-overs: those before, this one, those after it, oldest first."""
    found = [case]
    while found[0].origin is not None:
        found.insert(0, found[0].origin)
    waiting = [case]
    while waiting:
        following = list(Case.objects.filter(origin=waiting.pop(0)).order_by("filed_at"))
        found += following
        waiting += following
    return found


def _kept_back(dossier: Dossier, procedure: Procedure) -> set[str]:
    """Files of somebody who reported or complained that an office does not hand on to where another side reads."""
    if not of_office(dossier) or standing(dossier) == "party" or not procedure.parties:
        return set()
    first = dossier.steps[0].by
    return {one["id"] for step in dossier.steps if step.by == first for one in step.evidence}


def _letter(actor: Actor | None, step: Step, dossier: Dossier) -> Letter | None:
    """The paper that an act made, in the copy that this actor may read: the office any, a side its own."""
    rows = Letter.objects.filter(case=dossier.case, act_seq=step.seq).select_related("number").defer("sealed")
    made = [one for one in rows if actor is None or of_office(dossier) or one.addressee_id == actor.owner]
    names = dossier.procedure.acts[step.act].letters
    return min(made, key=lambda one: names.index(one.template), default=None)


def _body(dossier: Dossier, step: Step) -> str | None:
    made = dossier.procedure.acts[step.act].letters
    return issuer_name(dossier, made[0]) if made else None


def _number(letter: Letter | None) -> str | None:
    return letter.number.text if letter is not None and letter.number is not None else None
