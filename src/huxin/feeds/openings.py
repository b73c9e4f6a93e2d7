"""Whether what companies sent, and the secrets that they sign with, can still be opened."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from huxin.core.service import SealedKind
from huxin.feeds.files import raw_file
from huxin.feeds.models import Batch, CompanyKey
from huxin.feeds.receipts import as_json, signed_by_us
from huxin.feeds.sealing import open_secret, opened


def _lake_there() -> bool:
    folder = settings.LAKE_FOLDER
    return folder.exists() and next(folder.rglob("*.sealed"), None) is not None


def _raw_opens() -> bool | None:
    """The newest delivery whose bytes are still kept."""
    for batch in Batch.objects.filter(raw_gone_at=None, incoming="").order_by("-landed_at")[:20]:
        path = raw_file(batch.company, batch.id)
        if path.exists():
            return next(opened(path, batch.company), None) is not None
    return None


def _secrets_there() -> bool:
    return CompanyKey.objects.filter(kind="hmac").exists()


def _secrets_open() -> bool | None:
    row = CompanyKey.objects.filter(kind="hmac").order_by("-created_at").first()
    return bool(open_secret(bytes(row.sealed), row.id)) if row is not None else None


def _receipts_check() -> bool | None:
    row = Batch.objects.exclude(signature="").order_by("-landed_at").first()
    return signed_by_us(as_json(row)) if row is not None else None


KINDS: Final = (
    SealedKind("deliveries", "feeds.key", _lake_there, _raw_opens),
    SealedKind("secrets of companies", "feeds.key", _secrets_there, _secrets_open),
    SealedKind("receipts of deliveries", "receipt.key", Batch.objects.exists, _receipts_check),
    SealedKind("workers in order records", "pseudonym.key", Batch.objects.exists, lambda: None),
)
