"""What the roof may use of injury cover."""

from __future__ import annotations

from huxin.casework.service import RosterReceipt, take_in
from huxin.identity.service import Actor
from huxin.measures.insurance.calendar import CoverDay, Month, company_covers, cover_count, covers_of, month_of_cover
from huxin.measures.insurance.export import export_cover
from huxin.measures.insurance.gaps import CoverGap, Gaps, Worked, gaps, gaps_xlsx, no_feed, people_in, register_orders
from huxin.measures.insurance.rosters import EnrolmentRoster, LeaveRoster, enrolment_answers, first_day_covered


def enrol(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> RosterReceipt:
    """A single-line roster (CSV or XLSX).  Raises as ``take_in`` does."""
    return take_in(actor, company, EnrolmentRoster, content, name, key=key)


def leave(actor: Actor, company: str, content: bytes, name: str, *, key: str = "") -> RosterReceipt:
    """A list of people who leave a platform's roster.  Raises as ``take_in`` does."""
    return take_in(actor, company, LeaveRoster, content, name, key=key)


__all__ = [
    "CoverDay",
    "CoverGap",
    "EnrolmentRoster",
    "Gaps",
    "LeaveRoster",
    "Month",
    "RosterReceipt",
    "Worked",
    "company_covers",
    "cover_count",
    "covers_of",
    "enrol",
    "enrolment_answers",
    "export_cover",
    "first_day_covered",
    "gaps",
    "gaps_xlsx",
    "leave",
    "month_of_cover",
    "no_feed",
    "people_in",
    "register_orders",
]
