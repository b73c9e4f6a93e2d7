"""A findings file of a scan becomes stored findings: the whole of it or nothing, the same file once.

With the scan's report it also says what of earlier scans no longer stands: ``withdrawing``.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from huxin.law import InputError
from huxin.ledger.service import append
from huxin.measures.governance.findings.scope import Scope, read_scope
from huxin.measures.governance.findings.sealed import file_digest
from huxin.measures.governance.findings.withdrawing import recheck
from huxin.measures.governance.models import Finding, FindingFile, Part
from huxin.registry.service import Actor
from huxin.supervision.model import DAY_MS, DETECTORS, FINDING, SEVERITY, SHANGHAI_MS, STRENGTH

_EPOCH: Final = date(1970, 1, 1)
_CHUNK: Final = 2000


@dataclass(frozen=True)
class Kept:
    """What became of a file: new findings, those that were known already, whether the very file was.

    ``withdrawn`` of earlier scans no longer stand, ``found_again`` stand again; ``untold`` are cases opened from such
    findings that could not be told of it.
    """

    rows: int
    new: int
    known: int
    again: bool
    withdrawn: int = 0
    found_again: int = 0
    untold: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return dict(vars(self))


def keep(actor: Actor, path: Path, report: Mapping[str, Any] | None = None, *, at: datetime | None = None) -> Kept:
    """Store what a scan found.  Raises InputError for a file that is none or that claims more than its source bears.

    ``report``: what the scan printed.  With it a day on which a detector found nothing counts as clean, and what an
    earlier scan found there is withdrawn; without it only the days and detectors that have findings are known.
    """
    now = at or timezone.now()
    scope = read_scope(report) if report is not None else None
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError("file", "FINDINGS", str(path), "a file that can be read", f"{error.strerror}.") from None
    with transaction.atomic():
        file, before = FindingFile.objects.filter(sha256=digest).first(), Finding.objects.count()
        known = file is not None
        if file is None:
            file = FindingFile(id=uuid.uuid4(), sha256=digest, rows=0, kept_at=now, kept_by=actor.key)
            found = _take_in(file, path, scope)
            append("findings", str(file.id), file_digest(file), actor.key, now)
        else:
            found = {row["finding_id"] for chunk in _chunks(path, ("finding_id",)) for row in chunk}
        new = Finding.objects.count() - before
        compared = recheck(actor, file, found, scope, now)
    return Kept(file.rows, new, file.rows - new, known, **vars(compared))


def _take_in(file: FindingFile, path: Path, scope: Scope | None) -> set[str]:
    """Store the file and its rows; answers the ids of its findings."""
    file.save(force_insert=True)
    found: set[str] = set()
    for chunk in _chunks(path, tuple(name for name, _ in FINDING)):
        rows = [_finding(file, row) for row in chunk]
        file.rows += len(rows)
        found |= {one.id for one in rows}
        _store(rows)
    days = file.findings.order_by("day").values_list("day", flat=True)
    file.first, file.last = (scope.first, scope.last) if scope is not None else (days.first(), days.last())
    ran = scope.rules if scope is not None else file.findings.order_by().values_list("detector", flat=True)
    file.ran = sorted(set(ran))
    file.save()
    return found


def _store(found: list[Finding]) -> None:
    """New findings with the parts of companies; a finding that is known stays as it was first kept."""
    known = set(Finding.objects.filter(id__in=[one.id for one in found]).values_list("id", flat=True))
    new = [one for one in found if one.id not in known]
    Finding.objects.bulk_create(new, ignore_conflicts=True)
    Part.objects.bulk_create(part for one in new for part in _parts(one))


def _parts(one: Finding) -> Iterator[Part]:
    """Each company's own part: of one company the whole, of several what the scan measured of its orders alone."""
    own = {str(part["company_id"]): part for part in one.evidence.get("own", ()) if isinstance(part, dict)}
    for company in one.companies:
        told = own.get(company, {})
        measure = one.measure if len(one.companies) == 1 else told.get("minutes")
        yield Part(finding=one, company=company, measure=measure)


def _chunks(path: Path, names: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """The named columns of a findings file, some rows at a time.  Raises InputError for another file."""
    import duckdb  # loaded only by whoever needs it

    con = duckdb.connect(":memory:")
    try:
        found = con.execute(f"SELECT {', '.join(names)} FROM read_parquet($1)", [str(path)])  # noqa: S608 - our names
        while rows := found.fetchmany(_CHUNK):
            yield [dict(zip(names, row, strict=True)) for row in rows]
    except duckdb.Error as error:
        told, hint = str(error).splitlines()[0], "Take the file that 'huxin supervise scan --out' wrote."
        raise InputError("parquet", "FINDINGS", told, "a findings file of a scan", hint) from None
    finally:
        con.close()


def _finding(file: FindingFile, row: Mapping[str, Any]) -> Finding:
    evidence = _evidence(row)
    _bounded(row)
    company = str(row["company_id"] or "")
    listed = [company] if company else [str(one) for one in evidence.get("companies", ())]
    return Finding(
        id=str(row["finding_id"]),
        file=file,
        detector=row["detector"],
        clause=row["clause"][:200],
        status=row["status_of_source"],
        severity=row["severity"],
        certainty=row["certainty"],
        uncertain=list(row["uncertain_parameters"] or ()),
        worker=row["worker_key"] or "",
        company=company,
        companies=listed,
        county=row["county"] or "",
        day=_EPOCH + timedelta(days=(row["started_at"] + SHANGHAI_MS) // DAY_MS),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        measure=row["measure"],
        threshold=row["threshold"],
        unit=row["unit"] or "",
        order_ids=list(row["order_ids"] or ()),
        evidence=evidence,
        rule_hash=row["rule_hash"],
        pack_hash=row["pack_hash"],
    )


def _evidence(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(row["evidence"] or "{}")
    except (TypeError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise InputError("row", f"finding {row['finding_id']}", str(row["evidence"]), "evidence as JSON", "Scan again.")
    return found


def _bounded(row: Mapping[str, Any]) -> None:
    """The status of the source bounds what may follow, whatever the file says."""
    missing = [name for name in ("finding_id", "detector", "clause", "started_at", "ended_at") if row[name] is None]
    if missing:
        raise InputError("row", missing[0], "nothing", "a value", "Scan again.")
    where = f"finding {row['finding_id']}"
    if row["detector"] not in DETECTORS:
        raise InputError(
            "row", where, row["detector"], "a detector of this version", "Keep it with the version that scanned."
        )
    status, severity = row["status_of_source"], row["severity"]
    most = SEVERITY.get(status)
    if most is None or severity not in STRENGTH or STRENGTH.index(severity) > STRENGTH.index(most):
        hint = "A guideline, voluntary standard or proposal never leads to more than talks or a notice."
        raise InputError("severity", where, f"{severity} by {status}", f"at most {most or 'what a source bears'}", hint)
