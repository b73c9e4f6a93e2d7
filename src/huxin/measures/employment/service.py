"""What the roof may use of contracts and agreements."""

from __future__ import annotations

from huxin.casework.service import Receipt, take_in
from huxin.measures.employment.models import Disavowal, Reconciliation, Signature
from huxin.measures.employment.papers import Content, content_of, draw_up, find_agreement, history, my_agreements
from huxin.measures.employment.reconciling import Gap, active, gaps_xlsx, reconcile, without_paper
from huxin.measures.employment.rosters import AgreementRoster, EngagementRoster
from huxin.measures.employment.signing import Evidence, agreement_pdf, disavow, parties, sign_agreement
from huxin.registry.service import Actor


def file_agreements(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> Receipt:
    """A company's list of signed agreements (CSV or XLSX).  Raises as ``take_in`` does."""
    return take_in(actor, company, AgreementRoster, content, name, key=key)


def file_engagements(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> Receipt:
    """A company's list of people at work.  Raises as ``take_in`` does."""
    return take_in(actor, company, EngagementRoster, content, name, key=key)


__all__ = [
    "AgreementRoster",
    "Content",
    "Disavowal",
    "EngagementRoster",
    "Evidence",
    "Gap",
    "Receipt",
    "Reconciliation",
    "Signature",
    "active",
    "agreement_pdf",
    "content_of",
    "disavow",
    "draw_up",
    "file_agreements",
    "file_engagements",
    "find_agreement",
    "gaps_xlsx",
    "history",
    "my_agreements",
    "parties",
    "reconcile",
    "sign_agreement",
    "without_paper",
]
