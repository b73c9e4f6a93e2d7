"""Findings that a later scan of the same days no longer finds are withdrawn 撤回; found again, they stand again.

Nothing is deleted: the finding stays, its withdrawal is sealed, and the cases that were opened from it are told.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from huxin.core.service import append
from huxin.identity.service import Actor
from huxin.measures.governance.findings.scope import FindingScope
from huxin.measures.governance.findings.sealed import recheck_digest
from huxin.measures.governance.findings.telling import tell
from huxin.measures.governance.models import STANDS, Change, Finding, FindingFile, Recheck

CORRECTED: Final = "orders"
JUDGED_ANEW: Final = "rule"
_CHUNK: Final = 500


@dataclass(frozen=True)
class Rechecked:
    """How many findings were withdrawn, how many stand again, and which cases could not be told."""

    withdrawn: int = 0
    found_again: int = 0
    untold: tuple[str, ...] = ()


def recheck(
    actor: Actor, file: FindingFile, found: Collection[str], scope: FindingScope | None, at: datetime
) -> Rechecked:
    """Compare what stands with what a scan ``found``, in the caller's transaction.

    Without a scope the silence of the file says nothing: then findings only come back.
    """
    again = [Change(finding=one, withdrawn=False, cause=CORRECTED) for one in _withdrawn_among(found)]
    gone = list(_no_longer_found(found, scope)) if scope is not None else []
    if not again and not gone:
        return Rechecked()
    row = Recheck(id=uuid.uuid4(), file=file, at=at, by=actor.key)
    row.save(force_insert=True)
    changes = [*gone, *again]
    for change in changes:
        change.recheck = row
    Change.objects.bulk_create(changes, batch_size=_CHUNK)
    _mark(gone, at)
    _mark(again, None)
    append("recheck", str(row.id), recheck_digest(row), actor.key, at)
    return Rechecked(len(gone), len(again), tell(row, changes))


def _no_longer_found(found: Collection[str], scope: FindingScope) -> Iterator[Change]:
    """Withdrawals of standing findings that the scan judged anew and did not find.

    A company whose records were not read, a detector that did not run, a scan that tried other values: none of these
    says anything about what was found before.
    """
    if not scope.official:
        return
    standing = Finding.objects.filter(STANDS, day__range=(scope.first, scope.last), detector__in=scope.rules)
    for one in _locked(standing):
        if one.id not in found and scope.companies.issuperset(one.companies):
            cause = CORRECTED if one.rule_hash in scope.rules[one.detector] else JUDGED_ANEW
            yield Change(finding=one, withdrawn=True, cause=cause)


def _withdrawn_among(found: Collection[str]) -> Iterator[Finding]:
    for ids in _chunks(found):
        yield from _locked(Finding.objects.filter(id__in=ids, withdrawn_at__isnull=False))


def _locked(rows: QuerySet[Finding]) -> Iterable[Finding]:
    """The rows in one order, so that two rechecks at once wait for each other and do not change one finding twice."""
    needed = ("id", "detector", "companies", "rule_hash")
    return rows.order_by("id").only(*needed).select_for_update(of=("self",)).iterator(chunk_size=2000)


def _mark(changes: Collection[Change], at: datetime | None) -> None:
    for ids in _chunks(change.finding_id for change in changes):
        Finding.objects.filter(id__in=ids).update(withdrawn_at=at)


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(ids)
    while part := list(islice(waiting, _CHUNK)):
        yield part
