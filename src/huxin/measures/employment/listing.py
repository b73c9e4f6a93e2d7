"""A company's agreements as its desk lists them, by how far each has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huxin.casework.service import Leaf, capped, leaf
from huxin.core.service import index_of
from huxin.measures.employment.models import Signature
from huxin.people.service import Agreement, details_of

STATES: Final[dict[str, Q]] = {
    "drafted": Q(status="drafted"),
    "offered": Q(status="offered"),
    "signed": Q(status="signed", filing__isnull=True),
    "filed": Q(status="signed", filing__isnull=False),
    "disputed": Q(status="disputed"),
    "past": Q(status__in=("replaced", "ended")),
}
"""草稿、等签、已签、已报备、有争议、过去的: signed here, or filed by list after it was signed elsewhere."""

_KINDS: Final = {
    "labour-contract": "labour_contract",
    "written-agreement": "written_agreement",
    "three-party-agreement": "three_party",
    "over-age-agreement": "over_age",
}
"""A paper as the form of ``agreement-filing`` names it."""


def state_of(row: Agreement) -> str:
    """In which of ``STATES`` an agreement is."""
    if row.status == "signed":
        return "signed" if row.filing_id is None else "filed"
    return "past" if row.status in ("replaced", "ended") else row.status


def agreement_answers(row: Agreement) -> dict[str, Any]:
    """What a signed agreement tells the procedure ``agreement-filing``; nothing of one that is not signed."""
    if row.status != "signed" or row.signed_on is None:
        return {}
    found = {
        "paper_kind": _KINDS[row.paper],
        "worker_id_number": details_of(row.person).id_number,
        "signed_on": row.signed_on.isoformat(),
        "county": row.county,
    }
    return found | ({"term_to": row.end_on.isoformat()} if row.end_on else {})


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
    return leaf(rows, "made_at", _instant, after)


def _instant(text: str) -> datetime:
    """An instant with its offset.  Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


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
