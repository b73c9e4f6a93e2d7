"""What the ledger seals of this room: enrolments, examinations, certificates, revocations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from django.db import models

from huxin.core.service import digest_of
from huxin.measures.careers.models import Certificate, Enrolment, ExamRecord, Revocation


def row_digest(row: models.Model) -> str:
    """Over every column of a row; what is encrypted as the hash of its bytes."""
    return digest_of({field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields})


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value if value is None or isinstance(value, bool | int | str | date) else str(value)


def _stored(model: type[models.Model]) -> Callable[[str | None], Iterator[tuple[str, str]]]:
    def rows(_: str | None = None) -> Iterator[tuple[str, str]]:
        for row in model._default_manager.iterator(chunk_size=500):
            yield str(row.pk), row_digest(row)

    return rows


SOURCES: Final[Mapping[str, Callable[[str | None], Iterator[tuple[str, str]]]]] = {
    "enrolment": _stored(Enrolment),
    "exam": _stored(ExamRecord),
    "certificate": _stored(Certificate),
    "revocation": _stored(Revocation),
}
"""Every row of a kind as it is stored now."""
