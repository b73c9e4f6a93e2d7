"""What the roof may use of contracts and agreements."""

from __future__ import annotations

from huxin.casework.service import RosterReceipt, take_in
from huxin.identity.service import Actor
from huxin.measures.employment.listing import (
    STATES,
    agreement_answers,
    agreement_counts,
    company_agreements,
    ending,
    state_of,
    to_countersign,
)
from huxin.measures.employment.models import Disavowal, Reconciliation, Signature
from huxin.measures.employment.offering import offer, take_back
from huxin.measures.employment.papers import (
    Content,
    content_of,
    draw_up,
    find_agreement,
    history,
    in_force,
    my_agreements,
    successor,
    waiting_to_sign,
)
from huxin.measures.employment.reconciling import MissingPaper, active, gaps_xlsx, past_days, reconcile, without_paper
from huxin.measures.employment.rosters import AgreementRoster, EngagementRoster
from huxin.measures.employment.signing import agreement_pdf, disavow, parties, sign_agreement


def file_agreements(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> RosterReceipt:
    """A company's list of signed agreements (CSV or XLSX).  Raises as ``take_in`` does."""
    return take_in(actor, company, AgreementRoster, content, name, key=key)


def file_engagements(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> RosterReceipt:
    """A company's list of people at work.  Raises as ``take_in`` does."""
    return take_in(actor, company, EngagementRoster, content, name, key=key)


__all__ = [
    "STATES",
    "AgreementRoster",
    "Content",
    "Disavowal",
    "EngagementRoster",
    "MissingPaper",
    "Reconciliation",
    "RosterReceipt",
    "Signature",
    "active",
    "agreement_answers",
    "agreement_counts",
    "agreement_pdf",
    "company_agreements",
    "content_of",
    "disavow",
    "draw_up",
    "ending",
    "file_agreements",
    "file_engagements",
    "find_agreement",
    "gaps_xlsx",
    "history",
    "in_force",
    "my_agreements",
    "offer",
    "parties",
    "past_days",
    "reconcile",
    "sign_agreement",
    "state_of",
    "successor",
    "take_back",
    "to_countersign",
    "waiting_to_sign",
    "without_paper",
]
