"""A company's agreements as its desk lists them, by how far each has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huxin.casework.service import Leaf, capped, leaf
from huxin.measures.employment.models import Signature
from huxin.registry.service import Agreement, index_of

STATES: Final[dict[str, Q]] = {
    "drafted": Q(status="drafted"),
    "offered": Q(status="offered"),
    "signed": Q(status="signed", filing__isnull=True),
    "filed": Q(status="signed", filing__isnull=False),
    "disputed": Q(status="disputed"),
    "past": Q(status__in=("replaced", "ended")),
}
"""草稿、等签、已签、已报备、有争议、过去的: signed here, or filed by list after it was signed elsewhere."""


def state_of(row: Agreement) -> str:
    """In which of ``STATES`` an agreement is."""
    if row.status == "signed":
        return "signed" if row.filing_id is None else "filed"
    return "past" if row.status in ("replaced", "ended") else row.status


def _of(company: str) -> QuerySet[Agreement]:
    """Those of a company; of one in which it is the partner, what was offered."""
    part = Q(partner=company) & ~Q(status="drafted")
    return Agreement.objects.filter(Q(company_id=company) | part)


def company_agreements(company: str, state: str = "", *, number: str = "", after: str = "") -> Leaf[Agreement]:
    """One page, the newest first.  ``number``: only those with the person of that identity number."""
    rows = _of(company).select_related("person__data_key", "company").defer("sealed")
    rows = rows.filter(STATES[state]) if state in STATES else rows
    if number:
        rows = rows.filter(person__index=index_of(number.upper()))
    return leaf(rows, "made_at", datetime.fromisoformat, after)


def agreement_counts(company: str) -> dict[str, int]:
    """How many in each state; a count stops where lists stop counting."""
    return {name: capped(_of(company).filter(condition)) for name, condition in STATES.items()}


def to_countersign(company: str) -> int:
    """How many the worker has signed and the company has not."""
    own = Signature.objects.filter(agreement=OuterRef("pk"), party="company")
    theirs = Signature.objects.filter(agreement=OuterRef("pk"), party="worker")
    return capped(Agreement.objects.filter(Exists(theirs), ~Exists(own), company_id=company, status="offered"))


def ending(company: str, first: date, last: date) -> list[tuple[date, int]]:
    """On which days how many signed agreements run out without a later one of the same person, days in order."""
    later = Agreement.objects.filter(
        Q(end_on__isnull=True) | Q(end_on__gt=OuterRef("end_on")),
        company_id=company,
        person_id=OuterRef("person_id"),
        status="signed",
    )
    rows = Agreement.objects.filter(
        ~Exists(later), company_id=company, status="signed", end_on__gte=first, end_on__lte=last
    )
    return list(rows.order_by("end_on").values_list("end_on").annotate(Count("id")))
