"""Idle minutes by cell and part of the day: Huxin, and DuckDB SQL by hand on squares, on the same files.

Run: ``python bench/demand.py --orders 2,20`` (millions; 2 unless told otherwise).  Both must find the same idle minutes
before people are counted, or the run fails.  By hand a cell is a square of a degree's five-hundredth, which SQL reckons
by itself; Huxin's is H3's, looked up for every distinct point.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 30)
THREADS = 2
_BY_HAND = """
WITH work AS (
    SELECT worker_id AS worker,
        coalesce(started_at, accepted_at) AS began_at, coalesce(completed_at, cancelled_at) AS ended_at,
        CAST(floor(end_lng * 500) AS BIGINT) * 100000 + CAST(floor(end_lat * 500) AS BIGINT) AS cell
    FROM read_parquet('{files}')
    WHERE ended_at > began_at AND ended_at - began_at <= 43200000
),
chain AS (
    SELECT worker, began_at, max(ended_at) OVER w AS busy, lead(began_at) OVER w AS next_at,
        arg_max(cell, ended_at) OVER w AS cell
    FROM work
    WINDOW w AS (PARTITION BY worker ORDER BY began_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
gaps AS (
    SELECT worker, cell, busy, next_at FROM chain
    WHERE next_at - busy BETWEEN 300000 AND 7200000 AND busy >= {first} AND busy < {after}
),
parts AS (
    SELECT worker, cell, ((hour + 8) % 24) // 4 AS band,
        least(next_at, (hour + 1) * 3600000) - greatest(busy, hour * 3600000) AS ms
    FROM (SELECT gaps.*, busy // 3600000 + step AS hour FROM gaps CROSS JOIN range(4) AS steps(step))
    WHERE hour * 3600000 < next_at
),
people AS (SELECT worker, cell, band, sum(ms) AS ms FROM parts GROUP BY ALL)
SELECT cell, band, count(*) AS workers, sum(ms) AS ms FROM people GROUP BY ALL
"""


def _by_hand(folder: Path) -> dict[str, Any]:
    import duckdb

    from huxin.supervision.lake import midnight

    con = duckdb.connect(config={"threads": THREADS})
    bounds = {"first": midnight(FIRST), "after": midnight(date(2026, 7, 31))}
    rows = con.execute(_BY_HAND.format(files=f"{folder}/orders/*.parquet", **bounds)).fetchall()
    return {"cells": len(rows), "minutes": round(sum(row[3] for row in rows) / 60_000)}


def _huxin(folder: Path) -> dict[str, Any]:
    from dataclasses import replace

    from huxin.law import load_pack
    from huxin.supervision.demand import DemandRequest, demand
    from huxin.supervision.lake import Files

    asked = DemandRequest(FIRST, LAST, Files(f"{folder}/orders/*.parquet"), load_pack("wenzhou"), threads=THREADS)
    found = demand(replace(asked, least=1))
    return {"cells": len(found.cells), "minutes": round(sum(one.milliseconds for one in found.cells) / 60_000)}


def _run(engine: str, folder: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    argv = [sys.executable, __file__, "--engine", engine, "--folder", str(folder)]
    done = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True)
    return {"seconds": round(time.perf_counter() - begun, 2), **json.loads(done.stdout)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", default="2", help="millions, such as 2,20")
    parser.add_argument("--engine", choices=("huxin", "by hand"))
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.engine:
        from rivals.measured import Clock

        clock = Clock()
        found = clock.time("all", lambda: (_huxin if args.engine == "huxin" else _by_hand)(args.folder))
        clock.tell(**found)
        return 0
    from supervision import DATA, made

    DATA.mkdir(parents=True, exist_ok=True)
    for size in args.orders.split(","):
        folder = made(float(size))
        runs = {engine: _run(engine, folder) for engine in ("huxin", "by hand")}
        for engine, one in runs.items():
            print(json.dumps({"millions": float(size), "engine": engine, **one}))
        assert abs(runs["huxin"]["minutes"] - runs["by hand"]["minutes"]) <= 0.002 * runs["by hand"]["minutes"], runs
    return 0


if __name__ == "__main__":
    sys.exit(main())
