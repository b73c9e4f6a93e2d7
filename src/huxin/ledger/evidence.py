"""Evidence files: hashed as they come in, checked by content, stored encrypted under a random name."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings
from django.db import transaction

from huxin.law import InputError
from huxin.ledger.chain import append, digest_of
from huxin.ledger.models import Evidence

Seal = Callable[[bytes], bytes]
_SIGNS: Final = (
    (b"\xff\xd8\xff", "jpeg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"%PDF-", "pdf", "application/pdf"),
)
_lookups: list[Callable[[str], str | None]] = []
EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def receive(chunks: Iterable[bytes], by: str, at: datetime, seal: Seal, accepts: Iterable[str] = ()) -> Evidence:
    """Hash, check and keep one file; call it inside a transaction.

    ``seal`` encrypts the stored copy with the key of the person it belongs to; ``accepts`` names the short types
    (jpeg, png, webp, pdf) that are asked for, empty means all four.  Raises InputError for a file that is too big,
    empty or of another type; then nothing is kept.
    """
    sha256, sm3, content = hashlib.sha256(), Hash(SM3()), bytearray()
    for chunk in chunks:
        sha256.update(chunk)
        sm3.update(chunk)
        content += chunk
        if len(content) > settings.EVIDENCE_LIMIT:
            limit = settings.EVIDENCE_LIMIT // 1_000_000
            raise InputError(
                "too_big",
                "file",
                f"more than {limit} MB",
                f"at most {limit} MB",
                f"文件太大，最多 {limit} MB。拍清楚一点、小一点的照片再传。",
            )
    media_type = _media_type(bytes(content[:16]), tuple(accepts))
    sealed = seal(bytes(content))
    row = Evidence(
        id=uuid.uuid4(),
        sha256=sha256.hexdigest(),
        sm3=sm3.finalize().hex(),
        stored_sha256=hashlib.sha256(sealed).hexdigest(),
        size=len(content),
        media_type=media_type,
        received_at=at,
        received_by=by,
    )
    _store(place(row), sealed)
    row.save(force_insert=True)
    append("evidence", str(row.id), _digest(row, row.stored_sha256), by, at)
    return row


def stored(row: Evidence) -> bytes:
    """The encrypted copy.  Raises FileNotFoundError when it is gone."""
    return place(row).read_bytes()


def place(row: Evidence) -> Path:
    """Where the encrypted copy lies."""
    return Path(settings.EVIDENCE_FOLDER) / row.id.hex[:2] / f"{row.id.hex}.sealed"


def _media_type(start: bytes, accepts: tuple[str, ...]) -> str:
    found = next(((short, full) for sign, short, full in _SIGNS if start.startswith(sign)), None)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        found = ("webp", "image/webp")
    wanted = accepts or ("jpeg", "png", "webp", "pdf")
    if found is None or found[0] not in wanted:
        got = found[0] if found else ("an empty file" if not start else "another kind of file")
        names = "、".join(
            {"jpeg": "JPG 照片", "png": "PNG 图片", "webp": "WebP 图片", "pdf": "PDF"}[one] for one in wanted
        )
        raise InputError("file_type", "file", got, " or ".join(wanted), f"只收{names}。直接用手机拍照上传就行。")
    return found[1]


def _store(path: Path, content: bytes) -> None:
    """The whole file or none of it, on disk before the row that names it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
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
            "at": row.received_at.isoformat(),
        }
    )


def dispose(row: Evidence) -> None:
    """Remove the stored copy when the transaction is through; the row and its hashes stay."""
    transaction.on_commit(lambda: place(row).unlink(missing_ok=True))


def register_disposals(lookup: Callable[[str], str | None]) -> None:
    """Say who knows the digest of a stored copy that was disposed of under a seal."""
    _lookups.append(lookup)


def _disposed(evidence: str) -> str | None:
    return next((found for lookup in _lookups if (found := lookup(evidence)) is not None), None)


def sealed_rows(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every file with the digest of what is stored now."""
    for row in Evidence.objects.iterator(chunk_size=500):
        try:
            now = hashlib.sha256(stored(row)).hexdigest()
        except FileNotFoundError:
            now = _disposed(str(row.id)) or "gone"
        yield str(row.id), _digest(row, now)
