"""Files that a company hands in on its page 网页报送: put aside encrypted, read by ``huxin worker``, each answered."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from huxin.core.service import Queue
from huxin.feeds import files
from huxin.feeds.models import Upload
from huxin.feeds.sealing import FileSealer, opened
from huxin.law import InputError

MOST_WAITING: Final = 20
"""Files of one company that may wait; a day of orders is one or two."""
LATELY: Final = timedelta(minutes=10)
"""For so long a file that was read counts as the company's turn."""


def put_aside(chunks: Iterable[bytes], upload: Upload) -> Upload:
    """Keep what came under ``upload`` (company, kind, name, zone, only_check, by) until it is read.

    Raises InputError for a kind or an ending that nobody reads, a file that is too big, and a company of which
    ``MOST_WAITING`` files wait already; then nothing is kept.
    """
    from huxin.feeds.landing import FeedDelivery, check_known  # which loads DuckDB

    check_known(FeedDelivery(upload.company, upload.kind, upload.name, upload.by))
    if waiting().filter(company=upload.company).count() >= MOST_WAITING:
        hint = f"还有 {MOST_WAITING} 个文件没读完，等读完再传。 {MOST_WAITING} files still wait; send this later."
        raise InputError("waiting", "file", f"{MOST_WAITING} files wait", f"fewer than {MOST_WAITING}", hint)
    path = files.waiting_file(str(upload.id))
    files.make(path.parent)
    try:
        upload.size = _seal(chunks, upload)
        upload.asked_at = timezone.now()
        upload.save(force_insert=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


def _seal(chunks: Iterable[bytes], upload: Upload) -> int:
    size, path = 0, files.waiting_file(str(upload.id))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        sealer = FileSealer(out, str(upload.id))
        for chunk in chunks:
            size += len(chunk)
            if size > settings.EVIDENCE_LIMIT:
                most = f"at most {settings.EVIDENCE_LIMIT} bytes"
                hint = "分成几个文件传，或者用接口报。 Send it in parts, or through the interface for programs."
                raise InputError("too_big", "file", f"more than {settings.EVIDENCE_LIMIT} bytes", most, hint)
            sealer.write(chunk)
        sealer.close()
        out.flush()
        os.fsync(out.fileno())
    files.keep(path.parent)
    return size


def waiting() -> QuerySet[Upload]:
    """Those that were not read yet."""
    return Upload.objects.filter(done_at=None)


def in_turn() -> QuerySet[Upload]:
    """Those that wait, with ``turn``: how many files of the company were read lately or come before it.

    A company that hands in twenty at once makes nobody else wait for all of them.
    """
    own = Upload.objects.filter(company=OuterRef("company")).order_by()
    before = Q(done_at__gt=timezone.now() - LATELY) | Q(done_at=None, asked_at__lt=OuterRef("asked_at"))
    counted = own.filter(before).values("company").annotate(many=Count("*")).values("many")
    return waiting().annotate(turn=Coalesce(Subquery(counted), 0))


def uploads_of(company: str) -> QuerySet[Upload]:
    """What a company handed in on its page, newest first."""
    return Upload.objects.filter(company=company).order_by("-asked_at")


def read(upload: Upload) -> int:
    """Land the file or check it, and say so; a file that is refused is answered, not tried again.

    Raises BusyError while others are read, FileNotFoundError where the bytes are gone: the queue tries again.
    """
    from huxin.feeds.landing import FeedDelivery, look_through, receive

    delivery = FeedDelivery(upload.company, upload.kind, upload.name, upload.by, settings.FEED_PATIENCE, upload.zone)
    path = files.waiting_file(str(upload.id))
    try:
        content = opened(path, str(upload.id))
        if upload.only_check:
            upload.report = look_through(content, delivery)
        else:
            landed = receive(content, delivery)
            upload.batch, upload.fresh = landed.batch, landed.fresh
    except InputError as error:
        upload.fault = vars(error.problem)
    upload.done_at = timezone.now()
    upload.save(update_fields=["report", "batch", "fresh", "fault", "done_at"])
    path.unlink(missing_ok=True)
    return 1


QUEUE: Final = Queue(
    "uploads",
    {"zh": "网页报送的订单文件", "en": "Order files handed in on pages"},
    in_turn,
    read,
    ("turn", "asked_at"),
)
