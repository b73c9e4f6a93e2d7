"""A past finding once more: the same day, the same files, the same pack, and whether the same row comes out.

The id of a finding hashes the rule that found it, so a rule that has changed since cannot find it again, and says so.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from huxin.law.errors import InputError, nearest
from huxin.population.duck import connect
from huxin.supervision.model import DAY_MS, DETECTORS, FINDING, SHANGHAI_MS
from huxin.supervision.scan import ScanRequest, scan

Row = dict[str, Any]


@dataclass(frozen=True)
class Replay:
    """``found`` again, with every value the ``same``; ``differences`` are (kept, now) by column.

    ``same_pack``: the pack at hand has the hash that the finding names.
    """

    finding_id: str
    found: bool
    same: bool
    same_pack: bool
    differences: dict[str, tuple[Any, Any]]
    finding: Row


def replay(finding_id: str, findings: Path, request: ScanRequest) -> Replay:
    """Scan the day of a kept finding with its detector alone and compare.

    ``request`` brings files and pack; its days, detectors and file of findings are not used.  Raises InputError where
    the findings file cannot be read or does not hold the finding.
    """
    kept = _kept(finding_id, findings)
    day = date(1970, 1, 1) + timedelta(days=(kept["started_at"] + SHANGHAI_MS) // DAY_MS)
    if kept["detector"] not in DETECTORS:
        hint = nearest(kept["detector"], DETECTORS)
        raise InputError("detector", "--findings", kept["detector"], "a detector of this version", hint)
    with tempfile.TemporaryDirectory(prefix="huxin-replay-") as folder:
        out = Path(folder) / "findings.parquet"
        scan(replace(request, first=day, last=day, detectors=(kept["detector"],), out=out))
        again = _rows(out, finding_id)
    now = again[0] if again else {}
    same_pack = kept["pack_hash"] == request.pack.hash
    columns = [name for name, _ in FINDING if name != "pack_hash" or same_pack]
    differences = {name: (kept[name], now[name]) for name in columns if now and kept[name] != now[name]}
    return Replay(finding_id, bool(now), bool(now) and not differences, same_pack, differences, kept)


def _kept(finding_id: str, findings: Path) -> Row:
    rows = _rows(findings, finding_id)
    if not rows:
        hint = "The ids stand in the column finding_id."
        raise InputError("finding", str(findings), f"no finding {finding_id}", "the id of a finding in the file", hint)
    return rows[0]


def _rows(findings: Path, finding_id: str) -> list[Row]:
    try:
        with connect(paths=[findings]) as con:
            found = con.execute("SELECT * FROM read_parquet($1) WHERE finding_id = $2", [str(findings), finding_id])
            names = [str(column[0]) for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    except duckdb.Error as error:
        told = str(error).splitlines()[0]
        raise InputError("file", "--findings", str(findings), "a findings file of a scan", told) from None
