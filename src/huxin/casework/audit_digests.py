"""The stored rows of this room with the digest that the ledger sealed, and that digest when a row is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from huxin.casework.models import Act, Adoption, Disposal, DocumentNumber, Hold, Letter, PayBatch, SealCertificate
from huxin.core.service import digest_of

ACT_COLUMNS: Final = ("case_id", "seq", "act", "by", "actor_id", "at", "sealed", "evidence", "pack_hash")


def act_digest(row: Act) -> str:
    """Over everything an act holds; its content as the hash of the encrypted bytes, so no key is needed."""
    return _act_digest(*(getattr(row, name) for name in ACT_COLUMNS))


def _act_digest(
    case: str, seq: int, act: str, by: str, actor: int | None, at: datetime, sealed: bytes, evidence: Any, pack: str
) -> str:
    content = hashlib.sha256(sealed).hexdigest() if sealed else disposed(case, f"act:{seq}")
    papers = ",".join(f"{one['kind']}={one['id']}" for one in evidence)
    whole = f"{case}\n{seq}\n{act}\n{by}\n{actor}\n{at.astimezone(UTC).isoformat()}\n{content}\n{papers}\n{pack}"
    return hashlib.sha256(whole.encode()).hexdigest()


def acts(case: str | None = None) -> Iterator[tuple[str, str]]:
    """Every act as it is stored now; those of one case when it is named."""
    rows = Act.objects.all() if case is None else Act.objects.filter(case_id=case)
    for row in rows.order_by("id").values_list(*ACT_COLUMNS).iterator(chunk_size=5000):
        yield f"{row[0]}/{row[1]}", _act_digest(*row)


def disposed(case: str, place: str) -> str:
    """The digest of a piece of content that a sealed disposal removed; that of nothing where none did."""
    row = Disposal.objects.filter(case_id=case, done_at__isnull=False).values_list("digests", flat=True).first()
    return str((row or {}).get(place, hashlib.sha256(b"").hexdigest()))


def disposed_evidence(evidence: str) -> str | None:
    """The digest of a file that a disposal removed; None where none did."""
    place = f"evidence:{evidence}"
    rows = Disposal.objects.filter(done_at__isnull=False, digests__has_key=place).values_list("digests", flat=True)
    return next((str(digests[place]) for digests in rows), None)


def disposal_digest(row: Disposal) -> str:
    """Over everything a disposal holds."""
    assert row.done_at is not None  # noqa: S101 - only what was carried out is sealed
    return digest_of(
        {
            "id": str(row.id),
            "case": row.case_id,
            "outcome": row.outcome,
            "kept_until": row.kept_until,
            "proposed_by": row.proposed_by_id,
            "proposed_at": row.proposed_at,
            "by": row.done_by_id,
            "at": row.done_at,
            "digests": row.digests,
        }
    )


def disposals(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every disposal that was carried out."""
    for row in Disposal.objects.filter(done_at__isnull=False):
        yield str(row.id), disposal_digest(row)


def hold_digest(row: Hold, *, lifted: bool = False) -> str:
    """Over a hold as it was made, or as it was lifted."""
    found = {"id": str(row.id), "case": row.case_id, "reason": row.reason, "by": row.by_id, "at": row.at}
    if lifted and row.lifted_at is not None:
        found |= {"lifted_by": row.lifted_by_id, "lifted_at": row.lifted_at}
    return digest_of(found)


def holds(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every hold as it was made."""
    for row in Hold.objects.all():
        yield str(row.id), hold_digest(row)


def lifted_holds(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every hold that was lifted."""
    for row in Hold.objects.filter(lifted_at__isnull=False):
        yield str(row.id), hold_digest(row, lifted=True)


def adoption_digest(row: Adoption) -> str:
    """Over everything an adoption holds."""
    return digest_of(
        {
            "id": str(row.id),
            "parameter": row.parameter,
            "value": row.value,
            "valid_from": row.valid_from,
            "document": row.document,
            "by": row.by_id,
            "at": row.at,
        }
    )


def adoptions(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every adoption as it is stored now."""
    for row in Adoption.objects.all():
        yield str(row.id), adoption_digest(row)


def letter_digest(row: Letter) -> str:
    """Over an issued letter: which, to whom, and the hash of the stored encrypted file and of the PDF itself."""
    stored = hashlib.sha256(row.sealed).hexdigest() if row.sealed else disposed(row.case_id, f"letter:{row.id}")
    found = {"id": str(row.id), "case": row.case_id, "act": row.act_seq, "sha256": row.sha256, "stored": stored}
    if row.to:
        found |= {"to": row.to, "addressee": str(row.addressee_id or "")}
    if row.number_id is not None:
        found |= {"number": str(row.number_id), "code": row.code}
    return digest_of(found)


def letters(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every issued letter as it is stored now."""
    for row in Letter.objects.filter(issued_at__isnull=False).order_by("id").iterator(chunk_size=200):
        yield str(row.id), letter_digest(row)


def certificate_digest(row: SealCertificate) -> str:
    """Over a certificate that papers were signed with."""
    return digest_of({"fingerprint": row.fingerprint, "pem": row.pem, "at": row.first_used_at})


def certificates(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every certificate that papers were signed with."""
    for row in SealCertificate.objects.all():
        yield row.fingerprint, certificate_digest(row)


def void_digest(row: DocumentNumber) -> str:
    """Over a number of a document that was made void, by whom and why."""
    found = {"id": str(row.id), "text": row.text, "case": row.case_id, "act": row.act_seq, "reason": row.reason}
    return digest_of(found | {"by": row.voided_by_id, "at": row.voided_at})


def voids(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every number of a document that was made void."""
    for row in DocumentNumber.objects.filter(voided_at__isnull=False):
        yield str(row.id), void_digest(row)


def batch_digest(row: PayBatch) -> str:
    """Over everything a batch holds."""
    return digest_of({"no": row.no, "by": row.by_id, "at": row.at, "cases": row.cases, "total": row.total_fen})


def check_digest(row: PayBatch) -> str:
    """Over who let a batch go to the bank or did not, when and why."""
    found = {"no": row.no, "by": row.checked_by_id, "at": row.checked_at}
    return digest_of(found | ({"refused": row.refused} if row.refused else {}))


def checked_batches(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every payment batch that a second person checked."""
    for row in PayBatch.objects.filter(checked_at__isnull=False):
        yield row.no, check_digest(row)


def batches(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every payment batch as it is stored now."""
    for row in PayBatch.objects.all():
        yield row.no, batch_digest(row)
