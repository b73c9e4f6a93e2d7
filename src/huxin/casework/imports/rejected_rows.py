"""What came back of a list 退回的行: kept for the company until it has mended it, told by reason and row by row."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from huxin.casework.errors import NotFoundError
from huxin.casework.law.city import city_pack
from huxin.files.mending import to_mend
from huxin.files.rows import CellFault, CheckedTable
from huxin.identity.service import Actor
from huxin.law.dates import day_of
from huxin.law.procedures.model import Text2
from huxin.people.service import Filing, RejectedRows, acts_for, open_bytes, seal_bytes

KEPT: Final = timedelta(days=30)
"""How long wrong rows wait to be mended."""


@dataclass(frozen=True)
class RejectionReason:
    """One kind of fault and how many rows have it; ``first`` is the row where it stands first."""

    label: Text2
    wanted: Text2
    rows: int
    first: int


def keep(filing: Filing, checked: CheckedTable) -> None:
    """Keep the wrong rows of a list; nothing for one without any, or of a company that holds no key."""
    owner = filing.company.person
    if not checked.wrong or owner is None:
        return
    said = {
        "faults": [vars(one) | {"label": dict(one.label), "wanted": dict(one.wanted)} for one in checked.faults],
        "wrong": [[number, dict(cells)] for number, cells in checked.wrong.items()],
        "unread": list(checked.unread),
        "total": checked.total,
    }
    packed = zlib.compress(json.dumps(said, ensure_ascii=False).encode())
    until = day_of(filing.received_at + KEPT)
    RejectedRows.objects.create(filing=filing, sealed=seal_bytes(owner, packed, _place(filing)), until=until)


def _place(filing: Filing) -> str:
    return f"returned:{filing.id}"


def returned(filing: Filing) -> CheckedTable | None:
    """The wrong rows as they were told; None when there were none, or when they are forgotten."""
    row = RejectedRows.objects.filter(filing=filing).first()
    owner, sheet = filing.company.person, city_pack().sheets.get(filing.sheet)
    if row is None or owner is None or sheet is None:
        return None
    said: dict[str, Any] = json.loads(zlib.decompress(open_bytes(owner, bytes(row.sealed), _place(filing))))
    faults = tuple(CellFault(**one) for one in said["faults"])
    return CheckedTable(sheet, (), faults, dict(said["wrong"]), tuple(said["unread"]), said["total"])


def reasons(checked: CheckedTable) -> list[RejectionReason]:
    """The faults by column and kind, the most frequent first."""
    found = Counter((one.column, one.code) for one in checked.faults)
    first = {(one.column, one.code): one for one in reversed(checked.faults)}
    return [
        RejectionReason(first[key].label, first[key].wanted, count, first[key].row)
        for key, count in found.most_common()
    ]


def find_filing(actor: Actor, filing: UUID) -> Filing:
    """A list that the actor's company sent.  Raises NotFoundError for any other."""
    row = Filing.objects.select_related("company__person__data_key").filter(id=filing).first()
    if row is None or not acts_for(actor, row.company_id):
        raise NotFoundError(str(filing))
    return row


def filings_of(company: str, sheet: str = "", most: int = 50) -> list[Filing]:
    """The lists that a company sent, newest first."""
    rows = Filing.objects.filter(company_id=company).order_by("-received_at")
    return list(rows.filter(sheet=sheet)[:most] if sheet else rows[:most])


def waiting_rows(company: str) -> list[Filing]:
    """The last list of each kind, where rows of it came back: a later list of the kind is what was mended."""
    later = Filing.objects.filter(company_id=company, sheet=OuterRef("sheet"), received_at__gt=OuterRef("received_at"))
    rows = Filing.objects.filter(~Exists(later), company_id=company, returned__isnull=False)
    return list(rows.select_related("returned").order_by("returned__until"))


def wrong_rows(filing: Filing) -> bytes:
    """The rows to mend as XLSX.  Raises NotFoundError when there are none any more."""
    checked = returned(filing)
    if checked is None:
        raise NotFoundError(str(filing.id))
    return to_mend(checked, city_pack().divisions)


def forget_old(now: datetime) -> None:
    """Drop wrong rows that nobody mended in time."""
    RejectedRows.objects.filter(until__lt=day_of(now)).delete()
