"""From what a detector's SQL text returns to the rows of a findings file.

A text returns ``worker, companies, county, started_at, ended_at, measure, threshold, unit, order_ids, source_no,
doubt, subject`` and columns ``ev_…`` that prove the finding.  Engines differ in JSON, so the evidence is put into words
here and not there.
"""

from __future__ import annotations

import duckdb

from huxin.supervision import identity
from huxin.supervision.engine import Engine
from huxin.supervision.model import FINDING, TRADES
from huxin.supervision.reading import fill
from huxin.supervision.rules import DetectorRule

_SOURCES = "source_no INTEGER, clause VARCHAR, status VARCHAR, severity VARCHAR, doubt VARCHAR"


def create(con: duckdb.DuckDBPyConnection) -> None:
    """An empty table ``findings`` in the shape of the contract."""
    columns = ", ".join(f"{name} {kind}" for name, kind in FINDING)
    con.execute(f"CREATE OR REPLACE TEMP TABLE findings ({columns})")


def sources(engine: Engine, rule: DetectorRule) -> None:
    """The tables ``basis`` (key, source_no) and ``sources``; sources are numbered from the weakest."""
    ordered = sorted(set(rule.basis.values()), key=lambda one: (one.strength, one.clause, one.doubt or ""))
    numbers = {source: number for number, source in enumerate(ordered)}
    rows = [(numbers[one], one.clause, one.status, one.severity, one.doubt) for one in ordered]
    fill(engine.ledger, "sources", _SOURCES, rows)
    given = [(key, numbers[one]) for key, one in rule.basis.items()]
    if set(rule.basis) <= set(TRADES):  # as numbers, as in the orders that they are compared with
        engine.fill("basis_given", "trade VARCHAR, source_no INTEGER", given)
        engine.make("basis", f"SELECT {engine.coded('trade')} AS key, source_no FROM basis_given", {})  # noqa: S608
    else:
        engine.fill("basis", "key VARCHAR, source_no INTEGER", given)


def keep(engine: Engine, rule: DetectorRule, pack_hash: str, key: bytes | None) -> int:
    """Add the rows of the table ``found`` to ``findings``.  Returns how many there were."""
    engine.hand_over()
    con = engine.ledger
    held = {str(name): str(kind) for name, kind, *_ in con.execute("DESCRIBE found").fetchall()}
    given = {
        "detector": rule.detector.name,
        "rule_hash": rule.hash,
        "pack_hash": pack_hash,
        "uncertain": list(rule.uncertain),
    }
    text = _INSERT.format(evidence=_evidence(rule, held), key=identity.key_sql(key))
    row = con.execute(text, given).fetchone()
    return int(row[0]) if row else 0


def _evidence(rule: DetectorRule, held: dict[str, str]) -> str:
    """A SQL expression for JSON text with sorted keys; what is null is left out."""
    columns = {name.removeprefix("ev_"): name for name in held if name.startswith("ev_")}
    columns |= {name: name for name in rule.detector.shown}
    parts = [
        f"CASE WHEN found.{column} IS NOT NULL THEN '\"{key}\":' || to_json({_shown(key, f'found.{column}')}) END"
        for key, column in sorted(columns.items())
    ]
    return "'{' || concat_ws(',', " + ", ".join(parts) + ") || '}'"


def _shown(key: str, column: str) -> str:
    """Instants as RFC 3339 in China's time, days as dates, everything else as it is."""
    if key.endswith("_at"):
        local = f"make_timestamp(({column} + 28800000) * 1000)"
        return f"strftime({local}, '%Y-%m-%dT%H:%M:%S.%g+08:00')"
    if key == "day":
        return f"strftime(DATE '1970-01-01' + {column}::INTEGER, '%Y-%m-%d')"
    return column


_INSERT = """
WITH told AS (
    SELECT
        found.*, {key} AS worker_key, sources.clause, sources.status, sources.severity,
        list_sort(list_distinct(list_filter(
            list_concat($uncertain::VARCHAR[], [sources.doubt], string_split(coalesce(found.doubt, ''), ',')),
            lambda one: one IS NOT NULL AND one <> ''
        ))) AS uncertain,
        {evidence} AS evidence
    FROM found
    JOIN sources ON sources.source_no = found.source_no
    LEFT JOIN workers ON workers.worker = found.worker
)
INSERT INTO findings
SELECT
    left(sha256(concat_ws('|',
        $detector, $rule_hash, coalesce(worker_key, ''), subject, started_at::VARCHAR)), 32) AS finding_id,
    $detector, clause, status, severity,
    CASE WHEN len(uncertain) = 0 THEN 'decision' ELSE 'estimate' END,
    uncertain, worker_key,
    CASE WHEN len(companies) = 1 THEN companies[1] END,
    county, started_at, ended_at, measure, threshold, unit, order_ids, evidence, $rule_hash, $pack_hash
FROM told
"""
