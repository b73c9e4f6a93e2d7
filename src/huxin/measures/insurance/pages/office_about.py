"""Injury cover on the desk's page of a person or a company, for the labour office of their county."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huxin.casework.service import keeps_register
from huxin.identity.service import Actor
from huxin.people.service import Company, Cover, Person
from huxin.ui.about import (
    MOST,
    AboutCell,
    AboutTable,
    company_cell,
    person_cell,
    register_about_company,
    register_about_person,
)


def register() -> None:
    """The parts of this measure."""
    register_about_person(30, _of_person)
    register_about_company(30, _of_company)


def kind_words() -> dict[str, str]:
    """The word of each kind of cover."""
    return {"A": _("工伤保险（劳动合同）"), "B": _("单险种工伤保险"), "C": _("职业伤害保障")}


def _of_person(actor: Actor, person: Person) -> AboutTable | None:
    return _part(actor, person.covers.all(), of_company=False)


def _of_company(actor: Actor, company: Company) -> AboutTable | None:
    return _part(actor, company.covers.all(), of_company=True)


def _part(actor: Actor, rows: QuerySet[Cover], *, of_company: bool) -> AboutTable | None:
    if not keeps_register(actor):
        return None
    found = rows.filter(county=actor.county) if actor.county else rows
    words = kind_words()
    lines = []
    for one in found.select_related("company", "person__data_key").order_by("-cover_from", "-id")[:MOST]:
        other = person_cell(actor, one.person) if of_company else company_cell(one.company)
        until = one.cover_to.isoformat() if one.cover_to is not None else _("现在还保着")
        lines.append(
            (
                other,
                AboutCell(words[one.kind]),
                AboutCell(one.platform),
                AboutCell(one.cover_from.isoformat()),
                AboutCell(until),
            )
        )
    heads = (_("劳动者") if of_company else _("企业"), _("哪一种"), _("平台"), _("从"), _("到"))
    return AboutTable(_("参保"), heads, lines, _("没有参保记录。"))
