"""Who stands on a letter 当事人的基本情况: the sides and whom the case is about, as far as its addressee may know.

A natural person stands with name, sex, day of birth and identity number, a unit with full name, credit code
统一社会信用代码, seat 住所 and legal representative 法定代表人, as far as they were said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.visibility import OtherSide, sides_of, standing
from huxin.casework.outbox.letters.readers import by_office, letter_of, may_name
from huxin.law.cleaning import birth_day, is_male
from huxin.law.dates import day_of
from huxin.law.procedures import Concerned
from huxin.people.service import Details, ErasedError, Person, details_of, is_office, mask_id_number

Party = Mapping[str, str]
"""``{"side", "kind", "name", "sex", "born", "age", "label", "number", "seat", "head"}``; what is not known is empty."""


def parties(dossier: Dossier, step: Step, template: str, addressee: Person | None) -> list[Party]:
    """The sides that this copy names, the applicant first.

    Where the sides are not parties of one dispute (a report 举报, a complaint 投诉, an office's own case) a copy names
    nobody but its addressee, and the applicant where the law lets it.
    """
    whole = letter_of(dossier, template).numbers == "full"
    applicant, shared = dossier.case.applicant, standing(dossier) == "party" and not by_office(dossier)
    found = []
    if not by_office(dossier) and may_name(dossier, template, addressee):
        found.append(_party("applicant", applicant, step, whole=whole))
    for side in sides_of(dossier):
        if shared or (addressee is not None and side.part.person_id == addressee.id):
            found.append({**_party(side.part.side, side.part.person, step, whole=whole), **_seat(dossier, side)})
    return found


def concerned(dossier: Dossier, step: Step, template: str, addressee: Person | None) -> Party | None:
    """Whom the case is about 本人: as the form says, else the applicant; None for a unit, and where nobody is named."""
    said = dossier.procedure.concerns
    if said is None or not may_name(dossier, template, addressee):
        return None
    whole, applicant = letter_of(dossier, template).numbers == "full", dossier.case.applicant
    name, number = (str(dossier.unhidden.answers.get(part) or "") for part in _questions(said))
    if name:
        return _natural("concerned", Details(name, number.upper(), birth_day(number)), step, whole=whole)
    if applicant.kind != "natural" or is_office(applicant):
        return None
    return _party("concerned", applicant, step, whole=whole)


def unit_concerned(dossier: Dossier, step: Step, template: str, addressee: Person | None) -> Party | None:
    """The unit 用人单位 of whom the form speaks: the other side, the applicant itself, or a name that was written."""
    if not may_name(dossier, template, addressee):
        return None
    for one in parties(dossier, step, template, addressee):
        if one["kind"] == "unit":
            return one
    answers = dossier.unhidden.answers
    if not answers.get("company"):
        return None
    code = {"label": "统一社会信用代码", "number": _said(answers, "company_code")}
    seat = {"seat": _said(answers, "company_address"), "head": _said(answers, "company_head")}
    return _row("respondent", "unit", _said(answers, "company"), **code, **seat)


def _questions(said: Concerned) -> Iterator[str]:
    yield said.name
    yield said.number


def _party(side: str, person: Person, step: Step, *, whole: bool) -> Party:
    try:
        details = details_of(person)
    except ErasedError:
        return _row(side, "erased", "")
    if is_office(person):
        return _row(side, "office", details.name)
    if person.kind == "natural":
        return _natural(side, details, step, whole=whole)
    return _row(side, "unit", details.name, label="统一社会信用代码", number=details.id_number)


def _natural(side: str, details: Details, step: Step, *, whole: bool) -> Party:
    number, born = details.id_number, details.birth_date
    age = _age(born, day_of(step.at)) if born is not None else None
    return _row(
        side,
        "natural",
        details.name,
        sex=sex_of(number),
        born=f"{born.year}年{born.month}月{born.day}日" if born is not None else "",
        age=str(age) if age is not None else "",
        label="身份证号",
        number=number if whole else mask_id_number(number),
    )


def _row(side: str, kind: str, name: str, **more: str) -> dict[str, str]:
    empty = dict.fromkeys(("sex", "born", "age", "label", "number", "seat", "head"), "")
    return {"side": side, "kind": kind, "name": name, **empty, **more}


def _seat(dossier: Dossier, side: OtherSide) -> Mapping[str, str]:
    """Seat and representative of the unit of whom the form speaks, where it asks for them."""
    answers = dossier.unhidden.answers
    if str(answers.get("company_code") or "").upper() not in side.names:
        return {}
    return {"seat": _said(answers, "company_address"), "head": _said(answers, "company_head")}


def _said(answers: Mapping[str, Any], name: str) -> str:
    return str(answers.get(name) or "")


def sex_of(number: str) -> str:
    """What an identity number (GB 11643) says: its last digit but one is odd for a man."""
    return "" if len(number) != 18 else "男" if is_male(number) else "女"


def _age(born: date, on: date) -> int:
    """Whole years 周岁."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
