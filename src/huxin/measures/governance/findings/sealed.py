"""What the ledger seals of this room: each file of findings, each recheck with its changes, each false alarm."""

from __future__ import annotations

from collections.abc import Iterator

from huxin.core.service import digest_of
from huxin.measures.governance.models import FalseAlarm, FindingFile, Recheck


def file_digest(row: FindingFile) -> str:
    """Over the digest of the file's bytes and how many findings it holds."""
    return digest_of({"sha256": row.sha256, "rows": row.rows, "ran": row.ran, "at": row.kept_at, "by": row.kept_by})


def files(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every file as it is stored now."""
    for row in FindingFile.objects.all():
        yield str(row.id), file_digest(row)


def recheck_digest(row: Recheck) -> str:
    """Over the file that was compared and every finding that no longer stands, or stands again."""
    changes = [list(one) for one in row.changes.order_by("finding_id").values_list("finding_id", "withdrawn", "cause")]
    return digest_of({"file": str(row.file_id), "changes": changes, "at": row.at, "by": row.by})


def rechecks(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every recheck as it is stored now."""
    for row in Recheck.objects.all():
        yield str(row.id), recheck_digest(row)


def false_alarm_digest(row: FalseAlarm) -> str:
    """Over everything that a judgement holds."""
    return digest_of({"finding": row.finding_id, "reason": row.reason, "by": row.by_id, "at": row.at})


def false_alarms(_: str | None = None) -> Iterator[tuple[str, str]]:
    """Every judgement as it is stored now."""
    for row in FalseAlarm.objects.all():
        yield row.finding_id, false_alarm_digest(row)
