"""The legal basis of a feed 报送依据: what the city recorded for the company, else what the pack says of each trade."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from huxin.feeds.models import BASES, Basis
from huxin.law import InputError, Pack
from huxin.law.dates import day_of
from huxin.supervision.rules import DetectorRules

TABLE = "feed.legal_basis"


def record_basis(company: str, kind: str, basis: str, document: str, at: datetime) -> Basis:
    """Record on what a company's records are asked for.  Raises InputError for an unknown word or no document."""
    words = [word for word, _ in BASES]
    if basis not in words:
        raise InputError("basis", "basis", basis, ", ".join(words), "Choose the one that the document gives.")
    if not document.strip():
        hint = "Name the agreement, the delegation, the request or the inspection order."
        raise InputError("basis", "document", "nothing", "the document that the feed rests on", hint)
    return Basis.objects.create(company=company, kind=kind, basis=basis, document=document.strip()[:200], at=at)


def basis_of(pack: Pack, company: str, kind: str, at: datetime) -> dict[str, Any]:
    """The basis at a time: one that was recorded, with its document, or the pack's words by trade."""
    row = Basis.objects.filter(company=company, kind=kind, at__lte=at).order_by("-at", "-id").first()
    if row is not None:
        return {"basis": row.basis, "document": row.document}
    table = DetectorRules(pack).table(TABLE, day_of(at))
    return {"by_trade": {trade: str(cell[0]) for trade, cell in table.items()}, "source": f"{pack.id} {TABLE}"}
