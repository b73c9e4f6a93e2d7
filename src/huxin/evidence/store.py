"""Evidence files: hashed as they come in, checked by content, stored encrypted under a random name."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from huxin.core.audit.chain import append, digest_of
from huxin.evidence.kinds import check_kind
from huxin.evidence.models import Custody, Evidence, Pouch
from huxin.law import InputError

Seal = Callable[[bytes], bytes]
_lookups: list[Callable[[str], str | None]] = []


def receive(
    chunks: Iterable[bytes],
    by: str,
    owner: uuid.UUID | None,
    at: datetime,
    seal: Seal,
    accepts: Iterable[str] = (),
    pouch: Pouch | None = None,
) -> Evidence:
    """Hash, check and keep one file; call it inside a transaction.

    ``seal`` encrypts the stored copy with the key of its ``owner``, or of the ``pouch`` while nobody has claimed it;
    ``accepts`` names the short types that are asked for (``kinds.KINDS``), empty means photos and PDF.  A file that
    the same sender sent before is not kept twice: the earlier one is answered.
    Raises InputError for a file that is too big, empty or of another type; then nothing is kept.
    """
    sha256, sm3, content = hashlib.sha256(), Hash(SM3()), bytearray()
    for chunk in chunks:
        sha256.update(chunk)
        sm3.update(chunk)
        content += chunk
        check_size(len(content))
    kind = check_kind(bytes(content), accepts)
    digests = sha256.hexdigest(), sm3.finalize().hex()
    if (before := _sent_before(by, *digests)) is not None:
        return before
    sealed = seal(bytes(content))
    row = Evidence(
        id=uuid.uuid4(),
        owner=owner,
        sha256=digests[0],
        sm3=digests[1],
        stored_sha256=hashlib.sha256(sealed).hexdigest(),
        size=len(content),
        media_type=kind.media_type,
        received_at=at,
        received_by=by,
        pouch=pouch,
        asked_at=at,
        scan="pending" if settings.CLAMD else "unscanned",
    )
    store(place(row), sealed)
    row.save(force_insert=True)
    append("evidence", str(row.id), _digest(row, row.stored_sha256), by, at)
    return row


def check_size(size: int) -> None:
    """Raises InputError for a file over the limit."""
    if size > settings.EVIDENCE_LIMIT:
        limit = settings.EVIDENCE_LIMIT // 1_000_000
        hint = _("文件太大，最多 %(limit)s MB。拍清楚一点、小一点的照片再传。") % {"limit": limit}
        raise InputError("too_big", "file", f"more than {limit} MB", f"at most {limit} MB", hint)


def _sent_before(by: str, sha256: str, sm3: str) -> Evidence | None:
    same = Evidence.objects.filter(received_by=by, sha256=sha256, sm3=sm3).order_by("received_at").first()
    return same if same is not None and place(same).exists() else None


def stored(row: Evidence) -> bytes:
    """The encrypted copy.  Raises FileNotFoundError when it is gone."""
    return place(row).read_bytes()


def place(row: Evidence) -> Path:
    """Where the encrypted copy lies."""
    return Path(settings.EVIDENCE_FOLDER) / row.id.hex[:2] / f"{row.id.hex}.sealed"


def preview_place(row: Evidence) -> Path:
    """Where the encrypted preview lies, if there is one."""
    return place(row).with_suffix(".preview")


def store(path: Path, content: bytes) -> None:
    """The whole file or none of it, on disk before the row that names it.  Raises OSError when there is no room."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{uuid.uuid4().hex[:8]}.part")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(row: Evidence, stored_sha256: str) -> str:
    return digest_of(
        {
            "id": str(row.id),
            "sha256": row.sha256,
            "sm3": row.sm3,
            "stored": stored_sha256,
            "size": row.size,
            "type": row.media_type,
            "by": row.received_by,
            "at": row.received_at,
        }
    )


def dispose(row: Evidence) -> None:
    """Remove the stored copy and its preview when the transaction is through; the row and its hashes stay."""
    for path in (place(row), preview_place(row)):
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def register_disposals(lookup: Callable[[str], str | None]) -> None:
    """Say who knows the digest of a stored copy that was disposed of under a seal."""
    _lookups.append(lookup)


def _disposed(evidence: str) -> str | None:
    return next((found for lookup in _lookups if (found := lookup(evidence)) is not None), None)


def sealed_rows(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every file with the digest of what is stored now; of one that was dropped, as it was."""
    dropped = set(Custody.objects.filter(what="dropped").values_list("evidence_id", flat=True))
    for row in Evidence.objects.iterator(chunk_size=500):
        try:
            now = row.stored_sha256 if row.id in dropped else hashlib.sha256(stored(row)).hexdigest()
        except FileNotFoundError:
            now = _disposed(str(row.id)) or "gone"
        yield str(row.id), _digest(row, now)
