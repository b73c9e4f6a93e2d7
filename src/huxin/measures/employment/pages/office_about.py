"""Agreements and engagements on the desk's page of a person or a company, for the labour office of their county."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, keeps_register
from huxin.identity.service import Actor
from huxin.measures.employment.pages.company_agreements import state_words
from huxin.measures.employment.service import state_of
from huxin.people.service import Agreement, Company, Engagement, Person
from huxin.ui.about import (
    MOST,
    AboutCell,
    AboutTable,
    company_cell,
    person_cell,
    register_about_company,
    register_about_person,
)
from huxin.ui.templatetags.words import say


def register() -> None:
    """The parts of this measure."""
    register_about_person(10, _agreements_of_person)
    register_about_person(20, _engagements_of_person)
    register_about_company(10, _agreements_of_company)


def _agreements(actor: Actor, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those of the officer's county that the other side has seen: a draft is the company's alone."""
    found = rows.exclude(status="drafted").select_related("company", "person__data_key")
    return (found.filter(county=actor.county) if actor.county else found).order_by("-made_at", "-id")


def _agreements_of_person(actor: Actor, person: Person) -> AboutTable | None:
    if not keeps_register(actor):
        return None
    rows = _agreements(actor, person.agreements.all())[:MOST]
    return _part(rows, _("企业"), lambda one: company_cell(one.company))


def _agreements_of_company(actor: Actor, company: Company) -> AboutTable | None:
    if not keeps_register(actor):
        return None
    rows = _agreements(actor, company.agreements.all())[:MOST]
    return _part(rows, _("劳动者"), lambda one: person_cell(actor, one.person))


def _part(rows: QuerySet[Agreement], other: str, cell: Callable[[Agreement], AboutCell]) -> AboutTable:
    states, papers = state_words(), city_pack().papers
    return AboutTable(
        _("合同和协议"),
        (other, _("哪一种"), _("从"), _("到"), _("状态")),
        [
            (
                cell(one),
                AboutCell(say(papers[one.paper].label) if one.paper in papers else one.paper),
                AboutCell(one.start_on.isoformat()),
                AboutCell(_until(one.end_on)),
                AboutCell(states[state_of(one)]),
            )
            for one in rows
        ],
        _("没有在这里签过、报来过协议。"),
    )


def _engagements_of_person(actor: Actor, person: Person) -> AboutTable | None:
    if not keeps_register(actor):
        return None
    rows: QuerySet[Engagement] = person.engagements.select_related("company").order_by("-since")
    if actor.county:
        rows = rows.filter(county=actor.county)
    return AboutTable(
        _("在哪家做"),
        (_("企业"), _("从"), _("到")),
        [
            (
                company_cell(one.company),
                AboutCell(one.since.isoformat()),
                AboutCell(_until(one.until)),
            )
            for one in rows[:MOST]
        ],
        _("没有企业报过。"),
    )


def _until(day: Any) -> str:
    return day.isoformat() if day is not None else _("没有写")
