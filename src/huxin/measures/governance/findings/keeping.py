"""A findings file of a scan becomes stored findings, row by row, the same file once.

A row that cannot be stored, or that claims more than its source bears, is told with where and why; the others are kept.

With the scan's report it also says what of earlier scans no longer stands: ``withdrawing``.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import DataError, transaction
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.core.service import append
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.governance.findings.scope import FindingScope, read_scope
from huxin.measures.governance.findings.sealed import file_digest
from huxin.measures.governance.findings.withdrawing import recheck
from huxin.measures.governance.models import Finding, FindingFile, FindingOrder, Part
from huxin.supervision.model import DAY_MS, DETECTORS, FINDING, SEVERITY, SHANGHAI_MS, STRENGTH

_EPOCH: Final = date(1970, 1, 1)
_CHUNK: Final = 2000
LATEST_MS: Final = 4_102_444_800_000
LENGTHS: Final = {
    "finding_id": 64, "detector": 30, "clause": 2000, "status_of_source": 12, "severity": 12, "certainty": 10,
    "worker_key": 128, "company_id": 18, "county": 64, "unit": 20, "rule_hash": 80, "pack_hash": 80,
}  # fmt: skip
"""The widths of the columns; a county that is none is stored as none, a clause is cut."""
LONGEST_ORDER: Final = 64
MOST_COMPANIES: Final = 100
MOST_ORDERS: Final = 20_000
MOST_EVIDENCE: Final = 4_000_000
MOST_TOLD: Final = 100
_ODD: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class RefusedFinding:
    """A row that was not stored: its number in the file (0: not known), its finding, the field, and why."""

    row: int
    finding: str
    field: str
    why: str


@dataclass(frozen=True)
class KeptFindings:
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
    refused: tuple[RefusedFinding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {**vars(self), "refused": [vars(one) for one in self.refused[:MOST_TOLD]], "refusals": len(self.refused)}


def keep(
    actor: Actor, path: Path, report: Mapping[str, Any] | None = None, *, at: datetime | None = None
) -> KeptFindings:
    """Store what a scan found.  Raises InputError for a file that is none, or of which no row can be stored.

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
        known, refused = file is not None, list[RefusedFinding]()
        if file is None:
            file = FindingFile(id=uuid.uuid4(), sha256=digest, rows=0, kept_at=now, kept_by=actor.key)
            found, refused = _take_in(file, path, scope)
            append("findings", str(file.id), file_digest(file), actor.key, now)
        else:
            found = {row["finding_id"] for chunk in _chunks(path, ("finding_id",)) for row in chunk}
        new = Finding.objects.count() - before
        compared = recheck(actor, file, found, scope, now)
    return KeptFindings(file.rows, new, file.rows - new, known, **vars(compared), refused=tuple(refused))


def _take_in(file: FindingFile, path: Path, scope: FindingScope | None) -> tuple[set[str], list[RefusedFinding]]:
    """Store the file and its rows; answers the ids of its findings, stored or not, and what could not be stored."""
    file.save(force_insert=True)
    found: set[str] = set()
    refused: list[RefusedFinding] = []
    for number, chunk in enumerate(_chunks(path, tuple(name for name, _ in FINDING))):
        found |= {str(row["finding_id"]) for row in chunk}
        rows = [one for one in _readable(file, chunk, number * _CHUNK, refused) if one is not None]
        file.rows += len(rows)
        _store(rows, refused)
    if refused and not file.rows:
        raise InputError("row", refused[0].finding, refused[0].why, "a finding of a scan", "Scan again.")
    days = file.findings.order_by("day").values_list("day", flat=True)
    file.first, file.last = (scope.first, scope.last) if scope is not None else (days.first(), days.last())
    ran = scope.rules if scope is not None else file.findings.order_by().values_list("detector", flat=True)
    file.ran = sorted(set(ran))
    file.save()
    return found, refused


def _readable(
    file: FindingFile, chunk: list[dict[str, Any]], before: int, refused: list[RefusedFinding]
) -> Iterator[Finding | None]:
    divisions = city_pack().divisions
    for number, row in enumerate(chunk, before + 1):
        try:
            yield _finding(file, row, divisions)
        except InputError as error:
            told = error.problem
            refused.append(
                RefusedFinding(number, _short(row["finding_id"]), told.field, f"{told.got}; wanted {told.wanted}")
            )


