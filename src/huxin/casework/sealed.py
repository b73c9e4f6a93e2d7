"""The stored rows of this room with the digest that the ledger sealed, and that digest when a row is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from huxin.casework.models import Act, Adoption, Letter, PayBatch
from huxin.ledger.service import digest_of

ACT_COLUMNS: Final = ("case_id", "seq", "act", "by", "actor_id", "at", "sealed", "evidence", "pack_hash")


def act_digest(row: Act) -> str:
    """Over everything an act holds; its content as the hash of the encrypted bytes, so no key is needed."""
    return _act_digest(*(getattr(row, name) for name in ACT_COLUMNS))


def _act_digest(
    case: str, seq: int, act: str, by: str, actor: int | None, at: datetime, sealed: bytes, evidence: Any, pack: str
) -> str:
    content = hashlib.sha256(sealed).hexdigest()
    papers = ",".join(f"{one['kind']}={one['id']}" for one in evidence)
    whole = f"{case}\n{seq}\n{act}\n{by}\n{actor}\n{at.isoformat()}\n{content}\n{papers}\n{pack}"
    return hashlib.sha256(whole.encode()).hexdigest()


def acts(case: str | None = None) -> Iterator[tuple[str, str]]:
    """Every act as it is stored now; those of one case when it is named."""
    rows = Act.objects.all() if case is None else Act.objects.filter(case_id=case)
    for row in rows.order_by("id").values_list(*ACT_COLUMNS).iterator(chunk_size=5000):
        yield f"{row[0]}/{row[1]}", _act_digest(*row)


def adoption_digest(row: Adoption) -> str:
    """Over everything an adoption holds."""
    return digest_of(
        {
            "id": str(row.id),
            "parameter": row.parameter,
            "value": row.value,
            "valid_from": row.valid_from.isoformat(),
            "document": row.document,
            "by": row.by_id,
            "at": row.at.isoformat(),
        }
    )


def adoptions(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every adoption as it is stored now."""
    for row in Adoption.objects.all():
        yield str(row.id), adoption_digest(row)


def letter_digest(row: Letter) -> str:
    """Over an issued letter: which, and the hash of the stored encrypted file and of the PDF itself."""
    stored = hashlib.sha256(bytes(row.sealed or b"")).hexdigest()
    return digest_of(
        {"id": str(row.id), "case": row.case_id, "act": row.act_seq, "sha256": row.sha256, "stored": stored}
    )


def letters(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every issued letter as it is stored now."""
    for row in Letter.objects.filter(issued_at__isnull=False).order_by("id").iterator(chunk_size=200):
        yield str(row.id), letter_digest(row)


def batch_digest(row: PayBatch) -> str:
    """Over everything a batch holds."""
    return digest_of(
        {"no": row.no, "by": row.by_id, "at": row.at.isoformat(), "cases": row.cases, "total": row.total_fen}
    )


def batches(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every payment batch as it is stored now."""
    for row in PayBatch.objects.all():
        yield row.no, batch_digest(row)
