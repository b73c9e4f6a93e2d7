"""A scan: the detectors over the orders of some days, and the file of what they found.

A finding belongs to the local day of its start, and a scan reads a day more on both sides (and the whole month where
pay is measured), so that scans of single days find together what one scan of all of them finds.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from huxin.law.errors import InputError, nearest
from huxin.law.pack.model import Pack
from huxin.supervision import findings, tables, weather
from huxin.supervision.engine import DuckEngine, Engine
from huxin.supervision.lake import LONGEST, Files, Lake, day_number, midnight, month_end
from huxin.supervision.model import DETECTORS, Detector
from huxin.supervision.reading import companies, named, quoted
from huxin.supervision.rules import DetectorRule, DetectorRules, Idle, sql
from huxin.supervision.values_sql import known_zone


@dataclass(frozen=True)
class ScanRequest:
    """What to scan: inclusive local days, files, and the pack that says what is a finding.

    ``detectors`` empty means all.  ``engine`` is duckdb or spark; the findings are the same.  ``memory`` is DuckDB's
    limit, such as ``"4GB"``; beyond it the disk is used.  ``zone``: in which zone times without an offset are meant.
    """

    first: date
    last: date
    files: Files
    pack: Pack
    out: Path | None = None
    companies: str | None = None
    key: bytes | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    detectors: tuple[str, ...] = ()
    memory: str | None = None
    threads: int | None = None
    engine: str = "duckdb"
    zone: str = ""


@dataclass
class Report:
    """What a scan did on which inclusive ``days``.  ``seconds`` by stage, ``peak_memory_mb`` of the whole process.

    ``companies`` are those whose records were read, ``rules`` the hashes of the rules by detector, ``tried`` the
    parameters that were given other values: they say which earlier findings the scan may speak about.
    """

    days: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    rules: dict[str, list[str]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    orders: int = 0
    workers: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    not_judged: dict[str, int] = field(default_factory=dict)
    not_run: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    peak_memory_mb: int = 0

    def as_json(self) -> dict[str, Any]:
        """The shape of the contract."""
        return dict(vars(self))


def scan(request: ScanRequest) -> Report:
    """Run the detectors and write the findings.  Raises InputError for files and options that cannot be read."""
    chosen = _chosen(request)
    if request.last < request.first:
        raise InputError("date", "--to", str(request.last), f"a day from {request.first}", "Swap --from and --to.")
    with tempfile.TemporaryDirectory(prefix="huxin-scan-") as folder:
        engine = _engine(request, folder)
        try:
            return _Scan(request, engine, chosen).run()
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
            told = str(error).splitlines()[0]
            raise InputError("parquet", "--orders", told, "readable Parquet files", "Write the file again.") from error
        finally:
            engine.close()


def _engine(request: ScanRequest, folder: str) -> Engine:
    if request.engine == "spark":
        from huxin.supervision.spark import SparkEngine

        return SparkEngine(folder, _paths(request))
    return DuckEngine(folder, request.memory, request.threads, _paths(request), known_zone(request.zone))


def _paths(request: ScanRequest) -> list[str | Path]:
    """The files that the scan may touch."""
    files = request.files
    patterns = (files.orders, files.oncall, files.warnings, files.cover)
    found: list[str | Path] = [name for pattern in patterns if pattern for name in named(pattern)]
    return [*found, request.out] if request.out is not None else found


def _chosen(request: ScanRequest) -> list[Detector]:
    for name in request.detectors:
        if name not in DETECTORS:
            raise InputError("detector", "--detector", name, "a detector", nearest(name, DETECTORS))
    return [one for one in DETECTORS.values() if not request.detectors or one.name in request.detectors]


class _Scan:
    """One run; every table of the engine belongs to it."""

    def __init__(self, request: ScanRequest, engine: Engine, detectors: list[Detector]) -> None:
        self.request, self.engine, self.detectors = request, engine, detectors
        self.rules = DetectorRules(request.pack, request.sets)
        self._ready: set[tuple[object, ...]] = set()
        self.report = Report(
            [request.first.isoformat(), request.last.isoformat()],
            tried=sorted(request.sets),
            findings={one.name: 0 for one in detectors},
        )

    def run(self) -> Report:
        with self._timed("read"):
            self.lake = Lake(self.engine, self.request.files, self.rules, hashed=self.request.key is not None)
            self.platforms = companies(self.request.companies)
            self.warnings = weather.merged(self.engine.rows("SELECT * FROM warnings_read", {}))
            self._load(self._days_after())
            self._count()
        findings.create(self.engine.ledger)
        for detector in self.detectors:
            with self._timed(detector.name):
                self._detect(detector)
        if self.request.out is not None:
            with self._timed("write"):
                self._write(self.request.out)
        self.report.peak_memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return self.report

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.report.seconds[stage] = round(time.perf_counter() - started, 3)

    def _load(self, days_after: int) -> None:
        first, last = self.request.first, self.request.last
        if any(one.monthly for one in self.detectors):
            first, last = first.replace(day=1), month_end(last)
        self.view_first, self.view_last = first - timedelta(days=self._days_before()), last + timedelta(days=days_after)
        self.lake.load(self.view_first, self.view_last)
        self._ready.clear()

    def _days_before(self) -> int:
        """Far enough back that whoever is still working has begun an order there."""
        minutes = [int(cell[0]) for cell in self.rules.table(LONGEST, self.request.first).values()]
        pause = self.rules.cell("work.break_minutes", self.request.first)
        return (max(minutes, default=0) + (int(pause[0]) if pause else 0)) // 1440 + 1

    def _days_after(self) -> int:
        """A day, and more only where a stretch may be longer than a day without being a finding."""
        limit = self.rules.cell("work.continuous_minutes", self.request.first)
        return 1 + (int(limit[0]) // 1440 if limit else 0)

    def _count(self) -> None:
        bounds = self._bounds(self.request.first, self.request.last)
        inside = {"from_ms": bounds["from_ms"], "to_ms": bounds["to_ms"]}
        ((self.report.orders, self.report.workers),) = self.engine.rows(_COUNT, inside)
        self.report.companies = [str(company) for (company,) in self.engine.rows(_COMPANIES, {})]
        for reason, number in self.engine.rows(_UNJUDGED, inside):
            self.report.not_judged[reason] = number

    def _bounds(self, first: date, last: date) -> dict[str, Any]:
        month = first.replace(day=1)
        return {
            "from_ms": midnight(first),
            "to_ms": midnight(last + timedelta(days=1)),
            "first_day": day_number(first),
            "last_day": day_number(last),
            "month_from_ms": midnight(month),
            "month_to_ms": midnight(month_end(month) + timedelta(days=1)),
            "month": f"{first:%Y-%m}",
            "view_first_day": day_number(self.view_first),
        }

    def _detect(self, detector: Detector) -> None:
        if detector.needs is not None and getattr(self.request.files, detector.needs) is None:
            self.report.not_run[detector.name] = f"no --{detector.needs}"
            return
        for rule in self.rules.periods(detector, self.request.first, self.request.last):
            if isinstance(rule, Idle):
                self.report.not_run[detector.name] = f"from {rule.first}: {rule.why}"
                continue
            self.report.rules.setdefault(detector.name, []).append(rule.hash)
            findings.sources(self.engine, rule)
            tables.fill(self.engine, rule, self.warnings, self.platforms, self.request.pack, self.request.sets)
            self._find(rule)
            self.report.findings[detector.name] += findings.keep(
                self.engine, rule, self.request.pack.hash, self.request.key
            )

    def _find(self, rule: DetectorRule) -> None:
        """The table ``found``.  A stretch that reaches the end of what was read is read on."""
        given = {**self._bounds(rule.first, rule.last), **rule.numbers}
        for stage in rule.detector.stages:
            key = (stage, rule.first, rule.last, tuple(rule.basis.items()))
            if key not in self._ready:
                self._ready = {key}
                self.engine.make(stage, sql(stage), given)
        days = self._days_after()
        while True:
            self.engine.make("found", sql(rule.detector.name), given)
            if rule.detector.name != "continuous_work" or not self._runs_on(rule):
                break
            days *= 2
            self._load(days)
        if rule.detector.name == "cover_gap":
            for state, number in self.engine.rows(_COVER_UNJUDGED, {}):
                name = f"cover_{state}"
                self.report.not_judged[name] = self.report.not_judged.get(name, 0) + number

    def _runs_on(self, rule: DetectorRule) -> bool:
        end = midnight(self.view_last + timedelta(days=1))
        ((reach,),) = self.engine.rows("SELECT coalesce(max(ended_at), 0) FROM found", {})
        return bool(reach + rule.numbers["break_ms"] > end) and self.lake.has_orders_from(end)

    def _write(self, out: Path) -> None:
        """The findings file, in an order that does not depend on how the orders came."""
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            self.engine.ledger.execute(
                f"COPY (SELECT * FROM findings ORDER BY detector, started_at, finding_id) TO {quoted(str(out))}"  # noqa: S608
                " (FORMAT parquet, COMPRESSION zstd)"
            )
        except (OSError, duckdb.IOException) as error:
            told = str(error).splitlines()[0]
            raise InputError("file", "--out", str(out), "a file that can be written", told) from None


_COUNT = """
SELECT count(*), count(DISTINCT worker) FROM orders WHERE began_at >= $from_ms AND began_at < $to_ms
"""
_COMPANIES = "SELECT DISTINCT company_id FROM sent WHERE company_id IS NOT NULL ORDER BY company_id"
_UNJUDGED = """
SELECT CASE WHEN fault = 'not_judged' THEN 'trade' ELSE 'interval_' || fault END AS reason, count(*)
FROM orders WHERE fault IS NOT NULL AND began_at >= $from_ms AND began_at < $to_ms GROUP BY reason
UNION ALL
SELECT 'no_county', count(*) AS number
FROM orders WHERE county IS NULL AND began_at >= $from_ms AND began_at < $to_ms HAVING number > 0
UNION ALL
SELECT 'incomplete', count(*) AS number FROM sent
WHERE order_id IS NULL OR company_id IS NULL OR worker_name IS NULL OR accepted_at IS NULL HAVING number > 0
ORDER BY reason
"""
_COVER_UNJUDGED = """
SELECT state, count(*) FROM cover_state WHERE state IN ('labour_relation_unknown', 'regime_unknown')
GROUP BY state ORDER BY state
"""
