"""What happens to a file after it is sealed: a scan for viruses, then a preview.  The original stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from huxin.casework.evidence.anonymous import seal_in_pouch
from huxin.casework.evidence.files import owner_of, unlock
from huxin.core.service import MOST_TRIES, Queue
from huxin.evidence.service import PICTURES, Evidence, note, preview, preview_place, scan, store, stored
from huxin.people.service import ErasedError, seal_bytes


def _waiting() -> QuerySet[Evidence]:
    """Files not examined yet; those in a pouch wait until somebody claims it, since nobody else can open them."""
    openable = Q(pouch__isnull=True) | ~Q(pouch__holder="")
    return Evidence.objects.filter(openable, examined_at__isnull=True)


def examine(row: Evidence) -> int:
    """Scan and make the preview; answers 1.  Raises ScanError when the scanner is away: then it comes again."""
    try:
        content = unlock(row, stored(row))
    except ErasedError:
        Evidence.objects.filter(id=row.id).update(examined_at=timezone.now())
        return 1
    if settings.CLAMD:
        _judge(row, scan(content))
    if row.scan != "infected" and row.media_type in PICTURES:
        _keep_preview(row, content)
    Evidence.objects.filter(id=row.id).update(examined_at=timezone.now())
    return 1


def _judge(row: Evidence, found: str) -> None:
    with transaction.atomic():
        row.scan = found
        row.save(update_fields=["scan"])
        if found == "infected":
            note(row, "quarantined", "system", timezone.now())


def _keep_preview(row: Evidence, content: bytes) -> None:
    small = preview(content)
    if small is None:
        return
    person = owner_of(row)
    if row.pouch is not None:
        sealed = seal_in_pouch(row.pouch, person, small, f"preview:{row.pouch.id}")
    else:
        sealed = seal_bytes(person, small, f"preview:{person.id}")
    store(preview_place(row), sealed)


def rescue(now: datetime) -> int:
    """The second look: what the scanner could not say goes round again.  Answers how many files.

    A file that used up its tries is marked ``error`` first, so that the office sees it; when no scanner is set up any
    more, what still waited is ``unscanned``.
    """
    tired = Evidence.objects.filter(examined_at__isnull=True, tries__gte=MOST_TRIES)
    if not settings.CLAMD:
        Evidence.objects.filter(scan__in=("pending", "error")).update(scan="unscanned")
        return tired.update(tries=0, leased_until=None)
    tired.filter(scan="pending").update(scan="error")
    return tired.update(tries=0, leased_until=None)


QUEUE = Queue("evidence", {"zh": "查毒和缩图", "en": "Scans and previews"}, _waiting, examine)
