"""Findings on the desk's page of a person or a company, for whoever sees findings."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.law.cleaning import half
from huxin.measures.governance.findings.keys import key_of_number
from huxin.measures.governance.findings.seeing import SEES_FINDINGS, of_order, visible
from huxin.measures.governance.models import STANDS, Finding
from huxin.measures.governance.pages.office_findings import label_of
from huxin.people.service import Company, Person, details_of
from huxin.ui.about import MOST, AboutCell, AboutTable, register_about_company, register_about_person


def register() -> None:
    """The parts of this measure."""
    register_about_person(40, _of_person)
    register_about_company(40, _of_company)


def _of_person(actor: Actor, person: Person) -> AboutTable | None:
    if actor.department not in SEES_FINDINGS:
        return None
    return _part(visible(actor).filter(STANDS, worker=key_of_number(details_of(person).id_number)))


def _of_company(actor: Actor, company: Company) -> AboutTable | None:
    if actor.department not in SEES_FINDINGS:
        return None
    return _part(visible(actor).filter(STANDS, parts__company=company.credit_code))


def of_order_number(actor: Actor, typed: str) -> AboutTable | None:
    """The findings that name an order; None where there is none in scope."""
    rows = of_order(actor, half(typed))
    return _part(rows) if rows.exists() else None


def _part(rows: QuerySet[Finding]) -> AboutTable:
    found = rows.order_by("-day", "id")[:MOST]
    lines = [(_what(one), AboutCell(one.day.isoformat()), AboutCell(one.clause)) for one in found]
    return AboutTable(_("监测发现"), (_("什么"), _("哪天"), _("依据")), lines, _("没有还算数的监测发现。"))


def _what(one: Finding) -> AboutCell:
    return AboutCell(label_of(one.detector), reverse("agency:finding", args=[one.id]))
