"""To whom a letter 文书 is addressed, who may read it, and whether it may name the applicant."""

from __future__ import annotations

from typing import Final

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import only_beside
from huxin.casework.case.visibility import OtherSide, Viewer, name_told, plain, sides_of
from huxin.casework.models import Letter
from huxin.law.pack.letter_model import LetterTitle
from huxin.law.procedures.model import OFFICERS
from huxin.people.service import Person, company_person, details_of

_APPLICANT: Final = frozenset({"applicant", "申请人"})
_OTHER: Final = frozenset({"respondent", "被申请人", "对方"})


def letter_of(dossier: Dossier, template: str) -> LetterTitle:
    """What the pack says of a letter; for the applicant alone where a later pack knows it no more."""
    return dossier.pack.letters.get(template) or LetterTitle(id=template, title={"zh": template, "en": template})


def by_office(dossier: Dossier) -> bool:
    """Whether an office itself filed the case against somebody: it needs no letter from itself."""
    return dossier.unhidden.steps[0].by in OFFICERS | {"system"}


def addressees(dossier: Dossier, step: Step, template: str) -> list[Person | None]:
    """Whom a letter of this act goes to, one letter for each; None: a name in the act that is no side of the case."""
    to, others = letter_of(dossier, template).to, _opposite(dossier)
    applicant = dossier.case.applicant
    if to == "applicant":
        return list(others) if by_office(dossier) and others else [applicant]
    if to == "respondent":
        return list(others) or [None]
    if to == "sides":
        return [*([] if by_office(dossier) and others else [applicant]), *others]
    return [_named(dossier, step)] if to == "party" else [None]


def _opposite(dossier: Dossier) -> list[Person]:
    """The other sides, without the offices that only take part."""
    return [one.part.person for one in sides_of(dossier) if not only_beside(dossier.procedure, one.part.role)]


def _named(dossier: Dossier, step: Step) -> Person | None:
    """The side that an act names by credit code, name or part; None for somebody who is no side."""
    sides, applicant = sides_of(dossier), dossier.case.applicant
    said = [str(step.payload[name]) for name in _joining(dossier) if step.payload.get(name)]
    said += [str(step.payload[name]) for name in ("to", "party") if step.payload.get(name)]
    for one in said:
        known = plain(one)
        hit = next((side.part.person for side in sides if known in side.names), None)
        if hit is not None:
            return hit
        if known in {plain(text) for text in (details_of(applicant).name, details_of(applicant).id_number)}:
            return applicant
        hit = _by_part(dossier, sides, one.strip())
        if hit is not None:
            return hit
    return None


def _joining(dossier: Dossier) -> list[str]:
    return [one.field for one in dossier.procedure.parties]


def _by_part(dossier: Dossier, sides: list[OtherSide], word: str) -> Person | None:
    """A side by its part in the case, or by the name under which the form speaks of the other company."""
    first = dossier.steps[0].by
    if word in _APPLICANT or word == first:
        return dossier.case.applicant
    part = [side.part.person for side in sides if side.part.role == word or word in _OTHER]
    if len(part) == 1:
        return part[0]
    answers = dossier.unhidden.answers
    if word and word == str(answers.get("company", "")).strip():
        company = company_person(str(answers.get("company_code") or ""))
        return next((side.part.person for side in sides if company and side.part.person_id == company.id), None) or (
            company if company is not None and company.id == dossier.case.applicant_id else None
        )
    return None


def may_read(viewer: Viewer, dossier: Dossier, row: Letter) -> bool:
    """Whether somebody may read a letter: the addressee, the office, and whom the pack names as readers.

    Whoever audits reads personal words masked, and so opens no paper that names whom the case is about or holds such.
    """
    if viewer.kind == "auditor" and (
        dossier.procedure.concerns is not None or letter_of(dossier, row.template).personal
    ):
        return False
    if viewer.office or viewer.kind == "system":
        return True
    if viewer.kind == "nobody":
        return False
    letter = letter_of(dossier, row.template)
    if row.to == "public" or (row.addressee_id is not None and row.addressee_id == viewer.actor.owner):
        return True
    if viewer.kind == "applicant":
        return (row.to in ("", "applicant") and row.addressee_id is None) or "applicant" in letter.readers
    return viewer.side is not None and "respondent" in letter.readers


def may_name(dossier: Dossier, template: str, addressee: Person | None) -> bool:
    """Whether this copy may name the applicant.

    To another side a reporter 举报人 is never named (劳动保障监察条例 9), a complainant only by a letter that says from
    which act on, once that act is done, and not where the complainant asked for secrecy.
    """
    letter = letter_of(dossier, template)
    if addressee is not None and addressee.id == dossier.case.applicant_id:
        return True
    if letter.to == "office":
        return True
    if letter.to == "public":
        return by_office(dossier)
    act = letter.reveals_applicant_from
    return name_told(dossier, frozenset({act} if act is not None else ()))
