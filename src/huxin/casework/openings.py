"""Whether what casework sealed can still be opened: acts, files, letters, and the pair that signs letters."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from huxin.casework.case.dossier import place_of
from huxin.casework.evidence.files import unlock
from huxin.casework.models import Act, Letter
from huxin.casework.outbox.letters.signing import check_signature
from huxin.core.service import SealedKind
from huxin.evidence.service import Evidence, place, stored
from huxin.people.models import DataKey
from huxin.people.service import open_bytes, unseal

MASTER: Final = "master.key"
CERTIFICATE: Final = "letter.cert.pem"


def _acts_open() -> bool | None:
    """The newest act whose applicant was not erased."""
    rows = Act.objects.exclude(sealed=b"").filter(case__applicant__data_key__isnull=False)
    row = rows.select_related("case__applicant__data_key").order_by("-at").first()
    if row is None:
        return None
    return bool(unseal(row.case.applicant, bytes(row.sealed), place_of(row.case_id, row.seq)))


def _files_open() -> bool | None:
    """The newest file that belongs to somebody; its digest has to be the one that was sealed."""
    owners = DataKey.objects.values("person_id")
    for row in Evidence.objects.filter(owner__in=owners).order_by("-received_at")[:20]:
        if place(row).exists():
            return sha256(unlock(row, stored(row))).hexdigest() == row.sha256
    return None


def _letter() -> bytes | None:
    rows = Letter.objects.filter(sealed__isnull=False, case__applicant__data_key__isnull=False)
    row = rows.select_related("case__applicant__data_key").order_by("-issued_at").first()
    return open_bytes(row.case.applicant, bytes(row.sealed or b""), f"letter:{row.id}") if row is not None else None


def _letters_open() -> bool | None:
    pdf = _letter()
    return None if pdf is None else pdf.startswith(b"%PDF")


def _letters_there() -> bool:
    return Letter.objects.filter(sealed__isnull=False).exists()


def _certificate_there() -> bool | None:
    """The pair may be changed by the office, so that a letter signed with one before proves nothing."""
    pdf = _letter()
    return None if pdf is None else check_signature(pdf).present


KINDS: Final = (
    SealedKind("acts", MASTER, Act.objects.exists, _acts_open),
    SealedKind("evidence", MASTER, Evidence.objects.exists, _files_open),
    SealedKind("letters", MASTER, _letters_there, _letters_open),
    SealedKind("signatures on letters", CERTIFICATE, _letters_there, _certificate_there),
    SealedKind("signatures on letters (key)", "letter.key.pem", _letters_there, lambda: None),
)