def _store(found: list[Finding], refused: list[RefusedFinding]) -> None:
    """New findings with the parts of companies; a finding that is known stays as it was first kept.

    What the database does not take after all is told, and does not take the others with it.
    """
    known = set(Finding.objects.filter(id__in=[one.id for one in found]).values_list("id", flat=True))
    new = [one for one in found if one.id not in known]
    try:
        with transaction.atomic():
            _insert(new)
    except DataError:
        for one in new:
            try:
                with transaction.atomic():
                    _insert([one])
            except DataError as error:
                one.file.rows -= 1
                refused.append(RefusedFinding(0, _short(one.id), "row", type(error).__name__))


def _insert(new: list[Finding]) -> None:
    Finding.objects.bulk_create(new, ignore_conflicts=True)
    Part.objects.bulk_create(part for one in new for part in _parts(one))
    orders = (FindingOrder(finding=one, order=str(order)) for one in new for order in dict.fromkeys(one.order_ids))
    FindingOrder.objects.bulk_create(orders, batch_size=_CHUNK, ignore_conflicts=True)


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

    from huxin.population.duck import connect

    con = connect(paths=[path])
    try:
        found = con.execute(f"SELECT {', '.join(names)} FROM read_parquet($1)", [str(path)])  # noqa: S608 - our names
        while rows := found.fetchmany(_CHUNK):
            yield [dict(zip(names, row, strict=True)) for row in rows]
    except duckdb.Error as error:
        told, hint = str(error).splitlines()[0], "Take the file that 'huxin supervise scan --out' wrote."
        raise InputError("parquet", "FINDINGS", told, "a findings file of a scan", hint) from None
    finally:
        con.close()


def _finding(file: FindingFile, row: Mapping[str, Any], divisions: Collection[str]) -> Finding:
    """A row as it is stored.  One of no county of this city stands under none: the city's office sees it.

    Raises InputError for what cannot be stored or shown, and for what claims too much.
    """
    evidence = _evidence(row)
    _fitting(row)
    _bounded(row)
    company = str(row["company_id"] or "")
    listed = [company] if company else [str(one) for one in evidence.get("companies", ())][:MOST_COMPANIES]
    if any(len(one) > LENGTHS["company_id"] for one in listed):
        raise _unfit(row, "companies", "codes of 18 characters")
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
        county=row["county"] if row["county"] in divisions else "",
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


def _fitting(row: Mapping[str, Any]) -> None:
    """Whether every text, number and time of a row fits its column, on either database."""
    for name, most in LENGTHS.items():
        text = row[name]
        if text is not None and (len(str(text)) > most or not _showable(str(text))):
            raise _unfit(row, name, f"at most {most} characters that can be shown")
    texts = [*(row["order_ids"] or ()), *(row["uncertain_parameters"] or ())]
    if any(one is None or len(one) > LONGEST_ORDER or not _showable(one) for one in texts):
        raise _unfit(row, "order_ids", f"numbers of at most {LONGEST_ORDER} characters that can be shown")
    if len(texts) > MOST_ORDERS or len(row["evidence"] or "") > MOST_EVIDENCE or not _showable_json(row["evidence"]):
        raise _unfit(row, "evidence", "evidence of ordinary length that can be shown")
    for name in ("measure", "threshold"):
        if row[name] is not None and not math.isfinite(row[name]):
            raise _unfit(row, name, "a number")
    for name in ("started_at", "ended_at"):
        if row[name] is not None and not 0 <= row[name] <= LATEST_MS:
            raise _unfit(row, name, "a time of this century")


def _showable(text: str) -> bool:
    return not _ODD.search(text)


def _showable_json(text: str | None) -> bool:
    return text is None or (_showable(text) and "\\u0000" not in text)


def _unfit(row: Mapping[str, Any], name: str, wanted: str) -> InputError:
    return InputError("row", name, _short(row.get(name, "")), wanted, "Mend the order records and scan again.")


def _short(text: object) -> str:
    """As much of a value as a message needs, without what cannot be shown."""
    return _ODD.sub("�", str(text))[:64]


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
