"""Companies 企业: platforms and the firms that work for them; a row may name a company of the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar, Final

from huxin.files.rows import Row
from huxin.law.procedures.model import Text2
from huxin.people.encryption import ErasedError
from huxin.people.imports.landing import FieldChanges, ImportKind, LandedPiece, assign, given
from huxin.people.models import Company
from huxin.people.organisation import add_company
from huxin.people.person import details_of, keep_details

_NO_COMPANY: Final[Text2] = {
    "zh": "登记里和这张表里都没有这家企业：加上它那一行，或者改正代码。",
    "en": "Neither the register nor this table has this company: add its row, or mend the code.",
}
_ROUND: Final[Text2] = {
    "zh": "绕回到自己了：一家企业不能通过别家给自己派人。",
    "en": "It leads back to the company itself; nobody works for themselves.",
}


class Companies(ImportKind):
    """All rows at once: who works for whom is judged over the whole table."""

    piece: ClassVar[int | None] = None

    def land(self, rows: Sequence[Row]) -> LandedPiece:
        landed = LandedPiece()
        held = {one.credit_code: one for one in Company.objects.select_related("person__data_key")}
        good = _judged(rows, {code: one.works_for_id for code, one in held.items()}, landed)
        kept: list[Company] = []
        for row in good:
            code = str(row.values["credit_code"])
            if code not in held:
                values = row.values
                held[code] = add_company(
                    code, str(values["name"]), str(values["kind"]), county=str(values.get("county") or "")
                )
                _set_above(held[code], row)
                kept.append(held[code])
                landed.new += 1
                continue
            differing = _bring_up(held[code], row)
            if differing:
                kept.append(held[code])
                landed.changes.append(FieldChanges(held[code].person_id, differing))
            else:
                landed.unchanged += 1
        for one in kept:  # now all of them stand
            one.save()
        return landed


def _judged(rows: Sequence[Row], above: Mapping[str, str | None], landed: LandedPiece) -> list[Row]:
    """Rows whose company above stands or comes with this table, and that lead nowhere in a circle.

    A row that is refused may be the one that another needs, so this goes on until nothing more falls out.
    """
    good = {str(row.values["credit_code"]): row for row in rows}
    while True:
        wanted = {code: row.values.get("works_for") or above.get(code) for code, row in good.items()}
        chain = {**above, **wanted}
        bad: dict[str, tuple[str, Text2]] = {}
        for code, upper in wanted.items():
            if upper and upper not in good and upper not in above:
                bad[code] = ("no_company", _NO_COMPANY)
            elif upper and _leads_back(code, chain):
                bad[code] = ("round", _ROUND)
        if not bad:
            return list(good.values())
        for code, (why, words) in bad.items():
            landed.refused.append((good.pop(code), ("works_for", why, words)))


def _leads_back(code: str, above: Mapping[str, str | None]) -> bool:
    seen = {code}
    upper = above.get(code)
    while upper:
        if upper == code:
            return True
        if upper in seen:
            return False  # a circle of others, told with their rows
        seen.add(upper)
        upper = above.get(upper)
    return False


def _set_above(company: Company, row: Row) -> tuple[str, ...]:
    wanted = row.values.get("works_for")
    return assign(company, {"works_for_id": str(wanted)}) if wanted else ()


def _bring_up(company: Company, row: Row) -> tuple[str, ...]:
    differing = [*assign(company, given(row.values, ("name", "kind", "county"))), *_set_above(company, row)]
    person = company.person
    if person is not None and "county" in differing:
        person.county = company.county
        person.save(update_fields=["county"])
    if person is not None and "name" in differing:
        with suppress(ErasedError):  # the key of the legal person is gone; the public name stands in the company's row
            keep_details(person, replace(details_of(person), name=company.name))
    return tuple(one.removesuffix("_id") for one in differing)
