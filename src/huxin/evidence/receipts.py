"""Receipts 回执: which files were here and when, signed with the key of the log, to be checked by anybody anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from huxin.core.audit.chain import append, digest_of
from huxin.core.audit.roots import public_key, sign
from huxin.core.models import Head
from huxin.evidence.models import Evidence, Receipt

MARK: Final = "HUXIN-RECEIPT-1:"
"""Before the machine-readable text of a receipt, wherever it stands."""
SEAL: Final = "HUXIN-PDF-1:"
"""Before the signature over the paper itself, without which the text on it could be anybody's."""
END: Final = ":END"
ROOM: Final = SEAL + "0" * 128 + END
"""Stands in the paper while it is set; the signature is made over the paper with this in it, and takes its place."""
VERIFIER: Final = Path(__file__).resolve().parent / "verifier" / "huxin_verify.py"


def make_receipt(files: Sequence[Evidence], issuer: str, at: datetime) -> Receipt:
    """A receipt over files, in the order given; the same files as before get the receipt of before."""
    listed = [_line(number, row) for number, row in enumerate(files, 1)]
    before = Receipt.objects.filter(content__files=listed, content__issuer=issuer).first()
    if before is not None:
        return before
    with transaction.atomic():
        head = Head.objects.filter(id=1).first()
        content = {
            "id": str(uuid.uuid4()),
            "issuer": issuer,
            "at": at.isoformat(),
            "files": listed,
            "log": {"entry": head.seq if head else 0, "hash": head.hash if head else ""},
        }
        row = Receipt(id=uuid.UUID(str(content["id"])), at=at, content=content, signature=sign(canonical(content)))
        row.save(force_insert=True)
        append("receipt", str(row.id), _digest(row), "system", at)
    return row


def _line(number: int, row: Evidence) -> dict[str, Any]:
    return {
        "n": number,
        "sha256": row.sha256,
        "sm3": row.sm3,
        "size": row.size,
        "type": row.media_type,
        "received_at": row.received_at.isoformat(),
    }


def canonical(content: Mapping[str, Any]) -> bytes:
    """What is signed: JSON with sorted keys, no blanks, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def receipt_text(receipt: Receipt) -> str:
    """The receipt for a program: mark, content and signature in one line of letters that every file format keeps."""
    whole = {"content": receipt.content, "signature": receipt.signature, "key": public_key()}
    return MARK + base64.urlsafe_b64encode(canonical(whole)).decode().rstrip("=") + ":END"


def seal_paper(receipt: Receipt, paper: bytes) -> bytes:
    """A paper that says what a receipt says, bound to it: another text, or one byte more, and the seal does not fit.

    Raises ValueError for a paper without room for the seal.
    """
    room = ROOM.encode()
    if room not in paper:
        raise ValueError("the paper has no room for a seal")
    said = {"paper": hashlib.sha256(paper).hexdigest(), "receipt": str(receipt.id)}
    return paper.replace(room, f"{SEAL}{sign(canonical(said))}{END}".encode())


def verifier_script() -> str:
    """The offline verifier, with the public key of this installation in it."""
    return VERIFIER.read_text(encoding="utf-8").replace('PUBLIC_KEY = ""', f'PUBLIC_KEY = "{public_key()}"', 1)


def _digest(row: Receipt) -> str:
    return digest_of({"content": row.content, "signature": row.signature})


def sealed_rows(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every receipt with its digest, for verification."""
    for row in Receipt.objects.iterator(chunk_size=500):
        yield str(row.id), _digest(row)
