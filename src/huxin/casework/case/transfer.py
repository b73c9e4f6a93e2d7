"""Where a case goes on 转办: the next procedure begins with what this one knows, nothing typed or sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.drafts import load_draft, save_draft
from huxin.casework.case.parties import may_open
from huxin.casework.case.pool import chain_of, pool_of
from huxin.casework.case.viewers import covers_case, in_scope
from huxin.casework.case.visibility import seen
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.evidence.files import receive_evidence
from huxin.casework.law.city import city_pack
from huxin.casework.models import Case, Letter
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.identity.service import Actor
from huxin.law.procedures import HandOver, Procedure, holds
from huxin.people.service import ErasedError


@dataclass(frozen=True)
class Carried:
    """What a new case takes along: answers, papers by their id in the new procedure, and the case it comes from.

    Only what the actor may see of the first case; ``masked`` holds in full what stands masked in ``answers``.
    """

    procedure: Procedure
    answers: dict[str, Any]
    papers: dict[str, list[str]]
    origin: str
    masked: dict[str, Any] = field(default_factory=dict)
    whence: dict[str, str] = field(default_factory=dict)
    """By answer, the number of the case in which it stands."""
    letters: dict[str, Letter] = field(default_factory=dict)
    """By paper, the letter of ours that it is."""

    def standing(self, values: Mapping[str, Any]) -> dict[str, str]:
        """By answer that stands as it was taken over, the number of the case from which it is."""
        return {name: no for name, no in self.whence.items() if values.get(name) == self.answers[name]}

    def in_full(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The form with what was left as it stood masked put back in full."""
        return {
            name: self.masked[name] if name in self.masked and value == self.answers[name] else value
            for name, value in values.items()
        }

    def as_shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The form as the officer may see it again."""
        return {
            name: self.answers[name] if name in self.masked and value == self.masked[name] else value
            for name, value in values.items()
        }


def onward(actor: Actor, dossier: Dossier) -> list[HandOver]:
    """The ways on that are open now, to procedures that this actor may begin."""
    done, known = {step.act for step in dossier.unhidden.steps}, city_pack().procedures
    said = {name: value for step in dossier.unhidden.steps for name, value in step.payload.items()}
    handing = covers_case(actor, dossier.case)
    return [
        one
        for one in dossier.procedure.handovers
        if one.after in done and holds(one.when, said) and may_open(actor, known[one.to], handing=handing)
    ]


def opens_as(actor: Actor, procedure: Procedure, origin: Case | None) -> list[str]:
    """As what this actor may open a case: by right, or because a case that the actor's office handles leads there."""
    found = may_open(actor, procedure)
    if found or origin is None or not covers_case(actor, origin):
        return found
    ways = {one.to for one in onward(actor, open_dossier(origin))}
    return may_open(actor, procedure, handing=True) if procedure.id in ways else []


def handed_on(case: Case) -> bool:
    """Whether another office opened the case: nobody of this one has it yet."""
    return case.origin is not None and case.origin.department != case.department


def carried(actor: Actor, no: str, to: str) -> Carried:
    """What goes along on the way to a procedure.  Raises NotFoundError where there is no such way for this actor."""
    dossier = seen(actor, open_dossier(find_case(actor, no)))
    if all(one.to != to for one in onward(actor, dossier)):
        raise NotFoundError(to)
    procedure, pool = city_pack().procedures[to], pool_of(actor, dossier)
    known, files = pool.answers(procedure), pool.files(procedure)
    return Carried(
        procedure,
        {name: one.value for name, one in known.items()},
        files,
        dossier.case.no,
        {name: one.whole for name, one in known.items() if one.value != one.whole},
        {name: one.no for name, one in known.items()},
        {name: one for name, one in pool.letters(procedure).items() if name not in files},
    )


def papers_of(actor: Actor, case: Case) -> set[str]:
    """The files that this actor may hand on from a case and those that hang together with it: those that they may see;
    of one that nobody can read, none."""
    try:
        around = pool_of(actor, seen(actor, open_dossier(case)))
        return {one["id"] for dossier in around.cases for one in dossier.evidence}
    except (DisposedError, ErasedError):
        return set()


def begin_from(actor: Actor, no: str, to: str) -> None:
    """Put what goes along into the person's draft; what was typed there already stays.  Raises NotFoundError."""
    found = carried(actor, no, to)
    if actor.person_id is None:
        raise NotFoundError(to)
    draft = load_draft(actor.person_id, to)
    new = {name: value for name, value in found.answers.items() if name not in draft["answers"]}
    draft["answers"] |= new
    draft["said"] = sorted({*draft.get("said", ()), *new})
    draft["papers"] = {**found.papers, **draft["papers"]}
    for paper, held in with_letters(actor, found, draft["papers"]).items():
        draft["papers"][paper] = held
    draft["origin"] = found.origin
    save_draft(actor.person_id, to, draft)


def with_letters(actor: Actor, found: Carried, papers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The papers that are letters of ours and stand there not yet, as files that go along with the application."""
    missing = {paper: letter for paper, letter in found.letters.items() if not papers.get(paper)}
    return {paper: [str(receive_evidence(actor, [letter_pdf(actor, one.id)[1]]).id)] for paper, one in missing.items()}


def chain_seen(actor: Actor, case: Case) -> list[tuple[Case, bool]]:
    """The chain as far as this actor may know of it: each case, and whether it can be opened.

    An office also learns from where a case was handed to it; what somebody began elsewhere afterwards is theirs.
    """
    found, known = [], actor.kind == "officer"
    for one in chain_of(case):
        known = known and one.no != case.no
        if one.no == case.no or in_scope(actor, one):
            found.append((one, True))
        elif known:
            found.append((one, False))
    return found
