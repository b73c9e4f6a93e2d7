"""A file in pieces, for a bad line: each piece can be sent again, and the file goes on where it stopped."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huxin.evidence.models import Upload
from huxin.evidence.store import check_size, store
from huxin.law import InputError

PIECE: Final = 256 * 1024
"""Bytes of every piece but the last."""
KEPT: Final = timedelta(days=7)
MOST_OPEN: Final = 40
"""Files that one sender may have on the way."""
Cipher = Callable[[bytes, str], bytes]


def open_upload(owner: str, key: str, size: int, at: datetime) -> Upload:
    """The upload of this key, begun now or earlier.  Raises InputError for one that cannot be."""
    if not key or len(key) > 80 or size < 1:
        raise InputError(
            "upload", "key, size", f"{len(key)} characters, {size} bytes", "a key and a size", _("重新选一次这张照片。")
        )
    check_size(size)
    found = Upload.objects.filter(owner=owner, key=key).first()
    if found is None:
        if Upload.objects.filter(owner=owner, evidence=None).count() >= MOST_OPEN:
            raise InputError(
                "uploads", "file", "many files on the way", f"at most {MOST_OPEN}", _("先等前面的照片传完。")
            )
        try:
            with transaction.atomic():
                found = Upload.objects.create(id=uuid.uuid4(), owner=owner, key=key, size=size, opened_at=at)
        except IntegrityError:
            found = Upload.objects.get(owner=owner, key=key)
    if found.size != size:
        raise InputError("upload", "size", str(size), str(found.size), _("这个编号传的是另一个文件，重新选一次。"))
    return found


def pieces_of(upload: Upload) -> int:
    """How many pieces the file has."""
    return -(-upload.size // PIECE)


def pieces_here(upload: Upload) -> int:
    """How many arrived, counted from the first: the number of the next one."""
    count = 0
    while count < pieces_of(upload) and _piece(upload, count).exists():
        count += 1
    return count


def take_piece(upload: Upload, number: int, content: bytes, seal: Cipher) -> int:
    """Keep one piece, encrypted; answers the number of the next one.  Raises InputError for a piece of another size."""
    last = pieces_of(upload) - 1
    wanted = PIECE if number < last else upload.size - last * PIECE
    if number > last or len(content) != wanted:
        hint = _("这一段没传完整，会自动再传一次。")
        raise InputError("piece", f"piece {number}", f"{len(content)} bytes", f"{wanted} bytes", hint)
    if not _piece(upload, number).exists():
        store(_piece(upload, number), seal(content, _place(upload, number)))
    return pieces_here(upload)


def whole(upload: Upload, unseal: Cipher) -> Iterator[bytes]:
    """The pieces in order."""
    for number in range(pieces_of(upload)):
        yield unseal(_piece(upload, number).read_bytes(), _place(upload, number))


def drop_pieces(upload: Upload) -> None:
    """Forget the pieces: the file is kept, or nobody goes on with it."""
    shutil.rmtree(_folder(upload), ignore_errors=True)


def drop_old_uploads(now: datetime) -> int:
    """Forget uploads that nobody went on with; answers how many."""
    old = list(Upload.objects.filter(opened_at__lt=now - KEPT))
    for upload in old:
        drop_pieces(upload)
        upload.delete()
    return len(old)


def _folder(upload: Upload) -> Path:
    return Path(settings.EVIDENCE_FOLDER) / "pieces" / upload.id.hex


def _piece(upload: Upload, number: int) -> Path:
    return _folder(upload) / f"{number:05d}.piece"


def _place(upload: Upload, number: int) -> str:
    return f"piece:{upload.id}:{number}"
